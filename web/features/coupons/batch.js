// @ts-check
// A batch of pictures: how it stands, how fast it is, and what a new one makes.
import { count, number } from "#lib/format.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {{name: string, size: number, url: string}} Part */

/**
 * @typedef {object} Batch
 * @property {string} id
 * @property {string} template the slug
 * @property {Variant[]} variants
 * @property {"jpg" | "png"} format
 * @property {"waiting" | "running" | "done" | "failed" | "cancelled"} state
 * @property {number} total
 * @property {number} done
 * @property {number} failed
 * @property {Part[]} parts
 * @property {import("./coupon.js").LineProblem[]} problems
 * @property {string} created_by
 * @property {string} created_at
 * @property {string | null} finished_at
 */

/** @type {Record<Batch["state"], {title: string, tone: import("#components/badge.js").Tone}>} */
export const batchStates = {
  waiting: { title: "Waiting", tone: "idle" },
  running: { title: "Drawing", tone: "accent" },
  done: { title: "Ready", tone: "ok" },
  failed: { title: "Failed", tone: "error" },
  cancelled: { title: "Cancelled", tone: "idle" },
};

/** @param {Batch} batch */
export function isUnfinished({ state }) {
  return state === "waiting" || state === "running";
}

/** How many pictures were tried at which time. @typedef {{atMs: number, tried: number}} Sample */

/** @param {Pick<Batch, "done" | "failed">} batch */
export function triedOf({ done, failed }) {
  return done + failed;
}

/** Pictures per second since the first look, and the seconds that the others are going to take; null as long as nobody can say. @param {Sample} first @param {Sample} last @param {number} total */
export function paceOf(first, last, total) {
  const seconds = (last.atMs - first.atMs) / 1000;
  const drawn = last.tried - first.tried;
  if (seconds <= 0 || drawn <= 0) return null;
  return { perSecond: drawn / seconds, secondsLeft: ((total - last.tried) * seconds) / drawn };
}

/** "40 per second, about 2 minutes left". @param {{perSecond: number, secondsLeft: number} | null} pace */
export function paceText(pace) {
  if (!pace) return "";
  const { perSecond, secondsLeft } = pace;
  const speed = perSecond >= 1 ? `${number(Math.round(perSecond))} per second` : `${number(Math.max(1, Math.round(perSecond * 60)))} per minute`;
  return `${speed}, about ${timeText(secondsLeft)} left`;
}

/** @param {number} seconds */
function timeText(seconds) {
  if (seconds < 60) return count(Math.max(1, Math.ceil(seconds)), "second", "seconds");
  if (seconds < 3600) return count(Math.ceil(seconds / 60), "minute", "minutes");
  return count(Math.ceil(seconds / 3600), "hour", "hours");
}

/** "1.4 MB". @param {number} bytes */
export function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
