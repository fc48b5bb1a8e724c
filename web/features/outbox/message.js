// @ts-check
// What the browser knows about messages of the outbox; the server decides what may be done with one.

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {{telegram_id: number, username: string | null}} bot
 * @property {number} chat_id
 * @property {string | null} chat_name
 * @property {string} kind
 * @property {string} method
 * @property {string} preview
 * @property {string} state as in lib/delivery_state.js
 * @property {string | null} problem
 * @property {string | null} error
 * @property {number} attempts
 * @property {number} repeats
 * @property {string} due_at
 * @property {string} not_after
 * @property {string} created_at
 * @property {string | null} sent_at
 * @property {string | null} done_at
 * @property {number | null} message_id
 * @property {string} cause
 */

/**
 * @typedef {object} MessageStory
 * @property {Message} message
 * @property {unknown} arguments
 * @property {{name: string, key: string} | null} file
 * @property {{policy: string, repeats: number, fresh_for_seconds: number, why: string}} rule
 * @property {{attempt: number, ended_at: string, outcome: string, status: number, took_ms: number, words: string}[]} attempts
 * @property {{at: string, text: string}[]} story
 * @property {{kind: string, title: string, link: string | null}} cause_details
 */

/**
 * @typedef {object} Summary
 * @property {{pending: number, sending: number, unknown: number, sent_24h: number, failed_24h: number, expired_24h: number, cancelled_24h: number}} states
 * @property {{telegram_id: number, username: string | null, pending: number, sending: number, per_second: number, gate_until: string | null, paused: string | null}[]} bots
 * @property {string | null} oldest_pending_at
 * @property {number} counted_to  A number that reaches it may be larger.
 */

/** @type {Record<string, string>} */
export const kinds = {
  callback_answer: "Answer to a button",
  action: "“Is sending a picture…”",
  reply: "Reply",
  edit: "Edit",
  removal: "Removal",
  menu: "Menu of commands",
  test: "Test",
  notice: "Notice",
  broadcast: "Broadcast",
  broadcast_removal: "Removal of a broadcast",
};

/** @type {Record<string, string>} */
const problems = {
  blocked: "This person has blocked the bot, or is gone.",
  chat_gone: "There is no such chat, or the bot is not in it.",
  no_rights: "The bot is in the chat and may not do this.",
  refused: "Telegram does not take this message.",
  token_refused: "The bot's token is no longer good. Enter a new one in Connections.",
  not_connected: "The workspace has no such bot any more.",
  file_missing: "Its file could not be made.",
  too_many_tries: "It was tried a dozen times, and each time its file or its chat was not where it should be.",
  in_doubt: "It left, and no answer came back: it may have arrived.",
  process_died: "The program ended while it was leaving: it may have arrived.",
  too_late: "It was too late to be worth sending.",
  withdrawn: "It was taken back before it left.",
};

/** @param {string | null} problem */
export function problemWords(problem) {
  return problem ? (problems[problem] ?? problem.replaceAll("_", " ")) : "";
}

/** @param {string} kind */
export function kindTitle(kind) {
  return kinds[kind] ?? kind.replaceAll("_", " ");
}

/** Some calls go to nobody's chat: then the title says what they are for. @param {Message} message */
export function chatTitle({ chat_id: id, chat_name: title, kind }) {
  return title || (id === 0 ? kindTitle(kind) : `Chat ${id}`);
}

/** @param {{username: string | null, telegram_id: number}} bot */
export function botTitle({ username, telegram_id: id }) {
  return username ? `@${username}` : `Bot ${id}`;
}

/** What the rule means, in words. @param {MessageStory["rule"]} rule */
export function ruleWords({ policy, repeats }) {
  switch (policy) {
    case "at_most_once":
      return "Never twice: when nobody can say whether it arrived, it is not sent again by itself.";
    case "at_least_once":
      return `Never missed: when nobody can say whether it arrived, it is sent again, ${repeats === 1 ? "once" : `up to ${repeats} times`}, and the copy says so.`;
    default:
      return "Twice is the same as once: when nobody can say whether it arrived, it is simply sent again.";
  }
}

/** "10 minutes", "24 hours". @param {number} seconds */
export function span(seconds) {
  const [size, unit] = seconds >= 7200 ? [3600, "hours"] : seconds >= 120 ? [60, "minutes"] : [1, "seconds"];
  return `${Math.round(seconds / size)} ${unit}`;
}
