// @ts-check
import { html } from "#lib/html.js";
import { icon } from "./icons.js";

/**
 * One of a few, all of them in sight. Arrow keys choose, as among radio buttons, which these are.
 * @template {string} Value
 * @param {object} field
 * @param {string} field.name different from that of every other group on the page
 * @param {string} field.label
 * @param {{value: Value, title: string, icon?: import("./icons.js").IconName, lack?: string}[]} field.options with an icon, the title is said and not shown; `lack` says why it cannot be chosen
 * @param {Value} field.value
 * @param {(value: Value) => void} field.onChoose
 * @param {boolean} [field.disabled]
 * @param {boolean} [field.hideLabel]
 */
export function segmented({ name: group, label, options, value, onChoose, disabled = false, hideLabel = false }) {
  return html`<fieldset class="segmented" ?disabled=${disabled}>
    <legend class=${hideLabel ? "visually-hidden" : "field-label"}>${label}</legend>
    <div class="segmented-options">
      ${options.map(
        (option) => html`<label class="segmented-option" title=${option.lack ?? option.title}>
          <input type="radio" name=${group} value=${option.value} .checked=${option.value === value} ?disabled=${Boolean(option.lack)} @change=${() => onChoose(option.value)} />
          ${option.icon ? html`${icon(option.icon)}<span class="visually-hidden">${option.title}</span>` : html`<span>${option.title}</span>`}
        </label>`,
      )}
    </div>
  </fieldset>`;
}
