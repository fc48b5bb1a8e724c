// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { count } from "#lib/format.js";
import { mayAdminister } from "#lib/permissions.js";
import { cleanCode } from "#lib/picture/caption.js";
import { saveFile } from "#lib/save_file.js";
import { badge } from "#components/badge.js";
import { confirm } from "#components/dialog.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { DataTable } from "#components/table.js";
import { time } from "#components/time.js";
import { firstDay, lastDay, stateOf } from "./coupon.js";
import { addCode, importCodes } from "./code_dialogs.js";

/** @typedef {import("./coupon.js").Code} Code */

const kTypingPauseMs = 250;
const open = html`<span class="muted no-value">–</span>`;

/** The workspace's own list of codes. `element` is placed into a page. */
export class CodeList {
  element = document.createElement("section");
  #context;
  #zone;
  #onChange;
  #table;
  #search = "";
  #total = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;

  /** @param {import("#features/view.js").ViewContext} context @param {string} zone @param {() => void} onChange another number of codes is stored */
  constructor(context, zone, onChange) {
    const { api, keyboard, signal } = context;
    this.#context = context;
    this.#zone = zone;
    this.#onChange = onChange;
    this.element.className = "section";
    this.element.setAttribute("aria-labelledby", "codes-title");
    this.#draw();
    this.#table = new DataTable(/** @type {HTMLElement} */ (this.element.querySelector("[data-codes]")), {
      caption: "Codes",
      noun: ["code", "codes"],
      columns: this.#columns(),
      key: (/** @type {Code} */ { code }) => code,
      fetchPage: async ({ cursor, limit }) => {
        const { codes, next, total } = await api.get("/api/coupon-codes", { query: { search: this.#search, after: cursor, limit }, signal });
        this.#total = total;
        return { items: codes, next_cursor: next };
      },
      empty: () => this.#empty(),
    });
    keyboard.bind({ group: "This page", keys: "/", title: "Search codes", run: () => document.getElementById("code-search")?.focus() }, signal);
    if (this.#may) keyboard.bind({ group: "This page", keys: "n", title: "Add a code", run: () => void this.#add() }, signal);
  }

  async refresh() {
    await this.#table.list.refresh();
    this.#draw();
  }

  get #may() {
    return mayAdminister(this.#context.session);
  }

  /** @returns {import("#components/table.js").Column<Code>[]} */
  #columns() {
    const now = () => this.#context.api.now();
    const zone = this.#zone;
    return [
      { title: "Code", className: "cell-main", cell: ({ code }) => html`<span class="cell-title">${code}</span>` },
      {
        title: "State",
        className: "cell-state",
        cell: (code) => {
          const { title, tone } = stateOf(code, now());
          return badge(title, tone);
        },
      },
      { title: "First day", cell: ({ valid_from: from }) => (from ? html`<time datetime=${from} title=${zone}>${firstDay(from, zone)}</time>` : open) },
      { title: "Last day", cell: ({ valid_until: until }) => (until ? html`<time datetime=${until} title=${zone}>${lastDay(until, zone)}</time>` : open) },
      { title: "Added", className: "cell-time", cell: ({ created_at: at }) => time(at, now()) },
      {
        title: "Actions",
        hideTitle: true,
        className: "cell-actions",
        cell: ({ code }) => html`<div class="row-actions">
          ${this.#may ? html`<button type="button" class="icon-button" title="Remove" aria-label=${`Remove ${code}`} @click=${() => void this.#remove(code)}>${icon("remove")}<span class="row-action-title">Remove</span></button>` : nothing}
        </div>`,
      },
    ];
  }

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const known = this.#table?.list.state === "full";
    return html`<div class="section-head coupon-codes-head">
        <h2 id="codes-title">Own list</h2>
        <span class="muted">${known ? `${count(this.#total, "code", "codes")}${this.#search ? " found" : ""}` : nothing}</span>
      </div>
      <div class="filter-bar">
        <label class="search-field">
          ${icon("search")}<span class="visually-hidden">Search codes</span>
          <input class="input" id="code-search" type="search" placeholder="Code" autocomplete="off" spellcheck="false" @input=${this.#type} />
          <kbd aria-hidden="true">/</kbd>
        </label>
        <span class="coupon-codes-space"></span>
        <button type="button" class="button" ?disabled=${!known} @click=${() => void this.#export()}>${icon("download")} CSV</button>
        ${this.#may ? html`<button type="button" class="button" @click=${() => void this.#import()}>${icon("upload")} Import</button>${this.#addButton()}` : nothing}
      </div>
      <div data-codes></div>`;
  }

  #addButton() {
    return html`<button type="button" class="button button-primary" @click=${() => void this.#add()}>${icon("add")} Add a code</button>`;
  }

  #empty() {
    if (this.#search) return emptyState({ icon: "search", title: "No code matches", text: "The search looks for these letters anywhere in a code." });
    return emptyState({
      icon: "tag",
      title: "There is no code on the list yet",
      text: this.#may ? "Add codes one by one, or import them from a CSV file with the columns code, valid_from and valid_until." : "Owners and admins of the workspace put codes here.",
      action: this.#may ? this.#addButton() : nothing,
    });
  }

  /** @param {Event} event */
  #type = (event) => {
    this.#search = /** @type {HTMLInputElement} */ (event.target).value.trim();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      if (!this.#context.signal.aborted) void this.#table.list.restart().then(() => this.#draw());
    }, kTypingPauseMs);
  };

  async #add() {
    const { api, toasts } = this.#context;
    const code = await addCode({ api, zone: this.#zone });
    if (!code) return;
    toasts.success(`${cleanCode(code)} is on the list.`);
    this.#onChange();
  }

  async #import() {
    if (await importCodes({ api: this.#context.api, signal: this.#context.signal })) this.#onChange();
  }

  async #export() {
    const { api, signal, toasts } = this.#context;
    try {
      saveFile("coupon-codes.csv", await api.download("/api/coupon-codes.csv", { signal }));
    } catch (failure) {
      if (!signal.aborted) toasts.failure(failure);
    }
  }

  /** @param {string} code */
  async #remove(code) {
    const { api, toasts, host } = this.#context;
    const sure = await confirm({ title: `Remove ${code}?`, text: "It is good no more, at once. Pictures that people took along stay as they are.", action: "Remove", danger: true });
    if (!sure) return;
    try {
      await api.delete(`/api/coupon-codes/${encodeURIComponent(code)}`);
      toasts.success(`${code} is off the list.`);
    } catch (failure) {
      toasts.failure(failure);
    }
    this.#onChange();
    if (document.activeElement === document.body) host.querySelector("h1")?.focus();
  }
}
