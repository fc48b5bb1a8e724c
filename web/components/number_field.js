// @ts-check
import { html, nothing } from "#lib/html.js";

/**
 * @typedef {object} NumberField
 * @property {string} id
 * @property {string} label
 * @property {number} value
 * @property {number} min
 * @property {number} max
 * @property {number} [step]
 * @property {string} [unit]
 * @property {boolean} [disabled]
 * @property {(value: number) => void} onInput within the limits, while typing
 * @property {() => void} [onSettle] when typing or dragging has ended
 */

/** A number with its unit. What is no number, or out of its limits, is put right when the field is left. @param {NumberField} field */
export function numberField(field) {
  return html`<div class="field number-field">
    <label class="field-label" for=${field.id}>${field.label}</label>
    <span class="number-box">${numberInput(field)}${field.unit ? html`<span class="number-unit" aria-hidden="true">${field.unit}</span>` : nothing}</span>
  </div>`;
}

/** The same with a slider before it. @param {NumberField} field */
export function sliderField(field) {
  const { id, label, value, min, max, step = 1, disabled } = field;
  return html`<div class="field slider-field">
    <label class="field-label" for=${id}>${label}</label>
    <div class="slider-row">
      <input
        class="slider" type="range" aria-label=${`${label}, slider`} min=${min} max=${max} step=${step} .value=${String(value)} ?disabled=${disabled}
        @input=${(/** @type {Event} */ event) => tell(event, field)} @change=${() => field.onSettle?.()}
      />
      <span class="number-box">${numberInput(field)}${field.unit ? html`<span class="number-unit" aria-hidden="true">${field.unit}</span>` : nothing}</span>
    </div>
  </div>`;
}

/** @param {NumberField} field */
function numberInput(field) {
  const { id, value, min, max, step = 1, disabled, onInput, onSettle } = field;
  const settle = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const right = clamped(input.valueAsNumber, field);
    input.value = String(right);
    if (right !== value) onInput(right);
    onSettle?.();
  };
  return html`<input
    class="input" id=${id} type="number" inputmode="decimal" min=${min} max=${max} step=${step} .value=${String(value)} ?disabled=${disabled}
    @input=${(/** @type {Event} */ event) => tell(event, field)} @change=${settle}
  />`;
}

/** Only what is within the limits: the 1 of a 12 that is being typed would otherwise be put right at once. @param {Event} event @param {NumberField} field */
function tell(event, field) {
  const typed = /** @type {HTMLInputElement} */ (event.target).valueAsNumber;
  if (typed === clamped(typed, field)) field.onInput(typed);
}

/** @param {number} typed @param {NumberField} field */
function clamped(typed, { value, min, max }) {
  return Number.isFinite(typed) ? Math.min(max, Math.max(min, typed)) : value;
}
