// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { loadPicture } from "#lib/picture/background.js";
import { drawPicture, showScaled } from "#lib/picture/draw.js";
import { loadFont } from "#lib/picture/fonts.js";
import { handles } from "./box.js";
import { BoxGestures } from "./box_gestures.js";

/** @typedef {import("#lib/picture/face.js").Face} Face */
/** @typedef {import("#lib/picture/draw.js").Logo} Logo */

/** The server's own picture of what is on screen. @typedef {{picture: ImageBitmap, fontPx: number}} Exact */

/**
 * What a stage shows. `exact` takes the place of our drawing; `picking` waits for a click that says which colour.
 * @typedef {object} Scene
 * @property {string} title
 * @property {Face} face
 * @property {string} text
 * @property {Logo | null} logo
 * @property {boolean} guides
 * @property {boolean} readOnly
 * @property {boolean} picking
 * @property {Exact | null} exact
 * @property {string | null} exactState why there is no exact picture, if one was asked for
 */

/** A picture as it is going to be, with its text box to draw, move and resize. `element` is placed into a page. */
export class Stage {
  element = document.createElement("div");
  #frame = document.createElement("div");
  #facts = document.createElement("p");
  #drawing = document.createElement("canvas");
  #options;
  /** @type {Scene | null} */
  #scene = null;
  /** @type {{url: string, font: string, background: HTMLImageElement} | null} */
  #loaded = null;
  /** @type {Error | null} */
  #failure = null;
  #fontPx = 0;
  #planned = 0;

  /**
   * @param {object} options
   * @param {(box: import("./box.js").Box, gesture: string) => void} options.onBox
   * @param {() => void} options.onSettle
   * @param {(colour: string) => void} options.onColour
   * @param {() => void} options.onSelect
   */
  constructor(options) {
    this.#options = options;
    this.#frame.className = "stage";
    this.#facts.className = "stage-facts";
    this.element.append(this.#frame, this.#facts);
    this.#frame.addEventListener("focusin", options.onSelect);
    this.#frame.addEventListener("pointerdown", this.#press, { capture: true });
    new ResizeObserver(() => this.#schedule()).observe(this.#frame);
    new BoxGestures(this.#frame, {
      box: () => (this.#scene && !this.#scene.readOnly && !this.#scene.picking ? this.#scene.face.box : null),
      change: options.onBox,
      settle: options.onSettle,
    });
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    const { width, height, box } = scene.face;
    this.#frame.style.setProperty("--ratio", String(width / height));
    this.#render();
    const place = /** @type {HTMLElement | null} */ (this.#frame.querySelector("[data-box]"));
    if (place) Object.assign(place.style, { left: `${box.leftPct}%`, top: `${box.topPct}%`, width: `${box.widthPct}%`, height: `${box.heightPct}%` });
    this.#schedule();
  }

  #schedule() {
    cancelAnimationFrame(this.#planned);
    this.#planned = requestAnimationFrame(() => void this.#paint());
  }

  async #paint() {
    const scene = this.#scene;
    const canvas = this.#frame.querySelector("canvas");
    if (!scene || !canvas || !canvas.clientWidth) return;
    const { imageUrl: url, font, ...size } = scene.face;
    if (this.#loaded?.url !== url || this.#loaded.font !== font) {
      if (!(await this.#load(url, font)) || this.#scene !== scene) return;
    }
    if (!this.#loaded) return;
    Object.assign(this.#drawing, { width: size.width, height: size.height });
    const context = this.#drawing.getContext("2d");
    if (!context) return;
    const { fontPx } = drawPicture(context, { background: this.#loaded.background, size, style: scene.face, text: scene.text, logo: scene.logo });
    showScaled(canvas, scene.exact?.picture ?? this.#drawing);
    canvas.dataset.shows = scene.exact ? "exact" : "preview";
    this.#fontPx = fontPx;
    this.#render();
  }

  /** @param {string} url @param {import("#lib/picture/face.js").FontName} font */
  async #load(url, font) {
    try {
      const [background] = await Promise.all([loadPicture(url), loadFont(font), loadFont("inter")]);
      this.#loaded = { url, font, background };
      if (this.#failure) this.#fail(null);
      if (this.#scene?.face.imageUrl === url) this.#schedule();
      return true;
    } catch (failure) {
      if (this.#scene?.face.imageUrl === url) this.#fail(/** @type {Error} */ (failure));
      return false;
    }
  }

  /** @param {Error | null} failure */
  #fail(failure) {
    this.#failure = failure;
    this.#render();
  }

  #render() {
    if (!this.#scene) return;
    render(this.#view(this.#scene), this.#frame);
    render(this.#told(this.#scene), this.#facts);
  }

  /** @param {Scene} scene */
  #view({ title, face, text, guides, readOnly, picking }) {
    const { leftPct, topPct, widthPct, heightPct } = face.box;
    return html`<canvas class=${picking ? "stage-picking" : ""} role="img" aria-label=${`${title} with the text ${text}`}></canvas>
      ${guides ? html`<div class="stage-guides stage-guides-${title.toLowerCase()}" aria-hidden="true"></div>` : nothing}
      ${readOnly
        ? nothing
        : html`<div
            class="stage-box ${picking ? "stage-box-idle" : ""}" data-box tabindex="0" role="application" aria-roledescription="text box" aria-describedby="box-keys"
            aria-label=${`${title}: left ${leftPct} %, top ${topPct} %, width ${widthPct} %, height ${heightPct} %`}
          >
            ${handles.map(({ x, y }, index) => html`<span class="stage-handle" data-handle=${index} data-x=${x} data-y=${y} aria-hidden="true"></span>`)}
          </div>`}
      ${this.#failure
        ? html`<div class="stage-failure" role="alert"><p>${this.#failure.message}</p><button type="button" class="button button-small" @click=${() => this.#schedule()}>Try again</button></div>`
        : nothing}`;
  }

  /** @param {Scene} scene */
  #told({ exact, exactState }) {
    return html`<span>Letters <strong data-font-px>${this.#fontPx} px</strong></span>
      ${exact ? html`<span class="stage-exact">Server <strong data-server-font-px>${exact.fontPx} px</strong></span>` : html`<span role="status">${exactState}</span>`}`;
  }

  /** @param {PointerEvent} event */
  #press = (event) => {
    const scene = this.#scene;
    this.#options.onSelect();
    if (!scene?.picking || !this.#loaded || !(event.target instanceof HTMLCanvasElement)) return;
    event.preventDefault();
    const { left, top, width, height } = event.target.getBoundingClientRect();
    const { background } = this.#loaded;
    this.#options.onColour(colourAt(background, ((event.clientX - left) / width) * background.naturalWidth, ((event.clientY - top) / height) * background.naturalHeight));
  };
}

/** @param {HTMLImageElement} picture @param {number} x @param {number} y */
function colourAt(picture, x, y) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) return "#FFFFFF";
  context.drawImage(picture, -Math.floor(x), -Math.floor(y));
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("").toUpperCase()}`;
}
