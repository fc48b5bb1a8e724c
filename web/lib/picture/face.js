// @ts-check
// One shape of a template, as meta.json and the server's answers hold it.

/** @typedef {"square" | "story" | "feed"} Variant */
/** @typedef {"left" | "center" | "right"} HAlign */
/** @typedef {"top" | "middle" | "bottom"} VAlign */
/** @typedef {"dejavu_sans" | "inter" | "noto_sans" | "noto_serif" | "dejavu_mono"} FontName */
/** @typedef {{width: number, height: number}} Size */
/** In pixels of the picture. @typedef {{left: number, top: number, width: number, height: number}} Area */

/** Where the text goes, in percent of the picture. @typedef {{leftPct: number, topPct: number, widthPct: number, heightPct: number, hAlign: HAlign, vAlign: VAlign}} Box */

/**
 * How the text looks. `maxFontPx` 0 leaves the size to the box.
 * @typedef {object} Style
 * @property {Box} box
 * @property {FontName} font
 * @property {number} maxFontPx
 * @property {string} fontColor `#RRGGBB`
 * @property {boolean} outline
 * @property {boolean} showLogo
 */

/** A style on its background. @typedef {Style & Size & {image: string, imageUrl: string, previewUrl: string}} Face */

/** The documented document of a template. @typedef {{name: string, telegramEnabled: boolean} & Partial<Record<Variant, Face>>} Meta */

/** @type {Variant[]} */
export const variants = ["square", "story", "feed"];

/** @type {Record<Variant, {title: string, shape: string, width: number, height: number}>} */
export const variantFacts = {
  square: { title: "Square", shape: "1:1", width: 1080, height: 1080 },
  story: { title: "Story", shape: "9:16", width: 1080, height: 1920 },
  feed: { title: "Feed", shape: "3:4", width: 1080, height: 1440 },
};
