// @ts-check
// What the server says that a visitor may choose from.
import { variants } from "#lib/picture/face.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {import("#lib/picture/face.js").Face} Face */
/** @typedef {{id: string, name: string, logo_url: string | null, initials: string}} Business */
/** @typedef {{slug: string, name: string, meta: import("#lib/picture/face.js").Meta}} Template */
/** @typedef {{tenant: Business, checks_coupons: boolean, templates: Template[]}} Offer */

/** Whose mark goes onto the picture. @typedef {"business" | "own" | "none"} LogoChoice */

/** @param {Template} template @param {Variant} variant @returns {Face | null} */
export function faceOf(template, variant) {
  return template.meta[variant] ?? null;
}

/** The one that is wanted where the template has it, else its first. @param {Template} template @param {Variant} wanted */
export function variantIn(template, wanted) {
  return faceOf(template, wanted) ? wanted : (variants.find((variant) => faceOf(template, variant)) ?? wanted);
}
