// @ts-check
// The imitated vendors beside the program under test: bots, channels, and people with accounts.
import assert from "node:assert/strict";
import http from "node:http";
import { productUrl, Visitor } from "./product.mjs";

/** @param {string} path @param {unknown} [body] */
export async function control(path, body) {
  const sandbox = process.env.PROMOSTACK_SANDBOX_URL;
  if (!sandbox) throw new Error("Set PROMOSTACK_SANDBOX_URL: these tests need the imitated vendors.");
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${sandbox.replace(/\/$/, "")}/control/${path}`, options);
  assert.ok(answer.ok, `${path}: ${answer.status} ${answer.ok ? "" : await answer.text()}`);
  return answer.json();
}

/** Different at every run, so that a program may be tested twice. */
export const run = Date.now().toString(36);

/** @typedef {{id: number, token: string, username: string}} Bot */

/** @param {string} title @returns {Promise<Bot>} */
export function newBot(title) {
  return control("telegram/bots", { first_name: title, username: `${title.toLowerCase().replace(/\W+/g, "_")}_${run}_bot` });
}

/** What an administrator of a channel may be allowed, all of it refused. */
const noRights = Object.fromEntries(
  [
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
  ].map((right) => [right, false]),
);

/** A channel in which the bot is an administrator, with every right unless `rights` names them. @param {string} title @param {Bot} bot @param {Record<string, boolean>} [rights] */
export async function newChannel(title, bot, rights) {
  const owner = await control("telegram/people", { first_name: `Owner of ${title}` });
  const chat = await control("telegram/chats", { kind: "channel", title, owner: owner.id });
  const channel = { id: String(chat.id), key: String(chat.key), owner: owner.id };
  await promote(channel, bot, rights);
  return channel;
}

/** @param {{key: string, owner: number}} channel @param {Bot} bot @param {Record<string, boolean>} [rights] */
export function promote({ key, owner }, bot, rights) {
  return control("telegram/members", { chat: key, user: bot.id, actor: owner, status: "administrator", ...(rights ? { rights: { ...noRights, ...rights } } : {}) });
}

/**
 * Somebody with an account of the sandbox's Clerk, signed in. `api` calls the program as that person.
 * @param {import("playwright-core").Browser} browser
 * @param {{email: string, name: string, size?: {width: number, height: number}, theme?: "dark" | "light"}} person
 */
export async function arriveAs(browser, { email, name, ...options }) {
  const visitor = await Visitor.arrive(browser, options);
  const account = await accountOf({ name, email });
  const { token } = await control("clerk/tokens", { account: account.id, origin: productUrl });
  const api = apiOf(visitor);
  await api("POST", "/api/session", {}, { Authorization: `Bearer ${token}` });
  return { visitor, page: visitor.page, api };
}

/** Of this run alone: an earlier one may have used up what a network is granted. */
const network = `127.${1 + Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`;
let networks = 0;

/** Gives the person a workspace of his own, set up from a network of its own: one may set up only a few a day. @param {{visitor: Visitor}} person @returns {Promise<string>} the workspace's id */
export async function setUpWorkspace({ visitor }) {
  const { hostname, port } = new URL(productUrl);
  const cookies = (await visitor.context.cookies(productUrl)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await new Promise((/** @type {(answer: {status?: number, body: string}) => void} */ resolve, reject) => {
    const options = { hostname, port, path: "/api/onboarding/state", localAddress: `${network}.${(networks += 1)}`, headers: { Cookie: cookies } };
    const request = http.get(options, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode, body: Buffer.concat(parts).toString() });
    });
    request.on("error", reject);
  });
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body).state.tenant_id;
}

/** Calls the program with the visitor's own session. @param {Visitor} visitor */
export function apiOf(visitor) {
  return async (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body = undefined, /** @type {Record<string, string>} */ headers = {}) => {
    const answer = await visitor.context.request.fetch(path, { method, headers: { Origin: productUrl, ...headers }, ...(body === undefined ? {} : { data: body }) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  };
}

/** Whom the program under test takes for one of the platform's people. */
export const platformAdmin = process.env.PROMOSTACK_PLATFORM_ADMIN ?? "";

let made = 0;

/** Somebody with an account of a name that nobody else has. @param {{name?: string, email?: string}} [person] @returns {Promise<{id: string, name: string, email: string}>} */
export function newAccount({ name = "Nina", email } = {}) {
  const word = `${run}${(made += 1)}`;
  return accountOf({ name: `${name} ${word}`, email: email ?? `${name.toLowerCase()}.${word}@example.com` });
}

/** The account with this address, which another test may have made. @param {{name: string, email: string}} person */
async function accountOf({ name, email }) {
  const { accounts } = await control("clerk/status");
  return accounts.find((/** @type {{email: string | null}} */ account) => account.email === email) ?? (await control("clerk/users", { name, email }));
}

/** @param {{key: string}} channel @returns {Promise<{text?: string}[]>} */
export async function messagesOf({ key }) {
  return (await control(`telegram/chats/${encodeURIComponent(key)}/messages?limit=50`)).messages;
}

/**
 * Signs in through Clerk's box, and waits until the product has taken over.
 * @param {Visitor} visitor
 * @param {{name: string}} account
 * @param {string} [place]
 */
export async function signInByClerk({ page }, account, place) {
  await page.goto(place ? `/login?next=${encodeURIComponent(place)}` : "/login");
  await page.getByRole("button", { name: `Continue as ${account.name} ` }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
  await page.locator("h1:visible").first().waitFor();
}
