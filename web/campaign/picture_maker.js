// @ts-check
import { FileIntake, fileIn } from "#lib/file_intake.js";
import { html, nothing, render } from "#lib/html.js";
import { loadPicture } from "#lib/picture/background.js";
import { icon } from "#components/icons.js";
import { compose, kPreviewSide, toFile } from "./compose.js";
import { followGestures } from "./gestures.js";
import { kPhotoTypes, readPhoto } from "./photo.js";
import { kCentred, kMostZoom, moved, turned, zoomed } from "./placement.js";

const kPhotoType = "image/";

/** The visitor's photo under the campaign's frame: choosing, moving, and what comes out. `element` is placed into the page. */
export class PictureMaker {
  element = document.createElement("div");
  #overlayUrl;
  #onChange;
  #canvas = document.createElement("canvas");
  /** @type {ImageBitmap | null} */
  #photo = null;
  #placement = kCentred;
  /** @type {HTMLImageElement | null} */
  #frame = null;
  #frameState = "none";
  #busy = false;
  #intake = new FileIntake({ type: kPhotoType, onFile: (file) => this.#take(file), onOver: () => this.#draw() });
  /** @type {string | null} */
  #problem = null;
  #drawing = false;

  /** @param {{overlayUrl: string | null, onChange: () => void}} options */
  constructor({ overlayUrl, onChange }) {
    this.#overlayUrl = overlayUrl;
    this.#onChange = onChange;
    this.element.className = "maker";
    this.#canvas.className = "maker-canvas";
    this.#canvas.width = this.#canvas.height = kPreviewSide;
    followGestures(this.#canvas, {
      active: () => this.#photo !== null,
      move: (dx, dy) => this.#place((photo) => moved(photo, this.#placement, dx, dy)),
      zoom: (factor, point) => this.#place((photo) => zoomed(photo, this.#placement, this.#placement.zoom * factor, point)),
      turn: this.#turn,
      reset: this.#reset,
    });
    // Without its own layer of rights a page hears only pastes that no field wants.
    document.addEventListener("paste", (event) => {
      const pasted = fileIn(event.clipboardData, kPhotoType);
      if (pasted) void this.#take(pasted);
    });
    this.#draw();
    void this.#loadFrame();
  }

  /** Whether there is a finished picture: a photo, and the frame when the campaign has one. */
  get ready() {
    return this.#photo !== null && (this.#frameState === "none" || this.#frameState === "loaded");
  }

  /** The picture as a PNG. */
  toFile() {
    return toFile(this.#picture());
  }

  #picture() {
    return { photo: this.#photo, placement: this.#placement, frame: this.#frame };
  }

  async #loadFrame() {
    if (!this.#overlayUrl) return;
    this.#frameState = "loading";
    this.#draw();
    try {
      this.#frame = await loadPicture(this.#overlayUrl);
      this.#frameState = "loaded";
    } catch {
      this.#frameState = "failed";
    }
    this.#draw();
  }

  /** @param {File} file */
  async #take(file) {
    if (this.#busy) return;
    this.#busy = true;
    this.#problem = null;
    this.#draw();
    try {
      const photo = await readPhoto(file);
      this.#photo?.close();
      this.#photo = photo;
      this.#placement = kCentred;
    } catch (failure) {
      this.#problem = /** @type {Error} */ (failure).message;
    }
    this.#busy = false;
    this.#draw();
    if (!this.#problem) this.#canvas.focus({ preventScroll: true });
  }

  /** @param {(photo: ImageBitmap) => import("./placement.js").Placement} change */
  #place(change) {
    if (!this.#photo) return;
    this.#placement = change(this.#photo);
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  #turn = () => this.#place((photo) => turned(photo, this.#placement));
  #reset = () => this.#place(() => kCentred);

  /** @param {number} zoom */
  #zoomTo(zoom) {
    this.#place((photo) => zoomed(photo, this.#placement, zoom));
  }

  #draw() {
    compose(this.#canvas, this.#picture());
    const photo = this.#photo;
    this.#canvas.tabIndex = photo ? 0 : -1;
    this.#canvas.setAttribute("role", photo ? "application" : "img");
    this.#canvas.setAttribute("aria-label", photo ? "Your photo in the frame. Arrow keys move it, plus and minus zoom, R turns it, 0 starts over." : "The campaign's frame");
    this.#canvas.toggleAttribute("data-movable", photo !== null);
    render(this.#view(), this.element);
    this.#onChange();
  }

  #view() {
    return html`<div class="maker-stage ${this.#intake.over ? "maker-over" : ""}" aria-busy=${this.#busy || this.#frameState === "loading"} @dragover=${this.#intake.hover} @dragleave=${this.#intake.leave} @drop=${this.#intake.drop}>
        ${this.#canvas}
        ${this.#photo ? nothing : this.#invitation()}
      </div>
      ${this.#photo ? this.#tools() : nothing}
      <div role="alert">
        ${this.#problem ? html`<p class="notice notice-error">${icon("alert")}<span>${this.#problem}</span></p>` : nothing}
        ${this.#frameState === "failed" ? this.#frameProblem() : nothing}
      </div>
      ${this.#overlayUrl ? nothing : html`<p class="maker-note">${icon("info")}<span>This campaign has no frame: your photo is the picture.</span></p>`}
      <p class="maker-note">${icon("eye_off")}<span>Your photo stays in this browser. It is never uploaded.</span></p>`;
  }

  #invitation() {
    return html`<div class="maker-invitation">
      ${this.#chooser("button button-primary", this.#busy ? "Opening…" : "Choose a photo")}
      <span>or drop it here, or paste it</span>
    </div>`;
  }

  #tools() {
    const { zoom } = this.#placement;
    const slide = (/** @type {Event} */ event) => this.#zoomTo(Number(/** @type {HTMLInputElement} */ (event.target).value));
    return html`<div class="maker-tools">
      <button type="button" class="icon-button" title="Smaller" aria-label="Zoom out" ?disabled=${zoom <= 1} @click=${() => this.#zoomTo(zoom / 1.15)}>${icon("minus")}</button>
      <input class="maker-zoom" type="range" aria-label="Zoom" min="1" max=${kMostZoom} step="0.01" .value=${String(zoom)} aria-valuetext=${`${Math.round(zoom * 100)} %`} @input=${slide} />
      <button type="button" class="icon-button" title="Larger" aria-label="Zoom in" ?disabled=${zoom >= kMostZoom} @click=${() => this.#zoomTo(zoom * 1.15)}>${icon("add")}</button>
      <button type="button" class="icon-button" title="Turn" aria-label="Turn a quarter to the right" @click=${this.#turn}>${icon("turn")}</button>
      <button type="button" class="icon-button" title="Start over" aria-label="Back to the middle" @click=${this.#reset}>${icon("undo")}</button>
      ${this.#chooser("button button-small", "Another photo")}
    </div>
    <p class="maker-hint">Drag to move, pinch or scroll to zoom.</p>`;
  }

  /** @param {string} look @param {string} title */
  #chooser(look, title) {
    return html`<label class="${look} chooser">
      ${icon("upload")} ${title}
      <input class="chooser-input" type="file" accept=${kPhotoTypes.join(",")} aria-label=${title} ?disabled=${this.#busy} @change=${this.#intake.choose} />
    </label>`;
  }

  #frameProblem() {
    return html`<p class="notice notice-error">
      ${icon("alert")}<span>The frame could not be loaded, so there is no picture yet. <button type="button" class="link-button" @click=${() => void this.#loadFrame()}>Try again</button></span>
    </p>`;
  }
}
