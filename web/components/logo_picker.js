// @ts-check
import { FileIntake } from "#lib/file_intake.js";
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
  #intake = new FileIntake({ onFile: (file) => this.#take(file), onOver: () => this.#draw() });
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

  /** @param {File} file */
  async #take(file) {
    if (this.#busy || this.#disabled) return;
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
        class="logo ${this.#intake.over ? "logo-over" : ""}" aria-busy=${this.#busy}
        @dragover=${this.#intake.hover} @dragleave=${this.#intake.leave} @drop=${this.#intake.drop}
      >
        <span class="logo-picture">${this.#url ? html`<img src=${this.#url} alt="Your logo" />` : icon("upload")}</span>
        <span class="logo-words">
          <strong>${this.#busy ? "Saving…" : this.#url ? "Choose another picture" : "Choose a picture"}</strong>
          <span>or drop it here: PNG, JPEG or WebP, up to 5 MB</span>
        </span>
        <input
          class="logo-input" type="file" name="logo" accept=${kLogoTypes.join(",")} aria-labelledby="logo-label" aria-describedby="logo-hint"
          aria-invalid=${this.#problem ? "true" : "false"} ?disabled=${this.#busy || this.#disabled} @change=${this.#intake.choose}
        />
      </label>
      <p class=${this.#problem ? "field-error" : "field-hint"} id="logo-hint" aria-live="polite">${this.#problem ?? (this.#said || nothing)}</p>
    </div>`;
  }
}
