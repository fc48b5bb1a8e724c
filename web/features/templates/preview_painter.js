// @ts-check
import { loadPicture } from "#lib/picture/background.js";
import { drawPicture, showScaled } from "#lib/picture/draw.js";
import { loadFont } from "#lib/picture/fonts.js";

/** @typedef {import("#lib/picture/face.js").Face} Face */
/** @typedef {import("#lib/picture/draw.js").Logo} Logo */

/** Draws faces with a text into small canvases, as far as they are in sight. */
export class PreviewPainter {
  #drawing = document.createElement("canvas");
  /** @type {Map<Element, {face: Face, text: string}>} */
  #wanted = new Map();
  #inSight = new Set();
  #observer;
  /** @type {Logo | null} */
  #logo = null;

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.#observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#see(entry)), { rootMargin: "200px" });
    signal.addEventListener("abort", () => this.#observer.disconnect());
  }

  /** From now on this canvas shows that. @param {HTMLCanvasElement} canvas @param {Face} face @param {string} text */
  show(canvas, face, text) {
    const known = this.#wanted.get(canvas);
    if (known?.face === face && known.text === text) return;
    canvas.style.setProperty("--ratio", String(face.width / face.height));
    if (!known) this.#observer.observe(canvas);
    this.#wanted.set(canvas, { face, text });
    if (this.#inSight.has(canvas)) void this.#paint(canvas);
  }

  /** Faces that show a logo show this one from now on. @param {Logo} logo */
  useLogo(logo) {
    this.#logo = logo;
    for (const canvas of this.#inSight) void this.#paint(/** @type {HTMLCanvasElement} */ (canvas));
  }

  /** Canvases that left the page are forgotten. */
  tidy() {
    for (const canvas of this.#wanted.keys()) {
      if (canvas.isConnected) continue;
      this.#wanted.delete(canvas);
      this.#inSight.delete(canvas);
      this.#observer.unobserve(canvas);
    }
  }

  /** @param {IntersectionObserverEntry} entry */
  #see({ target, isIntersecting }) {
    if (!isIntersecting) this.#inSight.delete(target);
    else if (!this.#inSight.has(target)) {
      this.#inSight.add(target);
      void this.#paint(/** @type {HTMLCanvasElement} */ (target));
    }
  }

  /** @param {HTMLCanvasElement} canvas */
  async #paint(canvas) {
    const wanted = this.#wanted.get(canvas);
    if (!wanted) return;
    const { face, text } = wanted;
    try {
      const [background] = await Promise.all([loadPicture(face.previewUrl || face.imageUrl), loadFont(face.font)]);
      if (this.#wanted.get(canvas) !== wanted) return;
      const size = { width: face.width, height: face.height };
      Object.assign(this.#drawing, size);
      const context = this.#drawing.getContext("2d");
      if (!context) return;
      drawPicture(context, { background, size, style: face, text, logo: this.#logo });
      showScaled(canvas, this.#drawing);
      canvas.dataset.shows = text;
    } catch {
      // The card says its name without the picture; the editor tells what is wrong with it.
      canvas.dataset.shows = "";
    }
  }
}
