// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { mayAdminister } from "#lib/permissions.js";
import { Poller } from "#lib/poller.js";
import { routeHref } from "#lib/router.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { outboxColumns } from "./outbox_columns.js";
import { filtersHref, isNarrowed, kNoFilters, outboxFilters, readFilters } from "./outbox_filters.js";
import { outboxSummary } from "./outbox_summary.js";
import { askPace } from "./pace_dialog.js";
import { PeopleSearch } from "./people_search.js";

const kPeriodMs = 2000;

/** Why something was sent, or was not: every message, narrowed to a person, a state, a kind or a cause. */
export class OutboxList {
  #context;
  #filters;
  #people;
  #table;
  #poller;
  /** @type {import("./message.js").Summary | null} */
  #summary = null;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    const { api, host, keyboard, route, router, signal } = context;
    this.#context = context;
    this.#filters = readFilters(route.query);
    this.#people = new PeopleSearch({
      api,
      signal,
      chat: this.#filters.chat_id,
      hrefOf: (chat) => filtersHref({ ...this.#filters, chat_id: chat }),
      onChoose: (chat) => router.go(filtersHref({ ...this.#filters, chat_id: chat })),
    });
    this.#poller = new Poller(() => this.#refresh(), kPeriodMs, signal);
    this.#draw();
    this.#table = new DataTable(/** @type {HTMLElement} */ (host.querySelector("[data-table]")), {
      caption: "Messages",
      noun: ["message", "messages"],
      columns: outboxColumns({ now: () => api.now() }),
      key: (/** @type {import("./message.js").Message} */ { id }) => id,
      fetchPage: async ({ cursor, limit }) => {
        const page = await api.get("/api/outbox", { query: { ...this.#filters, cursor, limit }, signal });
        return { items: page.messages, next_cursor: page.next };
      },
      empty: () => this.#empty(),
    });
    const here = { group: "This page" };
    keyboard.bind({ ...here, keys: "/", title: "Find a person or chat", run: () => this.#people.focus() }, signal);
    keyboard.bind({ ...here, keys: "r", title: "Refresh", run: () => void this.#poller.runNow() }, signal);
    keyboard.bind({ ...here, keys: "p", title: "Pause or resume updates", run: this.#togglePause }, signal);
    this.#table.show();
    void this.#poller.start();
  }

  /** @param {import("#lib/router.js").Route} route */
  follow({ rest, query }) {
    if (rest.length > 0) return false;
    this.#filters = readFilters(query);
    this.#people.show(this.#filters.chat_id);
    this.#draw();
    void this.#table.list.restart();
    return true;
  }

  async #refresh() {
    const { api, signal } = this.#context;
    const [summary] = await Promise.allSettled([api.get("/api/outbox/summary", { signal }), this.#table.list.refresh()]);
    // The list shows the failure; the counts simply keep their last values.
    if (summary.status === "fulfilled") this.#summary = summary.value;
    this.#draw();
  }

  #togglePause = () => {
    if (this.#poller.paused) this.#poller.resume();
    else this.#poller.pause();
    this.#draw();
  };

  #setPace = async () => {
    const { api, signal, toasts } = this.#context;
    try {
      const [settings, limit] = await Promise.all([api.get("/api/messaging-settings", { signal }), api.get("/api/broadcast-limit", { signal })]);
      const wanted = await askPace({ settings, limit });
      if (!wanted) return;
      await api.put("/api/messaging-settings", wanted.settings);
      if (wanted.limit.chosen !== limit.chosen) await api.put("/api/broadcast-limit", { chosen: wanted.limit.chosen });
      toasts.success("Broadcasts leave at this pace from now on.");
    } catch (failure) {
      if (!signal.aborted) toasts.failure(failure);
    }
  };

  #draw() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    const { paused } = this.#poller;
    const { api, router } = this.#context;
    return html`${pageHeader({
        title: "Outbox",
        subtitle: "Why a message was sent, or was not",
        actions: html`${mayAdminister(this.#context.session) ? html`<button type="button" class="button" @click=${this.#setPace}>${icon("settings")} Pace…</button>` : nothing}
          <button type="button" class="button" aria-pressed=${paused} @click=${this.#togglePause}>${icon(paused ? "play" : "pause")} ${paused ? "Resume updates" : "Pause updates"}</button>
          <button type="button" class="button" ?disabled=${!this.#table?.list.rows.length} @click=${() => this.#table.exportCsv("outbox.csv")}>${icon("download")} CSV</button>`,
      })}
      ${outboxSummary({ summary: this.#summary, now: api.now() })}
      ${outboxFilters({ filters: this.#filters, summary: this.#summary, people: this.#people.element, onChange: (filters) => !this.#context.signal.aborted && router.go(filtersHref(filters)) })}
      <div data-table></div>`;
  }

  #empty() {
    if (isNarrowed(this.#filters)) {
      return emptyState({
        icon: "search",
        title: "No message matches",
        text: "Messages that arrived are kept for 30 days, so an old one may be gone.",
        action: html`<a class="button" href=${filtersHref(kNoFilters)}>Clear filters</a>`,
      });
    }
    return emptyState({
      icon: "inbox",
      title: "Your bots have not said anything yet",
      text: "Every reply and every broadcast turns up here with its story, as soon as somebody writes to your bot.",
      action: html`<a class="button button-primary" href=${routeHref({ product: "messages", feature: "bot" })}>Open the coupon bot</a>`,
    });
  }
}
