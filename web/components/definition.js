// @ts-check
import { html } from "#lib/html.js";

/**
 * What a number counts, in words, for whoever hovers, touches or tabs to the question mark. `id` is different from that of every other on the page.
 * @param {{id: string, of: string, text: unknown}} definition
 */
export function definition({ id, of, text }) {
  return html`<span class="definition">
    <button type="button" class="definition-mark" aria-label=${`What “${of}” means`} aria-describedby=${id} @keydown=${leaveOnEscape}>?</button>
    <span class="definition-text" role="tooltip" id=${id}>${text}</span>
  </span>`;
}

/** @param {KeyboardEvent} event */
function leaveOnEscape(event) {
  if (event.key === "Escape") /** @type {HTMLElement} */ (event.currentTarget).blur();
}
