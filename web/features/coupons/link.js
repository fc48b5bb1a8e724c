// @ts-check
// What a signed link to a picture consists of.
import { captionOf } from "#lib/picture/caption.js";
import { variantFacts } from "#lib/picture/face.js";

/** `days` null: for ever. @typedef {{template: string, variant: import("#lib/picture/face.js").Variant, format: "jpg" | "png", text: string, logo: boolean, days: number | null}} LinkWish */

export const kFirstText = "SUMMER-24";

/** @type {{days: number | null, title: string}[]} */
export const lasts = [
  { days: null, title: "For ever" },
  { days: 1, title: "1 day" },
  { days: 7, title: "7 days" },
  { days: 30, title: "30 days" },
  { days: 90, title: "90 days" },
  { days: 365, title: "1 year" },
];

/** @param {LinkWish} wish */
export function linkBody({ days, ...picture }) {
  return days === null ? picture : { ...picture, days };
}

/** The same picture, for `POST /api/render`. @param {LinkWish} wish */
export function previewBody({ template, variant, format, text, logo }) {
  return { template, variant, format, text, logo };
}

/** HTML that shows the picture elsewhere. @param {string} url @param {Pick<LinkWish, "variant" | "text">} wish */
export function imageSnippet(url, { variant, text }) {
  const { width, height } = variantFacts[variant];
  return `<img src="${attribute(url)}" width="${width / 2}" height="${height / 2}" alt="${attribute(captionOf(text).caption)}">`;
}

/** @param {string} text */
function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
