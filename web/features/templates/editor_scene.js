// @ts-check
// What the pictures in the editor are looked at with: the text to try, the logo, guides, the server's picture, the eyedropper.
import { captionOf } from "#lib/picture/caption.js";
import { preference, rememberPreference } from "#lib/preferences.js";
import { saveFile } from "#lib/save_file.js";
import { ExactPictures, renderBody } from "./exact_pictures.js";
import { workspaceLogo } from "./workspace_logo.js";

/** @typedef {import("#lib/picture/face.js").Face} Face */
/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {import("#lib/picture/draw.js").Logo} Logo */

const kSample = "sample_text";

/** The text that pictures are tried with, the same on every page of one browser. */
export function sampleText() {
  return preference(kSample) || "SUMMER2025";
}

/** @param {string} typed */
export function rememberSampleText(typed) {
  rememberPreference(kSample, typed);
}

export class EditorScene {
  #context;
  #onChange;
  #exactPictures;
  #sample = sampleText();
  #guides = false;
  #exact = false;
  #picking = false;
  /** @type {Logo} */
  #logo;

  /** @param {import("#features/view.js").ViewContext} context @param {() => void} onChange */
  constructor(context, onChange) {
    const { api, session, signal } = context;
    this.#context = context;
    this.#onChange = onChange;
    this.#logo = { initials: session.tenant.name.slice(0, 1).toUpperCase() };
    this.#exactPictures = new ExactPictures({ api, signal, onChange });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.stopPicking(), { signal });
    void this.#loadLogo();
  }

  get bar() {
    return {
      sample: this.#sample,
      sampleProblem: captionOf(this.#sample).problem,
      guides: this.#guides,
      exact: this.#exact,
      typeSample: this.#typeSample,
      setGuides: (/** @type {boolean} */ on) => this.#set(() => (this.#guides = on)),
      setExact: (/** @type {boolean} */ on) => this.#set(() => (this.#exact = on)),
    };
  }

  toggleExact() {
    this.#set(() => (this.#exact = !this.#exact));
  }

  /** @param {Variant} variant @param {Face | undefined} face @param {string} slug */
  of(variant, face, slug) {
    const { caption: text, problem } = captionOf(this.#sample);
    const wanted = this.#exact && face && !problem ? this.#exactPictures.of({ slug, variant, face, text }) : null;
    return { text, logo: this.#logo, guides: this.#guides, picking: this.#picking, exact: wanted?.exact ?? null, exactState: wanted?.state ?? null };
  }

  /** From anywhere on the screen where the browser can do that, else from the picture. @param {(colour: string) => void} take */
  async pickColour(take) {
    const dropper = /** @type {{EyeDropper?: new () => {open: (options: {signal: AbortSignal}) => Promise<{sRGBHex: string}>}}} */ (window).EyeDropper;
    if (!dropper) return this.#set(() => (this.#picking = true));
    try {
      const { sRGBHex } = await new dropper().open({ signal: this.#context.signal });
      take(sRGBHex.toUpperCase());
    } catch (failure) {
      // Esc ends it; a browser without a screen to look at refuses, and the picture is still there.
      if (failure instanceof DOMException && failure.name === "AbortError") return undefined;
      this.#set(() => (this.#picking = true));
    }
    return undefined;
  }

  stopPicking() {
    if (this.#picking) this.#set(() => (this.#picking = false));
  }

  /** The picture as people are going to get it, saved as a file. @param {Variant} variant @param {import("./template.js").Draft} draft @param {string} slug */
  async saveTest(variant, draft, slug) {
    const { api, signal, toasts } = this.#context;
    const { caption: text, problem } = captionOf(this.#sample);
    const face = draft.faces[variant];
    if (problem) return toasts.failure(new Error(problem));
    if (!face) return;
    try {
      const { content } = await api.make("/api/render", renderBody({ slug, variant, face, text }, "png"), { signal });
      saveFile(`${text}-${variant}.png`, content);
    } catch (failure) {
      if (!signal.aborted) toasts.failure(failure);
    }
  }

  /** @param {string} typed */
  #typeSample = (typed) => {
    this.#sample = typed;
    rememberSampleText(typed);
    this.#onChange();
  };

  /** @param {() => void} change */
  #set(change) {
    change();
    this.#onChange();
  }

  async #loadLogo() {
    const logo = await workspaceLogo(this.#context);
    // Without it the letters of the workspace stand for it; the exact picture shows the real thing.
    if (!logo) return;
    this.#logo = logo;
    this.#onChange();
  }
}
