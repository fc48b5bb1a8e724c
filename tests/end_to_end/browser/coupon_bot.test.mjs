// @ts-check
// The coupon bot's page: how it stands, its words, and what it is hearing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arriveAsMember, kMarkup, newShop } from "./coupon_bot_world.mjs";
import { heardBy, newPerson, until, write } from "./messages_world.mjs";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";
import { arriveAsOwner } from "./template_world.mjs";

const kPage = "/app#/messages/bot";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof newShop>>} */
let shop;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  shop = await newShop(browser, { word: "couponbot" });
  page = shop.owner.page;
  // What the settings are refused.
  shop.owner.visitor.expected.push(/400 \(Bad Request\)/);
});
after(async () => {
  await (shop?.owner.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

test("without a bot, the page leads to where one is connected", async () => {
  const newcomer = await arriveAsOwner(browser, "couponbot.newcomer");
  await newcomer.page.goto(kPage);
  await newcomer.page.getByText("No coupon bot is connected").waitFor();
  await picture(newcomer.page, "coupon-bot-none-1440-dark");
  await assertAccessible(newcomer.page);
  await newcomer.page.getByRole("link", { name: "Connect a bot" }).click();
  await newcomer.page.getByRole("heading", { level: 1, name: "Connections" }).waitFor();
  await newcomer.visitor.leave();
});

test("a connected bot shows how it stands, its link and its numbers", async () => {
  await page.goto(kPage);
  const status = page.locator("[aria-labelledby=bot-title]");
  await status.getByText("Connected").waitFor();
  await status.getByText("Delivers").waitFor();
  await status.getByText(`https://t.me/${shop.bot.username}`).waitFor();
  assert.equal(await page.locator("[data-stat=bot-users] .stat-value").innerText(), "2");
  assert.equal(await page.locator("[data-stat=bot-pictures] .stat-value").innerText(), "4");
  await page.getByText("/template-name/GOLD25", { exact: true }).waitFor();
  const answered = page.waitForResponse("**/api/coupon-bot/menu");
  await status.getByRole("button", { name: "Register again" }).click();
  assert.equal((await answered).status(), 200);
  await until("the menu is registered", async () => (await shop.owner.api("GET", "/api/coupon-bot")).menu.state === "registered");
  await picture(page, "coupon-bot-1440-dark");
  await assertAccessible(page);
});

test("what somebody writes appears while one looks, as text, and so does the answer", async () => {
  await page.goto(kPage);
  const messages = page.getByRole("table", { name: "Messages, the latest first" });
  await messages.waitFor();
  const newcomer = await newPerson(shop.bot, kMarkup);
  await messages.getByText("/start").first().waitFor();
  await write(newcomer, "<b>HELLO</b>");
  await messages.getByText("<b>HELLO</b>", { exact: true }).waitFor();
  await messages.getByRole("link", { name: kMarkup }).first().waitFor();
  await messages.getByRole("link", { name: "Sent: why it was sent" }).first().click();
  await page.waitForURL(/#\/messages\/outbox\/[0-9a-f-]{36}/);
});

test("the greeting is previewed while typing, and is what people get", async () => {
  await page.goto(kPage);
  const bubble = page.getByRole("group", { name: "What /start shows" });
  await bubble.getByText("Send me your coupon code").waitFor();
  await page.getByLabel("Greeting").fill("Welcome, <b>dear {first_name}</b>!");
  assert.equal(await bubble.locator("strong").innerText(), "dear Anna");
  await page.getByLabel("Checkout link").fill("ftp://nowhere");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("#checkout_url-hint.field-error").waitFor();
  await page.getByLabel("Checkout link").fill("https://shop.example/buy?code={coupon}");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. It counts from the next message on.").waitFor();
  await picture(page, "coupon-bot-saved-1440-dark");
  const guest = await newPerson(shop.bot, "Gustav");
  await until("Gustav is greeted", async () => (await heardBy(shop.bot, guest)).some(({ text }) => text === "Welcome, dear Gustav!"));
});

test("a greeting that Telegram would refuse is refused here, where it can be mended", async () => {
  await page.goto("about:blank");
  await page.goto(kPage);
  await page.getByLabel("Greeting").fill("Welcome, <b>dear");
  await page.locator("#greeting-hint.field-error").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForFunction(() => document.activeElement?.id === "greeting");
  const { settings } = await shop.owner.api("GET", "/api/coupon-bot");
  assert.equal(settings.greeting, "Welcome, <b>dear {first_name}</b>!");
});

test("a member looks, and changes nothing", async () => {
  const member = await arriveAsMember(browser, shop.owner, "Mona");
  await member.page.goto(kPage);
  await member.page.locator("[aria-labelledby=bot-title]").getByText("Connected").waitFor();
  assert.ok(await member.page.getByLabel("Greeting").isDisabled());
  for (const deed of ["Save", "Register again"]) assert.equal(await member.page.getByRole("button", { name: deed }).count(), 0, deed);
  await member.visitor.leave();
});

test("on a phone, and in the light theme, the bot's page is readable", async () => {
  await page.setViewportSize(kPhone);
  await page.goto("about:blank");
  await page.goto(kPage);
  await page.locator("[aria-labelledby=bot-title]").getByText("Connected").waitFor();
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= kPhone.width);
  await picture(page, "coupon-bot-390-light");
  await assertAccessible(page);
  await page.setViewportSize(kDesktop);
});
