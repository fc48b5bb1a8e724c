// @ts-check
import { html, nothing } from "#lib/html.js";
import { variantFacts } from "#lib/picture/face.js";
import { DropZone } from "#components/drop_zone.js";
import { icon } from "#components/icons.js";
import { Stage } from "./stage.js";
import { kFirstStyle, styleOf } from "./template.js";

/** @typedef {import("#lib/picture/face.js").Face} Face */
/** @typedef {import("#lib/picture/face.js").Variant} Variant */

const kMaxBytes = 10 * 1024 * 1024;

/**
 * What the editor does when something happens in a column.
 * @typedef {object} ColumnEvents
 * @property {(variant: Variant, face: Face | undefined, gesture?: string) => void} change
 * @property {() => void} settle
 * @property {(variant: Variant) => void} select
 * @property {(variant: Variant, colour: string) => void} picked
 * @property {(variant: Variant) => void} test
 */

/** One shape of the template: where its picture is dropped, and then the picture with its text. */
export class FaceColumn {
  #variant;
  #api;
  #events;
  #zone;
  #stage;
  /** @type {Face | undefined} */
  #face;
  #newStyle = kFirstStyle;

  /** @param {{variant: Variant, api: import("#lib/api.js").Api, signal: AbortSignal, events: ColumnEvents}} options */
  constructor({ variant, api, signal, events }) {
    const { title, width, height } = variantFacts[variant];
    this.#variant = variant;
    this.#api = api;
    this.#events = events;
    this.#zone = new DropZone({
      id: `drop-${variant}`,
      title: `Add a ${title.toLowerCase()} picture`,
      hint: `Drop it here, paste it, or choose it: PNG, JPEG or WebP, up to 10 MB. Best at ${width} × ${height}.`,
      maxBytes: kMaxBytes,
      signal,
      send: this.#send,
    });
    this.#stage = new Stage({
      onBox: (box, gesture) => this.#face && events.change(variant, { ...this.#face, box }, gesture),
      onSettle: events.settle,
      onColour: (colour) => events.picked(variant, colour),
      onSelect: () => events.select(variant),
    });
  }

  /** @param {File} file */
  take(file) {
    return this.#zone.take(file);
  }

  /** @param {File} file @param {{signal: AbortSignal, onProgress: (share: number) => void}} sending */
  #send = async (file, sending) => {
    const { image } = await this.#api.upload("/api/template-images", { image: file }, sending);
    const { id, url, preview_url: previewUrl, width, height } = image;
    const style = this.#face ? styleOf(this.#face) : this.#newStyle;
    this.#events.change(this.#variant, { ...style, image: id, imageUrl: url, previewUrl, width, height });
  };

  /**
   * @param {object} state
   * @param {Face | undefined} state.face
   * @param {import("#lib/picture/face.js").Style} state.newStyle what a first picture begins with
   * @param {boolean} state.selected
   * @param {boolean} state.readOnly
   * @param {string | null} state.problem
   * @param {Omit<import("./stage.js").Scene, "face" | "title" | "readOnly">} state.scene
   */
  view({ face, newStyle, selected, readOnly, problem, scene }) {
    const { title, shape } = variantFacts[this.#variant];
    this.#face = face;
    this.#newStyle = newStyle;
    this.#zone.adapt({ compact: face ? "Replace" : null, title: `${face ? "Replace the" : "Add a"} ${title.toLowerCase()} picture` });
    if (face) this.#stage.show({ ...scene, face, title, readOnly });
    return html`<section class="face ${selected ? "face-selected" : ""}" data-variant=${this.#variant} aria-label=${title} @focusin=${() => this.#events.select(this.#variant)}>
      <header class="face-head">
        <h2>${title} <span class="muted">${shape}</span></h2>
        ${face ? html`<span class="muted">${face.width} × ${face.height}</span>` : nothing}
      </header>
      ${face ? this.#stage.element : nothing}
      ${problem ? html`<p class="field-error" role="alert">${problem}</p>` : nothing}
      ${face ? this.#tools(title, readOnly) : readOnly ? html`<p class="face-none">No picture of this shape.</p>` : this.#zone.element}
    </section>`;
  }

  /** @param {string} title @param {boolean} readOnly */
  #tools(title, readOnly) {
    return html`<div class="face-tools">
      ${readOnly ? nothing : this.#zone.element}
      <button type="button" class="button button-small" aria-label=${`Test picture: ${title}`} @click=${() => this.#events.test(this.#variant)}>${icon("download")} Test</button>
      ${readOnly
        ? nothing
        : html`<button type="button" class="button button-small button-quiet-danger" aria-label=${`Remove the ${title.toLowerCase()} picture`} @click=${() => this.#events.change(this.#variant, undefined)}>${icon("remove")} Remove</button>`}
    </div>`;
  }
}
