// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { count, number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { userFilters } from "./bot_user.js";
import { userColumns } from "./user_columns.js";

/** @typedef {import("./user_columns.js").RankedUser} RankedUser */
/** @typedef {{filter: import("./bot_user.js").UserFilter, search: string}} Filters */

const kTypingPauseMs = 250;

/** @param {URLSearchParams} query @returns {Filters} */
function readFilters(query) {
  return { filter: userFilters.find(({ id }) => id === query.get("filter"))?.id ?? "all", search: query.get("q") ?? "" };
}

/** @param {Filters} filters */
function filtersHref({ filter, search }) {
  return routeHref({ product: "messages", feature: "users", query: { filter: filter === "all" ? "" : filter, q: search } });
}

/** Everybody who talked to the bot. */
export class UserList {
  #context;
  /** @type {Filters} */
  #filters;
  #table;
  /** @type {number | null} */
  #total = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    const { api, host, route } = context;
    this.#context = context;
    this.#filters = readFilters(route.query);
    this.#draw();
    this.#table = new DataTable(/** @type {HTMLElement} */ (host.querySelector("[data-table]")), {
      caption: "Users",
      noun: ["user", "users"],
      columns: userColumns({ now: () => api.now(), href: ({ chat_id: chat }) => routeHref({ product: "messages", feature: "users", rest: [String(chat)] }) }),
      key: (/** @type {RankedUser} */ user) => String(user.chat_id),
      fetchPage: (request) => this.#fetch(request),
      empty: () => this.#nobody(),
    });
  }

  start() {
    const { keyboard, signal } = this.#context;
    const group = "This page";
    keyboard.bind({ group, keys: "/", title: "Search users", run: () => this.#searchField.focus() }, signal);
    keyboard.bind({ group, keys: "r", title: "Refresh", run: () => void this.#load(false) }, signal);
    signal.addEventListener("abort", () => clearTimeout(this.#typing));
    void this.#load(false);
    return this;
  }

  /** @param {import("#lib/router.js").Route} route */
  follow({ rest, query }) {
    if (rest.length > 0) return false;
    const filters = readFilters(query);
    const other = filters.filter !== this.#filters.filter || filters.search !== this.#filters.search;
    this.#filters = filters;
    this.#draw();
    if (document.activeElement !== this.#searchField) this.#searchField.value = filters.search;
    if (other) void this.#load(true);
    return true;
  }

  /** @param {boolean} anew */
  async #load(anew) {
    const { list } = this.#table;
    await (anew ? list.restart() : list.refresh());
    this.#draw();
  }

  /** @param {{cursor: string | null, limit: number}} request */
  async #fetch({ cursor, limit }) {
    const { api, signal } = this.#context;
    const { filter, search } = this.#filters;
    const offset = Number(cursor ?? 0);
    /** @type {{users: import("./bot_user.js").BotUser[], total: number}} */
    const { users, total } = await api.get("/api/bot-users", { query: { limit, offset, q: search, filter }, signal });
    const everybody = filter === "all" && search === "";
    const next = offset + users.length;
    this.#total = total;
    return { items: users.map((user, at) => ({ ...user, rank: everybody ? offset + at + 1 : null })), next_cursor: users.length > 0 && next < total ? String(next) : null };
  }

  #draw() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    const { filter, search } = this.#filters;
    const narrowed = filter !== "all" || search !== "";
    return html`${pageHeader({
        title: "Users",
        subtitle: "Everybody who talked to your bot, groups and channels too; whoever made most pictures comes first",
        actions: html`<button type="button" class="button" ?disabled=${!this.#table?.list.rows.length} @click=${() => this.#table.exportCsv("bot-users.csv")}>${icon("download")} CSV</button>`,
      })}
      <nav class="tabs" aria-label="Users by state">
        ${userFilters.map(({ id, title }) => html`<a class="tab" href=${filtersHref({ filter: id, search })} aria-current=${id === filter ? "true" : nothing}>${title}</a>`)}
      </nav>
      <form class="filter-bar" role="search" aria-label="Users" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <label class="search-field">
          ${icon("search")}<span class="visually-hidden">Search users</span>
          <input class="input" id="user-search" type="search" placeholder="Name, @username or chat id" autocomplete="off" spellcheck="false" value=${search} @input=${this.#type} />
          <kbd aria-hidden="true">/</kbd>
        </label>
        <p class="user-count" role="status">${this.#total === null ? nothing : narrowed ? `${number(this.#total)} found` : `${count(this.#total, "user", "users")} in all`}</p>
        ${narrowed ? html`<a class="filter-clear" href=${filtersHref({ filter: "all", search: "" })} @click=${this.#forget}>Clear filters</a>` : nothing}
      </form>
      <div data-table></div>`;
  }

  #nobody() {
    const { filter, search } = this.#filters;
    if (search || filter !== "all") {
      return emptyState({
        icon: "search",
        title: "Nobody matches",
        text: search ? `No name, username or chat id contains “${search}”${filter === "all" ? "" : " among these"}.` : "There is nobody of this kind.",
        action: html`<a class="button" href=${filtersHref({ filter: "all", search: "" })} @click=${this.#forget}>Show everybody</a>`,
      });
    }
    return emptyState({
      icon: "members",
      title: "Nobody has talked to your bot yet",
      text: "Whoever writes to the coupon bot shows up here, with the coupons they used. Connect the bot and share its link.",
      action: html`<a class="button button-primary" href=${routeHref({ product: "messages", feature: "bot" })}>${icon("chat")} Coupon bot</a>`,
    });
  }

  get #searchField() {
    return /** @type {HTMLInputElement} */ (this.#context.host.querySelector("#user-search"));
  }

  #forget = () => {
    clearTimeout(this.#typing);
    this.#searchField.value = "";
  };

  /** @param {Event} event */
  #type = (event) => {
    const search = /** @type {HTMLInputElement} */ (event.target).value.trim();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#context.router.replace(filtersHref({ ...this.#filters, search })), kTypingPauseMs);
  };
}
