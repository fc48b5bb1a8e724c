// @ts-check
import { html, nothing } from "#lib/html.js";
import { openDialog } from "#components/dialog.js";

/**
 * @typedef {{name: string, label: string, hint?: string, optional?: boolean, kind?: "text" | "number" | "check" | "select",
 *   options?: {value: string | number, label: string}[], value?: string | number | boolean}} Field
 */

/**
 * A dialog that asks for a few values and hands them to `save`; it stays open, with the reason, when that fails.
 * @param {{title: string, action: string, text?: unknown, fields: Field[], save: (values: Record<string, any>) => Promise<unknown>}} form
 */
export function openForm({ title, action, text, fields, save }) {
  return openDialog({
    title,
    content: (close) => {
      const submit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.target);
        const failure = /** @type {HTMLElement} */ (form.querySelector("[data-failure]"));
        failure.textContent = "";
        try {
          close(await save(read(form, fields)));
        } catch (reason) {
          failure.textContent = reason instanceof Error ? reason.message : String(reason);
        }
      };
      return html`<form @submit=${submit}>
        <div class="dialog-body">
          ${text ? html`<p class="dialog-text">${text}</p>` : nothing} ${fields.map(control)}
          <p class="field-error" role="alert" data-failure></p>
        </div>
        <footer class="dialog-footer">
          <button type="button" class="button" @click=${() => close(null)}>Cancel</button>
          <button type="submit" class="button button-primary">${action}</button>
        </footer>
      </form>`;
    },
  });
}

/** @param {Field} field @param {number} index */
function control(field, index) {
  const { name, label, hint, kind = "text", optional = false, options = [], value } = field;
  if (kind === "check") {
    return html`<label class="check"><input type="checkbox" name=${name} ?checked=${Boolean(value)} /> <span>${label}</span></label>`;
  }
  const input =
    kind === "select"
      ? html`<span class="select-field"><select class="input" name=${name}>
          ${options.map((option) => html`<option value=${option.value} ?selected=${option.value === value}>${option.label}</option>`)}
        </select></span>`
      : html`<input class="input" name=${name} type=${kind} ?required=${!optional} ?autofocus=${index === 0} autocomplete="off" spellcheck="false" .value=${String(value ?? "")} />`;
  return html`<label class="field">
    <span class="field-label">${label}${optional ? html` <span class="muted">(optional)</span>` : nothing}</span>
    ${input} ${hint ? html`<span class="field-hint">${hint}</span>` : nothing}
  </label>`;
}

/** Empty optional values are left out. @param {HTMLFormElement} form @param {Field[]} fields */
function read(form, fields) {
  const data = new FormData(form);
  /** @type {Record<string, any>} */
  const values = {};
  for (const { name, kind, optional } of fields) {
    const text = String(data.get(name) ?? "").trim();
    if (kind === "check") values[name] = data.has(name);
    else if (text !== "" || !optional) values[name] = kind === "number" ? Number(text) : text;
  }
  return values;
}
