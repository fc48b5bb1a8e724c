// @ts-check
// All tenants, as those who run the platform see them.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture, Visitor } from "./product.mjs";
import { apiOf, run } from "./sandbox_world.mjs";

const kPlace = "/admin#/platform/tenants";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Visitor} */
let visitor;
/** @type {import("playwright-core").Page} */
let page;
/** @type {ReturnType<typeof apiOf>} */
let api;
before(async () => {
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser);
  page = visitor.page;
  api = apiOf(visitor);
  await visitor.signIn(kPlace);
});
beforeEach(async () => {
  await page.setViewportSize(kDesktop);
  await visit(kPlace);
});
after(async () => {
  await visitor.leave();
  await browser.close();
});

/** @param {string} place */
async function visit(place) {
  await page.goto("about:blank");
  await page.goto(place);
  await page.locator("tbody tr[data-key], .empty-state").first().waitFor();
}

let made = 0;
/** A tenant of this run, with a name that no other test uses. @param {string} title */
async function newTenant(title) {
  const { tenant } = await api("POST", "/api/admin/tenants", { name: `${title} ${run} ${++made}` });
  return { id: tenant.tenant_id ?? tenant.id, name: `${title} ${run} ${made}` };
}

/** @param {string} name */
const row = (name) => page.getByRole("row").filter({ hasText: name });

/** What a counter says. @param {string} title */
async function counter(title) {
  const value = page.locator(".stat").filter({ hasText: title }).locator(".stat-value");
  await value.filter({ hasText: /\d/ }).waitFor();
  return Number((await value.innerText()).replaceAll(",", ""));
}

test("a new tenant is listed and counted, and a missing name is asked for", async () => {
  const before_it = await counter("Tenants");
  await page.getByRole("button", { name: "New tenant" }).click();
  const dialog = page.getByRole("dialog", { name: "New tenant" });
  await dialog.getByRole("button", { name: "Make the tenant" }).click();
  await dialog.getByText("Give it a name.").waitFor();
  await picture(page, "tenant-new-1440-dark");
  await assertAccessible(page);
  await dialog.getByLabel("Name").fill(`Silver Lining ${run}`);
  await dialog.getByLabel("Owner's e-mail").fill("silver@example.com");
  await page.keyboard.press("Enter");
  await dialog.getByText("Only silver@example.com can accept it.").waitFor();
  assert.match(await dialog.getByLabel("Link for the owner").inputValue(), /\/invite#[\w-]{32}$/);
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await row(`Silver Lining ${run}`).getByText("silver@example.com").waitFor();
  await row(`Silver Lining ${run}`).getByText("Setup pending").waitFor();
  await page.waitForFunction((wanted) => document.querySelector(".stat-value")?.textContent?.trim() === wanted, new Intl.NumberFormat("en").format(before_it + 1));
});

test("the search lives in the address, and one without a match leads back", async () => {
  const tenant = await newTenant("Findable");
  await page.keyboard.press("/");
  await page.keyboard.type(tenant.name);
  await page.keyboard.press("Enter");
  await row(tenant.name).waitFor();
  assert.equal(await page.locator("tbody tr[data-key]").count(), 1);
  assert.match(page.url(), /search=Findable/);
  await page.locator("#tenant-search").fill(`nobody-${run}`);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No tenant matches" }).waitFor();
  await picture(page, "tenants-no-match-1440-dark");
  await page.getByRole("link", { name: "Clear the search" }).click();
  await row(tenant.name).waitFor();
  assert.equal(await page.inputValue("#tenant-search"), "");
});

test("a tenant is suspended and reactivated after a question", async () => {
  const tenant = await newTenant("Pausable");
  await page.keyboard.press("r");
  const suspended = await counter("Suspended");
  await page.getByRole("button", { name: `Suspend ${tenant.name}` }).click();
  await page.getByRole("dialog", { name: `Suspend ${tenant.name}?` }).getByRole("button", { name: "Suspend" }).click();
  await row(tenant.name).getByText("Suspended", { exact: true }).waitFor();
  assert.equal(await counter("Suspended"), suspended + 1);
  await picture(page, "tenants-1440-dark");
  await assertAccessible(page);
  await page.setViewportSize(kPhone);
  await picture(page, "tenants-390-dark");
  await assertAccessible(page);
  await page.getByRole("button", { name: `Reactivate ${tenant.name}` }).click();
  await page.getByRole("dialog", { name: `Reactivate ${tenant.name}?` }).getByRole("button", { name: "Reactivate" }).click();
  await row(tenant.name).getByText("Active", { exact: true }).waitFor();
});

test("a tenant is deleted only when its name is typed", async () => {
  const tenant = await newTenant("Doomed");
  await page.keyboard.press("r");
  await page.getByRole("button", { name: `Delete ${tenant.name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${tenant.name}?` });
  const action = dialog.getByRole("button", { name: "Delete for good" });
  assert.equal(await action.isDisabled(), true);
  await dialog.getByRole("textbox").fill(tenant.name);
  await action.click();
  await page.getByText(`${tenant.name} is deleted.`).waitFor();
  await row(tenant.name).waitFor({ state: "detached" });
});

test("viewing as a tenant opens its dashboard under a banner, until Exit", async () => {
  const tenant = await newTenant("Visited");
  await page.keyboard.press("r");
  await page.getByRole("button", { name: `View as ${tenant.name}` }).click();
  await page.waitForURL((url) => url.pathname === "/app");
  const banner = page.locator(".banner");
  await banner.getByText(tenant.name).waitFor();
  await page.getByRole("link", { name: "Workspace", exact: true }).click();
  await page.getByRole("link", { name: "Members" }).click();
  await page.getByRole("heading", { name: "Nobody belongs to this workspace yet" }).waitFor();
  await picture(page, "view-as-1440-dark");
  await assertAccessible(page);
  await page.getByRole("link", { name: "Activity" }).click();
  await row("Platform admin").first().waitFor();
  await banner.getByRole("button", { name: /^Exit/ }).click();
  await banner.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => sessionStorage.getItem("promostack.view_as")), null);
});

test("the platform's log names the tenant of every change", async () => {
  const tenant = await newTenant("Logged");
  await visit("/admin#/platform/activity");
  await row("Workspace made").filter({ hasText: tenant.id }).first().waitFor();
  await picture(page, "platform-activity-1440-dark");
  await assertAccessible(page);
});

test("the list holds at every size and in both themes", async () => {
  await newTenant("Shown");
  for (const size of [kDesktop, kPhone]) {
    await page.setViewportSize(size);
    for (const theme of ["light", "dark"]) {
      await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
      await assertAccessible(page);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${size.width} ${theme}: nothing sticks out`);
    }
  }
});
