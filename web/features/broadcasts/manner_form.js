// @ts-check
import { html } from "#lib/html.js";

/** @typedef {import("./broadcast.js").Content} Content */
/** @typedef {"silent" | "protect" | "preview_links"} Manner */

/** @type {[Manner, string][]} */
const manners = [
  ["silent", "Without a sound"],
  ["protect", "Cannot be forwarded or saved"],
  ["preview_links", "Show a preview of links"],
];

/** How Telegram presents the message. @param {{content: Content, onChange: (change: Partial<Content>) => void}} form */
export function mannerForm({ content, onChange }) {
  return html`<div class="composer-manner">
    ${manners.map(
      ([id, label]) => html`<label class="check">
        <input class="tick" type="checkbox" .checked=${content[id]} @change=${(/** @type {Event} */ event) => onChange({ [id]: /** @type {HTMLInputElement} */ (event.target).checked })} /> ${label}
      </label>`,
    )}
  </div>`;
}
