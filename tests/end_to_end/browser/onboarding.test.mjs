// @ts-check
// From an account without anything to a workspace that posts.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture, Visitor } from "./product.mjs";
import { messagesOf, newAccount, newBot, newChannel, promote, signInByClerk } from "./sandbox_world.mjs";
import { png } from "./template_world.mjs";

/** @typedef {{bot: Awaited<ReturnType<typeof newBot>>, free: Awaited<ReturnType<typeof newChannel>>, vip: Awaited<ReturnType<typeof newChannel>>}} Telegram */

const kMostActions = 6;
const kMostMs = 60_000;
// Of the sandbox, which takes every key of this form.
const kStripe = { "Secret key": "sk_test_51PromoStackSandbox", "Publishable key": "pk_test_51PromoStackSandbox", "Webhook signing secret": "whsec_PromoStackSandbox" }; // allow-secret: made up

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Visitor} */
let visitor;
/** @type {import("playwright-core").Page} */
let page;
/** Somebody who has not done a step yet, for the tests that change nothing: a network may set up only so many workspaces a day. @type {{name: string}} */
let undecided;
before(async () => {
  browser = await openBrowser();
  undecided = await newAccount();
});
after(() => browser.close());
beforeEach(async () => {
  visitor = await Visitor.arrive(browser);
  page = visitor.page;
});
afterEach(() => visitor.leave());

let bots = 0;

/** @param {Record<string, boolean>} [vipRights] @returns {Promise<Telegram>} */
async function newTelegram(vipRights) {
  const bot = await newBot(`Setup ${(bots += 1)}`);
  return { bot, free: await newChannel("Free signals", bot), vip: await newChannel("Gold VIP", bot, vipRights) };
}

/** @param {Record<string, string>} values */
async function type(values) {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
}

/** @param {Telegram} telegram */
function typeTelegram({ bot, free, vip }) {
  return type({ "Bot token": bot.token, "FREE channel": free.id, "VIP channel": vip.id });
}

/** @param {string} title */
async function stepIs(title) {
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

test("from sign-in to the first posted message it takes six actions and less than a minute", async () => {
  const telegram = await newTelegram();
  const account = await newAccount();
  let actions = 0;
  const act = async (/** @type {() => Promise<void>} */ deed) => {
    actions += 1;
    await deed();
  };
  const enter = () => page.keyboard.press("Enter");
  const began = Date.now();
  await page.goto("/login");
  await act(() => page.getByRole("button", { name: `Continue as ${account.name}` }).click());
  await stepIs("Connect your Telegram bot");
  await typeTelegram(telegram);
  await act(enter);
  await stepIs("Connect Stripe");
  await type(kStripe);
  await act(enter);
  await stepIs("Tell your customers who you are");
  for (const label of ["Bot token", "Secret key", "Webhook signing secret"]) assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), "", "what is saved is shown nowhere");
  await act(enter);
  await stepIs("Everything is connected");
  await page.locator("dd").filter({ hasText: "Gold VIP" }).waitFor();
  await act(() => page.getByRole("button", { name: "Send a test message to the FREE channel" }).click());
  await page.getByText("your first message is there").waitFor();
  assert.ok(actions <= kMostActions, `${actions} actions`);
  assert.ok(Date.now() - began < kMostMs, `${Date.now() - began} ms`);
  assert.equal((await messagesOf(telegram.free)).filter(({ text }) => text).length, 1);
  await picture(page, "setup-done-1440-dark");
  await page.setViewportSize(kPhone);
  const [card, post] = await Promise.all([page.locator(".step-card"), page.getByRole("button", { name: "Send a test message" })].map((place) => place.boundingBox()));
  assert.ok(card && post && post.x + post.width <= card.x + card.width, "the button stays in its card");
  await page.getByRole("button", { name: "Open the dashboard" }).click();
  await page.waitForURL("**/app#/home/overview");
  await page.goto("/setup");
  await page.waitForURL((url) => url.pathname === "/app");
});

test("a token is looked at as soon as it is typed, and what is wrong with it is said at its field", async () => {
  visitor.expected.push(/status of 400/);
  await signInByClerk(visitor, undecided);
  await type({ "Bot token": "12345678:not-a-token" });
  await page.keyboard.press("Tab");
  await page.locator("#bot_token-hint.field-error").waitFor();
  const { bot } = await newTelegram();
  await type({ "Bot token": ` ${bot.token} ` });
  await page.keyboard.press("Tab");
  await page.locator("#bot_token-hint").getByText(bot.username).waitFor();
});

test("a channel that the bot cannot see is said at its field, which gets the focus", async () => {
  visitor.expected.push(/status of 400/);
  await signInByClerk(visitor, undecided);
  const telegram = await newTelegram();
  await typeTelegram({ ...telegram, vip: { ...telegram.vip, id: "@nobody_has_this_name" } });
  await page.keyboard.press("Enter");
  await page.locator("#vip_channel_id-hint.field-error").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "vip_channel_id");
  await picture(page, "setup-channel-wrong-1440-dark");
});

test("an empty form is not sent, and says what is missing", async () => {
  await signInByClerk(visitor, undecided);
  let sent = 0;
  page.on("request", (request) => (sent += request.url().endsWith("/api/onboarding/telegram") ? 1 : 0));
  await page.getByRole("button", { name: "Connect and go on" }).first().click();
  await page.getByText("Paste the token that BotFather gave you.").waitFor();
  assert.equal(sent, 0);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "bot_token");
});

test("a right that is missing is listed until it is there", async () => {
  await signInByClerk(visitor, await newAccount());
  const telegram = await newTelegram({ can_post_messages: true });
  await typeTelegram(telegram);
  await page.keyboard.press("Enter");
  await stepIs("Connect Stripe");
  await page.getByText("Something is left to do in Telegram").waitFor();
  await page.getByText("Gold VIP").waitFor();
  await picture(page, "setup-rights-1440-dark");
  await promote(telegram.vip, telegram.bot);
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByText("Something is left to do in Telegram").waitFor({ state: "detached" });
});

test("a reload loses nothing but keys, which no browser keeps", async () => {
  await signInByClerk(visitor, undecided);
  await typeTelegram(await newTelegram());
  const typed = await page.getByLabel("FREE channel", { exact: true }).inputValue();
  await page.reload();
  await stepIs("Connect your Telegram bot");
  assert.equal(await page.getByLabel("FREE channel", { exact: true }).inputValue(), typed);
  assert.equal(await page.getByLabel("Bot token", { exact: true }).inputValue(), "");
  const stored = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  assert.ok(!/\d{6,}:[\w-]{20,}/.test(stored), "a token is stored in the browser");
});

test("a channel is corrected without the token", async () => {
  const telegram = await newTelegram();
  await signInByClerk(visitor, await newAccount());
  await typeTelegram({ ...telegram, free: telegram.vip });
  await page.keyboard.press("Enter");
  await stepIs("Connect Stripe");
  await page.goBack();
  await page.getByLabel("FREE channel", { exact: true }).fill(telegram.free.id);
  await page.keyboard.press("Enter");
  await stepIs("Connect Stripe");
});

test("steps may be done in any order, and the last one says what is left", async () => {
  await signInByClerk(visitor, await newAccount());
  const steps = page.getByRole("navigation", { name: "Steps of the setup" });
  await steps.getByRole("link", { name: /Your business/ }).click();
  await type({ Name: "Gold Traders", "Support e-mail": "help@gold.example" });
  await page.keyboard.press("Enter");
  await stepIs("Connect your Telegram bot");
  await steps.getByRole("link", { name: /Ready/ }).click();
  await page.getByText("2 steps are left").waitFor();
  await page.reload();
  await steps.getByRole("link", { name: /Your business \(done\)/ }).click();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Gold Traders");
});

test("a logo is shown as soon as it is chosen, and what is no picture is refused", async () => {
  await signInByClerk(visitor, undecided, "/setup#business");
  const file = page.locator("input[name=logo]");
  await file.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await page.getByText("This is not a PNG, JPEG or WebP picture").waitFor();
  const dot = png({ width: 1, height: 1 }, () => [200, 100, 50]);
  await file.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: dot });
  const logo = page.getByAltText("Your logo");
  await logo.waitFor();
  await page.waitForFunction(() => document.querySelector(".logo-picture img") instanceof HTMLImageElement && document.querySelector("img")?.complete);
  assert.equal(await logo.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth), 1);
});

for (const size of [kDesktop, kPhone]) {
  for (const theme of /** @type {const} */ (["dark", "light"])) {
    test(`the setup has no serious finding at ${size.width} px in the ${theme} theme`, async () => {
      const guest = await Visitor.arrive(browser, { size, theme });
      await signInByClerk(guest, undecided);
      for (const step of ["telegram", "stripe", "business", "done"]) {
        await guest.page.goto(`/setup#${step}`);
        await guest.page.locator(`[data-step=${step}] h1`).waitFor();
        await picture(guest.page, `setup-${step}-${size.width}-${theme}`);
        await assertAccessible(guest.page);
      }
      await guest.leave();
    });
  }
}
