// @ts-check
// The picture that the preview of a broadcast shows: the upload's own address, or one that the server draws for a sample coupon.
import { kSample } from "./broadcast.js";

/** @typedef {import("./broadcast.js").Picture} Picture */

export class PicturePreview {
  #api;
  #signal;
  #onChange;
  #wanted = "";
  /** @type {string | null} */
  #url = null;

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, onChange: () => void}} options */
  constructor({ api, signal, onChange }) {
    this.#api = api;
    this.#signal = signal;
    this.#onChange = onChange;
    signal.addEventListener("abort", () => this.#forget());
  }

  /** Its address, null as long as there is none. Drawn when it is first asked for. @param {Picture | null} picture */
  of(picture) {
    if (picture?.kind === "upload") return picture.url ?? null;
    const wanted = picture ? `${picture.template} ${picture.variant}` : "";
    if (wanted !== this.#wanted) {
      this.#forget();
      this.#wanted = wanted;
      if (picture) void this.#draw(picture, wanted);
    }
    return this.#url;
  }

  /** @param {Extract<Picture, {kind: "template"}>} picture @param {string} wanted */
  async #draw({ template, variant }, wanted) {
    try {
      const { content } = await this.#api.make("/api/render", { template, variant, format: "jpg", text: kSample.coupon }, { signal: this.#signal });
      if (wanted !== this.#wanted || this.#signal.aborted) return;
      this.#url = URL.createObjectURL(content);
      this.#onChange();
    } catch {
      // The bubble says in words which picture it will be.
      this.#url = null;
    }
  }

  #forget() {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#wanted = "";
  }
}
