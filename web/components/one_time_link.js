// @ts-check
import { html } from "#lib/html.js";
import { copyButton } from "./copy_button.js";

/**
 * A link that nobody can see again, to be passed on by hand.
 * @param {{link: string, title: string, text: string}} options `text` says who may use it, and how long.
 */
export function oneTimeLink({ link, title, text }) {
  const choose = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select();
  return html`<p class="dialog-text" role="status">The invitation is ready. Copy the link now: it is not shown again.</p>
    <label class="field">
      <span class="field-label">${title}</span>
      <input class="input" readonly value=${link} @focus=${choose} />
    </label>
    ${copyButton({ text: link, label: "Copy the invitation link" })}
    <p class="dialog-text">${text}</p>`;
}
