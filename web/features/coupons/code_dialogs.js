// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { focusFirstError, formValues } from "#lib/form.js";
import { openDialog } from "#components/dialog.js";
import { icon } from "#components/icons.js";
import { segmented } from "#components/segmented.js";
import { textField } from "#components/text_field.js";
import { importedText } from "./coupon.js";
import { CsvDrop } from "./csv_drop.js";
import { lineProblems } from "./line_problems.js";

/** @typedef {import("#lib/api.js").Api} Api */
/** @typedef {import("#lib/api.js").ApiError} ApiError */

const kMaxBytes = 12 * 1024 * 1024;

/** Asks for a code and its days. The code, when it was put on the list. @param {{api: Api, zone: string}} options @returns {Promise<string | null>} */
export function addCode({ api, zone }) {
  const place = document.createElement("div");
  return openDialog({
    title: "Add a code",
    content: (close) => {
      const draw = (/** @type {ApiError | null} */ refused, busy = false) => render(codeForm({ refused, busy, zone, close, submit }), place);
      const submit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const values = formValues(/** @type {HTMLFormElement} */ (event.target));
        draw(null, true);
        try {
          await api.post("/api/coupon-codes", values);
          close(values.code ?? "");
        } catch (failure) {
          draw(/** @type {ApiError} */ (failure));
          focusFirstError(place);
        }
      };
      draw(null);
      return place;
    },
  });
}

/** @param {{refused: ApiError | null, busy: boolean, zone: string, close: (value: null) => void, submit: (event: SubmitEvent) => void}} state */
function codeForm({ refused, busy, zone, close, submit }) {
  const fields = ["code", "valid_from", "valid_until"];
  const wrong = (/** @type {string} */ field) => (refused?.field === field ? refused.message : null);
  return html`<form novalidate @submit=${submit}>
    <div class="dialog-body">
      ${refused && !fields.includes(refused.field ?? "") ? html`<div class="notice notice-error" role="alert">${icon("alert")}<p>${refused.message}</p></div>` : nothing}
      ${textField({ id: "code", label: "Code", required: true, autofocus: true, maxLength: 200, error: wrong("code"), hint: "Letters, digits, dashes and underscores. One that is on the list already gets these days." })}
      <div class="coupon-days">
        ${dayField("valid_from", "First day", wrong("valid_from"), "Optional.")}
        ${dayField("valid_until", "Last day", wrong("valid_until"), `Optional, to its end (${zone.replaceAll("_", " ")}).`)}
      </div>
    </div>
    <footer class="dialog-footer">
      <button type="button" class="button" @click=${() => close(null)}>Cancel</button>
      <button type="submit" class="button button-primary" ?disabled=${busy}>${busy ? "Adding…" : "Add"}</button>
    </footer>
  </form>`;
}

/** @param {string} id @param {string} label @param {string | null} error @param {string} hint */
function dayField(id, label, error, hint) {
  return html`<div class="field">
    <label class="field-label" for=${id}>${label}</label>
    <input class="input" type="date" id=${id} name=${id} min="2000-01-01" max="2100-12-31" aria-invalid=${error ? "true" : "false"} aria-describedby=${`${id}-hint`} />
    <p class=${error ? "field-error" : "field-hint"} id=${`${id}-hint`} aria-live="polite">${error ?? hint}</p>
  </div>`;
}

/** Asks for a CSV file and reads it into the list. True when the list may be another one now. @param {{api: Api, signal: AbortSignal}} options */
export async function importCodes(options) {
  const form = new ImportForm(options);
  await openDialog({
    title: "Import codes",
    content: (close) => {
      form.onClose = () => close(null);
      return form.element;
    },
  });
  // Whoever closes the dialog early does not stop the server.
  await form.sending;
  return form.imported !== null;
}

class ImportForm {
  element = document.createElement("div");
  onClose = () => {};
  /** @type {import("./coupon.js").Imported | null} */
  imported = null;
  sending = Promise.resolve();
  #options;
  #drop;
  /** @type {"add" | "replace"} */
  #mode = "add";
  #busy = false;
  #share = 0;
  /** @type {string | null} */
  #failure = null;

  /** @param {{api: Api, signal: AbortSignal}} options */
  constructor(options) {
    this.#options = options;
    this.#drop = new CsvDrop({
      id: "codes-file",
      title: "Choose a CSV file, or drop it here",
      hint: "Columns: code, valid_from, valid_until. Days as 2026-03-29.",
      maxBytes: kMaxBytes,
      onChoose: () => this.#draw(),
    });
    this.#draw();
  }

  #draw() {
    render(this.imported ? this.#result(this.imported) : this.#form(), this.element);
  }

  #form() {
    const replaces = this.#mode === "replace";
    return html`<form novalidate @submit=${this.#start}>
      <div class="dialog-body coupon-import">
        ${this.#failure ? html`<div class="notice notice-error" role="alert">${icon("alert")}<p>${this.#failure}</p></div>` : nothing}
        ${this.#drop.element}
        ${segmented({
          name: "import-mode",
          label: "What happens to the list",
          options: [
            { value: "add", title: "Add to it" },
            { value: "replace", title: "Replace it" },
          ],
          value: this.#mode,
          disabled: this.#busy,
          onChoose: (mode) => {
            this.#mode = mode;
            this.#draw();
          },
        })}
        <p class="field-hint" aria-live="polite">${replaces ? "Codes that the file does not name are removed, at once." : "Codes that are on the list already get the days of the file."}</p>
        ${this.#busy ? html`<progress class="progress" aria-label="Import" max="1" .value=${this.#share}></progress>` : nothing}
      </div>
      <footer class="dialog-footer">
        <button type="button" class="button" @click=${() => this.onClose()}>Cancel</button>
        <button type="submit" class="button ${replaces ? "button-danger" : "button-primary"}" ?disabled=${this.#busy || !this.#drop.file}>
          ${this.#busy ? "Importing…" : replaces ? "Replace the list" : "Import"}
        </button>
      </footer>
    </form>`;
  }

  /** @param {import("./coupon.js").Imported} done */
  #result(done) {
    return html`<div class="dialog-body coupon-import">
        <div class="notice notice-ok" role="status">${icon("check")}<p>${importedText(done)}</p></div>
        ${lineProblems(done.problems, { open: true })}
      </div>
      <footer class="dialog-footer"><button type="button" class="button button-primary" autofocus @click=${() => this.onClose()}>Done</button></footer>`;
  }

  /** @param {SubmitEvent} event */
  #start = (event) => {
    event.preventDefault();
    const { file } = this.#drop;
    if (!this.#busy && file) this.sending = this.#send(file);
  };

  /** @param {File} file */
  async #send(file) {
    const { api, signal } = this.#options;
    this.#busy = true;
    this.#failure = null;
    this.#progress(0);
    try {
      this.imported = await api.upload("/api/coupon-codes/import", { file, mode: this.#mode }, { signal, onProgress: this.#progress });
    } catch (failure) {
      this.#failure = failure instanceof Error ? failure.message : String(failure);
    }
    this.#busy = false;
    this.#draw();
    this.element.querySelector("button")?.focus();
  }

  /** @param {number} share */
  #progress = (share) => {
    this.#share = share;
    this.#draw();
  };
}
