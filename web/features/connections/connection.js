// @ts-check
// What the browser knows about a connection, and how it stands.

/** @typedef {import("./roles.js").BotRole} BotRole */

/**
 * What a look at one channel found.
 * @typedef {object} ChannelReport
 * @property {import("./roles.js").ChannelName} channel
 * @property {string} id
 * @property {boolean} reachable
 * @property {string | null} title
 * @property {string[]} missing
 * @property {string | null} problem
 */

/**
 * @typedef {object} Connection
 * @property {BotRole} bot_role
 * @property {string} bot_username with `@`
 * @property {string} bot_name
 * @property {string} bot_id
 * @property {string} webhook_url
 * @property {"pending" | "active" | "leaving"} state
 * @property {string | null} channel_id
 * @property {string | null} vip_channel_id
 * @property {string | null} free_channel_id
 * @property {string | null} free_channel_link
 * @property {ChannelReport[]} channels
 * @property {string | null} last_validated_at
 * @property {string | null} webhook_checked_at
 * @property {string | null} last_error
 * @property {string} updated_at
 */

/** What Telegram says right now. @typedef {{ok: boolean, channels: ChannelReport[], webhook: {ok: boolean, problem: string | null, pending_updates: number} | null, error: string | null}} Check */

/** @typedef {"checking" | "connected" | "attention" | "unknown" | "none"} Standing */

/** @type {Record<Standing, {title: string, tone: import("#components/badge.js").Tone}>} */
export const standings = {
  checking: { title: "Checking…", tone: "accent" },
  connected: { title: "Connected", tone: "ok" },
  attention: { title: "Needs attention", tone: "warn" },
  unknown: { title: "Not checked", tone: "idle" },
  none: { title: "Not connected", tone: "idle" },
};

/**
 * A fresh check counts more than what was stored with the connection.
 * @param {{connection: Connection | undefined, check: Check | null, checking: boolean, unchecked?: boolean}} facts
 * @returns {Standing}
 */
export function standing({ connection, check, checking, unchecked = false }) {
  if (!connection) return "none";
  if (checking) return "checking";
  if (unchecked && !check) return "unknown";
  const sound = (!check || check.ok) && problems(connection, check).length === 0 && reports(connection, check).every(healthy);
  return sound ? "connected" : "attention";
}

/** What is wrong with the bot and its webhook, a sentence each; the channels tell their own. @param {Connection} connection @param {Check | null} check */
export function problems(connection, check) {
  const found = check ? [check.error, webhookProblem(check)] : [connection.last_error];
  if (connection.state === "pending") found.push("The connection was not finished. Save it again.");
  const told = reports(connection, check).map(({ problem }) => problem);
  return [...new Set(found.filter((text) => typeof text === "string" && text !== ""))].filter((text) => !told.includes(text));
}

/** @param {Check} check */
function webhookProblem({ webhook }) {
  if (!webhook || webhook.ok) return null;
  return webhook.problem ?? "Telegram does not deliver to this workspace. Renew the webhook.";
}

/** @param {Connection} connection @param {Check | null} check */
export function reports(connection, check) {
  return check?.channels.length ? check.channels : connection.channels;
}

/** @param {ChannelReport} report */
export function healthy(report) {
  return report.reachable && report.missing.length === 0 && !report.problem;
}

/** The other roles that the same bot has. @param {Connection[]} all @param {Connection} connection */
export function otherRoles(all, connection) {
  return all.filter((other) => other.bot_role !== connection.bot_role && other.bot_id === connection.bot_id).map(({ bot_role }) => bot_role);
}
