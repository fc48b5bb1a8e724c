// @ts-check
// Who talks to the bot, and what is known of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arriveAsMember, kFormula, kLongSlug, kMarkup, newShop, savedBy } from "./coupon_bot_world.mjs";
import { block, newPerson, until } from "./messages_world.mjs";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";

const kList = "/app#/messages/users";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof newShop>>} */
let shop;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  shop = await newShop(browser, { word: "users" });
  page = shop.owner.page;
  const guest = await newPerson(shop.bot, "Greta Guest", "instagram");
  await until("Greta is known", async () => (await shop.owner.api("GET", "/api/bot-users?q=Greta")).total === 1);
  await block(shop.bot, guest);
  await until("she blocked the bot", async () => (await shop.owner.api("GET", "/api/bot-users?filter=blocked")).total === 1);
});
after(async () => {
  await (shop?.owner.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

const names = () => page.getByRole("table", { name: "Users" }).locator("tbody .cell-title");

async function visit(place = kList) {
  await page.goto("about:blank");
  await page.goto(place);
}

test("whoever made most pictures is first, with a medal, and a name is never markup", async () => {
  await visit();
  await page.getByText("3 users in all").waitFor();
  assert.deepEqual(await names().allInnerTexts(), [kMarkup, kFormula, "Greta Guest"]);
  assert.equal(await page.getByRole("img", { name: "Second place" }).count(), 1);
  assert.equal(await page.getByRole("img", { name: "Third place" }).count(), 0, "Greta has no picture");
  await picture(page, "users-1440-dark");
  await assertAccessible(page);
  const saved = await savedBy(page, page.getByRole("button", { name: "CSV" }));
  assert.equal(saved.name, "bot-users.csv");
  assert.match(saved.text, /\r\n2,'=Ben,/);
});

test("users are found by name, and by what became of them", async () => {
  await visit();
  await page.getByText("3 users in all").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("greta");
  await page.getByText("1 found").waitFor();
  assert.deepEqual(await names().allInnerTexts(), ["Greta Guest"]);
  assert.match(page.url(), /q=greta/);
  await page.getByRole("link", { name: "Active", exact: true }).click();
  await page.getByText("Nobody matches").waitFor();
  await page.getByRole("link", { name: "Show everybody" }).click();
  await page.getByText("3 users in all").waitFor();
  await page.getByRole("link", { name: "Blocked the bot" }).click();
  await page.getByText("1 found").waitFor();
  assert.match(await page.getByRole("table", { name: "Users" }).locator("tbody").innerText(), /Greta Guest.*Blocked.*instagram/s);
});

test("a user has a profile, coupons, a history and the messages that were sent", async () => {
  await visit(`${kList}/${shop.second.id}`);
  await page.getByRole("heading", { level: 1, name: kFormula }).waitFor();
  const history = page.getByRole("table", { name: "History" });
  await history.getByText("Wrong coupon").waitFor();
  assert.match(await history.locator("tbody").innerText(), new RegExp(`NOSUCHCODE.*${shop.codes.silver}.*${kLongSlug}`, "s"));
  await page.locator("[aria-labelledby=user-coupons-title]").getByText(shop.codes.silver).waitFor();
  const messages = page.locator("[aria-labelledby=user-messages-title]");
  await messages.getByRole("link").nth(1).waitFor();
  await picture(page, "user-1440-dark");
  await assertAccessible(page);
  await messages.getByRole("link").nth(1).click();
  await page.waitForURL(/#\/messages\/outbox\/[0-9a-f-]{36}/);
});

test("a user's page says how far they came, and when", async () => {
  await visit(`${kList}/${shop.second.id}`);
  const steps = page.locator("[aria-labelledby=steps-title]");
  await steps.getByText("Got a picture").waitFor();
  assert.deepEqual(await steps.locator("dt").allInnerTexts(), ["Said hello", "Entered a good code", "Got a picture", "Shared it"]);
  assert.equal(await steps.locator("time").count(), 3);
  assert.equal(await steps.locator("dd").last().innerText(), "not yet");
});

test("an admin ends somebody's broadcasts, and sets the time zone", async () => {
  await visit(`${kList}/${shop.first.id}`);
  const profile = page.locator("[aria-labelledby=profile-title]");
  await profile.getByText("Active").waitFor();
  await page.getByRole("switch", { name: "Broadcasts reach them" }).uncheck();
  await profile.getByText("Unsubscribed").first().waitFor();
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByText("The time zone is saved.").waitFor();
  await page.reload();
  await profile.getByText("Unsubscribed").first().waitFor();
  assert.equal(await page.getByLabel("Time zone").inputValue(), "Asia/Tokyo");
  await page.getByRole("switch", { name: "Broadcasts reach them" }).check();
  await profile.getByText("Active").waitFor();
});

test("a chat that nobody knows is said to be unknown", async () => {
  await visit(`${kList}/999999`);
  await page.getByText("This user is not known").waitFor();
  await page.locator("#main").getByRole("link", { name: "All users" }).first().click();
  await page.getByText("3 users in all").waitFor();
});

test("a member sees users, and changes nothing", async () => {
  const member = await arriveAsMember(browser, shop.owner, "Mira");
  await member.page.goto(`${kList}/${shop.first.id}`);
  await member.page.getByText("Broadcasts reach them.").waitFor();
  assert.equal(await member.page.getByRole("switch").count(), 0);
  assert.equal(await member.page.getByLabel("Time zone").count(), 0);
  await member.visitor.leave();
});

test("on a phone, and in the light theme, users are readable", async () => {
  await page.setViewportSize(kPhone);
  for (const [place, title] of [[kList, "users-390-light"], [`${kList}/${shop.second.id}`, "user-390-light"]]) {
    await visit(place);
    await page.getByText(kFormula).first().waitFor();
    await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= kPhone.width);
    await picture(page, title ?? "");
    await assertAccessible(page);
  }
  await page.setViewportSize(kDesktop);
});
