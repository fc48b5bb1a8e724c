// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { kLogoTypes, logoProblem } from "#lib/logo_file.js";
import { icon } from "./icons.js";

/** Shows the workspace's logo and takes another one, chosen or dropped. It is uploaded at once; `element` is placed into a page. */
export class LogoPicker {
  element = document.createElement("div");
  #api;
  #disabled;
  /** @type {string | null} */
  #url;
  #busy = false;
  #over = false;
  /** @type {string | null} */
  #problem = null;
  #said = "";

  /** @param {{api: import("#lib/api.js").Api, url: string | null, disabled?: boolean}} options */
  constructor({ api, url, disabled = false }) {
    this.#api = api;
    this.#url = url;
    this.#disabled = disabled;
    this.#draw();
  }

  /** @param {File | undefined} file */
  async #take(file) {
    if (!file || this.#busy || this.#disabled) return;
    this.#over = false;
    this.#said = "";
    this.#problem = logoProblem(file);
    this.#busy = !this.#problem;
    this.#draw();
    if (this.#problem) return;
    try {
      const { logo_url: url } = await this.#api.upload("/api/onboarding/logo", { logo: file });
      this.#url = url;
      this.#said = "Saved.";
    } catch (failure) {
      this.#problem = failure instanceof Error ? failure.message : String(failure);
    }
    this.#busy = false;
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    return html`<div class="field">
      <span class="field-label" id="logo-label">Logo <span class="muted">optional</span></span>
      <label
        class="logo ${this.#over ? "logo-over" : ""}" aria-busy=${this.#busy}
        @dragover=${this.#dragOver} @dragleave=${this.#dragLeave} @drop=${this.#drop}
      >
        <span class="logo-picture">${this.#url ? html`<img src=${this.#url} alt="Your logo" />` : icon("upload")}</span>
        <span class="logo-words">
          <strong>${this.#busy ? "Saving…" : this.#url ? "Choose another picture" : "Choose a picture"}</strong>
          <span>or drop it here: PNG, JPEG or WebP, up to 5 MB</span>
        </span>
        <input
          class="logo-input" type="file" name="logo" accept=${kLogoTypes.join(",")} aria-labelledby="logo-label" aria-describedby="logo-hint"
          aria-invalid=${this.#problem ? "true" : "false"} ?disabled=${this.#busy || this.#disabled} @change=${this.#choose}
        />
      </label>
      <p class=${this.#problem ? "field-error" : "field-hint"} id="logo-hint" aria-live="polite">${this.#problem ?? (this.#said || nothing)}</p>
    </div>`;
  }

  /** @param {Event} event */
  #choose = (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    void this.#take(input.files?.[0]);
    input.value = "";
  };

  /** @param {DragEvent} event */
  #dragOver = (event) => {
    event.preventDefault();
    if (this.#over) return;
    this.#over = true;
    this.#draw();
  };

  #dragLeave = () => {
    this.#over = false;
    this.#draw();
  };

  /** @param {DragEvent} event */
  #drop = (event) => {
    event.preventDefault();
    void this.#take(event.dataTransfer?.files[0]);
  };
}
