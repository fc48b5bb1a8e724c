// @ts-check
import { html } from "#lib/html.js";

/** @typedef {"ok" | "warn" | "error" | "idle" | "accent"} Tone */

/** A state as a pill; the word carries the meaning, the colour repeats it. @param {string} text @param {Tone} tone */
export function badge(text, tone) {
  return html`<span class="badge badge-${tone}">${text}</span>`;
}
