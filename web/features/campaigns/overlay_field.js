// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { DropZone } from "#components/drop_zone.js";
import { icon } from "#components/icons.js";

const kMaxBytes = 10 * 1024 * 1024;

/** The frame of a campaign: uploaded at once, shown on a checkerboard. `element` is placed into a form. */
export class OverlayField {
  element = document.createElement("div");
  #zone;
  #onChange;
  /** @type {string | null} */
  #id;
  /** @type {string | null} */
  #preview;

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, campaign: import("./campaign.js").Campaign | null, onChange: () => void}} options */
  constructor({ api, signal, campaign, onChange }) {
    this.#id = campaign?.overlay_id ?? null;
    this.#preview = campaign?.overlay_preview_url ?? null;
    this.#onChange = onChange;
    this.#zone = new DropZone({
      id: "overlay",
      title: "Choose a frame",
      hint: "or drop it here: a square PNG or WebP with a transparent middle, 2000 × 2000 at best, up to 10 MB",
      types: ["image/png", "image/webp"],
      maxBytes: kMaxBytes,
      signal,
      send: async (file, sending) => {
        onChange();
        const { overlay_id: id, preview_url: preview } = await api.upload("/api/upload-overlay", { overlayImage: file }, sending);
        this.#show(id, preview);
      },
    });
    this.#draw();
  }

  /** The upload's id, null without a frame. */
  get id() {
    return this.#id;
  }

  get busy() {
    return this.#zone.busy;
  }

  /** @param {string | null} id @param {string | null} preview */
  #show(id, preview) {
    this.#id = id;
    this.#preview = preview;
    this.#draw();
    // The upload itself ends a moment later.
    setTimeout(this.#onChange);
  }

  #draw() {
    this.#zone.adapt({ compact: this.#preview ? "Replace" : null, title: this.#preview ? "Choose another frame" : "Choose a frame" });
    render(this.#view(), this.element);
  }

  #view() {
    return html`<div class="field">
      <span class="field-label">Frame <span class="muted">optional</span></span>
      ${this.#preview
        ? html`<div class="overlay-shown">
            <img class="overlay-picture" src=${this.#preview} alt="The frame" />
            <button type="button" class="button button-small" @click=${() => this.#show(null, null)}>${icon("remove")} Remove the frame</button>
          </div>`
        : nothing}
      ${this.#zone.element}
    </div>`;
  }
}
