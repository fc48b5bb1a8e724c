// @ts-check
// What the page knows about a campaign.

/** @typedef {"instagram" | "twitter" | "facebook"} Platform */

/**
 * @typedef {object} Campaign
 * @property {string} id
 * @property {string} title
 * @property {string} description
 * @property {string} prize
 * @property {Platform[]} platforms none named: anywhere
 * @property {string | null} overlay_url
 * @property {string} start_date
 * @property {string} end_date
 * @property {string} time_zone
 * @property {"scheduled" | "ongoing" | "expired"} status
 * @property {number} supporters
 * @property {string} page_url
 */

/** @typedef {{name: string, logo_url: string | null}} Business */

/** @type {{id: Platform, title: string, example: string}[]} */
export const platforms = [
  { id: "instagram", title: "Instagram", example: "https://www.instagram.com/p/…" },
  { id: "twitter", title: "X", example: "https://x.com/you/status/…" },
  { id: "facebook", title: "Facebook", example: "https://www.facebook.com/you/posts/…" },
];

/** @type {Record<Campaign["status"], [string, import("#components/badge.js").Tone]>} */
export const statuses = { scheduled: ["Soon", "warn"], ongoing: ["Going on", "ok"], expired: ["Over", "idle"] };

const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const lists = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** Where it takes place. @param {Pick<Campaign, "platforms">} campaign */
export function platformsOf(campaign) {
  return campaign.platforms.length === 0 ? platforms : platforms.filter(({ id }) => campaign.platforms.includes(id));
}

/** "Instagram, X or Facebook" @param {Pick<Campaign, "platforms">} campaign */
export function platformNames(campaign) {
  return lists.format(platformsOf(campaign).map(({ title }) => title));
}

/** "3 March 2026", of a day in the business's own zone. @param {string} date */
export function day(date) {
  return days.format(new Date(`${date}T00:00:00Z`));
}

/** "1 – 31 March 2026" @param {Pick<Campaign, "start_date" | "end_date">} campaign */
export function span({ start_date: start, end_date: end }) {
  return days.formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`));
}

/** What the finished picture is called on the visitor's disk. @param {string} title */
export function fileName(title) {
  const words = title.replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "");
  return `${words || "campaign"}_entry.png`;
}
