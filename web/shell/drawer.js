// @ts-check

/**
 * The sidebars on a phone: a drawer over the page. While it is open the page behind is inert, Esc and a tap beside it close it, and
 * the focus returns to the button that opened it.
 */
export class Drawer {
  #shell;
  #onChange;
  #narrow = matchMedia("(max-width: 768px)");
  #open = false;

  /** @param {HTMLElement} shell @param {() => void} onChange */
  constructor(shell, onChange) {
    this.#shell = shell;
    this.#onChange = onChange;
    this.#narrow.addEventListener("change", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#open && !document.querySelector("dialog[open], [popover]:popover-open:not(.toasts)")) this.close(true);
    });
  }

  get isOpen() {
    return this.#open;
  }

  open() {
    if (!this.#narrow.matches) return;
    this.#set(true);
    const current = this.#shell.querySelector(".features-link[aria-current]") ?? this.#shell.querySelector(".features-link");
    if (current instanceof HTMLElement) current.focus();
  }

  /** @param {boolean} [giveFocusBack] */
  close(giveFocusBack = false) {
    if (!this.#open) return;
    this.#set(false);
    const burger = this.#shell.querySelector(".topbar-menu");
    if (giveFocusBack && burger instanceof HTMLElement) burger.focus();
  }

  /** @param {boolean} open */
  #set(open) {
    this.#open = open;
    this.#shell.classList.toggle("drawer-open", open);
    for (const behind of this.#shell.querySelectorAll(".topbar, .main")) behind.toggleAttribute("inert", open);
    this.#onChange();
  }
}
