// @ts-check
// What the dashboard knows about somebody who talked to a bot.

/**
 * @typedef {object} BotUser
 * @property {number} chat_id negative for groups and channels
 * @property {"private" | "group" | "supergroup" | "channel"} chat_type
 * @property {string | null} username without `@`
 * @property {string | null} first_name
 * @property {string | null} last_name
 * @property {string | null} language
 * @property {string | null} time_zone
 * @property {string | null} source
 * @property {string | null} last_coupon_code
 * @property {string} first_used
 * @property {string} last_used
 * @property {string | null} last_generated_at
 * @property {number} total_generations
 * @property {number} unique_coupons
 * @property {string | null} blocked_at
 * @property {string | null} unsubscribed_at
 */

/** @typedef {{timestamp: string, template: string | null, coupon_code: string, success: boolean, error_type: string | null}} Deed */

/** @typedef {"all" | "active" | "blocked" | "unsubscribed"} UserFilter */

/** @type {{id: UserFilter, title: string}[]} */
export const userFilters = [
  { id: "all", title: "All" },
  { id: "active", title: "Active" },
  { id: "blocked", title: "Blocked the bot" },
  { id: "unsubscribed", title: "Unsubscribed" },
];

/** @type {Record<BotUser["chat_type"], string>} */
export const chatTypes = { private: "Person", group: "Group", supergroup: "Group", channel: "Channel" };

/** @param {Pick<BotUser, "first_name" | "last_name" | "username" | "chat_id">} user */
export function userName({ first_name: first, last_name: last, username, chat_id: chat }) {
  return [first, last].filter(Boolean).join(" ") || (username ? `@${username}` : `Chat ${chat}`);
}

/** The profile at Telegram; only names that Telegram can have become a link. @param {Pick<BotUser, "username">} user */
export function telegramLink({ username }) {
  return username && /^\w{4,32}$/.test(username) ? `https://t.me/${username}` : null;
}

/** How broadcasts reach them. @param {Pick<BotUser, "blocked_at" | "unsubscribed_at">} user @returns {{title: string, tone: import("#components/badge.js").Tone, meaning: string}} */
export function reach({ blocked_at: blocked, unsubscribed_at: unsubscribed }) {
  if (blocked) return { title: "Blocked", tone: "error", meaning: "They blocked the bot: nothing reaches them until they write again." };
  if (unsubscribed) return { title: "Unsubscribed", tone: "idle", meaning: "They want no broadcasts. The bot still answers them." };
  return { title: "Active", tone: "ok", meaning: "The bot's answers and broadcasts reach them." };
}
