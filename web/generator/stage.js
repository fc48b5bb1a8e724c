// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { loadPicture } from "#lib/picture/background.js";
import { drawPicture, showScaled } from "#lib/picture/draw.js";
import { loadFont } from "#lib/picture/fonts.js";

/** @typedef {{face: import("#lib/picture/face.js").Face, text: string, logo: import("#lib/picture/draw.js").Logo | null}} Scene */

/** Shows the picture: at once on a canvas, and in its place the server's own once there is one. `element` is placed into a page. */
export class Stage {
  element = document.createElement("div");
  /** The size of the letters that the canvas shows. @type {number | null} */
  fontPx = null;
  #canvas = document.createElement("canvas");
  #whole = document.createElement("canvas");
  /** @type {Scene | null} */
  #scene = null;
  /** @type {string | null} */
  #exact = null;
  /** @type {string | null} */
  #problem = null;

  constructor() {
    this.element.className = "stage";
    this.#canvas.className = "stage-canvas";
    this.#canvas.setAttribute("role", "img");
    new ResizeObserver(() => this.#fit()).observe(this.element);
    this.#draw();
  }

  /** Whatever the server drew before is out of date. @param {Scene} scene */
  async show(scene) {
    this.#scene = scene;
    this.#drop();
    this.element.style.setProperty("--ratio", String(scene.face.width / scene.face.height));
    this.#canvas.setAttribute("aria-label", `Preview: ${scene.text || "no code yet"}`);
    try {
      const fonts = scene.logo ? [scene.face.font, /** @type {const} */ ("inter")] : [scene.face.font];
      const [background] = await Promise.all([loadPicture(scene.face.imageUrl), ...fonts.map(loadFont)]);
      if (this.#scene !== scene) return;
      this.#paint(scene, background);
      this.#problem = null;
    } catch (failure) {
      if (this.#scene !== scene) return;
      this.#problem = /** @type {Error} */ (failure).message;
    }
    this.#draw();
  }

  /** The server's picture of the scene that is shown. @param {Blob} picture */
  showExact(picture) {
    this.#drop();
    this.#exact = URL.createObjectURL(picture);
    this.#draw();
  }

  #drop() {
    if (this.#exact) URL.revokeObjectURL(this.#exact);
    this.#exact = null;
    this.#draw();
  }

  /** @param {Scene} scene @param {CanvasImageSource} background */
  #paint({ face, text, logo }, background) {
    const size = { width: face.width, height: face.height };
    Object.assign(this.#whole, size);
    const context = this.#whole.getContext("2d");
    if (!context) return;
    this.fontPx = drawPicture(context, { background, size, style: face, text, logo }).fontPx;
    this.element.dataset.fontPx = String(this.fontPx);
    this.#fit();
  }

  #fit() {
    if (this.#whole.width && this.#canvas.clientWidth) showScaled(this.#canvas, this.#whole);
  }

  #draw() {
    render(
      html`${this.#canvas}
      ${this.#exact ? html`<img class="stage-exact" src=${this.#exact} alt=${`Your picture: ${this.#scene?.text ?? ""}`} />` : nothing}
      <div role="alert">${this.#problem ? html`<p class="notice notice-error">${this.#problem}</p>` : nothing}</div>`,
      this.element,
    );
  }
}
