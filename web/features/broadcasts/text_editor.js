// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { formValues } from "#lib/form.js";
import { number } from "#lib/format.js";
import { keyCaps } from "#lib/keyboard.js";
import { openDialog } from "#components/dialog.js";
import { icon } from "#components/icons.js";
import { textField } from "#components/text_field.js";
import { marks, toggled, withLink, withWords } from "./text_marks.js";

const kPlaceholders = [
  { word: "{first_name}", title: "First name" },
  { word: "{name}", title: "Whole name" },
  { word: "{username}", title: "User name" },
  { word: "{coupon}", title: "Last coupon code" },
];

/** The text of a message with what formats it. `element` is placed into a page. */
export class TextEditor {
  element = document.createElement("div");
  #onInput;
  #text;
  /** @type {{units: number, limit: number, problem: string | null}} */
  #state = { units: 0, limit: 4096, problem: null };

  /** @param {{text: string, onInput: (text: string) => void}} options */
  constructor({ text, onInput }) {
    this.#text = text;
    this.#onInput = onInput;
    this.element.className = "text-editor";
    this.#draw();
  }

  /** @param {{units: number, limit: number, problem: string | null}} state */
  show(state) {
    this.#state = state;
    this.#draw();
  }

  focus() {
    this.#area?.focus();
  }

  get #area() {
    return this.element.querySelector("textarea");
  }

  /** @param {(selected: import("./text_marks.js").Selected) => import("./text_marks.js").Selected} change */
  #apply(change) {
    const area = this.#area;
    if (!area) return;
    const { text, start, end } = change({ text: area.value, start: area.selectionStart, end: area.selectionEnd });
    area.focus();
    area.select();
    // As if it were typed, so that the browser can undo it.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, 0, area.value.length);
    area.setSelectionRange(start, end);
    this.#tell(text);
  }

  /** @param {string} text */
  #tell(text) {
    this.#text = text;
    this.#onInput(text);
  }

  #link = async () => {
    const area = this.#area;
    if (!area) return;
    const selected = { text: area.value, start: area.selectionStart, end: area.selectionEnd };
    const words = area.value.slice(area.selectionStart, area.selectionEnd);
    const url = await askAddress(/^https?:\/\/\S+$/.test(words) ? words : "");
    if (url) this.#apply(() => withLink(selected, url));
  };

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    const key = `mod+${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`;
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const mark = marks.find(({ keys }) => keys === key);
    if (!mark && key !== "mod+k") return;
    event.preventDefault();
    // The page has another meaning for ⌘K.
    event.stopPropagation();
    if (mark) this.#apply((selected) => toggled(selected, mark.tag));
    else void this.#link();
  };

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const { units, limit, problem } = this.#state;
    return html`<label class="field-label" for="text">Message</label>
      <div class="text-tools" role="toolbar" aria-label="Format" aria-controls="text">
        ${marks.map(({ id, title, tag, keys }) => tool(`mark-${id}`, keys ? `${title} (${keyCaps(keys).join(" ")})` : title, title, letter(id), () => this.#apply((selected) => toggled(selected, tag))))}
        ${tool("mark-link", `Link (${keyCaps("mod+k").join(" ")})`, "Link", icon("link"), () => void this.#link())}
        <label class="select-field text-placeholders">
          <span class="visually-hidden">Insert something of each person</span>
          <select class="input" @change=${this.#insert}>
            <option value="">Insert…</option>
            ${kPlaceholders.map(({ word, title }) => html`<option value=${word}>${title}</option>`)}
          </select>
        </label>
      </div>
      <textarea
        class="input text-area" id="text" rows="9" dir="auto" maxlength="16384" .value=${this.#text} aria-invalid=${problem || units > limit ? "true" : "false"} aria-describedby="text-hint text-count"
        @keydown=${this.#press} @input=${(/** @type {Event} */ event) => this.#tell(/** @type {HTMLTextAreaElement} */ (event.target).value)}
      ></textarea>
      <div class="text-foot">
        <p class=${problem ? "field-error" : "field-hint"} id="text-hint" aria-live="polite">${problem ?? (kPlaceholders.some(({ word }) => this.#text.includes(word)) ? "The count leaves room for long names and codes." : "Select words and format them, or write Telegram's tags yourself.")}</p>
        <p class="text-count ${units > limit ? "text-count-over" : ""}" id="text-count" title="As Telegram counts: UTF-16 units without tags, and room for the longest names and codes">${number(units)} / ${number(limit)}</p>
      </div>`;
  }

  /** @param {Event} event */
  #insert = (event) => {
    const field = /** @type {HTMLSelectElement} */ (event.target);
    const word = field.value;
    field.value = "";
    if (word) this.#apply((selected) => withWords(selected, word));
  };
}

/** The letter itself shows what it does. @param {string} id */
function letter(id) {
  const shown = /** @type {Record<string, unknown>} */ ({ bold: html`<b>B</b>`, italic: html`<i>I</i>`, underline: html`<u>U</u>`, strike: html`<s>S</s>`, code: html`<code>&lt;/&gt;</code>`, quote: "❝" });
  return html`<span aria-hidden="true">${shown[id] ?? icon("eye_off")}</span>`;
}

/** @param {string} className @param {string} title @param {string} label @param {unknown} shown @param {() => void} run */
function tool(className, title, label, shown, run) {
  return html`<button type="button" class="icon-button text-tool ${className}" title=${title} aria-label=${label} @click=${run}>${shown}</button>`;
}

/** @param {string} first @returns {Promise<string | null>} */
function askAddress(first) {
  return openDialog({
    title: "Link",
    content: (/** @type {(url: string | null) => void} */ close) => html`<form novalidate @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.target);
      const { address = "" } = formValues(form);
      if (/^(https?|tg):\/\/\S+$/i.test(address)) return close(address);
      form.querySelector(".field-hint")?.replaceChildren("An address starts with https://, http:// or tg://.");
      form.querySelector("input")?.setAttribute("aria-invalid", "true");
    }}>
      <div class="dialog-body">${textField({ id: "address", label: "Address", type: "url", value: first, placeholder: "https://", autofocus: true, hint: nothing })}</div>
      <footer class="dialog-footer">
        <button type="button" class="button" @click=${() => close(null)}>Cancel</button>
        <button type="submit" class="button button-primary">Insert</button>
      </footer>
    </form>`,
  });
}
