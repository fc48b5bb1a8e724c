// @ts-check
// How the box of a text is drawn, moved and resized: in percent of the picture, always within it. Nothing here knows about the page.

/** @typedef {import("#lib/picture/face.js").Box} Box */
/** @typedef {Pick<Box, "leftPct" | "topPct" | "widthPct" | "heightPct">} Frame */
/** Which edges are pulled: -1 the left or upper one, 1 the right or lower one, 0 none. @typedef {{x: -1 | 0 | 1, y: -1 | 0 | 1}} Handle */
/** @typedef {{x: number, y: number}} Point in percent of the picture */

export const kLeastPct = 1;

/** Clockwise from the upper left. @type {Handle[]} */
export const handles = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
];

/** @type {Box} */
export const kFirstBox = { leftPct: 5, topPct: 78, widthPct: 90, heightPct: 12, hAlign: "center", vAlign: "middle" };

/** The same size elsewhere. @param {Box} box @param {number} right @param {number} down @returns {Box} */
export function moved(box, right, down) {
  return {
    ...box,
    leftPct: rounded(clamp(box.leftPct + right, 0, 100 - box.widthPct)),
    topPct: rounded(clamp(box.topPct + down, 0, 100 - box.heightPct)),
  };
}

/** The edges that the handle has follow; the others stay. @param {Box} box @param {Handle} handle @param {number} right @param {number} down @returns {Box} */
export function resized(box, handle, right, down) {
  const [leftPct, widthPct] = pulled(box.leftPct, box.widthPct, handle.x, right);
  const [topPct, heightPct] = pulled(box.topPct, box.heightPct, handle.y, down);
  return { ...box, leftPct, topPct, widthPct, heightPct };
}

/** The box with these corners, in whatever order they were drawn. @param {Box} box for its alignment @param {Point} from @param {Point} to @returns {Box} */
export function drawn(box, from, to) {
  const [leftPct, widthPct] = between(from.x, to.x);
  const [topPct, heightPct] = between(from.y, to.y);
  return { ...box, leftPct, topPct, widthPct, heightPct };
}

/** One number typed; the place wins over the size where both do not fit. @param {Box} box @param {keyof Frame} key @param {number} value @returns {Box} */
export function withNumber(box, key, value) {
  const { least, most } = limits(box)[key];
  return { ...box, [key]: rounded(clamp(value, least, most)) };
}

/** What each number may be while the others stay. @param {Box} box @returns {Record<keyof Frame, {least: number, most: number}>} */
export function limits(box) {
  return {
    leftPct: { least: 0, most: rounded(100 - box.widthPct) },
    topPct: { least: 0, most: rounded(100 - box.heightPct) },
    widthPct: { least: kLeastPct, most: rounded(100 - box.leftPct) },
    heightPct: { least: kLeastPct, most: rounded(100 - box.topPct) },
  };
}

/** @param {number} start @param {number} length @param {-1 | 0 | 1} edge @param {number} by @returns {[number, number]} */
function pulled(start, length, edge, by) {
  const end = start + length;
  if (edge < 0) return between(clamp(start + by, 0, end - kLeastPct), end);
  if (edge > 0) return between(start, clamp(end + by, start + kLeastPct, 100));
  return [start, length];
}

/** @param {number} one @param {number} other @returns {[number, number]} */
function between(one, other) {
  const start = rounded(clamp(Math.min(one, other), 0, 100 - kLeastPct));
  const end = rounded(clamp(Math.max(one, other), start + kLeastPct, 100));
  return [start, rounded(end - start)];
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}

/** To a tenth of a percent: a pixel of a picture of 1,080. @param {number} value */
function rounded(value) {
  return Math.round(value * 10) / 10;
}
