// @ts-check
import { html, nothing } from "#lib/html.js";
import { icon } from "#components/icons.js";

/** @typedef {import("./broadcast.js").Button} Button */

const kMostRows = 12;
const kMostInRow = 4;

/**
 * The buttons below a message, row by row.
 * @param {{rows: Button[][], error: string | null, onChange: (rows: Button[][]) => void}} field
 */
export function buttonsEditor({ rows, error, onChange }) {
  const put = (/** @type {number} */ at, /** @type {Button[]} */ row) => onChange(rows.map((other, index) => (index === at ? row : other)).filter(({ length }) => length > 0));
  return html`<fieldset class="button-rows">
    <legend class="field-label">Buttons <span class="muted">optional</span></legend>
    ${rows.map(
      (row, at) => html`<div class="button-row" role="group" aria-label=${`Row ${at + 1}`}>
        ${row.map((button, index) => oneButton({ button, label: `Button ${at + 1}.${index + 1}`, place: `button-${at}-${index}`, onChange: (changed) => put(at, changed ? row.map((other, position) => (position === index ? changed : other)) : row.filter((_, position) => position !== index)) }))}
        ${row.length < kMostInRow ? html`<button type="button" class="button button-small" @click=${() => put(at, [...row, { text: "", url: "" }])}>${icon("add")} Beside it</button>` : nothing}
      </div>`,
    )}
    ${rows.length < kMostRows ? html`<button type="button" class="button button-small" @click=${() => onChange([...rows, [{ text: "", url: "" }]])}>${icon("add")} ${rows.length > 0 ? "Another row" : "Add a button"}</button>` : nothing}
    <p class=${error ? "field-error" : "field-hint"} aria-live="polite">${error ?? "Below them, people always find “Stop these messages”: a bot that cannot be told to stop is blocked instead."}</p>
  </fieldset>`;
}

/** @param {{button: Button, label: string, place: string, onChange: (button: Button | null) => void}} field */
function oneButton({ button, label, place, onChange }) {
  const copies = button.copy_text !== undefined && button.copy_text !== null;
  const target = copies ? (button.copy_text ?? "") : (button.url ?? "");
  const valueOf = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).value;
  const wanted = (/** @type {string} */ text, /** @type {boolean} */ copying, /** @type {string} */ value) => onChange(copying ? { text, copy_text: value } : { text, url: value });
  return html`<div class="button-line">
    <label class="visually-hidden" for=${place}>${label}: words</label>
    <input class="input" id=${place} maxlength="64" placeholder="Words" autocomplete="off" .value=${button.text} @input=${(/** @type {Event} */ event) => wanted(valueOf(event), copies, target)} />
    <span class="select-field">
      <select class="input" aria-label=${`${label}: what it does`} @change=${(/** @type {Event} */ event) => wanted(button.text, valueOf(event) === "copy", "")}>
        <option value="url" .selected=${!copies}>opens</option>
        <option value="copy" .selected=${copies}>copies</option>
      </select>
    </span>
    <input
      class="input" aria-label=${copies ? `${label}: text to copy` : `${label}: address`} placeholder=${copies ? "{coupon}" : "https://"} maxlength=${copies ? 256 : 2048} autocomplete="off" autocapitalize="off" spellcheck="false"
      .value=${target} @input=${(/** @type {Event} */ event) => wanted(button.text, copies, valueOf(event))}
    />
    <button type="button" class="icon-button" aria-label=${`Remove ${button.text || label}`} @click=${() => onChange(null)}>${icon("remove")}</button>
  </div>`;
}
