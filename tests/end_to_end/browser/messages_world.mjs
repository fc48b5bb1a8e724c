// @ts-check
// A workspace whose coupon bot is connected, and people in the imitated Telegram who have talked to it.
import assert from "node:assert/strict";
import { arriveAs, control, newBot, run, setUpWorkspace } from "./sandbox_world.mjs";

/** @typedef {Awaited<ReturnType<typeof arriveAs>>} Owner */
/** @typedef {{id: number, first_name: string, key: string}} Person */
/** @typedef {{owner: Owner, bot: import("./sandbox_world.mjs").Bot, people: Person[]}} MessagesWorld */

const kDeadlineMs = 20_000;

/**
 * The owner of a workspace with a coupon bot, and so many people who have pressed Start and are known to it.
 * @param {import("playwright-core").Browser} browser
 * @param {{word: string, people?: number, names?: string[]}} options `word` is in the names of all that is made; `names` are the first people's
 * @returns {Promise<MessagesWorld>}
 */
export async function newMessagesWorld(browser, { word, people: many = 0, names = [] }) {
  const owner = await arriveAs(browser, { email: `${word}.${run}@example.com`, name: `Olga ${word}` });
  await setUpWorkspace(owner);
  const bot = await newBot(`${word} coupons`);
  await owner.api("POST", "/api/connections", { bot_role: "coupon_bot", bot_token: bot.token });
  /** @type {Person[]} */
  const people = [];
  for (let number = 0; number < many; number += 1) people.push(await newPerson(bot, names[number] ?? `${word} ${number + 1}`));
  await until(`${many} people are known`, async () => (await owner.api("GET", "/api/bot-users?limit=1")).total === many);
  return { owner, bot, people };
}

/** Somebody who opens the bot, by a deep link when there is a payload. @param {{id: number}} bot @param {string} firstName @param {string} [payload] @returns {Promise<Person>} */
export async function newPerson(bot, firstName, payload) {
  const { id } = await control("telegram/people", { first_name: firstName, language_code: "en" });
  await control("telegram/start", { bot: bot.id, user: id, ...(payload ? { payload } : {}) });
  return { id, first_name: firstName, key: `${bot.id}:${id}` };
}

/** Somebody writes to the bot. @param {Person} person @param {string} text */
export function write({ id, key }, text) {
  return control("telegram/send", { chat: key, user: id, text });
}

/** @param {{id: number}} bot @param {Person} person */
export function block(bot, { id }, blocked = true) {
  return control("telegram/block", { bot: bot.id, user: id, blocked });
}

/** What somebody sees of the bot, the oldest first. @param {{id: number}} bot @param {Person} person @returns {Promise<{text?: string, caption?: string, message_id: number}[]>} */
export async function heardBy(bot, { key }) {
  const { messages } = await control(`telegram/chats/${encodeURIComponent(key)}/messages?limit=100`);
  return messages.filter((/** @type {{from?: {id: number}}} */ { from }) => from?.id === bot.id);
}

/** Asks until it is so. @param {string} what @param {() => Promise<boolean>} so */
export async function until(what, so) {
  const end = Date.now() + kDeadlineMs;
  while (!(await so())) {
    assert.ok(Date.now() < end, `in ${kDeadlineMs / 1000} s it was never so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
