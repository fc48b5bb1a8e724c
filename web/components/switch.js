// @ts-check
import { html } from "#lib/html.js";

/**
 * On or off, at once.
 * @param {{label: unknown, on: boolean, onChange: (on: boolean) => void, disabled?: boolean, described?: string}} field `described` is said
 *   in addition, where several switches of one label are on a page
 */
export function toggleSwitch({ label, on, onChange, disabled = false, described = "" }) {
  return html`<label class="switch">
    <input
      type="checkbox" role="switch" .checked=${on} ?disabled=${disabled}
      @change=${(/** @type {Event} */ event) => onChange(/** @type {HTMLInputElement} */ (event.target).checked)}
    />
    <span class="switch-track" aria-hidden="true"></span>
    <span>${label}${described ? html`<span class="visually-hidden"> ${described}</span>` : ""}</span>
  </label>`;
}
