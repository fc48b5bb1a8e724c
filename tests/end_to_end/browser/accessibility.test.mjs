// @ts-check
import { after, before, test } from "node:test";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture, Visitor } from "./product.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const places = [
  { title: "admin overview", address: "/admin#/platform/overview", settled: ".stat-value:not(:has(.skeleton))" },
  { title: "admin jobs", address: "/admin#/platform/jobs", settled: ".table-footer, .empty-state" },
  { title: "client overview", address: "/app#/home/overview", settled: ".status-card:not(.status-idle)" },
  { title: "page not found", address: "/admin#/nowhere/at-all", settled: ".empty-state" },
];

for (const size of [kDesktop, kPhone]) {
  for (const theme of /** @type {const} */ (["dark", "light"])) {
    test(`axe finds nothing serious at ${size.width} px in the ${theme} theme`, async () => {
      const visitor = await Visitor.arrive(browser, { size, theme });
      const { page } = visitor;
      const shot = (/** @type {string} */ title) => picture(page, `${title.replaceAll(" ", "-")}-${size.width}-${theme}`);
      await page.goto("/login");
      await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
      await shot("login");
      await assertAccessible(page);
      await visitor.signIn();
      for (const { title, address, settled } of places) {
        await page.goto(address);
        await page.locator(settled).first().waitFor();
        await shot(title);
        await assertAccessible(page);
      }
      await visitor.leave();
    });
  }
}

test("the dialogs, the palette and the open drawer have no serious finding", async () => {
  const visitor = await Visitor.arrive(browser, { size: kPhone });
  const { page } = visitor;
  await visitor.signIn();
  await page.getByRole("button", { name: "Open navigation" }).click();
  await page.getByRole("navigation", { name: "Platform" }).getByRole("link", { name: "Jobs" }).waitFor();
  await picture(page, "drawer-390-dark");
  await assertAccessible(page);
  await page.getByRole("button", { name: /^Account/ }).click();
  await picture(page, "account-menu-390-dark");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await picture(page, "shortcuts-390-dark");
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /^Go to/ }).waitFor();
  await picture(page, "palette-390-dark");
  await assertAccessible(page);
  await visitor.leave();
});
