// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { mayAdminister } from "#lib/permissions.js";
import { saveFile } from "#lib/save_file.js";
import { badge } from "#components/badge.js";
import { copyButton } from "#components/copy_button.js";
import { confirm } from "#components/dialog.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { embedSnippet, kSupporters, platformTitles, span, statuses } from "./campaign.js";
import { entryColumns } from "./campaign_columns.js";

/** @typedef {import("./campaign.js").Campaign} Campaign */
/** @typedef {import("./campaign.js").Entry} Entry */

/** One campaign: how it stands, how to share it, who entered. */
export class CampaignDetails {
  #context;
  #here;
  #id;
  #entries;
  #search = "";
  /** @type {Campaign | null} */
  #campaign = null;
  /** @type {Error | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context @param {(...rest: string[]) => string} here @param {string} id */
  constructor(context, here, id) {
    const { api, session, signal } = context;
    this.#context = context;
    this.#here = here;
    this.#id = id;
    this.#draw();
    this.#entries = new DataTable(/** @type {HTMLElement} */ (context.host.querySelector("[data-entries]")), {
      caption: "Entries",
      noun: ["entry", "entries"],
      columns: entryColumns({ now: () => api.now(), may: mayAdminister(session), onRemove: this.#removeEntry }),
      key: (/** @type {Entry} */ entry) => entry.id,
      fetchPage: async ({ cursor, limit }) => {
        /** @type {Entry[]} */
        const items = await api.get(`/api/campaigns/${id}/submissions`, { query: { search: this.#search, after: cursor, limit }, signal });
        return { items, next_cursor: items.length === limit ? (items.at(-1)?.id ?? null) : null };
      },
      empty: () => this.#noEntries(),
    });
  }

  start() {
    const { keyboard, signal } = this.#context;
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#load() }, signal);
    keyboard.bind({ group: "This page", keys: "/", title: "Search", run: () => document.getElementById("entry-search")?.focus() }, signal);
    void this.#load();
  }

  async #load() {
    const { api, signal } = this.#context;
    try {
      this.#campaign = (await api.get(`/api/campaigns/${this.#id}`, { signal })).campaign;
      this.#failure = null;
      this.#draw();
      await this.#entries.list.refresh();
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    const campaign = this.#campaign;
    const may = mayAdminister(this.#context.session) && campaign;
    return html`${pageHeader({
        title: campaign?.title ?? "Campaign",
        subtitle: campaign ? span(campaign) : "",
        actions: html`<a class="button" href=${this.#here()}>${icon("back")} Back</a>
          ${may ? html`<a class="button" href=${this.#here(campaign.id, "edit")}>${icon("edit")} Change</a><button type="button" class="button button-quiet-danger" @click=${() => void this.#remove(campaign)}>${icon("remove")} Delete</button>` : nothing}`,
      })}
      ${this.#failure && !campaign ? html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>` : nothing}
      ${campaign ? html`<div class="columns">${facts(campaign)}${share(campaign)}</div>` : nothing}
      ${!campaign && !this.#failure ? html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>` : nothing}
      <section class="section" aria-labelledby="entries-title" ?hidden=${!campaign}>
        <div class="section-head campaign-entries-head">
          <h2 id="entries-title">Entries</h2>
          <label class="search-field">
            ${icon("search")}<span class="visually-hidden">Search entries by e-mail</span>
            <input class="input" id="entry-search" type="search" placeholder="E-mail" autocomplete="off" spellcheck="false" @change=${this.#applySearch} />
            <kbd aria-hidden="true">/</kbd>
          </label>
          <button type="button" class="button" ?disabled=${!campaign?.submissions} @click=${() => void this.#csv()}>${icon("download")} CSV</button>
        </div>
        <div data-entries></div>
      </section>`;
  }

  #noEntries() {
    if (this.#search) return emptyState({ icon: "search", title: "No entry matches", text: "The search looks at e-mail addresses." });
    return emptyState({ icon: "inbox", title: "Nobody has entered yet", text: "Entries show up here when people send the link of their post. Share the campaign's page." });
  }

  /** @param {Event} event */
  #applySearch = (event) => {
    if (this.#context.signal.aborted) return;
    this.#search = /** @type {HTMLInputElement} */ (event.target).value.trim();
    void this.#entries.list.restart();
  };

  async #csv() {
    const { api, signal, toasts } = this.#context;
    try {
      saveFile("entries.csv", await api.download(`/api/campaigns/${this.#id}/submissions.csv`, { signal }));
    } catch (failure) {
      if (!signal.aborted) toasts.failure(failure);
    }
  }

  #removeEntry = async (/** @type {Entry} */ entry) => {
    const { api, toasts } = this.#context;
    const sure = await confirm({ title: "Delete this entry?", text: `${entry.email} can enter again while the campaign is on.`, action: "Delete", danger: true });
    if (!sure) return;
    try {
      await api.delete(`/api/campaigns/${this.#id}/submissions/${entry.id}`);
      toasts.success("The entry is deleted.");
    } catch (failure) {
      toasts.failure(failure);
    }
    await this.#load();
  };

  /** @param {Campaign} campaign */
  async #remove(campaign) {
    const { api, router, toasts } = this.#context;
    const sure = await confirm({
      title: "Delete this campaign?",
      text: html`<p>Its page stops working at once, and its entries and supporters are deleted. Nobody can bring them back.</p>`,
      action: "Delete",
      danger: true,
      typed: campaign.title,
    });
    if (!sure) return;
    try {
      await api.delete(`/api/campaigns/${campaign.id}`);
      toasts.success("The campaign is deleted.");
      router.go(this.#here());
    } catch (failure) {
      toasts.failure(failure);
    }
  }
}

/** @param {Campaign} campaign */
function facts({ status, time_zone: zone, prize, platforms, supporters, submissions, description }) {
  return html`<section class="card facts-card" aria-labelledby="facts-title">
    <h2 id="facts-title">How it stands</h2>
    <dl class="facts">
      <div><dt>Status</dt><dd>${badge(statuses[status].title, statuses[status].tone)}</dd></div>
      <div title=${kSupporters}><dt>Supporters</dt><dd>${number(supporters)}</dd></div>
      <div><dt>Entries</dt><dd>${number(submissions ?? 0)}</dd></div>
      <div><dt>Platforms</dt><dd>${platformTitles(platforms)}</dd></div>
      <div><dt>Prize</dt><dd>${prize || html`<span class="muted">–</span>`}</dd></div>
      <div><dt>Time zone</dt><dd>${zone.replaceAll("_", " ")}</dd></div>
    </dl>
    ${description ? html`<p class="card-note campaign-words">${description}</p>` : nothing}
  </section>`;
}

/** @param {Campaign} campaign */
function share(campaign) {
  const snippet = embedSnippet(campaign);
  return html`<section class="card facts-card" aria-labelledby="share-title">
    <h2 id="share-title">Share it</h2>
    <a href=${campaign.page_url} target="_blank" rel="noopener"><img class="share-picture" src=${pathOf(campaign.picture_url)} width="1200" height="630" alt=${`What links to ${campaign.title} look like`} /></a>
    <div class="share-line"><code>${campaign.page_url}</code>${copyButton({ text: campaign.page_url, label: "Copy the link of the page" })}</div>
    <div class="share-line"><code>${snippet}</code>${copyButton({ text: snippet, label: "Copy the HTML that shows the picture elsewhere" })}</div>
  </section>`;
}

/** The same picture from the server that served this page. @param {string} url */
function pathOf(url) {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
