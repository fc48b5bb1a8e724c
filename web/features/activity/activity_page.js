// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { routeHref } from "#lib/router.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { activityColumns } from "./activity_columns.js";
import { kinds } from "./entry.js";

/** @typedef {{title: string, subtitle: string, product: string, path: string, everywhere: boolean}} Log */

/** The list of changes, newest first, of a workspace or of all of them. */
export class ActivityPage {
  #context;
  #log;
  #kind;
  #table;

  /** @param {import("#features/view.js").ViewContext} context @param {Log} log */
  constructor(context, log) {
    const { api, host, route, signal } = context;
    this.#context = context;
    this.#log = log;
    this.#kind = route.query.get("action") ?? "";
    this.#render();
    this.#table = new DataTable(/** @type {HTMLElement} */ (host.querySelector("[data-table]")), {
      caption: log.title,
      noun: ["change", "changes"],
      columns: activityColumns({ now: () => api.now(), everywhere: log.everywhere }),
      key: (/** @type {import("./entry.js").Entry} */ entry) => entry.id,
      fetchPage: async ({ cursor, limit }) => {
        const { entries, next } = await api.get(log.path, { query: { action: this.#kind, before: cursor, limit }, signal });
        return { items: entries, next_cursor: next ?? null };
      },
      empty: () => this.#empty(),
    });
  }

  /** @returns {import("#features/view.js").View} */
  start() {
    const { keyboard, signal } = this.#context;
    keyboard.bind({ keys: "r", title: "Refresh", group: "This page", run: () => void this.#refresh() }, signal);
    void this.#refresh();
    return {
      routeChanged: (route) => {
        this.#kind = route.query.get("action") ?? "";
        this.#render();
        void this.#table.list.restart().then(() => this.#render());
      },
    };
  }

  async #refresh() {
    await this.#table.list.refresh();
    this.#render();
  }

  #render() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    const { title, subtitle, everywhere } = this.#log;
    return html`
      ${pageHeader({
        title,
        subtitle,
        actions: html`
          <button type="button" class="button" @click=${() => void this.#refresh()}>${icon("refresh")} Refresh</button>
          <button type="button" class="button" ?disabled=${!this.#table?.list.rows.length} @click=${() => this.#table.exportCsv(everywhere ? "platform-activity.csv" : "activity.csv")}>
            ${icon("download")} CSV
          </button>`,
      })}
      <nav class="tabs" aria-label="Changes by kind">
        ${kinds.map((kind) => html`<a class="tab" href=${this.#href(kind.prefix)} aria-current=${kind.prefix === this.#kind ? "true" : nothing}>${kind.title}</a>`)}
      </nav>
      <div data-table></div>
    `;
  }

  /** @param {string} action */
  #href(action) {
    return routeHref({ product: this.#log.product, feature: "activity", query: { action } });
  }

  #empty() {
    if (this.#kind === "") {
      return emptyState({ icon: "activity", title: "Nothing was changed yet", text: "Whoever saves a bot, invites somebody or changes a setting shows up here, with the time and what it was." });
    }
    return emptyState({
      icon: "search",
      title: "No such change yet",
      text: "Nothing of this kind was changed so far.",
      action: html`<a class="button" href=${this.#href("")}>Show all changes</a>`,
    });
  }
}
