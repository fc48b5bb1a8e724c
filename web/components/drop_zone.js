// @ts-check
import { FileIntake } from "#lib/file_intake.js";
import { html, nothing, render } from "#lib/html.js";
import { icon } from "./icons.js";

export const kPictureTypes = ["image/png", "image/jpeg", "image/webp"];
const kMegabyte = 1024 * 1024;

/**
 * Takes a picture, chosen, dropped or pasted (`take`), and says how far its upload is and what is wrong with it. `send` does the upload.
 * `element` is placed into a page.
 */
export class DropZone {
  element = document.createElement("div");
  #options;
  /** @type {{share: number, name: string, controller: AbortController} | null} */
  #sending = null;
  /** @type {string | null} */
  #problem = null;
  #intake = new FileIntake({ onFile: (file) => this.take(file), onOver: () => this.#draw() });

  /**
   * @param {object} options
   * @param {string} options.id
   * @param {string} options.title
   * @param {string} options.hint
   * @param {number} options.maxBytes
   * @param {string | null} [options.compact] a word for a button, where a picture is there already
   * @param {string[]} [options.types]
   * @param {AbortSignal} options.signal
   * @param {(file: File, send: {signal: AbortSignal, onProgress: (share: number) => void}) => Promise<void>} options.send
   */
  constructor(options) {
    this.#options = options;
    this.element.className = "drop-zone-place";
    options.signal.addEventListener("abort", () => this.#sending?.controller.abort());
    this.#draw();
  }

  get busy() {
    return this.#sending !== null;
  }

  /** @param {Partial<{compact: string | null, title: string}>} change */
  adapt(change) {
    Object.assign(this.#options, change);
    this.#draw();
  }

  /** @param {File} file */
  async take(file) {
    if (this.#sending) return;
    this.#problem = this.#problemOf(file);
    if (this.#problem) return this.#draw();
    const controller = new AbortController();
    this.#sending = { share: 0, name: file.name, controller };
    this.#draw();
    try {
      await this.#options.send(file, { signal: controller.signal, onProgress: this.#progress });
    } catch (failure) {
      if (!controller.signal.aborted) this.#problem = failure instanceof Error ? failure.message : String(failure);
    }
    this.#sending = null;
    this.#draw();
  }

  /** @param {File} file */
  #problemOf({ type, size }) {
    const { maxBytes, types = kPictureTypes } = this.#options;
    if (!types.includes(type)) return "This is not a PNG, JPEG or WebP picture. Choose one of these.";
    if (size > maxBytes) return `This picture is larger than ${maxBytes / kMegabyte} MB. Save it smaller and choose it again.`;
    return null;
  }

  /** @param {number} share */
  #progress = (share) => {
    if (!this.#sending) return;
    this.#sending.share = share;
    this.#draw();
  };

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const { id, title, hint, compact, types = kPictureTypes } = this.#options;
    return html`<label class="drop-zone ${compact ? "drop-zone-compact" : ""} ${this.#intake.over ? "drop-zone-over" : ""}" aria-busy=${this.busy} @dragover=${this.#intake.hover} @dragleave=${this.#intake.leave} @drop=${this.#intake.drop}>
        ${icon("upload")}
        <span class="drop-zone-words"><strong>${compact ?? title}</strong>${compact ? nothing : html`<span>${hint}</span>`}</span>
        <input
          class="drop-zone-input" type="file" accept=${types.join(",")} aria-label=${title} aria-describedby=${`${id}-status`} aria-invalid=${this.#problem ? "true" : "false"}
          ?disabled=${this.busy} @change=${this.#intake.choose}
        />
      </label>
      <div class="drop-zone-status" id=${`${id}-status`} aria-live="polite">${this.#status()}</div>`;
  }

  #status() {
    if (this.#problem) return html`<p class="field-error">${this.#problem}</p>`;
    if (!this.#sending) return nothing;
    const { share, controller } = this.#sending;
    const percent = Math.floor(share * 100);
    return html`<progress class="progress" aria-label="Upload" max="100" .value=${percent}></progress>
      <p class="drop-zone-line">
        <span>${share < 1 ? `Uploading… ${percent} %` : "Preparing the picture…"}</span>
        <button type="button" class="button button-small" @click=${() => controller.abort()}>Cancel</button>
      </p>`;
  }
}
