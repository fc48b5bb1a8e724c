// @ts-check
// Whether a coupon is good, as a visitor of the coupon page is told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { askFrom, codes, comeIn, downloadButton, enter, furnish, openShop, taken } from "./coupon_world.mjs";
import { assertAccessible, openBrowser, picture } from "./product.mjs";
import { control, run } from "./sandbox_world.mjs";

const kChecksAMinute = 20;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof openShop>>} */
let shop;

before(async () => {
  browser = await openBrowser();
  shop = await openShop(browser);
  await furnish(shop);
});
after(async () => {
  await control("funderpro/fault", {});
  await shop.visitor.leave();
  await browser.close();
});

test("a wrong and an expired code say what they are, and another code loses what was allowed", async () => {
  const { visitor, page } = await comeIn(browser, shop.address);
  await enter(page, "NO-SUCH-CODE");
  await page.getByText("This coupon code is not known.").waitFor();
  await page.getByText("This code cannot be used.").waitFor();
  assert.equal(await page.getByLabel("Coupon code").getAttribute("aria-invalid"), "true");
  await picture(page, "coupon-wrong-1440");
  await assertAccessible(page);
  await enter(page, codes.old);
  await page.getByText(/ended|expired/i).waitFor();
  assert.ok(await downloadButton(page).isDisabled());
  await enter(page, codes.good);
  await page.locator(".stage-exact").waitFor();
  assert.ok(await downloadButton(page).isEnabled());
  await page.getByLabel("Coupon code").press("Backspace");
  assert.ok(await downloadButton(page).isDisabled());
  assert.equal(await page.locator(".stage-exact").count(), 0);
  await visitor.leave();
});

test("a code is checked when its field is left", async () => {
  const { visitor, page } = await comeIn(browser, shop.address);
  await page.getByLabel("Coupon code").pressSequentially(codes.good.toLowerCase());
  await page.getByRole("radio", { name: "Feed 3:4" }).check();
  await page.getByText("This coupon is valid.").waitFor();
  await page.locator(".stage-exact").waitFor();
  assert.equal((await taken(page, "Download PNG")).name, `${codes.good}-feed.png`);
  await visitor.leave();
});

test("with FunderPro, an outage is no wrong code, and a second try works", async () => {
  await shop.api("PUT", "/api/coupon-settings", { provider: "funderpro" });
  await control("funderpro/codes", { code: codes.elsewhere });
  const { visitor, page } = await comeIn(browser, shop.address);
  await enter(page, codes.good);
  await page.getByText("This coupon code is not known.").waitFor();
  await control("funderpro/fault", { status: 503 });
  await enter(page, codes.elsewhere);
  await page.getByText("Your code could not be checked yet.").waitFor();
  assert.equal(await page.getByLabel("Coupon code").getAttribute("aria-invalid"), "false");
  assert.ok(await downloadButton(page).isDisabled());
  await picture(page, "coupon-outage-1440");
  await assertAccessible(page);
  await control("funderpro/fault", {});
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("This coupon is valid.").waitFor();
  assert.equal((await taken(page, "Download PNG")).name, `${codes.elsewhere}-square.png`);
  await visitor.leave();
});

test("an answer that comes late says nothing about the code that stands there now", async () => {
  const { visitor, page } = await comeIn(browser, shop.address);
  await control("funderpro/codes", { code: `SLOW-${run}` });
  await control("funderpro/fault", { delay_ms: 1500, count: 1 });
  const late = page.waitForRequest("**/api/validate-coupon");
  await enter(page, `SLOW-${run}`);
  await page.getByText("Your code is being checked…").waitFor();
  const question = await late;
  await page.getByLabel("Coupon code").fill("NO-SUCH-CODE");
  await page.getByText("Check your code to download.").waitFor();
  await enter(page, "NO-SUCH-CODE");
  await page.getByText("This coupon code is not known.").waitFor();
  assert.ok(question.failure(), "nobody waits for it");
  assert.ok(await downloadButton(page).isDisabled());
  await visitor.leave();
});

test("who checks too many codes is told when to come back", async () => {
  const { visitor, page, network } = await comeIn(browser, shop.address);
  for (let i = 0; i < kChecksAMinute; i += 1) await askFrom(network, { coupon_code: "", tenant: shop.tenant.id });
  await enter(page, codes.elsewhere);
  await page.getByText(/Try again in \d+ seconds?\./).waitFor();
  await page.getByRole("button", { name: "Try again" }).waitFor();
  visitor.expected.push(/429/);
  await visitor.leave();
});

test("a server that is away is said to be away, and found again", async () => {
  const { visitor, page } = await comeIn(browser, `${shop.address}?code=${codes.elsewhere}`);
  await page.locator(".stage-exact").waitFor();
  await visitor.context.setOffline(true);
  await downloadButton(page).click();
  await page.getByText("The server cannot be reached. Check your connection and try again.").waitFor();
  await visitor.context.setOffline(false);
  assert.equal((await taken(page, "Download PNG")).name, `${codes.elsewhere}-square.png`);
  visitor.expected.push(/ERR_INTERNET_DISCONNECTED/);
  await visitor.leave();
});
