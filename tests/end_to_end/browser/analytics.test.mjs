// @ts-check
// How the bot and the coupon page are used, as the dashboard shows it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kFormula, kLongSlug, kMarkup, newShop, savedBy, takeByLink, used } from "./coupon_bot_world.mjs";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";
import { arriveAsOwner } from "./template_world.mjs";

const kPage = "/app#/messages/analytics";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof newShop>>} */
let shop;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  shop = await newShop(browser, { word: "analytics" });
  page = shop.owner.page;
  await takeByLink(shop.owner, { template: kLongSlug, text: "POSTER" });
  await used(shop.owner, 6);
});
after(async () => {
  await (shop?.owner.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {string} id */
const stat = (id) => page.locator(`[data-stat=${id}] .stat-value`);
const curve = () => page.getByRole("slider", { name: /^Uses per / });
const coupons = () => page.getByRole("table", { name: "Coupons by uses" });
const search = () => page.getByRole("searchbox", { name: "Search coupons" });

/** @param {string} [query] */
async function visit(query = "") {
  await page.goto("about:blank");
  await page.goto(kPage + query);
  await curve().waitFor();
}

test("a workspace that nobody used leads to the next step, and shows no numbers", async () => {
  const newcomer = await arriveAsOwner(browser, "analytics.newcomer");
  await newcomer.page.goto(kPage);
  await newcomer.page.getByText("No uses in the last 7 days").waitFor();
  assert.equal(await newcomer.page.locator(".stat").count(), 0);
  await newcomer.page.getByRole("link", { name: "Share the coupon page" }).waitFor();
  await picture(newcomer.page, "analytics-empty-1440-dark");
  await assertAccessible(newcomer.page);
  await newcomer.page.locator("#main").getByRole("link", { name: "Coupon bot" }).click();
  await newcomer.page.getByText("No coupon bot is connected").waitFor();
  await newcomer.visitor.leave();
});

test("every use counts, whether it worked or not, and people count once", async () => {
  await visit();
  assert.equal(await stat("total-uses").innerText(), "6");
  assert.equal(await stat("success-rate").innerText(), "83.3 %");
  assert.equal(await stat("unique-users").innerText(), "2");
  assert.match(await page.locator("[data-stat=total-uses]").innerText(), /none in the 7 days before/);
  await page.locator("[data-stat=total-uses] .definition-mark").focus();
  await page.getByText("Every code that somebody entered").waitFor();
  await page.locator("[data-panel=weekdays]").getByText("5 pictures, most on").waitFor();
  await page.locator("[data-panel=errors]").getByText("No errors.").waitFor();
  await page.getByText("Nobody has been here for long enough yet").first().waitFor();
  await picture(page, "analytics-1440-dark");
  await assertAccessible(page);
});

test("what came from the bot and what came from outside is told apart", async () => {
  await visit("?door=bot");
  assert.equal(await stat("total-uses").innerText(), "5");
  await page.getByRole("radio", { name: "Coupon page" }).check();
  await page.waitForFunction(() => document.querySelector("[data-stat=total-uses] .stat-value")?.textContent === "1");
  assert.equal(await stat("unique-users").innerText(), "0");
  assert.match(page.url(), /door=web/);
  await page.getByRole("link", { name: "Clear filters" }).click();
  await page.waitForFunction(() => document.querySelector("[data-stat=total-uses] .stat-value")?.textContent === "6");
});

test("the curve is read by keys, and a day opens its hours", async () => {
  await visit();
  await curve().focus();
  await page.keyboard.press("End");
  assert.match((await curve().getAttribute("aria-valuetext")) ?? "", /: 6 uses, the peak · press Enter/);
  assert.match(await page.locator(".time-chart-read").innerText(), /6 uses/);
  await page.keyboard.press("Home");
  assert.match((await curve().getAttribute("aria-valuetext")) ?? "", /: 0 uses$/);
  await page.getByText("The values as a table").click();
  assert.equal(await page.locator(".time-chart-values tbody tr").count(), 7);
  await curve().focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.getByRole("slider", { name: /^Uses per hour/ }).waitFor();
  assert.match(page.url(), /days=today/);
  assert.equal(await page.locator(".time-chart-values tbody tr").count(), 24);
  assert.equal(await page.getByRole("list", { name: "Pictures by hour" }).getByRole("listitem").count(), 24);
});

test("the curve follows the pointer, the theme and the width", async () => {
  await visit("?days=30");
  const over = page.locator(".time-chart .u-over");
  const { width = 0 } = (await over.boundingBox()) ?? {};
  await over.hover({ position: { x: width - 1, y: 20 } });
  assert.match(await page.locator(".time-chart-read").innerText(), /6 uses, the peak/);
  const drawn = () => page.locator(".time-chart canvas").evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
  const dark = await drawn();
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
  await page.waitForFunction((old) => /** @type {HTMLCanvasElement | null} */ (document.querySelector(".time-chart canvas"))?.toDataURL() !== old, dark);
  await page.setViewportSize(kPhone);
  await page.waitForFunction((old) => (document.querySelector(".time-chart .u-over")?.clientWidth ?? old) < old, width);
  await page.setViewportSize(kDesktop);
});

test("a template filters the coupons, and once more shows all", async () => {
  await visit();
  await page.getByText("all 3 coupons").waitFor();
  const gold = page.getByRole("button", { name: /gold-rush/ });
  assert.match(await gold.innerText(), /🥇/);
  await gold.click();
  await page.getByText("all 1 coupon", { exact: true }).waitFor();
  assert.equal(await gold.getAttribute("aria-pressed"), "true");
  assert.match(page.url(), /template=gold-rush/);
  assert.deepEqual(await coupons().locator("tbody .cell-title").allInnerTexts(), [shop.codes.gold]);
  await gold.click();
  await page.getByText("all 3 coupons").waitFor();
});

test("coupons are searched while typing, cleared by ×, and saved as they are shown", async () => {
  await visit();
  await page.keyboard.press("/");
  await page.keyboard.type("silver");
  await page.getByText("1 of 3 (filtered)").waitFor();
  assert.match(page.url(), /coupon=silver/);
  assert.match(await coupons().locator("tbody").innerText(), new RegExp(`${shop.codes.silver}.*1.*1.*${kFormula}`, "s"));
  const saved = await savedBy(page, page.locator("[aria-labelledby=coupons-title]").getByRole("button", { name: "CSV" }));
  assert.match(saved.name, /^popular-coupons-last-7-days-\d{4}-\d\d-\d\d\.csv$/);
  assert.equal(saved.text, `Code,Uses,Unique users,Generated by\r\n${shop.codes.silver},1,1,'${kFormula}\r\n`);
  await search().fill("nowhere");
  await page.getByText("0 of 3 (no matches)").waitFor();
  await page.getByText("No coupon matches").waitFor();
  await page.getByRole("button", { name: "Clear the search" }).first().click();
  await page.getByText("all 3 coupons").waitFor();
  assert.equal(await search().inputValue(), "");
  assert.match(await coupons().innerText(), new RegExp(kMarkup.replace(/[()]/g, "\\$&")));
});

test("wrong coupons are listed with who entered them, and saved", async () => {
  await visit();
  const attempts = page.getByRole("table", { name: "Uses that did not work" });
  await attempts.getByText("NOSUCHCODE").waitFor();
  await attempts.getByText("Wrong coupon").waitFor();
  const saved = await savedBy(page, page.locator("[aria-labelledby=attempts-title]").getByRole("button", { name: "CSV" }));
  assert.match(saved.name, /^invalid-coupons-\d{4}-\d\d-\d\d\.csv$/);
  assert.match(saved.text, /^Code,Template,Username,First name,Last name,Timestamp,Attempts\r\nNOSUCHCODE,,.*,'=Ben,.*,\d{4}-.*Z,1\r\n$/);
  await attempts.getByRole("link", { name: kFormula }).click();
  await page.getByRole("heading", { level: 1, name: kFormula }).waitFor();
});

test("periods are a key away", async () => {
  await visit();
  await page.keyboard.press("m");
  await page.waitForURL(/days=30/);
  await page.waitForFunction(() => document.querySelectorAll(".time-chart-values tbody tr").length === 30);
  await page.keyboard.press("y");
  await page.getByText("No uses yesterday").waitFor();
  await page.keyboard.press("w");
  await curve().waitFor();
});

test("an outage looks like an outage, and is over with one click", async () => {
  let away = true;
  shop.owner.visitor.expected.push(/503/);
  await page.route("**/api/bot-stats*", (route) => (away ? route.fulfill({ status: 503, json: { success: false, error: "The database is away. Try again in a moment.", code: "unavailable" } }) : route.continue()));
  await page.goto("about:blank");
  await page.goto(kPage);
  await page.getByText("The database is away. Try again in a moment.").waitFor();
  assert.equal(await page.getByText(/^No uses/).count(), 0);
  away = false;
  await page.getByRole("button", { name: "Try again" }).first().click();
  await curve().waitFor();
  await page.unroute("**/api/bot-stats*");
});

test("on a phone, and in the light theme, nothing is cut off or unreadable", async () => {
  await page.setViewportSize(kPhone);
  await visit();
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= kPhone.width);
  await page.getByRole("button", { name: kLongSlug }).scrollIntoViewIfNeeded();
  const { x = 0, width = 0 } = (await page.getByRole("button", { name: kLongSlug }).boundingBox()) ?? {};
  assert.ok(x + width <= kPhone.width, "a long name is cut off with dots");
  await picture(page, "analytics-390-light");
  await assertAccessible(page);
  await page.setViewportSize(kDesktop);
  await picture(page, "analytics-1440-light");
  await assertAccessible(page);
});
