// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { Poller } from "#lib/poller.js";
import { readiness } from "#lib/readiness.js";
import { routeHref } from "#lib/router.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { serviceStatus } from "#components/service_status.js";
import { time } from "#components/time.js";
import { jobStates } from "./job.js";

const kPeriodMs = 5000;

/** @typedef {import("./job.js").JobsSummary} JobsSummary */

/** How the platform is doing: readiness, the queue by state, who leads, who is signed in. @type {import("#features/view.js").OpenView} */
export function open(context) {
  new Overview(context).start();
  return {};
}

class Overview {
  #context;
  /** @type {import("#lib/readiness.js").Readiness | null} */
  #status = null;
  /** @type {string | null} */
  #checkedAt = null;
  /** @type {JobsSummary | null} */
  #summary = null;
  /** @type {Error | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.poller = new Poller(() => this.#refresh(), kPeriodMs, context.signal);
  }

  start() {
    this.#render();
    void this.poller.start();
  }

  async #refresh() {
    const { api, signal } = this.#context;
    const [status, summary] = await Promise.allSettled([readiness(api, signal), api.get("/api/admin/jobs/summary", { signal })]);
    if (signal.aborted) return;
    this.#status = status.status === "fulfilled" ? status.value : "unreachable";
    this.#checkedAt = new Date(api.now()).toISOString();
    this.#failure = summary.status === "rejected" ? summary.reason : null;
    if (summary.status === "fulfilled") this.#summary = summary.value;
    this.#render();
  }

  #render() {
    render(this.#view(), this.#context.host);
  }

  #view() {
    return html`
      ${pageHeader({ title: "Overview", subtitle: "How the platform is doing right now" })}
      ${serviceStatus({ status: this.#status, checkedAt: this.#checkedAt, now: this.#context.api.now() })}
      <section class="section" aria-labelledby="queue-title">
        <div class="section-head">
          <h2 id="queue-title">Work queue</h2>
          <a class="section-link" href=${jobsHref("")}>All jobs</a>
        </div>
        ${this.#queue()}
      </section>
      <div class="columns">${this.#leader()}${this.#account()}</div>
    `;
  }

  #queue() {
    if (!this.#summary && this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.poller.runNow())}</div>`;
    return html`<ul class="stats" aria-busy=${this.#summary === null}>
      ${jobStates.map(({ id, title, tone, meaning }) => html`<li>
        <a class="stat stat-${tone}" href=${jobsHref(id)} title=${meaning}>
          <span class="stat-title"><span class="stat-dot"></span>${title}</span>
          <span class="stat-value">${this.#summary ? number(this.#summary.states[id] ?? 0) : html`<span class="skeleton"></span>`}</span>
        </a>
      </li>`)}
    </ul>`;
  }

  #leader() {
    const leader = this.#summary?.leader;
    return html`<section class="card facts-card" aria-labelledby="leader-title">
      <h2 id="leader-title">Scheduler</h2>
      ${this.#summary === null
        ? html`<span class="skeleton"></span>`
        : leader
          ? html`<dl class="facts">
              <div><dt>Led by</dt><dd><code>${leader.holder}</code></dd></div>
              <div><dt>Term</dt><dd>${number(leader.epoch)}</dd></div>
              <div><dt>Lease ends</dt><dd>${time(leader.lease_until, this.#context.api.now())}</dd></div>
            </dl>`
          : html`<p class="facts-note">${icon("alert")} No process holds the schedule. Start one with the worker role.</p>`}
    </section>`;
  }

  #account() {
    const { session } = this.#context;
    return html`<section class="card facts-card" aria-labelledby="account-title">
      <h2 id="account-title">You</h2>
      <dl class="facts">
        <div><dt>Signed in as</dt><dd>${session.email ?? html`<code>${session.user_id}</code>`}</dd></div>
        <div><dt>Workspace</dt><dd>${session.tenant.name} <code>${session.tenant.id}</code></dd></div>
        <div><dt>Role</dt><dd>${session.tenant.role ?? "no role"}${session.is_platform_admin ? " · platform admin" : nothing}</dd></div>
      </dl>
    </section>`;
  }
}

/** @param {string} state */
function jobsHref(state) {
  return routeHref({ product: "platform", feature: "jobs", query: { state } });
}
