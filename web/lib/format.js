// @ts-check

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "long" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const numbers = new Intl.NumberFormat("en");

/** Largest unit first: a unit is used from one of it on. @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/**
 * "3 minutes ago", "in 2 hours", "now". An unreadable time is returned as it came, never as a wrong one.
 * @param {string} iso
 * @param {number} nowMs
 */
export function relativeTime(iso, nowMs) {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  const seconds = Math.round((at - nowMs) / 1000);
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(seconds > 0 ? Math.round(seconds / size) : Math.trunc(seconds / size), unit);
  }
  return "now";
}

/** The time in the reader's zone with seconds, and in UTC, as hovering shows it. @param {string} iso */
export function exactTime(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${exact.format(at)} (${at.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC")})`;
}

/** @param {number} value */
export function number(value) {
  return numbers.format(value);
}

/** "1 job", "3 jobs". @param {number} value @param {string} one @param {string} many */
export function count(value, one, many) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** A countdown: "0:09", "12:30", "1:00:00". @param {number} seconds */
export function countdown(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
