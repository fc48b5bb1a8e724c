// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { icon } from "#components/icons.js";

const kPauseMs = 250;
const kMostFound = 8;

/** @typedef {{chat_id: number, first_name: string | null, last_name: string | null, username: string | null}} Person */

/** Finds a chat by a name or its number, and narrows the list to it. `element` is placed into a page. */
export class PeopleSearch {
  element = document.createElement("div");
  #options;
  /** @type {Person[]} */
  #found = [];
  #text = "";
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, chat: string, hrefOf: (chat: string) => string, onChoose: (chat: string) => void}} options */
  constructor(options) {
    this.#options = options;
    this.#text = options.chat;
    this.element.className = "people-search";
    options.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#draw();
  }

  /** The address has another chat, or none. @param {string} chat */
  show(chat) {
    this.#text = chat;
    this.#found = [];
    this.#draw();
    const field = this.element.querySelector("input");
    if (field) field.value = chat;
  }

  focus() {
    const field = this.element.querySelector("input");
    field?.focus();
    field?.select();
  }

  async #search() {
    const { api, signal } = this.#options;
    const asked = (this.#asked += 1);
    if (!this.#text) {
      this.#found = [];
      return this.#draw();
    }
    try {
      const { users } = await api.get("/api/bot-users", { query: { q: this.#text, limit: kMostFound, offset: 0 }, signal });
      if (asked === this.#asked) this.#found = users;
    } catch {
      // A number can be looked for all the same.
      if (asked === this.#asked) this.#found = [];
    }
    if (!signal.aborted) this.#draw();
  }

  /** @param {SubmitEvent | KeyboardEvent} event */
  #enter = (event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(this.#timer);
    if (/^-?\d+$/.test(this.#text) || this.#text === "") this.#options.onChoose(this.#text);
    else void this.#search().then(() => this.element.querySelector("a")?.focus());
  };

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    return html`<label class="search-field">
        ${icon("search")}<span class="visually-hidden">Person or chat number</span>
        <input class="input" type="search" placeholder="Person or chat number" autocomplete="off" spellcheck="false" value=${this.#text} @keydown=${this.#enter}
          @input=${(/** @type {Event} */ event) => {
            this.#text = /** @type {HTMLInputElement} */ (event.target).value.trim();
            clearTimeout(this.#timer);
            this.#timer = setTimeout(() => void this.#search(), kPauseMs);
          }} />
        <kbd aria-hidden="true">/</kbd>
      </label>
      ${this.#found.length > 0
        ? html`<ul class="people-found" aria-label="People found">
            ${this.#found.map((person) => html`<li><a class="people-entry" href=${this.#options.hrefOf(String(person.chat_id))}>
              <strong>${[person.first_name, person.last_name].filter(Boolean).join(" ") || `Chat ${person.chat_id}`}</strong><span>${person.username ? `@${person.username}` : person.chat_id}</span>
            </a></li>`)}
          </ul>`
        : nothing}`;
  }
}
