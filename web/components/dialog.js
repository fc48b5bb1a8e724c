// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { icon } from "./icons.js";

/**
 * Opens a modal dialog and resolves with what it was closed with; Esc, the ×, a click beside it and going elsewhere close it with null.
 * The browser keeps the focus inside and gives it back afterwards. `content` gets the function that closes it.
 * @template Result
 * @param {{title: string, className?: string, plain?: boolean, content: (close: (result: Result | null) => void) => unknown}} options
 * @returns {Promise<Result | null>}
 */
export function openDialog({ title, className = "", plain = false, content }) {
  const dialog = document.createElement("dialog");
  dialog.className = `dialog ${className}`.trim();
  dialog.setAttribute("aria-label", title);
  /** @type {Result | null} */
  let result = null;
  const close = (/** @type {Result | null} */ value) => {
    result = value;
    dialog.close();
  };
  const body = content(close);
  render(plain ? body : framed(title, body, () => close(null)), dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close(null);
  });
  const leave = () => close(null);
  window.addEventListener("hashchange", leave);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      window.removeEventListener("hashchange", leave);
      dialog.remove();
      resolve(result);
    });
  });
}

/**
 * @param {string} title
 * @param {unknown} body
 * @param {() => void} close
 */
function framed(title, body, close) {
  return html`<div class="dialog-frame">
    <header class="dialog-header">
      <h2>${title}</h2>
      <button type="button" class="icon-button" aria-label="Close" @click=${close}>${icon("close")}</button>
    </header>
    ${body}
  </div>`;
}

/**
 * Asks before something happens. `typed` is a word that has to be typed first, for what cannot be undone.
 * @param {{title: string, text: unknown, action: string, refusal?: string, danger?: boolean, typed?: string}} question
 * @returns {Promise<boolean>}
 */
export async function confirm({ title, text, action, refusal = "Keep as it is", danger = false, typed }) {
  const answer = await openDialog({
    title,
    className: "dialog-confirm",
    content: (close) => html`<form
      @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        close(true);
      }}
    >
      <div class="dialog-body">
        <div class="dialog-text">${text}</div>
        ${typed ? typedWord(typed) : nothing}
      </div>
      <footer class="dialog-footer">
        <button type="button" class="button" ?autofocus=${!typed} @click=${() => close(null)}>${refusal}</button>
        <button type="submit" class="button ${danger ? "button-danger" : "button-primary"}" ?disabled=${Boolean(typed)}>${action}</button>
      </footer>
    </form>`,
  });
  return answer === true;
}

/** @param {string} word */
function typedWord(word) {
  const check = (/** @type {InputEvent} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const submit = input.form?.querySelector("button[type=submit]");
    submit?.toggleAttribute("disabled", input.value.trim() !== word);
  };
  return html`<label class="field">
    <span class="field-label">Type <code>${word}</code> to confirm</span>
    <input class="input" autocomplete="off" autocapitalize="off" spellcheck="false" autofocus @input=${check} />
  </label>`;
}
