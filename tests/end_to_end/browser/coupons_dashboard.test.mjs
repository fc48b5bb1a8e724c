// @ts-check
// Who says which coupons are good, and the workspace's own list of them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture, productUrl } from "./product.mjs";
import { arriveAs, control, run, setUpWorkspace } from "./sandbox_world.mjs";

const kPlace = "/app#/coupons/generator";
const kStripe = { secret_key: `sk_test_coupons${run}`, publishable_key: `pk_test_coupons${run}`, webhook_secret: `whsec_coupons${run}` }; // allow-secret: made up

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof arriveAs>>} */
let owner;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  owner = await arriveAs(browser, { email: `coupons.${run}@example.com`, name: "Cora Coupon" });
  page = owner.page;
  // What the forms are refused.
  owner.visitor.expected.push(/(400 \(Bad Request\)|409 \(Conflict\))/);
  await setUpWorkspace(owner);
});
after(async () => {
  await control("funderpro/fault", {});
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {import("playwright-core").Page} [of] */
async function visit(of = page) {
  await of.goto("about:blank");
  await of.goto(kPlace);
  await of.getByRole("group", { name: "Who says which codes are good?" }).waitFor();
}

/** @param {string} provider */
async function provide(provider) {
  await page.getByRole("radio", { name: provider }).check();
  await save();
}

async function save() {
  const saved = page.waitForResponse("**/api/coupon-settings");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  return (await saved).status();
}

/** What the box to test codes says about this one. @param {string} code */
async function finding(code) {
  await page.getByLabel("Coupon code").fill(code);
  await page.keyboard.press("Enter");
  const answer = page.locator("[data-finding]").filter({ hasText: code.toUpperCase().replaceAll(" ", "-") });
  await answer.waitFor({ timeout: 20_000 });
  return answer.getAttribute("data-finding");
}

const row = (/** @type {string} */ code) => page.getByRole("row").filter({ hasText: code });
const codes = async () => (await owner.api("GET", "/api/coupon-codes")).codes.map((/** @type {{code: string}} */ { code }) => code);
const storedProvider = async () => (await owner.api("GET", "/api/coupon-settings")).settings.provider;

/** @param {string} mode @param {string} csv @param {string} button */
async function importFile(mode, csv, button) {
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import codes" });
  await dialog.locator(".drop-zone-input").setInputFiles({ name: "codes.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await dialog.getByText("codes.csv").waitFor();
  await dialog.getByRole("radio", { name: mode }).check();
  await dialog.getByRole("button", { name: button }).click();
  return dialog;
}

test("the page says where people find it, and a code is good while nobody checks", async () => {
  await visit();
  const tenant = (await owner.api("GET", "/api/me")).tenant.id;
  const lines = page.locator(".share-line code");
  assert.deepEqual(await lines.allTextContents(), [`${productUrl}/coupon/${tenant}`, `<a href="${productUrl}/coupon/${tenant}" target="_blank" rel="noopener">Get your coupon picture</a>`]);
  assert.equal(await page.getByRole("link", { name: "Open the page" }).getAttribute("href"), `/coupon/${tenant}`);
  assert.equal(await finding("anything"), "valid");
  await page.getByLabel("Coupon code").fill("&&&");
  await page.keyboard.press("Enter");
  await page.getByText("Enter a coupon code: letters").waitFor();
  await picture(page, "coupon-settings-1440-dark");
  await assertAccessible(page);
});

test("the own list decides: a code counts on its days, and is searched, added and removed", async () => {
  await visit();
  await provide("Your own list");
  await page.getByText("The list is empty: until you add codes below").waitFor();
  assert.equal(await storedProvider(), "list");
  assert.equal(await finding("summer"), "wrong");
  await page.getByRole("button", { name: "Add a code" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add a code" });
  await dialog.getByLabel("Code").fill("summer 24");
  await dialog.getByLabel("First day").fill("2026-05-02");
  await dialog.getByLabel("Last day").fill("2026-05-01");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("It must end after it begins.").waitFor();
  await dialog.getByLabel("Last day").fill("2099-05-03");
  await picture(page, "coupon-add-1440-dark");
  await assertAccessible(page);
  await dialog.getByLabel("First day").fill("2020-05-02");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("SUMMER-24 is on the list.").waitFor();
  await row("SUMMER-24").getByText("Good").waitFor();
  assert.deepEqual((await row("SUMMER-24").getByRole("cell").allTextContents()).slice(2, 4).map((text) => text.trim()), ["2 May 2020", "3 May 2099"]);
  assert.equal(await finding("Summer 24"), "valid");

  await owner.api("POST", "/api/coupon-codes", { code: "OLD", valid_until: "2020-01-01" });
  await owner.api("POST", "/api/coupon-codes", { code: "WINTER", valid_from: "2099-12-01" });
  await page.keyboard.press("Escape");
  await visit();
  await row("OLD").getByText("Expired").waitFor();
  await row("WINTER").getByText("Not yet").waitFor();
  assert.equal(await finding("old"), "wrong");
  await page.getByLabel("Search codes").fill("wint");
  await page.getByText("1 code found").waitFor();
  await row("OLD").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Remove WINTER" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("No code matches").waitFor();
  assert.deepEqual(await codes(), ["OLD", "SUMMER-24"]);
});

test("codes come from a CSV file and go into one, and lines that are none are told", async () => {
  await visit();
  const added = await importFile("Add to it", "code,valid_from,valid_until\nnew one,,2099-01-31\nOLD,,\nBAD,yesterday,\nnew one,,\n", "Import");
  await added.getByText("1 added, 1 given other days.").waitFor();
  assert.deepEqual(await added.locator("li").allInnerTexts(), ["Line 4\nBAD Write a day as 2026-03-29, or a time as 2026-03-29T01:30:00Z.", "Line 5\nnew one This is the same code as in line 2."]);
  await picture(page, "coupon-import-1440-dark");
  await assertAccessible(page);
  await added.getByRole("button", { name: "Done" }).click();
  await row("NEW-ONE").waitFor();
  assert.deepEqual(await codes(), ["NEW-ONE", "OLD", "SUMMER-24"]);

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV", exact: true }).click();
  const csv = await readFile(await (await saving).path(), "utf8");
  assert.match(csv, /^code,valid_from,valid_until\r\nNEW-ONE,,.+\r\nOLD,,\r\nSUMMER-24,.+,.+\r\n$/);

  const replaced = await importFile("Replace it", csv.replace(/^OLD.*\r\n/m, ""), "Replace the list");
  await replaced.getByText("1 removed.").waitFor();
  await replaced.getByRole("button", { name: "Done" }).click();
  await row("OLD").waitFor({ state: "detached" });
  assert.deepEqual(await codes(), ["NEW-ONE", "SUMMER-24"]);

  const refused = await importFile("Replace it", "code\n&&&\n", "Replace the list");
  await refused.getByText("There is no code in this file.").waitFor();
  await refused.getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual(await codes(), ["NEW-ONE", "SUMMER-24"]);
});

test("a long list comes page by page", async () => {
  await visit();
  const many = await importFile("Add to it", Array.from({ length: 60 }, (_, index) => `PAGE-${index + 10}`).join("\n"), "Import");
  await many.getByText("60 added.").waitFor();
  await many.getByRole("button", { name: "Done" }).click();
  await page.getByText("50 codes shown, there are more").waitFor();
  await page.getByText("62 codes", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Load more" }).click();
  await row("SUMMER-24").waitFor();
  assert.equal(await page.locator("tbody tr").count(), 62);
});

test("FunderPro decides, and its outage is no verdict about a coupon", async () => {
  await control("funderpro/codes", { code: `FP${run}`, product_id: "20k-challenge" });
  await control("funderpro/codes", { code: `LATER${run}`, product_id: "20k-challenge" });
  await visit();
  await page.getByRole("radio", { name: "FunderPro" }).check();
  await page.getByLabel("FunderPro product id").fill("20k challenge!");
  assert.equal(await save(), 400);
  await page.getByText("Enter the product's id as FunderPro shows it").waitFor();
  await page.getByLabel("FunderPro product id").fill("20k-challenge");
  assert.equal(await save(), 200);
  assert.equal(await finding(`fp${run}`), "valid");
  assert.equal(await finding(`nobody${run}`), "wrong");
  await control("funderpro/fault", { status: 503 });
  assert.equal(await finding(`later${run}`), "unchecked");
  await page.getByText("Nothing is wrong with it").waitFor();
  await picture(page, "coupon-outage-1440-dark");
  await assertAccessible(page);
  await control("funderpro/fault", {});
  await control("funderpro/codes", { code: `AFTER${run}` });
  assert.equal(await finding(`after${run}`), "valid");
});

test("Stripe decides only with the workspace's own key", async () => {
  await visit();
  await page.getByRole("radio", { name: "Stripe" }).check();
  assert.equal(await page.getByRole("link", { name: "Enter the keys of Stripe" }).getAttribute("href"), "/setup#stripe");
  assert.equal(await save(), 409);
  await page.getByText("Connect Stripe first").waitFor();
  assert.equal(await storedProvider(), "funderpro");
  await owner.api("POST", "/api/onboarding/stripe", kStripe);
  await control("stripe/promotion-codes", { code: `ST${run}`.toUpperCase() });
  await visit();
  await page.getByText("Connected").waitFor();
  await provide("Stripe");
  assert.equal(await storedProvider(), "stripe");
  assert.equal(await finding(`st${run}`), "valid");
  assert.equal(await finding(`unknown${run}`), "wrong");
});

test("on a phone and in the light theme the settings are as good", async () => {
  await page.setViewportSize(kPhone);
  await visit();
  await row("NEW-ONE").waitFor();
  await picture(page, "coupon-settings-390-dark");
  await assertAccessible(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the phone");
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await picture(page, "coupon-settings-390-light");
  await assertAccessible(page);
  await page.setViewportSize(kDesktop);
  await page.evaluate(() => scrollTo(0, 0));
  await picture(page, "coupon-settings-1440-light");
  await assertAccessible(page);
});

test("a member looks and tests, and changes nothing", async () => {
  const { link } = await owner.api("POST", "/api/invitations", { role: "member" });
  const member = await arriveAs(browser, { email: `cody.${run}@example.com`, name: "Cody" });
  await member.api("POST", "/api/invitations/accept", { token: link.split("#")[1] });
  await visit(member.page);
  await member.page.getByText("Owners and admins change these settings").waitFor();
  await member.page.getByRole("row").filter({ hasText: "NEW-ONE" }).waitFor();
  assert.ok(await member.page.getByRole("radio", { name: "Nobody" }).isDisabled());
  for (const deed of ["Save", "Add a code", "Import", "Remove NEW-ONE"]) assert.equal(await member.page.getByRole("button", { name: deed, exact: true }).count(), 0, deed);
  assert.ok(await member.page.getByRole("button", { name: "CSV", exact: true }).isEnabled());
  await picture(member.page, "coupon-settings-member-1440-dark");
  await assertAccessible(member.page);
  await member.visitor.leave();
});
