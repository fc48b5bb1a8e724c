// @ts-check
// The server's own pictures of what is in the editor, asked for when the changes pause.
import { faceBody } from "./template.js";

/** @typedef {import("#lib/picture/face.js").Face} Face */
/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {import("./stage.js").Exact} Exact */

/** @typedef {{slug: string, variant: Variant, face: Face, text: string}} Wanted */

const kPauseMs = 400;

/** @param {Wanted} wanted @param {"png" | "jpg"} format */
export function renderBody({ slug, variant, face, text }, format) {
  return { ...(slug ? { template: slug } : {}), variant, format, text, face: faceBody(face), logo: face.showLogo };
}

export class ExactPictures {
  #options;
  /** @type {Map<Variant, {key: string, exact: Exact | null, state: string, stop: () => void}>} */
  #pictures = new Map();

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, onChange: () => void}} options */
  constructor(options) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#pictures.forEach(({ stop }) => stop()));
  }

  /** The picture, or how far it is. It is fetched when there is none for this. @param {Wanted} wanted @returns {{exact: Exact | null, state: string}} */
  of(wanted) {
    const body = renderBody(wanted, "png");
    const key = JSON.stringify(body);
    const known = this.#pictures.get(wanted.variant);
    if (known?.key === key) return known;
    known?.stop();
    const stop = this.#request(wanted.variant, key, body);
    const fresh = { key, exact: null, state: "Asking the server…", stop };
    this.#pictures.set(wanted.variant, fresh);
    return fresh;
  }

  /** @param {Variant} variant @param {string} key @param {unknown} body */
  #request(variant, key, body) {
    const controller = new AbortController();
    const timer = setTimeout(() => void this.#fetch(variant, key, body, controller.signal), kPauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }

  /** @param {Variant} variant @param {string} key @param {unknown} body @param {AbortSignal} signal */
  async #fetch(variant, key, body, signal) {
    try {
      const { content, headers } = await this.#options.api.make("/api/render", body, { signal });
      const picture = await createImageBitmap(content);
      this.#store(variant, key, { exact: { picture, fontPx: Number(headers.get("X-Font-Px")) }, state: "" });
    } catch (failure) {
      if (!signal.aborted) this.#store(variant, key, { exact: null, state: failure instanceof Error ? failure.message : String(failure) });
    }
  }

  /** @param {Variant} variant @param {string} key @param {{exact: Exact | null, state: string}} outcome */
  #store(variant, key, outcome) {
    const known = this.#pictures.get(variant);
    if (known?.key !== key) return;
    Object.assign(known, outcome);
    this.#options.onChange();
  }
}
