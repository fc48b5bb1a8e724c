// @ts-check
import { html } from "#lib/html.js";
import { exactTime, relativeTime } from "#lib/format.js";

/** A time as people say it; hovering shows it exactly. @param {string} iso @param {number} nowMs */
export function time(iso, nowMs) {
  return html`<time datetime=${iso} title=${exactTime(iso)}>${relativeTime(iso, nowMs)}</time>`;
}
