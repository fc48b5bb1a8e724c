// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { rankCommands } from "#lib/command_search.js";
import { keyCaps } from "#lib/keyboard.js";
import { openDialog } from "./dialog.js";
import { icon } from "./icons.js";

/** @typedef {{title: string, group: string, icon: import("./icons.js").IconName, keys?: string, run: () => void}} Command */

/** Finds a page or an action by a few letters. Runs what was chosen after the palette has closed. @param {Command[]} commands */
export async function openCommandPalette(commands) {
  const palette = document.createElement("div");
  palette.className = "palette-content";
  const chosen = await openDialog({
    title: "Go to a page or run a command",
    className: "palette",
    plain: true,
    content: (/** @type {(command: Command | null) => void} */ close) => {
      new Palette(palette, commands, close).show();
      return palette;
    },
  });
  chosen?.run();
}

class Palette {
  #host;
  #commands;
  #close;
  #query = "";
  #active = 0;

  /**
   * @param {HTMLElement} host
   * @param {Command[]} commands
   * @param {(command: Command | null) => void} close
   */
  constructor(host, commands, close) {
    this.#host = host;
    this.#commands = commands;
    this.#close = close;
  }

  show() {
    const found = rankCommands(this.#commands, this.#query);
    render(this.#view(found), this.#host);
    this.#host.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Command[]} found */
  #view(found) {
    return html`
      <div class="palette-search">
        ${icon("search")}
        <input
          class="palette-input" role="combobox" autofocus autocomplete="off" spellcheck="false" placeholder="Go to…"
          aria-label="Go to a page or run a command" aria-expanded="true" aria-controls="palette-list"
          aria-activedescendant=${found.length > 0 ? `command-${this.#active}` : nothing}
          @input=${(/** @type {InputEvent} */ event) => this.#search(/** @type {HTMLInputElement} */ (event.target).value)}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.#press(event, found)}
        />
        <kbd>Esc</kbd>
      </div>
      <ul class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
        ${found.map((command, index) => html`<li
          class="palette-item" role="option" id=${`command-${index}`} aria-selected=${index === this.#active}
          @click=${() => this.#close(command)} @pointermove=${() => this.#activate(index)}
        >
          ${icon(command.icon)}<span class="palette-title">${command.title}</span>
          <span class="palette-group">${command.group}</span>
          ${command.keys ? html`<span class="palette-keys">${keyCaps(command.keys).map((cap) => html`<kbd>${cap}</kbd>`)}</span>` : nothing}
        </li>`)}
      </ul>
      <p class=${found.length > 0 ? "visually-hidden" : "palette-empty"} role="status">
        ${found.length > 0 ? nothing : "Nothing has this name. Try fewer letters."}
      </p>
    `;
  }

  /** @param {string} query */
  #search(query) {
    this.#query = query;
    this.#active = 0;
    this.show();
  }

  /** @param {number} index */
  #activate(index) {
    if (index === this.#active) return;
    this.#active = index;
    this.show();
  }

  /** @param {KeyboardEvent} event @param {Command[]} found */
  #press(event, found) {
    if (event.key === "Enter") {
      event.preventDefault();
      const command = found[this.#active];
      if (command) this.#close(command);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || found.length === 0) return;
    event.preventDefault();
    this.#activate((this.#active + step + found.length) % found.length);
  }
}
