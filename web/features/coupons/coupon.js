// @ts-check
// What the dashboard knows about coupons and who vouches for them.

/** @typedef {"none" | "list" | "funderpro" | "stripe"} Provider */
/** @typedef {{provider: Provider, funderpro_product_id: string, has_stripe: boolean, codes: number, page_url: string, updated_at: string | null}} Settings */
/** @typedef {{code: string, valid_from: string | null, valid_until: string | null, created_at: string}} Code */
/** @typedef {{line: number, text: string, why: string}} LineProblem */
/** @typedef {{added: number, updated: number, removed: number, problems: LineProblem[]}} Imported */

/** @type {{id: Provider, title: string, meaning: string}[]} */
export const providers = [
  { id: "none", title: "Nobody", meaning: "Every code is good. Whoever opens the page can take a picture along." },
  { id: "list", title: "Your own list", meaning: "A code is good when it is on the list below, on the days that you gave it." },
  { id: "funderpro", title: "FunderPro", meaning: "FunderPro is asked whether it knows the code as a discount of your product." },
  { id: "stripe", title: "Stripe", meaning: "A code is good when it is an active promotion code of your own Stripe account." },
];

/** @typedef {{kind: "valid" | "wrong" | "unchecked", title: string, message: string}} Finding */

const kSayNothing = ["unavailable", "timeout", "not_configured"];

/** What a check has found. That nobody could say is not the coupon's fault. @param {{valid: boolean, reason?: string, message: string}} answer @returns {Finding} */
export function findingOf({ valid, reason = "", message }) {
  if (valid) return { kind: "valid", title: "Valid", message };
  if (reason === "not_configured") return { kind: "unchecked", title: "Could not be checked", message: "The provider cannot be asked yet: complete its settings, then save them." };
  if (kSayNothing.includes(reason)) return { kind: "unchecked", title: "Could not be checked", message };
  return { kind: "wrong", title: "Not valid", message };
}

/** HTML for somebody's own site that leads to the coupon page. @param {string} url */
export function pageSnippet(url) {
  return `<a href="${url}" target="_blank" rel="noopener">Get your coupon picture</a>`;
}

/** @param {Code} code @param {number} nowMs @returns {{title: string, tone: import("#components/badge.js").Tone}} */
export function stateOf({ valid_from: from, valid_until: until }, nowMs) {
  if (from && nowMs < Date.parse(from)) return { title: "Not yet", tone: "warn" };
  if (until && nowMs >= Date.parse(until)) return { title: "Expired", tone: "idle" };
  return { title: "Good", tone: "ok" };
}

/** A day of the workspace's calendar, with the time where the day is not meant as a whole. @param {string} iso @param {string} zone */
export function firstDay(iso, zone) {
  return written(Date.parse(iso), zone, isMidnight(iso, zone));
}

/** Likewise: the last day on which a code is good, for the moment from which on it is not. @param {string} iso @param {string} zone */
export function lastDay(iso, zone) {
  const whole = isMidnight(iso, zone);
  return written(Date.parse(iso) - (whole ? 1 : 0), zone, whole);
}

/** @param {number} atMs @param {string} zone @param {boolean} whole */
function written(atMs, zone, whole) {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", ...(whole ? {} : { timeStyle: "short" }), timeZone: zone }).format(atMs);
}

/** @param {string} iso @param {string} zone */
function isMidnight(iso, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone }).format(Date.parse(iso)) === "00:00:00";
}

/** What an import has done. @param {Imported} done */
export function importedText({ added, updated, removed }) {
  const parts = [added ? `${added} added` : "", updated ? `${updated} given other days` : "", removed ? `${removed} removed` : ""].filter(Boolean);
  return parts.length > 0 ? `${parts.join(", ")}.` : "Nothing is different from before.";
}
