// @ts-check
import { html, nothing } from "#lib/html.js";
import { definition } from "./definition.js";

/** `good` colours it; null when more is neither good nor bad. @typedef {{text: string, good: boolean | null}} Change */

/**
 * One number with its name, what exactly it counts, and how it changed. `value` null: still loading.
 * @param {{id: string, title: string, meaning: unknown, value: string | null, note?: unknown, change?: Change | null}} card
 */
export function statCard({ id, title, meaning, value, note = nothing, change = null }) {
  return html`<div class="stat" data-stat=${id}>
    <span class="stat-title">${title} ${definition({ id: `${id}-meaning`, of: title, text: meaning })}</span>
    <span class="stat-value">${value ?? html`<span class="skeleton"></span>`}</span>
    ${change || note !== nothing ? html`<span class="stat-note">${change ? html`<span class=${tone(change)}>${change.text}</span>` : nothing} ${note}</span>` : nothing}
  </div>`;
}

/** @param {Change} change */
function tone({ good }) {
  if (good === null) return "stat-change";
  return good ? "stat-change stat-change-good" : "stat-change stat-change-bad";
}
