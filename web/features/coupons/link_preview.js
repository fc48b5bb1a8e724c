// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { captionOf } from "#lib/picture/caption.js";
import { variantFacts } from "#lib/picture/face.js";
import { previewBody } from "./link.js";

/** @typedef {import("./link.js").LinkWish} LinkWish */

const kPauseMs = 400;

/** The server's own picture of what is chosen, fetched when the changes pause. `element` is placed into a page. */
export class LinkPreview {
  element = document.createElement("div");
  #options;
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {{url: string, wish: LinkWish} | null} */
  #shown = null;
  #state = "";

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal}} options */
  constructor(options) {
    this.#options = options;
    this.element.className = "link-preview";
    options.signal.addEventListener("abort", () => {
      this.#asking?.abort();
      this.#forget();
    });
  }

  /** @param {LinkWish} wish */
  show(wish) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#say(captionOf(wish.text).problem ? "There is nothing to draw." : "Drawing…");
    if (captionOf(wish.text).problem) return;
    const timer = setTimeout(() => void this.#fetch(wish, asking.signal), kPauseMs);
    asking.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** @param {LinkWish} wish @param {AbortSignal} signal */
  async #fetch(wish, signal) {
    try {
      const { content } = await this.#options.api.make("/api/render", previewBody(wish), { signal });
      if (signal.aborted) return;
      this.#forget();
      this.#shown = { url: URL.createObjectURL(content), wish };
      this.#say("");
    } catch (failure) {
      if (!signal.aborted) this.#say(failure instanceof Error ? failure.message : String(failure));
    }
  }

  #forget() {
    if (this.#shown) URL.revokeObjectURL(this.#shown.url);
    this.#shown = null;
  }

  /** @param {string} state */
  #say(state) {
    this.#state = state;
    render(this.#view(), this.element);
  }

  #view() {
    return html`${this.#shown ? picture(this.#shown.url, this.#shown.wish, Boolean(this.#state)) : nothing}
      <p class="link-preview-state" aria-live="polite">${this.#state}</p>`;
  }
}

/** @param {string} url @param {LinkWish} wish @param {boolean} stale */
function picture(url, { variant, text }, stale) {
  const { width, height } = variantFacts[variant];
  return html`<img class="link-picture link-picture-${variant} ${stale ? "link-picture-stale" : ""}" src=${url} width=${width} height=${height} alt=${`The picture of ${captionOf(text).caption}`} />`;
}
