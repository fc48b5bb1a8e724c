// @ts-check
import { html, nothing } from "#lib/html.js";
import { icon } from "./icons.js";

/**
 * @typedef {object} TextField
 * @property {string} id
 * @property {string} label
 * @property {string} [name] the id when not given
 * @property {string} [value] what it starts with; typing is not undone by drawing again
 * @property {"text" | "email" | "url" | "search"} [type]
 * @property {unknown} [hint] shown while there is no error
 * @property {string | null} [error] what is wrong with what was typed, and what to type instead
 * @property {string} [placeholder]
 * @property {string} [autocomplete]
 * @property {boolean} [required]
 * @property {boolean} [disabled]
 * @property {boolean} [autofocus]
 * @property {number} [maxLength]
 * @property {(value: string) => void} [onInput] gets the value without the blanks that pasting brings along
 * @property {(value: string) => void} [onLeave] likewise, when the focus goes elsewhere
 */

/** A labelled field with a hint, or its error, below. @param {TextField} field */
export function textField(field) {
  return html`<div class="field">
    <label class="field-label" for=${field.id}>${field.label}</label>
    ${input(field, field.type ?? "text")}${below(field)}
  </div>`;
}

/** A field for a key or a token: hidden like a password, with a button that shows it. @param {TextField} field */
export function secretField(field) {
  return html`<div class="field">
    <label class="field-label" for=${field.id}>${field.label}</label>
    <div class="field-box" data-secret>
      ${input(field, "password")}
      <button type="button" class="icon-button field-button" aria-pressed="false" aria-label=${`Show ${field.label}`} ?disabled=${field.disabled} @click=${toggle}>
        ${icon("eye")}${icon("eye_off")}
      </button>
    </div>
    ${below(field)}
  </div>`;
}

/** @param {TextField} field @param {string} type */
function input(field, type) {
  const tell = (/** @type {((value: string) => void) | undefined} */ listener) => (/** @type {Event} */ event) =>
    listener?.(/** @type {HTMLInputElement} */ (event.target).value.trim());
  return html`<input
    class="input" id=${field.id} name=${field.name ?? field.id} type=${type} value=${field.value ?? ""} placeholder=${field.placeholder ?? nothing}
    autocomplete=${field.autocomplete ?? "off"} autocapitalize="off" spellcheck="false" maxlength=${field.maxLength ?? nothing}
    aria-required=${field.required ? "true" : nothing} aria-invalid=${field.error ? "true" : "false"} aria-describedby=${`${field.id}-hint`}
    ?disabled=${field.disabled} ?autofocus=${field.autofocus} @input=${tell(field.onInput)} @change=${tell(field.onLeave)}
  />`;
}

/** @param {TextField} field */
function below({ id, error, hint }) {
  return html`<p class=${error ? "field-error" : "field-hint"} id=${`${id}-hint`} aria-live="polite">${error || (hint ?? nothing)}</p>`;
}

/** @param {Event} event */
function toggle(event) {
  const button = /** @type {HTMLElement} */ (event.currentTarget);
  const field = button.parentElement?.querySelector("input");
  if (!field) return;
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
}
