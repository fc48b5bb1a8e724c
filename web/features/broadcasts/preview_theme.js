// @ts-check

/** @typedef {"dark" | "light"} Theme */

/** The theme of a preview: the page's own, whatever becomes of that, until somebody chooses one. */
export class PreviewTheme {
  #onChange;
  /** @type {Theme | null} */
  #chosen = null;

  /** @param {{signal: AbortSignal, onChange: () => void}} options */
  constructor({ signal, onChange }) {
    this.#onChange = onChange;
    const page = new MutationObserver(() => !this.#chosen && onChange());
    page.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    signal.addEventListener("abort", () => page.disconnect());
  }

  /** @returns {Theme} */
  get current() {
    return this.#chosen ?? (document.documentElement.dataset.theme === "light" ? "light" : "dark");
  }

  choose = (/** @type {Theme} */ theme) => {
    this.#chosen = theme;
    this.#onChange();
  };
}
