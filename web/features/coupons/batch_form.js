// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { count } from "#lib/format.js";
import { icon } from "#components/icons.js";
import { segmented } from "#components/segmented.js";
import { toggleSwitch } from "#components/switch.js";
import { CsvDrop } from "./csv_drop.js";
import { formats, showsLogo, templateField, variantsOf, variantTitle } from "./templates.js";

/** @typedef {import("./templates.js").Template} Template */
/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {import("#lib/api.js").ApiError} ApiError */

const kMaxBytes = 1024 * 1024;
const kMostLines = 2_000;

/** Asks for a CSV file and what to draw of it. `element` is placed into a page. */
export class BatchForm {
  element = document.createElement("form");
  #context;
  #templates;
  #onMade;
  #drop;
  #template;
  /** @type {Set<Variant>} */
  #chosen;
  /** @type {import("./templates.js").Format} */
  #format = "jpg";
  #logo = true;
  #busy = false;
  /** @type {string | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context @param {Template[]} templates not empty @param {(batch: import("./batch.js").Batch) => void} onMade */
  constructor(context, templates, onMade) {
    this.#context = context;
    this.#templates = templates;
    this.#onMade = onMade;
    this.#template = /** @type {Template} */ (templates[0]);
    this.#chosen = new Set(variantsOf(this.#template));
    this.#drop = new CsvDrop({
      id: "batch-file",
      title: "Choose a CSV file, or drop it here",
      hint: `One code or text in the first column of each line, ${count(kMostLines, "line", "lines")} at most.`,
      maxBytes: kMaxBytes,
      onChoose: () => this.#draw(),
    });
    this.element.className = "card batch-form";
    this.element.noValidate = true;
    this.element.setAttribute("aria-label", "New batch");
    this.element.addEventListener("submit", this.#submit);
    this.#draw();
  }

  /** The chosen shapes, in the order of all of them. */
  get #variants() {
    return variantsOf(this.#template).filter((variant) => this.#chosen.has(variant));
  }

  /** @param {Template} template */
  #choose(template) {
    this.#template = template;
    this.#chosen = new Set(variantsOf(template));
    this.#draw();
  }

  /** @param {Variant} variant @param {boolean} wanted */
  #want(variant, wanted) {
    if (wanted) this.#chosen.add(variant);
    else this.#chosen.delete(variant);
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    event.preventDefault();
    const { file } = this.#drop;
    const wanted = this.#variants;
    if (this.#busy || !file || wanted.length === 0) return;
    this.#busy = true;
    this.#failure = null;
    this.#draw();
    try {
      const fields = { template: this.#template.slug, variants: wanted.join(","), format: this.#format, logo: this.#logo ? "1" : "0" };
      const { batch } = await this.#context.api.upload("/api/picture-batches", { file, ...fields }, { signal: this.#context.signal });
      this.#drop.clear();
      this.#onMade(batch);
    } catch (failure) {
      if (this.#context.signal.aborted) return;
      const { field, message } = /** @type {ApiError} */ (failure);
      if (field === "file") this.#drop.refuse(message);
      else this.#failure = message;
    }
    this.#busy = false;
    this.#draw();
  };

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const { file } = this.#drop;
    const wanted = this.#variants;
    return html`<div class="batch-form-file">${this.#drop.element}</div>
      <div class="batch-form-choices">
        ${templateField({ templates: this.#templates, chosen: this.#template, onChoose: (template) => this.#choose(template) })}
        <fieldset class="batch-variants">
          <legend class="field-label">Shapes</legend>
          ${variantsOf(this.#template).map((variant) => html`<label class="check">
            <input class="tick" type="checkbox" .checked=${this.#chosen.has(variant)} @change=${(/** @type {Event} */ event) => this.#want(variant, /** @type {HTMLInputElement} */ (event.target).checked)} />
            ${variantTitle(variant)}
          </label>`)}
        </fieldset>
        ${segmented({
          name: "batch-format",
          label: "Format",
          options: formats,
          value: this.#format,
          onChoose: (format) => {
            this.#format = format;
            this.#draw();
          },
        })}
        ${showsLogo(this.#template, wanted) ? toggleSwitch({ label: "With the workspace's logo", on: this.#logo, onChange: (on) => (this.#logo = on) }) : nothing}
      </div>
      <footer class="batch-form-footer">
        ${this.#failure ? html`<p class="notice notice-error" role="alert">${icon("alert")}<span>${this.#failure}</span></p>` : nothing}
        <p class="field-hint" aria-live="polite">${this.#plan(wanted)}</p>
        <button type="submit" class="button button-primary" ?disabled=${this.#busy || !file || wanted.length === 0}>${this.#busy ? "Sending…" : "Draw the pictures"}</button>
      </footer>`;
  }

  /** @param {Variant[]} wanted */
  #plan(wanted) {
    if (wanted.length === 0) return "Choose a shape at least.";
    if (!this.#drop.file) return "Choose a file to see how many pictures it makes.";
    const { lines } = this.#drop;
    const pictures = count(lines * wanted.length, "picture", "pictures");
    return `${count(lines, "line", "lines")} in ${count(wanted.length, "shape", "shapes")}: up to ${pictures}.`;
  }
}
