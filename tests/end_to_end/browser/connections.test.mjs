// @ts-check
// The Connections page with the imitated Telegram. Every test says by the API which bots are connected when it begins.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, focusedText, kPhone, openBrowser, picture, Visitor } from "./product.mjs";
import { arriveAs, control, newBot, newChannel, promote, run, setUpWorkspace } from "./sandbox_world.mjs";

const kPlace = "/app#/workspace/connections";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof arriveAs>>} */
let owner;
/** @type {import("playwright-core").Page} */
let page;
/** @type {import("./sandbox_world.mjs").Bot} */
let bot;
/** @type {Awaited<ReturnType<typeof newChannel>>} */
let vip;
/** @type {typeof vip} */
let free;
let tenant = "";

before(async () => {
  browser = await openBrowser();
  owner = await arriveAs(browser, { email: `connections.${run}@example.com`, name: "Connie" });
  page = owner.page;
  tenant = await setUpWorkspace(owner);
  bot = await newBot("Gold Signals");
  vip = await newChannel("Gold VIP", bot);
  free = await newChannel("Gold Free", bot);
});
beforeEach(async () => {
  await promote(vip, bot);
  await page.setViewportSize({ width: 1440, height: 900 });
});
afterEach(async () => {
  for (const { bot_role: role } of (await owner.api("GET", "/api/connections")).connections) await owner.api("DELETE", `/api/connections/${role}`, {});
});
after(async () => {
  // Also when nobody ever arrived: a browser that stays open keeps the whole run waiting.
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {string} title */
const card = (title) => page.getByRole("region", { name: title, exact: true });

function connect() {
  return owner.api("POST", "/api/connections", { bot_role: "signal_bot", bot_token: bot.token, vip_channel_id: vip.id, free_channel_id: free.id });
}

/** Opens the page anew, as its first visit. */
async function visit() {
  await page.goto("about:blank");
  await page.goto(kPlace);
  await card("Signal bot").waitFor();
}

test("without bots, every card says what its bot is for and offers to connect it", async () => {
  await visit();
  for (const title of ["Signal bot", "Message bot", "Coupon bot"]) {
    await card(title).getByText("Not connected", { exact: true }).waitFor();
    await card(title).getByRole("button", { name: `Connect the ${title.toLowerCase()}` }).waitFor();
  }
  await picture(page, "connections-empty-1440-dark");
  await assertAccessible(page);
});

test("a bot is connected, and its card shows what Telegram knows about it", async () => {
  await visit();
  const signal = card("Signal bot");
  await signal.getByRole("button", { name: "Connect the signal bot" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "signal_bot-bot_token");
  await picture(page, "connections-form-1440-dark");
  await assertAccessible(page);
  await signal.getByLabel("Bot token", { exact: true }).fill(` ${bot.token} `);
  await signal.getByLabel("VIP channel", { exact: true }).fill(vip.id);
  await signal.getByLabel("FREE channel", { exact: true }).fill(free.id);
  await page.keyboard.press("Enter");
  await signal.getByText("Connected", { exact: true }).waitFor();
  await signal.getByText(`@${bot.username}`).first().waitFor();
  await signal.getByText("Gold VIP").waitFor();
  await signal.getByText("Telegram delivers here").waitFor();
  assert.match(await signal.locator(".connection-webhook code").innerText(), /\/api\/bot-webhook\/[0-9a-f-]{36}$/);
  assert.equal((await page.content()).includes(bot.token), false, "the token stays on the server");
  await picture(page, "connections-connected-1440-dark");
  await assertAccessible(page);
  await page.setViewportSize(kPhone);
  await picture(page, "connections-connected-390-dark");
  await assertAccessible(page);
});

test("a token that Telegram does not know is refused at its field, and nothing is saved", async () => {
  await visit();
  const signal = card("Signal bot");
  await signal.getByRole("button", { name: "Connect the signal bot" }).click();
  await signal.getByLabel("Bot token", { exact: true }).fill(`${bot.id}999:${"x".repeat(35)}`);
  await signal.getByLabel("VIP channel", { exact: true }).fill(vip.id);
  await signal.getByLabel("FREE channel", { exact: true }).fill(free.id);
  await signal.getByRole("button", { name: "Connect", exact: true }).click();
  await signal.locator("#signal_bot-bot_token[aria-invalid=true]").waitFor();
  await signal.locator("#signal_bot-bot_token-hint.field-error").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "signal_bot-bot_token");
  assert.deepEqual((await owner.api("GET", "/api/connections")).connections, []);
});

test("what is left empty is asked for where it is missing", async () => {
  await visit();
  const signal = card("Signal bot");
  await signal.getByRole("button", { name: "Connect the signal bot" }).click();
  await signal.getByRole("button", { name: "Connect", exact: true }).click();
  await signal.getByText("Paste the token that @BotFather gave you.").waitFor();
  await signal.getByLabel("Bot token", { exact: true }).fill(bot.token);
  await signal.getByRole("button", { name: "Connect", exact: true }).click();
  await signal.getByText("Enter the VIP channel").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "signal_bot-vip_channel_id");
});

test("the token can be tested before anything is saved", async () => {
  await visit();
  const coupon = card("Coupon bot");
  await coupon.getByRole("button", { name: "Connect the coupon bot" }).click();
  await coupon.getByLabel("Bot token", { exact: true }).fill(bot.token);
  await coupon.getByRole("button", { name: "Test the token" }).click();
  await coupon.getByText(`The token works: it is @${bot.username}.`).waitFor();
  assert.deepEqual((await owner.api("GET", "/api/connections")).connections, []);
});

test("channels change without the token, and a wrong link is refused at its field", async () => {
  owner.visitor.expected.push(/status of 400.*\/api\/connections\/signal_bot/);
  await connect();
  await visit();
  const signal = card("Signal bot");
  await signal.getByRole("button", { name: "Edit" }).click();
  assert.equal(await signal.getByLabel("Bot token", { exact: true }).count(), 0);
  await signal.getByRole("button", { name: "Test the token" }).click();
  await signal.getByText(`The token works: it is @${bot.username}.`).waitFor();
  const link = signal.getByLabel("FREE channel link");
  await link.fill("http://example.com/free");
  await signal.getByRole("button", { name: "Save" }).click();
  await signal.locator("#signal_bot-free_channel_link[aria-invalid=true]").waitFor();
  await link.fill("https://t.me/goldfree");
  await signal.getByRole("button", { name: "Save" }).click();
  await signal.getByRole("link", { name: "https://t.me/goldfree" }).waitFor();
  assert.match(await focusedText(page), /Edit/);
});

test("a missing right is named, and gone from the list when it is given", async () => {
  await connect();
  await promote(vip, bot, { can_manage_chat: true, can_post_messages: true });
  await visit();
  const signal = card("Signal bot");
  await signal.getByText("Needs attention").waitFor();
  await signal.locator(".channel-help").getByText("invite users by link", { exact: true }).waitFor();
  await picture(page, "connections-rights-missing-1440-dark");
  await assertAccessible(page);
  await promote(vip, bot);
  await signal.getByRole("button", { name: "Check now" }).click();
  await signal.getByText("Connected", { exact: true }).waitFor();
  assert.equal(await signal.locator(".channel-help").count(), 0);
});

test("a test message arrives in the channel", async () => {
  await connect();
  await visit();
  const posted = async () => (await control(`telegram/chats/${free.key}/messages`)).messages.length;
  const earlier = await posted();
  await card("Signal bot").getByRole("button", { name: "Send a test message to the FREE channel" }).click();
  await page.getByText(/Posted in the FREE channel: message \d+\./).waitFor();
  assert.equal(await posted(), earlier + 1);
});

test("a bot with two roles says so on both cards", async () => {
  await connect();
  await owner.api("POST", "/api/connections", { bot_role: "message_bot", bot_token: bot.token });
  await visit();
  await card("Signal bot").getByText(/Message bot – a new token/).waitFor();
  await card("Message bot").getByText(/Signal bot – a new token/).waitFor();
});

test("the webhook is renewed after a question", async () => {
  await connect();
  await visit();
  await card("Signal bot").getByText("Connected", { exact: true }).waitFor();
  await card("Signal bot").getByRole("button", { name: "Renew webhook" }).click();
  await page.getByRole("dialog", { name: "Renew the webhook?" }).getByRole("button", { name: "Renew" }).click();
  await page.getByText("The webhook is registered anew.").waitFor();
  await card("Signal bot").getByText("Connected", { exact: true }).waitFor();
});

test("removing says what stops working, and afterwards offers to connect again", async () => {
  await connect();
  await visit();
  await page.getByRole("button", { name: "Remove Signal bot" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove the signal bot?" });
  await dialog.getByText(/No signal, result or promotion is posted any more/).waitFor();
  await picture(page, "connections-remove-1440-dark");
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await card("Signal bot").getByRole("button", { name: "Connect the signal bot" }).waitFor();
  assert.deepEqual((await owner.api("GET", "/api/connections")).connections, []);
});

test("a lost connection is told and heals by a retry", async () => {
  owner.visitor.expected.push(/ERR_INTERNET_DISCONNECTED/);
  await page.goto("about:blank");
  await page.goto("/app#/workspace/members");
  await page.getByRole("table", { name: "Members" }).waitFor();
  await page.evaluate(() => import("#features/connections/connections.js"));
  await owner.visitor.context.setOffline(true);
  await page.getByRole("link", { name: "Connections" }).click();
  await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
  await owner.visitor.context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await card("Signal bot").waitFor();
});

test("a platform admin who looks in can check the bots and nothing else", async () => {
  await connect();
  const admin = await Visitor.arrive(browser);
  await admin.context.addInitScript((id) => {
    if (location.protocol !== "about:") sessionStorage.setItem("promostack.view_as", JSON.stringify({ id, name: "Connie" }));
  }, tenant);
  await admin.signIn(kPlace);
  const signal = admin.page.getByRole("region", { name: "Signal bot", exact: true });
  await signal.getByText("Connected", { exact: true }).waitFor();
  await admin.page.getByText("You are looking in as a platform admin").waitFor();
  for (const action of ["Edit", "Remove Signal bot", "Renew webhook", /^Send a test message/]) assert.equal(await signal.getByRole("button", { name: action }).count(), 0, String(action));
  await signal.getByRole("button", { name: "Check now" }).waitFor();
  await picture(admin.page, "connections-view-as-1440-dark");
  await assertAccessible(admin.page);
  await admin.leave();
});
