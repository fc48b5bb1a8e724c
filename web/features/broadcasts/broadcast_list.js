// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { count } from "#lib/format.js";
import { mayAdminister } from "#lib/permissions.js";
import { Poller } from "#lib/poller.js";
import { routeHref } from "#lib/router.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { isLive, states } from "./broadcast.js";
import { broadcastColumns } from "./broadcast_columns.js";

const kPeriodMs = 2000;

/** @typedef {import("./broadcast.js").Broadcast} Broadcast */

/** All broadcasts, the newest first, and how far the running ones are. */
export class BroadcastList {
  #context;
  #here;
  #state;
  #table;
  #poller;
  /** @type {number | null} */
  #activeUsers = null;

  /** @param {import("#features/view.js").ViewContext} context @param {(...rest: string[]) => string} here */
  constructor(context, here) {
    const { api, host, keyboard, router, signal } = context;
    this.#context = context;
    this.#here = here;
    this.#state = context.route.query.get("state") ?? "";
    this.#draw();
    this.#table = new DataTable(/** @type {HTMLElement} */ (host.querySelector("[data-table]")), {
      caption: "Broadcasts",
      noun: ["broadcast", "broadcasts"],
      columns: broadcastColumns({ now: () => api.now(), href: (broadcast) => this.#placeOf(broadcast) }),
      key: (/** @type {Broadcast} */ { id }) => id,
      fetchPage: (request) => this.#fetch(request),
      empty: () => this.#empty(),
    });
    this.#poller = new Poller(() => this.#refresh(), kPeriodMs, signal);
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#reload() }, signal);
    if (this.#may) keyboard.bind({ group: "This page", keys: "n", title: "New broadcast", run: () => router.go(here("new")) }, signal);
    this.#table.show();
    void this.#poller.start();
  }

  /** @param {import("#lib/router.js").Route} route */
  follow({ rest, query }) {
    if (rest.length > 0) return false;
    this.#state = query.get("state") ?? "";
    this.#draw();
    void this.#table.list.restart().then(() => this.#draw());
    return true;
  }

  get #may() {
    return mayAdminister(this.#context.session);
  }

  /** Who may change a draft wants to go on with it. @param {Broadcast} broadcast */
  #placeOf({ id, state }) {
    return this.#may && state === "draft" ? this.#here(id, "edit") : this.#here(id);
  }

  /** @param {{cursor: string | null, limit: number}} request */
  async #fetch({ cursor, limit }) {
    const { api, signal } = this.#context;
    const page = await api.get("/api/broadcasts", { query: { state: this.#state, cursor, limit }, signal });
    this.#activeUsers = page.active_users;
    return { items: page.broadcasts, next_cursor: page.next };
  }

  async #refresh() {
    const { list } = this.#table;
    // What is over stays as it is: only the first look, and lists in which something moves, ask the server.
    if (list.state === "full" && !list.rows.some(isLive)) return this.#table.show();
    await this.#reload();
  }

  async #reload() {
    await this.#table.list.refresh();
    this.#draw();
  }

  #draw() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    const people = this.#activeUsers;
    return html`${pageHeader({
        title: "Broadcasts",
        subtitle: people === null ? "One message to many" : `One message to many: ${count(people, "person was", "people were")} active in the last 30 days`,
        actions: this.#newButton(),
      })}
      <nav class="tabs" aria-label="Broadcasts by state">
        ${[["", "All"], ...Object.entries(states).map(([id, { title }]) => [id, title])].map(
          ([id = "", title]) => html`<a class="tab" href=${this.#filtered(id)} aria-current=${id === this.#state ? "true" : nothing}>${title}</a>`,
        )}
      </nav>
      <div data-table></div>`;
  }

  /** @param {string} state */
  #filtered(state) {
    const { product, feature } = this.#context.route;
    return routeHref({ product, feature, query: { state } });
  }

  #newButton() {
    return this.#may ? html`<a class="button button-primary" href=${this.#here("new")}>${icon("add")} New broadcast</a>` : nothing;
  }

  #empty() {
    if (this.#state) {
      return emptyState({
        icon: "search",
        title: "No broadcast is in this state",
        text: "Others may be.",
        action: html`<a class="button" href=${this.#filtered("")}>Show all</a>`,
      });
    }
    if (this.#activeUsers === 0) {
      return emptyState({
        icon: "send",
        title: "Nobody has talked to your bot lately",
        text: "A bot may write only to people who wrote to it first. Share its link, and they turn up here.",
        action: html`<a class="button button-primary" href=${routeHref({ product: "messages", feature: "bot" })}>Open the coupon bot</a>
          ${this.#may ? html`<a class="button" href=${this.#here("new")}>Write a draft already</a>` : nothing}`,
      });
    }
    return emptyState({
      icon: "send",
      title: "No broadcast yet",
      text: this.#may ? "Write one, look at it as people will see it, send it to yourself, then to everybody." : "Owners and admins of the workspace write them.",
      action: this.#newButton(),
    });
  }
}
