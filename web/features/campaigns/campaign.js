// @ts-check
// What the dashboard knows about campaigns.

/** @typedef {"instagram" | "twitter" | "facebook"} Platform */

/**
 * @typedef {object} Campaign
 * @property {string} id
 * @property {string} title
 * @property {string} description
 * @property {string} prize
 * @property {Platform[]} platforms
 * @property {string | null} overlay_id
 * @property {string | null} overlay_url
 * @property {string | null} overlay_preview_url
 * @property {string} start_date
 * @property {string} end_date
 * @property {string} time_zone
 * @property {"scheduled" | "ongoing" | "expired"} status
 * @property {number} supporters
 * @property {number | null} submissions
 * @property {string} page_url
 * @property {string} picture_url
 * @property {number} revision
 */

/** @typedef {{id: string, email: string, instagram_url: string | null, twitter_url: string | null, facebook_url: string | null, created_at: string}} Entry */

/** @type {{id: Platform, title: string}[]} */
export const platforms = [
  { id: "instagram", title: "Instagram" },
  { id: "twitter", title: "X" },
  { id: "facebook", title: "Facebook" },
];

/** @type {Record<Campaign["status"], {title: string, tone: import("#components/badge.js").Tone}>} */
export const statuses = {
  scheduled: { title: "Scheduled", tone: "warn" },
  ongoing: { title: "Ongoing", tone: "ok" },
  expired: { title: "Expired", tone: "idle" },
};

/** What "supporters" counts, wherever it is shown. */
export const kSupporters = "People who downloaded, shared or copied a picture with the frame. Each counts once.";

const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** "1 – 31 Mar 2026", on the workspace's calendar. @param {Pick<Campaign, "start_date" | "end_date">} campaign */
export function span({ start_date: start, end_date: end }) {
  return days.formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`));
}

/** @param {Platform[]} named */
export function platformTitles(named) {
  const chosen = platforms.filter(({ id }) => named.length === 0 || named.includes(id));
  return chosen.map(({ title }) => title).join(", ");
}

/** HTML that shows the campaign's picture elsewhere and leads to its page. @param {Campaign} campaign */
export function embedSnippet({ title, page_url: page, picture_url: picture }) {
  return `<a href="${page}"><img src="${picture}" width="600" height="315" alt="${attribute(title)}"></a>`;
}

/** @param {string} text */
function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
