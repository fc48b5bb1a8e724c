// @ts-check
// What the browser knows about broadcasts; the server decides what may be done with one.
import { countdown, number } from "#lib/format.js";

/** @typedef {"draft" | "scheduled" | "running" | "paused" | "cancelled" | "finished"} BroadcastState */
/** @typedef {"waiting" | "queued" | "sent" | "failed" | "blocked" | "unknown" | "expired" | "skipped" | "cancelled" | "retracted"} RecipientState */
/** @typedef {"square" | "story" | "feed"} Variant */
/** @typedef {import("#components/telegram_bubble.js").BubbleButton} Button */

/** @typedef {{kind: "upload", id: string, url?: string} | {kind: "template", template: string, variant: Variant, fallback_code: string | null}} Picture */
/** @typedef {{text: string, picture: Picture | null, buttons: Button[][], silent: boolean, protect: boolean, preview_links: boolean}} Content */

/**
 * @typedef {object} Audience
 * @property {number | null} active_days
 * @property {number | null} inactive_days
 * @property {boolean | null} generated
 * @property {boolean | null} has_coupon
 * @property {string[]} languages
 * @property {string[]} sources
 * @property {string[]} chat_types
 */

/** @typedef {"workspace" | "recipient"} Zone */

/**
 * @typedef {object} Timing
 * @property {string | null} at
 * @property {string | null} local_time
 * @property {Zone} zone
 * @property {{from: string, to: string, zone: Zone} | null} quiet
 * @property {number | null} per_second
 * @property {"never_twice" | "never_miss"} in_doubt
 * @property {number} expires_hours
 */

/** @typedef {{name: string, content: Content, audience: Audience, timing: Timing}} Draft */

/**
 * @typedef {Draft & {
 *   id: string, state: BroadcastState, revision: number, counts: Record<RecipientState | "total", number>, retracting: boolean,
 *   rate_per_second: number | null, eta_seconds: number | null, problem: string | null, created_by: string,
 *   created_at: string, updated_at: string, starts_at: string | null, started_at: string | null, finished_at: string | null,
 * }} Broadcast
 */

/** @typedef {{chat_id: number, name: string | null, state: RecipientState, reason: string | null, error: string | null, due_at: string | null, done_at: string | null, outbox_id: string | null}} Recipient */

/** @type {Record<BroadcastState, {title: string, tone: import("#components/badge.js").Tone}>} */
export const states = {
  draft: { title: "Draft", tone: "idle" },
  scheduled: { title: "Scheduled", tone: "accent" },
  running: { title: "Sending", tone: "warn" },
  paused: { title: "Paused", tone: "warn" },
  cancelled: { title: "Cancelled", tone: "idle" },
  finished: { title: "Finished", tone: "ok" },
};

/** Not any more once it has begun. @param {Broadcast} broadcast */
export function mayChange({ state }) {
  return state === "draft" || state === "scheduled";
}

/** In the order of a bar that fills from the left. @type {{id: RecipientState, title: string, tone: import("#components/badge.js").Tone, meaning: string}[]} */
export const recipientStates = [
  { id: "sent", title: "Sent", tone: "ok", meaning: "Telegram took the message" },
  { id: "retracted", title: "Retracted", tone: "idle", meaning: "Sent, and deleted again" },
  { id: "unknown", title: "Not known", tone: "warn", meaning: "It left, and no answer came back: it may have arrived" },
  { id: "blocked", title: "Blocked", tone: "error", meaning: "They have blocked the bot, or are gone" },
  { id: "failed", title: "Failed", tone: "error", meaning: "Telegram refused the message, or could not be reached" },
  { id: "expired", title: "Expired", tone: "error", meaning: "It was too late to send it" },
  { id: "skipped", title: "Skipped", tone: "idle", meaning: "Left out on purpose: the reason stands beside each" },
  { id: "cancelled", title: "Cancelled", tone: "idle", meaning: "Stopped before it left" },
  { id: "queued", title: "On its way", tone: "accent", meaning: "In the outbox, about to leave" },
  { id: "waiting", title: "Waiting", tone: "idle", meaning: "Its turn, or its time, is still to come" },
];

/** @type {Record<string, string>} */
const reasons = {
  no_coupon: "Has no coupon for the picture",
  blocked: "Has blocked the bot",
  unsubscribed: "Does not want broadcasts",
  left: "Left as it is",
  withdrawn: "Stopped before it left",
  too_late: "It was too late",
  in_doubt: "No answer came back",
  process_died: "The program ended in the middle",
  chat_gone: "The chat is gone",
  no_rights: "The bot may not write there",
  refused: "Telegram refused the message",
  token_refused: "The bot's token is no longer good",
  not_connected: "The bot is no longer connected",
  file_missing: "The picture could not be made",
  too_many_tries: "Its file or its chat was never where it should be",
};

/** @param {string | null} reason */
export function reasonTitle(reason) {
  return reason ? (reasons[reason] ?? reason.replaceAll("_", " ")) : "";
}

/** @returns {Draft} */
export function emptyDraft() {
  return {
    name: "",
    content: { text: "", picture: null, buttons: [], silent: false, protect: false, preview_links: false },
    audience: { active_days: 30, inactive_days: null, generated: null, has_coupon: null, languages: [], sources: [], chat_types: ["private"] },
    timing: { at: null, local_time: null, zone: "workspace", quiet: null, per_second: null, in_doubt: "never_twice", expires_hours: 24 },
  };
}

/** What can be changed of a stored one. @param {Broadcast} broadcast @returns {Draft} */
export function draftOf({ name: title, content, audience, timing }) {
  const empty = emptyDraft();
  return { name: title, content: { ...empty.content, ...content }, audience: { ...empty.audience, ...audience }, timing: { ...empty.timing, ...timing } };
}

/** What the server takes for a picture. @param {Content} content @returns {Content} */
export function contentBody(content) {
  const { picture } = content;
  if (picture?.kind === "upload") return { ...content, picture: { kind: "upload", id: picture.id } };
  if (picture?.kind === "template") return { ...content, picture: { ...picture, fallback_code: picture.fallback_code || null } };
  return content;
}

/** What can be saved while somebody writes: a button without words or without an aim is none yet. @param {Draft} draft @returns {Draft} */
export function draftBody(draft) {
  const content = contentBody(draft.content);
  const finished = content.buttons.map((row) => row.filter(({ text, url, copy_text: copied }) => text.trim() && (url || copied)));
  return { ...draft, content: { ...content, buttons: finished.filter(({ length }) => length > 0) } };
}

/** What it is called where nobody gave it a name. @param {Pick<Broadcast, "name" | "content">} broadcast @param {string} plain its text without tags */
export function titleOf({ name: title }, plain) {
  const line = plain.trim().split("\n")[0] ?? "";
  return title || (line.length > 60 ? `${line.slice(0, 59)}…` : line) || "Without a name";
}

/** How many have been dealt with, whatever became of it. @param {Broadcast["counts"]} counts */
export function doneOf({ total, waiting, queued }) {
  return Math.max(0, total - waiting - queued);
}

/** Whether the numbers change by themselves. @param {Broadcast} broadcast */
export function isLive({ state, counts, retracting }) {
  return state === "running" || state === "scheduled" || counts.queued > 0 || retracting;
}

/** "about 4:10 left, 20 a second". @param {Broadcast} broadcast */
export function pace({ rate_per_second: rate, eta_seconds: left }) {
  const speed = rate ? `${number(Math.round(rate * 10) / 10)} a second` : "";
  return [left !== null && left !== undefined ? `about ${countdown(left)} left` : "", speed].filter(Boolean).join(" · ");
}

/** How many characters Telegram takes. @param {Content} content */
export function limitOf({ picture }) {
  return picture ? 1024 : 4096;
}

/** What stands for a person in previews. */
export const kSample = { first_name: "Anna", name: "Anna Miller", username: "@anna", coupon: "SAVE20" };

/** The row that every broadcast to people ends with. @type {Button[]} */
export const kStopRow = [{ text: "Stop these messages" }];
