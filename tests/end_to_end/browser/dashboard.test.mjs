// @ts-check
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { focusedText, kPhone, openBrowser, picture, Visitor } from "./product.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Visitor} */
let visitor;
/** @type {import("playwright-core").Page} */
let page;
before(async () => {
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser);
  page = visitor.page;
  await visitor.signIn();
});
after(async () => {
  await visitor.leave();
  await browser.close();
});

test("the address without a hash opens the first page", async () => {
  await page.goto("/admin");
  await page.waitForURL("**/admin#/platform/overview");
  assert.equal(await page.title(), "Overview · Platform · Admin · PromoStack");
});

test("navigation entries are links that say which one is open", async () => {
  const features = page.getByRole("navigation", { name: "Platform" });
  await features.getByRole("link", { name: "Jobs" }).click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  assert.equal(await features.getByRole("link", { name: "Jobs" }).getAttribute("aria-current"), "page");
  assert.equal(await features.getByRole("link", { name: "Overview" }).getAttribute("aria-current"), null);
  assert.equal(await page.title(), "Jobs · Platform · Admin · PromoStack");
});

test("the focus moves to the heading of the page that was opened", async () => {
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  assert.equal(await focusedText(page), "Overview");
});

test("the first Tab offers to skip to the content", async () => {
  await page.goto("/admin#/platform/jobs");
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await focusedText(page), "Skip to content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  assert.match(page.url(), /#\/platform\/jobs$/);
});

test("g and a letter go to a page, and a letter typed into a field does not", async () => {
  await page.goto("/admin#/platform/overview");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await page.locator("#job-tenant").waitFor();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "job-tenant");
  await page.keyboard.type("go");
  assert.equal(await page.inputValue("#job-tenant"), "go");
  assert.match(page.url(), /#\/platform\/jobs/);
});

test("the question mark lists every shortcut and Esc closes the list", async () => {
  await page.goto("/admin#/platform/overview");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /Jobs\s+g\s+j/);
  await picture(page, "shortcuts-1440-dark");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

test("the palette finds a page by a few letters", async () => {
  await page.keyboard.press("Control+k");
  const search = page.getByRole("combobox", { name: /^Go to/ });
  await search.waitFor();
  await picture(page, "palette-1440-dark");
  await search.fill("jo");
  assert.equal(await page.getByRole("option", { selected: true }).locator(".palette-title").innerText(), "Jobs");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  await page.keyboard.press("Control+k");
  await search.fill("zzzz");
  await page.getByText("Nothing has this name").waitFor();
  await page.keyboard.press("Escape");
  await search.waitFor({ state: "detached" });
});

test("the sidebar folds away and stays folded after a reload", async () => {
  await page.getByRole("button", { name: "Hide sidebar" }).click();
  await page.locator("#features").waitFor({ state: "hidden" });
  await picture(page, "collapsed-1440-dark");
  await page.reload();
  await page.getByRole("button", { name: "Show sidebar" }).click();
  await page.locator("#features").waitFor({ state: "visible" });
});

test("the theme follows the choice at once and after a reload", async () => {
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.getByRole("button", { name: /^Account/ }).click();
  await picture(page, "account-menu-1440-dark");
  await page.getByRole("radio", { name: "Light" }).check();
  assert.equal(await theme(), "light");
  await page.reload();
  assert.equal(await theme(), "light");
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("radio", { name: "System" }).check();
  assert.equal(await theme(), "dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
});

test("an address that names no page says so and leads back", async () => {
  await page.goto("/admin#/platform/unicorns");
  await page.getByRole("heading", { level: 1, name: "Page not found" }).waitFor();
  await page.getByRole("link", { name: "Go to the start page" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
});

test("the overview tells what the server answers", async () => {
  await page.goto("/admin#/platform/overview");
  await page.getByRole("heading", { name: "Everything is running" }).waitFor();
  const me = await page.evaluate(() => fetch("/api/me").then((answer) => answer.json()));
  assert.ok(me.tenant.name);
  assert.match(await page.getByRole("region", { name: "You" }).innerText(), new RegExp(me.tenant.id));
});

test("the client dashboard shows the workspace by its name", async () => {
  await page.goto("/app");
  const me = await page.evaluate(() => fetch("/api/me").then((answer) => answer.json()));
  await page.getByRole("heading", { level: 1, name: me.tenant.name }).waitFor();
  await page.getByRole("heading", { name: "Everything is running" }).waitFor();
});

test("on a phone the navigation is a drawer that Esc and a choice close", async () => {
  await page.setViewportSize(kPhone);
  await page.goto("/admin#/platform/overview");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  const jobs = page.getByRole("navigation", { name: "Platform" }).getByRole("link", { name: "Jobs" });
  await jobs.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Open navigation" }).click();
  await jobs.waitFor({ state: "visible" });
  assert.equal(await focusedText(page), "Overview");
  await page.keyboard.press("Escape");
  await jobs.waitFor({ state: "hidden" });
  assert.equal(await focusedText(page), "Open navigation");
  await page.getByRole("button", { name: "Open navigation" }).click();
  await jobs.click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  await jobs.waitFor({ state: "hidden" });
});

test("nothing is wider than a phone", async () => {
  for (const address of ["/admin#/platform/overview", "/admin#/platform/jobs", "/app#/home/overview"]) {
    await page.goto(address);
    await page.locator("h1").waitFor();
    const { content, view } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, view: innerWidth }));
    assert.ok(content <= view, `${address} is ${content} px wide`);
  }
});
