// @ts-check
import { html } from "#lib/html.js";
import { icon } from "./icons.js";

const kShownMs = 2000;

/** A button that puts `text` on the clipboard and says so. @param {{text: string, label: string}} copy */
export function copyButton({ text, label }) {
  return html`<span class="copy">
    <button type="button" class="button button-small" aria-label=${label} @click=${(/** @type {Event} */ event) => copy(event, text)}>
      ${icon("copy")} Copy
    </button>
    <span class="copy-status" role="status"></span>
  </span>`;
}

/** @param {Event} event @param {string} text */
async function copy(event, text) {
  const status = /** @type {HTMLElement} */ (event.currentTarget).nextElementSibling;
  const say = (/** @type {string} */ words) => status && (status.textContent = words);
  try {
    await navigator.clipboard.writeText(text);
    say("Copied");
  } catch {
    say("Select and copy it by hand");
  }
  setTimeout(() => say(""), kShownMs);
}
