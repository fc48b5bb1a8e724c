// @ts-check
import { html, nothing, render, repeat } from "#lib/html.js";
import { mayAdminister } from "#lib/permissions.js";
import { Poller } from "#lib/poller.js";
import { routeHref } from "#lib/router.js";
import { badge } from "#components/badge.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { isLive, states, titleOf } from "./broadcast.js";
import { recipientColumns, wordsOf } from "./broadcast_columns.js";
import { broadcastFacts } from "./broadcast_facts.js";
import { messageBubble } from "./composer_preview.js";
import { deedsFor } from "./deeds.js";
import { Deeds } from "./deed_dialogs.js";
import { PicturePreview } from "./picture_preview.js";
import { progressCard } from "./progress_card.js";

const kPeriodMs = 1000;

/** @typedef {import("./broadcast.js").Broadcast} Broadcast */

/** One broadcast: how far it is, what became of everybody, and what can be done about it. */
export class BroadcastDetails {
  #context;
  #here;
  #id;
  #state;
  #table;
  #poller;
  #deeds;
  #shown;
  #undecided = false;
  #sender = "Your bot";
  #timeZone = "";
  /** @type {Broadcast | null} */
  #broadcast = null;
  /** @type {Error | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context @param {(...rest: string[]) => string} here @param {string} id */
  constructor(context, here, id) {
    const { api, host, keyboard, signal } = context;
    this.#context = context;
    this.#here = here;
    this.#id = id;
    this.#state = context.route.query.get("state") ?? "";
    this.#shown = new PicturePreview({ api, signal, onChange: () => this.#draw() });
    this.#deeds = new Deeds(context, here, (broadcast) => this.#done(broadcast));
    this.#draw();
    this.#table = new DataTable(/** @type {HTMLElement} */ (host.querySelector("[data-recipients]")), {
      caption: "People it is meant for",
      noun: ["person", "people"],
      columns: recipientColumns({ now: () => api.now() }),
      key: (/** @type {import("./broadcast.js").Recipient} */ { chat_id: chat }) => String(chat),
      fetchPage: (request) => this.#fetchRecipients(request),
      empty: () => this.#nobody(),
    });
    this.#poller = new Poller(() => this.#refresh(), kPeriodMs, signal);
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#reload() }, signal);
    keyboard.bind({ group: "This page", keys: "p", title: "Pause or resume", run: () => this.#togglePause() }, signal);
    this.#table.show();
    void this.#learn();
    void this.#poller.start();
  }

  /** @param {import("#lib/router.js").Route} route */
  follow({ rest, query }) {
    if (rest.length !== 1 || rest[0] !== this.#id) return false;
    this.#state = query.get("state") ?? "";
    this.#draw();
    void this.#table.list.restart();
    return true;
  }

  /** Decoration each: without it the page says the same. */
  async #learn() {
    const { api, signal } = this.#context;
    const [bot, tenant] = await Promise.allSettled([api.get("/api/coupon-bot", { signal }), api.get("/api/tenant", { signal })]);
    if (bot.status === "fulfilled") this.#sender = bot.value.bot?.name ?? this.#sender;
    if (tenant.status === "fulfilled") this.#timeZone = tenant.value.tenant?.time_zone ?? "";
    this.#draw();
  }

  /** @param {{cursor: string | null, limit: number}} request */
  async #fetchRecipients({ cursor, limit }) {
    const { api, signal } = this.#context;
    const page = await api.get(`/api/broadcasts/${this.#id}/recipients`, { query: { state: this.#state, cursor, limit }, signal });
    return { items: page.recipients, next_cursor: page.next };
  }

  async #refresh() {
    // What is over stays as it is.
    if (this.#broadcast && !this.#failure && !isLive(this.#broadcast)) return this.#draw();
    await this.#reload();
  }

  async #reload() {
    const { api, signal } = this.#context;
    try {
      this.#broadcast = (await api.get(`/api/broadcasts/${this.#id}`, { signal })).broadcast;
      this.#failure = null;
      this.#undecided = (this.#broadcast?.counts.unknown ?? 0) > 0 && (await this.#isUndecided());
      this.#draw();
      await this.#table.list.refresh();
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
      this.#draw();
    }
  }

  /** Whom somebody decided to leave as he is stays unknown, and needs no decision. */
  async #isUndecided() {
    const { api, signal } = this.#context;
    const { recipients } = await api.get(`/api/broadcasts/${this.#id}/recipients`, { query: { state: "unknown", limit: 200 }, signal });
    return recipients.some((/** @type {import("./broadcast.js").Recipient} */ { reason }) => reason !== "left");
  }

  /** @param {Broadcast | null} broadcast what a deed made of it; null when it failed */
  #done(broadcast) {
    if (broadcast?.id === this.#id) this.#broadcast = broadcast;
    void this.#reload().then(() => {
      // The button that was pressed may be gone with the new state.
      const heading = this.#context.host.querySelector("h1");
      if (document.activeElement === document.body && heading instanceof HTMLElement) heading.focus({ preventScroll: true });
    });
  }

  #togglePause() {
    const broadcast = this.#broadcast;
    if (!broadcast || !mayAdminister(this.#context.session)) return;
    if (broadcast.state === "running") void this.#deeds.run("pause", broadcast);
    else if (broadcast.state === "paused") void this.#deeds.run("resume", broadcast);
  }

  /** @param {string} state */
  #filtered = (state) => {
    const { product, feature } = this.#context.route;
    return routeHref({ product, feature, rest: [this.#id], query: { state } });
  };

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    const broadcast = this.#broadcast;
    return html`${pageHeader({
        title: broadcast ? titleOf(broadcast, wordsOf(broadcast)) : "Broadcast",
        actions: html`<a class="button" href=${this.#here()}>${icon("back")} Back</a>${broadcast ? this.#buttons(broadcast) : nothing}`,
      })}
      ${this.#failure && !broadcast ? html`<div class="card">${failureState(this.#failure, () => void this.#reload())}</div>` : nothing}
      ${this.#failure && broadcast ? html`<p class="notice notice-error" role="alert">${icon("alert")}<span>${this.#failure.message} What you see may be out of date.</span></p>` : nothing}
      ${!broadcast && !this.#failure ? html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>` : nothing}
      ${broadcast ? this.#body(broadcast) : nothing}
      <section class="section" aria-labelledby="people-title" ?hidden=${!broadcast || broadcast.counts.total === 0}>
        <div class="section-head">
          <h2 id="people-title">People</h2>
          <button type="button" class="button button-small" ?disabled=${!this.#table?.list.rows.length} @click=${() => this.#table.exportCsv("recipients.csv")}>${icon("download")} CSV</button>
        </div>
        <div data-recipients></div>
      </section>`;
  }

  /** @param {Broadcast} broadcast */
  #buttons(broadcast) {
    if (!mayAdminister(this.#context.session)) return nothing;
    // By name: the button that has the focus never becomes another.
    return repeat(deedsFor(broadcast), ({ id }) => id, ({ id, title, icon: shape, className }) =>
      id === "edit"
        ? html`<a class="button ${className ?? ""}" href=${this.#here(broadcast.id, "edit")}>${icon(shape)} ${title}</a>`
        : html`<button type="button" class="button ${className ?? ""}" ?disabled=${this.#deeds.busy} @click=${() => void this.#deeds.run(id, broadcast)}>${icon(shape)} ${title}</button>`,
    );
  }

  /** @param {Broadcast} broadcast */
  #body(broadcast) {
    const { state, counts, problem } = broadcast;
    return html`<p class="broadcast-state" role="status">${badge(states[state].title, states[state].tone)}</p>
      ${problem ? html`<p class="notice notice-warn" role="alert">${icon("alert")}<span>${problem}</span></p>` : nothing}
      ${this.#undecided && mayAdminister(this.#context.session) ? this.#inDoubt(broadcast) : nothing}
      ${counts.total > 0 ? progressCard({ broadcast, href: this.#filtered, chosen: this.#state }) : nothing}
      <div class="columns broadcast-columns">
        <section class="card facts-card" aria-labelledby="message-title">
          <h2 id="message-title">The message</h2>
          ${messageBubble({ content: broadcast.content, sender: this.#sender, picture: this.#shown.of(broadcast.content.picture) })}
        </section>
        ${broadcastFacts({ broadcast, timeZone: this.#timeZone, now: this.#context.api.now() })}
      </div>`;
  }

  /** @param {Broadcast} broadcast */
  #inDoubt(broadcast) {
    return html`<div class="notice notice-warn" role="status">
      ${icon("alert")}
      <div>
        <p>${broadcast.counts.unknown === 1 ? "Of one message" : `Of ${broadcast.counts.unknown} messages`} nobody can say whether it arrived. Decide: leave it, or send it again, perhaps a second time.</p>
        <p class="card-actions"><button type="button" class="button button-small" ?disabled=${this.#deeds.busy} @click=${() => void this.#deeds.run("unknown", broadcast)}>Decide…</button></p>
      </div>
    </div>`;
  }

  #nobody() {
    if (!this.#state) return emptyState({ icon: "members", title: "Nobody yet", text: "The people turn up here when it starts." });
    return emptyState({ icon: "search", title: "Nobody is in this state", text: "It changes while the broadcast is on its way.", action: html`<a class="button" href=${this.#filtered("")}>Show all</a>` });
  }
}
