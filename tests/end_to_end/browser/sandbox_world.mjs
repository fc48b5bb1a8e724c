// @ts-check
// The imitated vendors beside the program under test: people, bots and channels that a test makes for itself.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { required } from "./product.mjs";

export const sandboxUrl = required("PROMOSTACK_SANDBOX_URL").replace(/\/$/, "");
export const platformAdmin = required("PROMOSTACK_PLATFORM_ADMIN");

/** A word that no other test has. */
export function uniqueWord() {
  return randomBytes(4).toString("hex");
}

/** @param {string} path below /control/ @param {unknown} [body] sent when there is one; otherwise it is only asked @returns {Promise<any>} */
export async function control(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${sandboxUrl}/control/${path}`, options);
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Somebody who can sign in with Clerk, under a name of their own. @param {{name?: string, email?: string, verified?: boolean}} [person] */
export async function newAccount({ name = "Nina", email, verified = true } = {}) {
  const word = uniqueWord();
  return control("clerk/users", { name: `${name} ${word}`, email: email ?? `${name.toLowerCase()}.${word}@example.com`, verified });
}

/** @returns {Promise<{id: number, token: string, username: string, owner: number}>} */
export async function newBot() {
  const word = uniqueWord();
  const bot = await control("telegram/bots", { first_name: `Gold ${word}`, username: `gold_${word}_bot` });
  const owner = await control("telegram/people", { first_name: `Owner ${word}` });
  return { ...bot, owner: owner.id };
}

/**
 * A public channel with the bot as its administrator.
 * @param {{bot: {id: number, owner: number}, title: string, rights?: Record<string, boolean>}} wish
 * @returns {Promise<{key: string, name: string, promote: (rights: Record<string, boolean>) => Promise<void>}>}
 */
export async function newChannel({ bot, title, rights = { can_post_messages: true, can_invite_users: true, can_restrict_members: true } }) {
  const username = `channel_${uniqueWord()}`;
  const { key } = await control("telegram/chats", { kind: "channel", title, owner: bot.owner, username });
  const promote = async (/** @type {Record<string, boolean>} */ may) => {
    await control("telegram/members", { chat: key, user: bot.id, actor: bot.owner, status: "administrator", rights: may });
  };
  await promote(rights);
  return { key, name: `@${username}`, promote };
}

/** @param {{key: string}} channel @returns {Promise<{text?: string}[]>} */
export async function messagesOf({ key }) {
  return (await control(`telegram/chats/${key}/messages?limit=50`)).messages;
}

/**
 * Signs in through Clerk's box, and waits until the product has taken over.
 * @param {import("./product.mjs").Visitor} visitor
 * @param {{name: string}} account
 * @param {string} [place]
 */
export async function signInByClerk({ page }, account, place) {
  await page.goto(place ? `/login?next=${encodeURIComponent(place)}` : "/login");
  await page.getByRole("button", { name: `Continue as ${account.name}` }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
  await page.locator("h1:visible").first().waitFor();
}
