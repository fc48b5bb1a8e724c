// @ts-check
// What the dashboard knows about the coupon bot.

/**
 * @typedef {object} CouponBot
 * @property {boolean} connected
 * @property {{username: string, name: string, url: string} | null} bot
 * @property {{state: "registered" | "waiting" | "failed" | "none", error: string | null}} menu
 * @property {{greeting: string, checkout_url: string}} settings
 * @property {{users: number, active_24h: number, pictures_24h: number, blocked: number}} numbers
 * @property {number} templates_shown
 * @property {boolean} checks_coupons
 * @property {string | null} try_url the chat page of the sandbox, when that is where the bot lives
 */

/** How Telegram reaches us: what the workspace's connections say. @typedef {{bot_role: string, state: "pending" | "active" | "leaving", last_error: string | null}} Connection */

/** `state` and `id` are of the outbox, and only of what went out. @typedef {{at: string, direction: "in" | "out", chat_id: number, chat_name: string | null, text: string, state: string | null, id: string | null}} BotMessage */

/** @type {Record<CouponBot["menu"]["state"], {title: string, tone: import("#components/badge.js").Tone}>} */
export const menuStates = {
  registered: { title: "Registered", tone: "ok" },
  waiting: { title: "Being registered", tone: "accent" },
  failed: { title: "Not registered", tone: "error" },
  none: { title: "Follows within a minute", tone: "idle" },
};

/** What people can say to the bot. `where` empty: everywhere. */
export const sayings = [
  { words: "/start", does: "Says hello, and asks for the coupon code" },
  { words: "GOLD25", does: "Any code, typed as it is: it is checked, then the templates appear", where: "in a private chat" },
  { words: "/generate", does: "Shows the templates again, with the code that is remembered" },
  { words: "/template-name/GOLD25", does: "Makes the picture at once; a part of the template's name is enough", where: "also in groups and channels" },
  { words: "/template-name/GOLD25/story", does: "The same in this size: square, story or feed", where: "also in groups and channels" },
  { words: "/cancel", does: "Ends what was begun" },
  { words: "/stop", does: "No more broadcasts; /subscribe brings them back" },
  { words: "/timezone Europe/Berlin", does: "The person's own time, for broadcasts by the recipient's clock" },
  { words: "/help", does: "Explains all of this" },
];
