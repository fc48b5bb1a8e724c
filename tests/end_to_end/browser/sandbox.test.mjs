// @ts-check
// The sandbox's page, on a sandbox of its own: what a person does there and what a bot sees of it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";

const kStartMs = 20_000;
const kPollMs = 50;
const root = fileURLToPath(new URL("../../..", import.meta.url));
const binary = process.env.PROMOSTACK_TEST_BINARY ?? path.join(root, "build/release/promostack");
// A picture of one violet dot.
const kDot = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkqP//HwAEgQJ/p5GzWQAAAABJRU5ErkJggg==", "base64");

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("node:child_process").ChildProcess} */
let sandbox;
let url = "";
let folder = "";

async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/** @param {() => Promise<any>} look @param {number} [mostMs] */
async function eventually(look, mostMs = 10_000) {
  const deadline = Date.now() + mostMs;
  for (;;) {
    const found = await look().catch(() => null);
    if (found) return found;
    assert.ok(Date.now() < deadline, "it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, kPollMs));
  }
}

/** @param {string} token @param {string} method @param {unknown} [body] */
async function call(token, method, body = {}) {
  const answer = await fetch(`${url}/telegram/bot${token}/${method}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const parsed = await answer.json();
  assert.ok(parsed.ok, `${method}: ${parsed.description}`);
  return parsed.result;
}

/** @param {{width: number, height: number}} size */
async function visit(size) {
  const page = await browser.newPage({ viewport: size, baseURL: url });
  page.setDefaultTimeout(10_000);
  /** @type {string[]} */
  const problems = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("pageerror", (failure) => problems.push(String(failure)));
  await page.goto("/");
  await page.getByText("live", { exact: true }).waitFor();
  return { page, problems };
}

/** Opens a dialog, fills it in and waits until it has closed. @param {import("playwright-core").Page} page @param {string} opener @param {string} action @param {Record<string, string>} values */
async function fill(page, opener, action, values) {
  await page.getByRole("button", { name: opener, exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  for (const [field, value] of Object.entries(values)) await dialog.locator(`[name=${field}]`).fill(value);
  await dialog.getByRole("button", { name: action, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "promostack-sandbox-"));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  sandbox = spawn(binary, ["sandbox", "--port", String(port)], { cwd: folder, env: { PATH: process.env.PATH, HOST: "127.0.0.1", DATA_DIR: path.join(folder, "data") }, stdio: "ignore" });
  await eventually(() => fetch(`${url}/control/vendors`).then(({ ok }) => ok), kStartMs);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  sandbox?.kill("SIGTERM");
  if (sandbox && sandbox.exitCode === null) await once(sandbox, "exit");
  await rm(folder, { recursive: true, force: true });
});

describe("the sandbox's page", () => {
  let token = "";

  it("lets a person make a bot, open it by a deep link, press its button and send a picture", async () => {
    const { page, problems } = await visit(kDesktop);
    await fill(page, "+ Bot", "Add bot", { first_name: "Coupons", username: "coupons_bot" });
    token = await page.locator(".bot-token code").innerText();
    await fill(page, "+ Person", "Add person", { first_name: "Ann" });
    await fill(page, "Open bot", "Start", { payload: "https://t.me/coupons_bot?start=spring" });
    await page.locator(".bubble-own", { hasText: "/start spring" }).waitFor();
    const [update] = await call(token, "getUpdates");
    assert.equal(update.message.text, "/start spring");
    await call(token, "sendMessage", { chat_id: update.message.chat.id, text: "<b>Pick</b> one", parse_mode: "HTML", reply_markup: { inline_keyboard: [[{ text: "Flash sale", callback_data: "t:1" }]] } });
    await page.getByRole("button", { name: "Flash sale" }).click();
    const pressed = await eventually(async () => (await call(token, "getUpdates")).find((/** @type {any} */ { callback_query }) => callback_query)?.callback_query);
    assert.equal(pressed.data, "t:1");
    await call(token, "answerCallbackQuery", { callback_query_id: pressed.id, text: "Well chosen" });
    await page.getByText("Well chosen").waitFor();
    await page.getByPlaceholder("Message as Ann").fill("SAVE20");
    await page.keyboard.press("Enter");
    await page.locator(".bubble-own", { hasText: "SAVE20" }).waitFor();
    await page.locator("input[type=file]").setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: kDot });
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator(".bubble-own img").waitFor();
    await assertAccessible(page);
    await picture(page, "sandbox-chat-1440");
    assert.deepEqual(problems, []);
    await page.close();
  });

  it("shows what a bot is doing, offers its commands, copies for the person, and marks what is new", async () => {
    const { page, problems } = await visit(kDesktop);
    const [{ message }] = await call(token, "getUpdates");
    const chat = message.chat.id;
    await call(token, "setMyCommands", { commands: [{ command: "generate", description: "Make a picture" }], scope: { type: "all_private_chats" } });
    await page.getByRole("button", { name: "Ann ↔ Coupons" }).click();
    await call(token, "sendChatAction", { chat_id: chat, action: "upload_photo" });
    await page.getByText("Coupons is sending a picture").waitFor();
    const keyboard = { inline_keyboard: [[{ text: "Copy SAVE20", copy_text: { text: "SAVE20" } }, { text: "Check out", url: "https://shop.example/" }], [{ text: "1 / 2 ▶", callback_data: "page:2" }]] };
    const paged = await call(token, "sendMessage", { chat_id: chat, text: "Your <code>coupon</code>", parse_mode: "HTML", reply_markup: keyboard });
    await page.getByText("Coupons is sending a picture").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Copy SAVE20" }).click();
    await page.getByText("SAVE20 copied.").or(page.getByText(/does not allow copying/)).waitFor();
    await page.getByRole("button", { name: "1 / 2 ▶" }).click();
    const pressed = await eventually(async () => (await call(token, "getUpdates")).find((/** @type {any} */ { callback_query }) => callback_query?.data === "page:2")?.callback_query);
    await call(token, "editMessageText", { chat_id: chat, message_id: paged.message_id, text: "The second page" });
    await call(token, "answerCallbackQuery", { callback_query_id: pressed.id, text: "Only today", show_alert: true });
    await page.getByRole("dialog", { name: "The bot says" }).getByRole("button", { name: "OK" }).click();
    await page.getByText("The second page").last().waitFor();
    await page.getByLabel("Commands").click();
    await page.getByRole("button", { name: "/generate Make a picture" }).click();
    await page.locator(".bubble-own", { hasText: "/generate" }).waitFor();
    await fill(page, "+ Chat", "Create", { title: "News" });
    await call(token, "sendMessage", { chat_id: chat, text: "While you were away" });
    await page.getByRole("button", { name: "Ann ↔ Coupons While you were away New messages" }).click();
    await page.locator(".event-new").waitFor();
    await assertAccessible(page);
    await picture(page, "sandbox-new-1440");
    assert.deepEqual(problems, []);
    await page.close();
  });

  it("lets an administrator approve who asks to join by a link", async () => {
    const { page, problems } = await visit(kDesktop);
    await fill(page, "+ Chat", "Create", { title: "VIP signals" });
    await fill(page, "+ Person", "Add person", { first_name: "Bob" });
    await page.getByRole("button", { name: "Invite link" }).click();
    await page.getByLabel("An administrator approves who joins").check();
    await page.getByRole("button", { name: "Make link" }).click();
    await page.getByText("1 invite link").click();
    await page.locator(".links").getByRole("button", { name: "Join" }).click();
    await page.getByRole("dialog").locator("[name=user]").selectOption({ index: 0 });
    await page.getByRole("dialog").getByRole("button", { name: "Join" }).click();
    await page.getByText("Bob asks to join").waitFor();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("2 members").waitFor();
    assert.deepEqual(problems, []);
    await page.close();
  });

  it("shows each delivery to a webhook, its retry, and a call that breaks the published rules", async () => {
    const { page, problems } = await visit(kDesktop);
    await call(token, "setWebhook", { url: `http://127.0.0.1:${await freePort()}/hook` });
    await page.getByRole("button", { name: "Ann ↔ Coupons" }).click();
    await page.getByPlaceholder("Message as Ann").fill("anybody there?");
    await page.keyboard.press("Enter");
    await page.getByText("no answer").first().waitFor();
    await page.getByText(/Next try in 0:0/).first().waitFor();
    await fetch(`${url}/telegram/bot${token}/sendMessage?chat_id=1&txet=x`);
    await page.getByRole("tab", { name: "Calls" }).click();
    await page.getByText("Violation: txet: is not known to sendMessage").waitFor();
    await assertAccessible(page);
    await picture(page, "sandbox-activity-1440");
    assert.deepEqual(problems, []);
    await page.close();
  });

  it("works on a phone, one pane at a time", async () => {
    const { page, problems } = await visit(kPhone);
    await page.getByRole("button", { name: "Ann ↔ Coupons" }).click();
    await page.getByPlaceholder("Message as Ann").waitFor();
    await assertAccessible(page);
    await picture(page, "sandbox-chat-390");
    await page.getByRole("button", { name: "Activity", exact: true }).click();
    await page.getByRole("tab", { name: "Deliveries" }).waitFor();
    await page.getByRole("button", { name: "Chats", exact: true }).click();
    await page.getByText("@coupons_bot").waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(overflow, false, "the page is wider than the phone");
    assert.deepEqual(problems, []);
    await page.close();
  });
});
