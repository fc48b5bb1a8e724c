// @ts-check
import { html, nothing } from "#lib/html.js";
import { focusFirstError, formValues } from "#lib/form.js";
import { recalled, remember } from "#lib/tab_memory.js";
import { secretField, textField } from "#components/text_field.js";
import { icon } from "#components/icons.js";
import { looksSecret } from "./steps.js";

/** @typedef {import("#lib/api.js").ApiError} ApiError */

/**
 * What all steps share.
 * @typedef {object} Wizard
 * @property {import("#lib/api.js").Api} api
 * @property {import("./steps.js").SetupState} state
 * @property {{name: string | null, email: string | null, tenant: {name: string} | null}} person
 * @property {{titleOf: (channel: string) => string | null}} telegram
 * @property {() => void} draw
 * @property {(id: import("./steps.js").StepId) => void} open
 * @property {(answer: any) => void} saved
 */

/** The form of one step: sends it, keeps what is no secret while it is typed, and puts what is wrong beside its field. */
export class StepForm {
  busy = false;
  #wizard;
  #options;
  /** @type {Record<string, string>} */
  #wrong = {};
  /** @type {ApiError | null} */
  #refused = null;

  /**
   * @param {Wizard} wizard
   * @param {object} options
   * @param {string} options.path
   * @param {Record<string, string>} options.required what to say beside a field that is empty
   * @param {() => string[]} [options.kept] fields that may be empty all the same: what is saved stays
   * @param {(answer: any) => void | Promise<void>} [options.onSaved] before the wizard goes on
   */
  constructor(wizard, options) {
    this.#wizard = wizard;
    this.#options = options;
  }

  /** @param {SubmitEvent} event */
  submit = async (event) => {
    event.preventDefault();
    if (this.busy) return;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const values = formValues(form);
    this.#refused = null;
    this.#wrong = Object.fromEntries(Object.entries(this.#options.required).filter(([name]) => !values[name] && !this.#options.kept?.().includes(name)));
    this.busy = Object.keys(this.#wrong).length === 0;
    this.#wizard.draw();
    if (this.busy) await this.#send(form, values);
    focusFirstError(form);
  };

  /** What was saved is shown nowhere any more. @param {HTMLFormElement} form @param {Record<string, string>} values */
  async #send(form, values) {
    try {
      const answer = await this.#wizard.api.post(this.#options.path, values);
      await this.#options.onSaved?.(answer);
      for (const field of form.querySelectorAll("[data-secret] input")) /** @type {HTMLInputElement} */ (field).value = "";
      this.busy = false;
      this.#wizard.saved(answer);
    } catch (failure) {
      this.busy = false;
      this.#refused = /** @type {ApiError} */ (failure);
      if (this.#refused.field) this.#wrong = { [this.#refused.field]: this.#refused.message };
      this.#wizard.draw();
    }
  }

  /** Says what is wrong with a field, or that nothing is. @param {string} name @param {string | null} problem */
  mark(name, problem) {
    if (problem) this.#wrong[name] = problem;
    else delete this.#wrong[name];
    this.#wizard.draw();
  }

  /** A field that comes back after a reload. @param {import("#components/text_field.js").TextField} field */
  text(field) {
    const onInput = (/** @type {string} */ value) => {
      remember(draftKey(field.id), looksSecret(value) ? null : value);
      if (this.#wrong[field.id]) this.mark(field.id, null);
      field.onInput?.(value);
    };
    return textField({ ...field, required: true, error: this.#wrong[field.id] ?? null, value: recalled(draftKey(field.id)) ?? field.value, onInput });
  }

  /** A field that is kept nowhere. @param {import("#components/text_field.js").TextField} field */
  secret(field) {
    return secretField({ ...field, required: !this.#options.kept?.().includes(field.id), error: this.#wrong[field.id] ?? null });
  }

  /** What is wrong with the whole, when no field is to blame. */
  notice() {
    const known = this.#refused?.field && document.getElementById(this.#refused.field);
    if (!this.#refused || known) return nothing;
    return html`<div class="notice notice-error" role="alert">
      ${icon("alert")}
      <div>
        <p>${this.#refused.message}</p>
        ${this.#refused.requestId ? html`<p class="notice-reference">Reference ${this.#refused.requestId}</p>` : nothing}
      </div>
    </div>`;
  }

  /** @param {string} title @param {string} busyTitle */
  button(title, busyTitle) {
    return html`<div class="step-actions">
      <button type="submit" class="button button-primary button-wide" ?disabled=${this.busy}>
        ${this.busy ? html`<span class="spinner"></span> ${busyTitle}` : title}
      </button>
    </div>`;
  }
}

/** @param {string} field */
function draftKey(field) {
  return `setup.${field}`;
}
