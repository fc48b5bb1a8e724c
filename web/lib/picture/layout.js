// @ts-check
// Where text goes and how large it gets: the server's formulas, number for number.

/** @typedef {import("./face.js").Area} Area */
/** @typedef {import("./face.js").Box} Box */
/** @typedef {import("./face.js").Size} Size */

export const kLeastFontPx = 8;

const kCloseEnough = 0.5;
const kMiddleOfLetters = 0.35;
const kOutlineShare = 0.08;
const kLogoMargin = { share: 0.04, least: 20 };
const kLogoDiameter = { share: 0.12, least: 32 };

/** The box in pixels; each edge rounded half up. @param {Box} box @param {Size} picture @returns {Area} */
export function areaOf(box, picture) {
  return {
    left: share(picture.width, box.leftPct),
    top: share(picture.height, box.topPct),
    width: share(picture.width, box.widthPct),
    height: share(picture.height, box.heightPct),
  };
}

/** The largest size that may be tried: the box's height or the style's limit. @param {number} maxFontPx @param {Area} area */
export function fontCap(maxFontPx, area) {
  return Math.max(kLeastFontPx, maxFontPx > 0 ? Math.min(maxFontPx, area.height) : area.height);
}

/**
 * The size at which a text goes into `width`: the cap when it fits, else by bisection, in whole pixels.
 * @param {number} cap
 * @param {number} width
 * @param {(px: number) => number} widthOf
 */
export function fittedFontPx(cap, width, widthOf) {
  if (!Number.isFinite(width) || width <= 0) return kLeastFontPx;
  if (widthOf(cap) <= width) return cap;
  let fits = kLeastFontPx;
  let tooLarge = cap;
  while (tooLarge - fits > kCloseEnough) {
    const middle = (fits + tooLarge) / 2;
    if (widthOf(middle) <= width) fits = middle;
    else tooLarge = middle;
  }
  return Math.floor(fits);
}

/** The thickness of the dark line around letters, half of it outside them. @param {number} fontPx */
export function outlinePx(fontPx) {
  return Math.max(2, Math.floor(kOutlineShare * fontPx));
}

/** `x` is the text's left end, middle or right end as the alignment says, `y` its baseline. @param {Box} box @param {Area} area @param {number} fontPx */
export function anchorOf(box, area, fontPx) {
  const right = { left: 0, center: halfUp(area.width / 2), right: area.width };
  const down = { top: fontPx, middle: halfUp(area.height / 2) + halfUp(kMiddleOfLetters * fontPx), bottom: area.height };
  return { x: area.left + right[box.hAlign], y: area.top + down[box.vAlign] };
}

/** The square around the logo's circle. @param {Size} picture @returns {Area} */
export function logoArea({ width, height }) {
  const shorter = Math.min(width, height);
  const margin = Math.max(kLogoMargin.least, halfUp(kLogoMargin.share * shorter));
  const diameter = Math.max(kLogoDiameter.least, halfUp(kLogoDiameter.share * shorter));
  return { left: margin, top: margin, width: diameter, height: diameter };
}

/** @param {number} whole @param {number} percent */
function share(whole, percent) {
  return halfUp((whole * percent) / 100);
}

/** @param {number} value */
function halfUp(value) {
  return Math.floor(value + 0.5);
}
