// @ts-check
import { FileIntake } from "#lib/file_intake.js";
import { html, nothing, render } from "#lib/html.js";
import { count } from "#lib/format.js";
import { icon } from "#components/icons.js";

const kMegabyte = 1024 * 1024;

const heading = /^\ufeff?"?(code|coupon|coupon_code|text|caption)"?\s*([,;]|$)/i;

/** Lines that say something below the names of the columns, of a text as spreadsheets write it. @param {string} text */
export function linesIn(text) {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  return heading.test(lines[0] ?? "") ? lines.length - 1 : lines.length;
}

/** Takes a CSV file, chosen or dropped, and says what it is called and how long it is. `element` is placed into a page. */
export class CsvDrop {
  element = document.createElement("div");
  /** @type {File | null} */
  file = null;
  lines = 0;
  #options;
  /** @type {string | null} */
  #problem = null;
  #intake = new FileIntake({ onFile: (file) => this.#take(file), onOver: () => this.#draw() });

  /** @param {{id: string, title: string, hint: string, maxBytes: number, onChoose: () => void}} options */
  constructor(options) {
    this.#options = options;
    this.#draw();
  }

  /** Says what the server found wrong with the file. @param {string} problem */
  refuse(problem) {
    this.#problem = problem;
    this.#draw();
  }

  clear() {
    this.file = null;
    this.#draw();
  }

  /** @param {File} file */
  async #take(file) {
    this.#problem = this.#problemOf(file);
    this.file = this.#problem ? null : file;
    this.lines = this.file ? linesIn(await this.file.text()) : 0;
    this.#draw();
    this.#options.onChoose();
  }

  /** @param {File} file */
  #problemOf({ name: title, type, size }) {
    const { maxBytes } = this.#options;
    if (!/^text\//.test(type) && !/\.(csv|txt)$/i.test(title)) return "This is not a CSV file. Save your table as CSV and choose that file.";
    if (size > maxBytes) return `This file is larger than ${maxBytes / kMegabyte} MB. Split it and take one part after the other.`;
    return null;
  }

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const { id, title, hint } = this.#options;
    return html`<label class="drop-zone ${this.#intake.over ? "drop-zone-over" : ""}" @dragover=${this.#intake.hover} @dragleave=${this.#intake.leave} @drop=${this.#intake.drop}>
        ${icon(this.file ? "check" : "upload")}
        <span class="drop-zone-words">
          <strong>${this.file ? this.file.name : title}</strong>
          <span>${this.file ? `${count(this.lines, "line", "lines")}. Choose or drop another file to take it instead.` : hint}</span>
        </span>
        <input
          class="drop-zone-input" type="file" accept=".csv,.txt,text/csv,text/plain" aria-label=${title} aria-describedby=${`${id}-status`}
          aria-invalid=${this.#problem ? "true" : "false"} @change=${this.#intake.choose}
        />
      </label>
      <div class="drop-zone-status" id=${`${id}-status`} aria-live="polite">${this.#problem ? html`<p class="field-error">${this.#problem}</p>` : nothing}</div>`;
  }
}
