// @ts-check
// What the server counts, and how the page calls it.

/** @typedef {{label: string, date: string, count: number}} UsagePoint */

/** @typedef {{coupon: string, count: number, unique_users: number, generated_by: string}} CouponUse */

/**
 * `previous` is the same length of time before. `popular_coupons` are the most used ones; `popular_coupons_matching` counts all that the search
 * found, `popular_coupons_total` all that there are.
 * @typedef {object} BotStats
 * @property {number} total_uses
 * @property {number} successful_uses
 * @property {number} success_rate
 * @property {number} unique_users
 * @property {{template: string, count: number}[]} popular_templates
 * @property {CouponUse[]} popular_coupons
 * @property {number} popular_coupons_matching
 * @property {number} popular_coupons_total
 * @property {{type: string, count: number}[]} errors
 * @property {UsagePoint[]} usage_data
 * @property {"hourly" | "daily"} granularity
 * @property {{label: string, count: number} | null} peak
 * @property {{total_uses: number, unique_users: number, successful_uses: number}} previous
 * @property {string} time_zone
 * @property {string} from
 * @property {string} to
 * @property {boolean} catching_up
 * @property {string | null} counted_from  What is older is not in the numbers yet, while it is `catching_up`.
 */

/** @typedef {{type: "hourly" | "daily", data: {label: string, count: number}[]}} WeekdayStats */

/** @typedef {{day1: number, day7: number, day30: number, cohorts: {day1: number, day7: number, day30: number}}} Retention */

/** @typedef {{source: string | null, users: number, starts: number, codes: number, pictures: number}} Source */

/** `sources` are of people. @typedef {{sources: Source[], groups: {source: string | null, groups: number}[]}} Sources */

/**
 * @typedef {object} InvalidAttempt
 * @property {string} coupon_code
 * @property {string | null} template_name
 * @property {string} timestamp
 * @property {string} error_type
 * @property {number | null} chat_id
 * @property {string | null} username
 * @property {string | null} first_name
 * @property {string | null} last_name
 * @property {number} attempt_count
 */

/** The calendar day of an instant in a zone, as the server writes days. @param {number} ms @param {string} zone */
export function dayIn(ms, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(ms);
}
