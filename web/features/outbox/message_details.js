// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { exactTime, number } from "#lib/format.js";
import { mayAdminister } from "#lib/permissions.js";
import { Poller } from "#lib/poller.js";
import { routeHref } from "#lib/router.js";
import { confirm } from "#components/dialog.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { time } from "#components/time.js";
import { botTitle, chatTitle, kindTitle, problemWords, ruleWords, span } from "./message.js";
import { storedBubble } from "./stored_bubble.js";
import { filtersHref, kNoFilters } from "./outbox_filters.js";
import { stateBadge } from "./outbox_columns.js";

const kPeriodMs = 1000;

/** @typedef {import("./message.js").Message} Message */
/** @typedef {import("./message.js").MessageStory} MessageStory */

/** One message: what became of it and why, told in order. */
export class MessageDetails {
  #context;
  #id;
  #poller;
  #busy = false;
  /** @type {MessageStory | null} */
  #found = null;
  /** @type {Error | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context @param {string} id */
  constructor(context, id) {
    const { keyboard, signal } = context;
    this.#context = context;
    this.#id = id;
    this.#poller = new Poller(() => this.#refresh(), kPeriodMs, signal);
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#load() }, signal);
    this.#draw();
    void this.#poller.start();
  }

  /** @param {import("#lib/router.js").Route} route */
  follow({ rest }) {
    return rest[0] === this.#id;
  }

  async #refresh() {
    // What has ended stays as it is, but for the time that passes.
    if (this.#found && !["pending", "sending"].includes(this.#found.message.state)) return this.#draw();
    await this.#load();
  }

  async #load() {
    const { api, signal } = this.#context;
    try {
      this.#found = await api.get(`/api/outbox/${encodeURIComponent(this.#id)}`, { signal });
      this.#failure = null;
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  /** @param {string} path @param {unknown} body @param {string} done */
  async #act(path, body, done) {
    const { api, toasts } = this.#context;
    this.#busy = true;
    this.#draw();
    try {
      await api.post(`/api/outbox/${encodeURIComponent(this.#id)}/${path}`, body);
      toasts.success(done);
    } catch (failure) {
      toasts.failure(failure);
    }
    this.#busy = false;
    await this.#load();
  }

  #sendAgain = async () => {
    const sure = await confirm({ title: "Send it again?", text: "It may have arrived already; then it is there twice.", action: "Send again" });
    if (sure) await this.#act("resolve", { decision: "send_again" }, "It is sent again.");
  };

  #leave = () => this.#act("resolve", { decision: "leave" }, "It is left as it is.");

  #cancel = async () => {
    const sure = await confirm({ title: "Never send it?", text: "It is taken out of the queue before it leaves.", action: "Never send it", danger: true });
    if (sure) await this.#act("cancel", {}, "It will not be sent.");
  };

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    const found = this.#found;
    return html`${pageHeader({
        title: found ? titleOf(found.message) : "Message",
        actions: html`<a class="button" href=${filtersHref(kNoFilters)}>${icon("back")} Back</a>${found ? this.#deeds(found.message) : nothing}`,
      })}
      ${this.#failure && !found ? html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>` : nothing}
      ${!found && !this.#failure ? html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>` : nothing}
      ${found ? this.#body(found) : nothing}`;
  }

  /** @param {Message} message */
  #deeds({ state }) {
    if (!mayAdminister(this.#context.session)) return nothing;
    if (state === "unknown") {
      return html`<button type="button" class="button" ?disabled=${this.#busy} @click=${this.#sendAgain}>${icon("refresh")} Send again</button>
        <button type="button" class="button button-primary" ?disabled=${this.#busy} @click=${() => void this.#leave()}>${icon("check")} Leave it</button>`;
    }
    return state === "pending" ? html`<button type="button" class="button button-quiet-danger" ?disabled=${this.#busy} @click=${this.#cancel}>${icon("cancel")} Cancel</button>` : nothing;
  }

  /** @param {MessageStory} found */
  #body(found) {
    const { message, story } = found;
    return html`${message.problem || message.error
        ? html`<p class="notice ${message.state === "failed" ? "notice-error" : "notice-warn"}">${icon("alert")}<span>${problemWords(message.problem)}${message.error ? html` <span class="outbox-error">${message.error}</span>` : nothing}</span></p>`
        : nothing}
      <div class="columns outbox-columns">
        <section class="card facts-card" aria-labelledby="story-title">
          <h2 id="story-title">What happened</h2>
          <ol class="story">${story.map(({ at, text }) => html`<li><time datetime=${at} title=${exactTime(at)}>${clock(at)}</time><span>${text}</span></li>`)}</ol>
        </section>
        <section class="card facts-card" aria-labelledby="message-title">
          <h2 id="message-title">The message</h2>
          ${storedBubble({ call: found.arguments, sender: botTitle(message.bot), file: found.file, method: message.method })}
        </section>
        ${this.#facts(found)} ${rule(found)}
      </div>
      ${attempts(found)}
      <details class="card outbox-raw"><summary>What Telegram was asked: <code>${message.method}</code></summary><pre class="payload-text" tabindex="0">${JSON.stringify(found.arguments, null, 2)}</pre></details>`;
  }

  /** @param {MessageStory} found */
  #facts({ message, cause_details: cause }) {
    const now = this.#context.api.now();
    const { chat_id: chat } = message;
    return html`<section class="card facts-card" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <dl class="facts">
        <div><dt>State</dt><dd>${stateBadge(message)}</dd></div>
        <div><dt>Because of</dt><dd>${cause.link ? html`<a class="section-link" href=${placeOf(cause.link)}>${cause.title}</a>` : cause.title}</dd></div>
        <div><dt>To</dt><dd>${chat === 0 ? "No chat" : html`<a class="section-link" href=${routeHref({ product: "messages", feature: "users", rest: [String(chat)] })}>${chatTitle(message)}</a>`}</dd></div>
        <div><dt>By</dt><dd>${botTitle(message.bot)}</dd></div>
        <div><dt>Due</dt><dd>${time(message.due_at, now)}</dd></div>
        ${message.sent_at ? html`<div><dt>${message.state === "sent" ? "Sent" : "Left"}</dt><dd>${time(message.sent_at, now)}</dd></div>` : nothing}
        <div><dt>Worth sending until</dt><dd>${time(message.not_after, now)}</dd></div>
        ${message.message_id ? html`<div><dt>Number in the chat</dt><dd>${message.message_id}</dd></div>` : nothing}
      </dl>
      <p class="card-note"><a class="section-link" href=${filtersHref({ ...kNoFilters, cause: message.cause })}>All with this cause</a>${chat === 0 ? nothing : html` · <a class="section-link" href=${filtersHref({ ...kNoFilters, chat_id: String(chat) })}>All to this chat</a>`}</p>
    </section>`;
  }
}

/** `#messages/bot` and `#/messages/bot` are the same place. @param {string} link */
function placeOf(link) {
  return link.replace(/^#\/?/, "#/");
}

/** @param {MessageStory} found */
function rule({ rule: of, message }) {
  return html`<section class="card facts-card" aria-labelledby="rule-title">
    <h2 id="rule-title">The rule for it</h2>
    <p class="card-text">${ruleWords(of)}</p>
    <p class="card-note">Because ${of.why.replace(/\.$/, "")}.</p>
    <p class="card-note">It is worth sending for ${span(of.fresh_for_seconds)}.${message.repeats > 0 ? ` It was repeated ${message.repeats === 1 ? "once" : `${message.repeats} times`}.` : ""}</p>
  </section>`;
}

/** @param {MessageStory} found */
function attempts({ attempts: made }) {
  if (made.length === 0) return nothing;
  return html`<section class="section" aria-labelledby="attempts-title">
    <div class="section-head"><h2 id="attempts-title">Attempts that did not simply succeed</h2></div>
    <div class="card table-card">
      <table class="table" role="table" aria-label="Attempts">
        <thead role="rowgroup"><tr role="row">${["Attempt", "What came of it", "Status", "Took", "Words", "Ended"].map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}</tr></thead>
        <tbody role="rowgroup">
          ${made.map(
            (one) => html`<tr role="row">
              <td role="cell" class="cell-main">${one.attempt}</td>
              <td role="cell" data-title="What came of it">${one.outcome.replaceAll("_", " ")}</td>
              <td role="cell" data-title="Status">${one.status || "–"}</td>
              <td role="cell" data-title="Took">${number(one.took_ms)} ms</td>
              <td role="cell" class="cell-error" data-title="Words"><span class="clipped-calm" title=${one.words}>${one.words || "–"}</span></td>
              <td role="cell" class="cell-time" data-title="Ended">${clock(one.ended_at)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** @param {Message} message */
function titleOf(message) {
  const kind = kindTitle(message.kind);
  const to = chatTitle(message);
  return to === kind ? kind : `${kind} to ${to}`;
}

const clocks = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** @param {string} iso */
function clock(iso) {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : clocks.format(at);
}
