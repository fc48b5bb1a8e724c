// @ts-check
import { fonts } from "#lib/picture/fonts.js";
import { variants } from "#lib/picture/face.js";
import { kFirstBox } from "./box.js";

/** @typedef {import("#lib/picture/face.js").Face} Face */
/** @typedef {import("#lib/picture/face.js").Style} Style */
/** @typedef {import("#lib/picture/face.js").Variant} Variant */

/**
 * @typedef {object} Template
 * @property {string} id
 * @property {string} slug
 * @property {string} name
 * @property {boolean} telegram_enabled
 * @property {number} position
 * @property {number} revision
 * @property {import("#lib/picture/face.js").Meta} meta
 */

/** What the editor changes. @typedef {{name: string, slug: string, telegramEnabled: boolean, faces: Partial<Record<Variant, Face>>}} Draft */

/** @type {Draft} */
export const kEmptyDraft = { name: "", slug: "", telegramEnabled: true, faces: {} };

/** @type {Style} */
export const kFirstStyle = { box: kFirstBox, font: "dejavu_sans", maxFontPx: 80, fontColor: "#FF273E", outline: true, showLogo: false };

/** @param {Template} template @returns {Draft} */
export function draftOf({ name: title, slug, telegram_enabled, meta }) {
  /** @type {Draft["faces"]} */
  const faces = {};
  for (const variant of variants) {
    const face = meta[variant];
    if (face) faces[variant] = { ...kFirstStyle, ...face, font: face.font in fonts ? face.font : kFirstStyle.font };
  }
  return { name: title, slug, telegramEnabled: telegram_enabled, faces };
}

/** What the server takes for a face. @param {Face} face */
export function faceBody({ image, box, font, maxFontPx, fontColor, outline, showLogo }) {
  return { image, box, font, maxFontPx, fontColor, outline, showLogo };
}

/** What the server takes for the whole. A face that was there and is gone is named null. @param {Draft} draft @param {Draft} [stored] */
export function templateBody({ name: title, slug, telegramEnabled, faces }, stored) {
  /** @type {Record<string, unknown>} */
  const body = { name: title.trim(), telegram_enabled: telegramEnabled };
  if (!stored) body.slug = slug;
  for (const variant of variants) {
    const face = faces[variant];
    if (face) body[variant] = faceBody(face);
    else if (stored?.faces[variant]) body[variant] = null;
  }
  return body;
}

/** How a face looks, without its picture. @param {Face} face @returns {Style} */
export function styleOf({ box, font, maxFontPx, fontColor, outline, showLogo }) {
  return { box, font, maxFontPx, fontColor, outline, showLogo };
}

/** The face to show where there is room for one. @param {Draft["faces"]} faces @returns {Variant | undefined} */
export function firstVariant(faces) {
  return variants.find((variant) => faces[variant]);
}

/** `15% off!` gives `15-off`. @param {string} typed */
export function slugOf(typed) {
  const words = typed.toLowerCase().replace(/[^a-z0-9\s-]/g, "").split(/[\s-]+/).filter(Boolean);
  return words.join("-").slice(0, 64).replace(/-$/, "");
}

/** Whether the two say the same. @param {Draft} one @param {Draft} other */
export function sameDraft(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
