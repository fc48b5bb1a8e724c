// @ts-check
import { html, nothing, render, repeat } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { icon } from "./icons.js";

const kShownMs = 6000;
const kMaxShown = 4;

/**
 * @typedef {{id: number, kind: "success" | "error" | "info", text: string, reference?: string}} Toast
 */

/** Short messages in a corner. Good news leaves by itself, an error stays until it is closed. Read out by screen readers. */
export class Toasts {
  /** @type {Toast[]} */
  #toasts = [];
  #nextId = 1;
  #region = document.createElement("div");

  constructor() {
    this.#region.className = "toasts";
    this.#region.setAttribute("role", "status");
    this.#region.setAttribute("aria-label", "Messages");
    this.#region.popover = "manual";
    document.body.append(this.#region);
    this.#region.showPopover();
  }

  /** @param {string} text */
  success(text) {
    this.#add("success", text);
  }

  /** @param {string} text */
  info(text) {
    this.#add("info", text);
  }

  /** Shows why something failed; a server's answer brings the reference to quote to support. @param {unknown} failure */
  failure(failure) {
    const text = failure instanceof Error ? failure.message : String(failure);
    this.#add("error", text, failure instanceof ApiError ? failure.requestId : undefined);
  }

  /**
   * @param {Toast["kind"]} kind
   * @param {string} text
   * @param {string} [reference]
   */
  #add(kind, text, reference) {
    const toast = { id: this.#nextId++, kind, text, reference };
    this.#toasts = [...this.#toasts, toast].slice(-kMaxShown);
    this.#render();
    this.#raise();
    if (kind !== "error") setTimeout(() => this.#expire(toast.id), kShownMs);
  }

  /** A message that is being read or used stays a while longer. @param {number} id */
  #expire(id) {
    const element = this.#region.querySelector(`[data-toast="${id}"]`);
    if (element?.matches(":hover, :focus-within")) setTimeout(() => this.#expire(id), kShownMs);
    else this.#close(id);
  }

  /** @param {number} id */
  #close(id) {
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
    this.#render();
  }

  /** Shown again when a dialog was opened in between, so that the message lies above it. */
  #raise() {
    if (!document.querySelector("dialog[open]")) return;
    this.#region.hidePopover();
    this.#region.showPopover();
  }

  #render() {
    const icons = /** @type {const} */ ({ success: "check", error: "alert", info: "info" });
    render(
      repeat(this.#toasts, ({ id }) => id, ({ id, kind, text, reference }) => html`
        <div class="toast toast-${kind}" data-toast=${id}>
          <span class="toast-icon">${icon(icons[kind])}</span>
          <div class="toast-text">
            <p>${text}</p>
            ${reference ? html`<p class="toast-reference">Reference ${reference}</p>` : nothing}
          </div>
          <button type="button" class="icon-button" aria-label="Close message" @click=${() => this.#close(id)}>${icon("close")}</button>
        </div>`),
      this.#region,
    );
  }
}
