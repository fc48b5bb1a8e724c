// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { Poller } from "#lib/poller.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { jobColumns } from "./job_columns.js";
import { confirmCancel, confirmRetry, showJob } from "./job_dialogs.js";
import { filtersHref, isNarrowed, jobFilters, readFilters } from "./job_filters.js";

const kPeriodMs = 5000;

/** @typedef {import("./job.js").Job} Job */

/** The work queue: what waits, runs, failed; retry and cancel. @type {import("#features/view.js").OpenView} */
export function open(context) {
  const page = new JobsPage(context);
  page.start();
  return { routeChanged: (route) => page.narrow(route) };
}

class JobsPage {
  #context;
  #filters;
  #table;
  #poller;
  /** @type {import("./job.js").JobsSummary | null} */
  #summary = null;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.#filters = readFilters(context.route.query);
    this.#poller = new Poller(() => this.#refresh(), kPeriodMs, context.signal);
    this.#render();
    const place = /** @type {HTMLElement} */ (context.host.querySelector("[data-table]"));
    this.#table = new DataTable(place, {
      caption: "Jobs",
      noun: ["job", "jobs"],
      columns: jobColumns({ now: () => context.api.now(), onDetails: this.#details, onRetry: this.#retry, onCancel: this.#cancel }),
      key: (/** @type {Job} */ job) => job.id,
      fetchPage: (request) => context.api.get("/api/admin/jobs", { query: { ...this.#filters, ...request }, signal: context.signal }),
      empty: () => this.#empty(),
    });
  }

  start() {
    const { keyboard, signal } = this.#context;
    const here = { group: "This page" };
    keyboard.bind({ ...here, keys: "/", title: "Filter by tenant", run: () => this.#focusSearch() }, signal);
    keyboard.bind({ ...here, keys: "r", title: "Refresh", run: () => void this.#poller.runNow() }, signal);
    keyboard.bind({ ...here, keys: "p", title: "Pause or resume updates", run: this.#togglePause }, signal);
    this.#table.show();
    void this.#poller.start();
  }

  /** Follows the filters in the address. @param {import("#lib/router.js").Route} route */
  narrow(route) {
    this.#filters = readFilters(route.query);
    this.#render();
    // Text that was typed but never applied gives way to what the address says.
    if (this.#searchField) this.#searchField.value = this.#filters.tenant;
    void this.#table.list.restart();
  }

  async #refresh() {
    const { api, signal } = this.#context;
    const [summary] = await Promise.allSettled([api.get("/api/admin/jobs/summary", { signal }), this.#table.list.refresh()]);
    if (signal.aborted) return;
    // The list shows the failure; the counts simply keep their last values.
    if (summary.status === "fulfilled") this.#summary = summary.value;
    this.#render();
  }

  #render() {
    render(this.#view(), this.#context.host);
  }

  #view() {
    const paused = this.#poller.paused;
    return html`
      ${pageHeader({
        title: "Jobs",
        subtitle: "Everything that happens later, again, or elsewhere",
        actions: html`
          <button type="button" class="button" aria-pressed=${paused} @click=${this.#togglePause}>
            ${icon(paused ? "play" : "pause")} ${paused ? "Resume updates" : "Pause updates"}
          </button>
          <button type="button" class="button" @click=${() => this.#table.exportCsv("jobs.csv")} ?disabled=${!this.#table?.list.rows.length}>
            ${icon("download")} CSV
          </button>`,
      })}
      ${jobFilters({ filters: this.#filters, summary: this.#summary, onChange: this.#filter })}
      <div data-table></div>
    `;
  }

  #empty() {
    if (isNarrowed(this.#filters)) {
      return emptyState({
        icon: "search",
        title: "No job matches",
        text: "Jobs that are done are kept for a while and then removed, so an old one may be gone.",
        action: html`<a class="button" href=${filtersHref({ state: "", kind: "", tenant: "" })}>Clear filters</a>`,
      });
    }
    return emptyState({
      icon: "inbox",
      title: "The queue is empty",
      text: "Nothing is waiting and nothing has failed. Work shows up here as soon as a feature schedules some.",
      action: nothing,
    });
  }

  #filter = (/** @type {import("./job_filters.js").JobFilters} */ filters) => {
    // A field that is taken off the page with text in it reports a change, too late to mean anything.
    if (!this.#context.signal.aborted) this.#context.router.go(filtersHref(filters));
  };

  #togglePause = () => {
    if (this.#poller.paused) this.#poller.resume();
    else this.#poller.pause();
    this.#render();
  };

  /** The list leaves the payload out; when it cannot be fetched, the rest is still shown. */
  #details = async (/** @type {Job} */ job) => {
    const { api, signal, toasts } = this.#context;
    try {
      await showJob(await api.get(`/api/admin/jobs/${encodeURIComponent(job.id)}`, { signal }));
    } catch (failure) {
      if (signal.aborted) return;
      toasts.failure(failure);
      await showJob(job);
    }
  };

  #retry = async (/** @type {Job} */ job) => {
    if (await confirmRetry(job)) await this.#act(job, "retry", `${job.kind} will run again.`);
  };

  #cancel = async (/** @type {Job} */ job) => {
    if (await confirmCancel(job)) await this.#act(job, "cancel", `${job.kind} was cancelled.`);
  };

  /** @param {Job} job @param {"retry" | "cancel"} verb @param {string} done */
  async #act(job, verb, done) {
    const { api, toasts } = this.#context;
    try {
      await api.post(`/api/admin/jobs/${encodeURIComponent(job.id)}/${verb}`);
      toasts.success(done);
    } catch (failure) {
      toasts.failure(failure);
    }
    await this.#poller.runNow();
    this.#keepFocus(job);
  }

  /** The button that was pressed may be gone with the job's new state; the focus then stays in its row. @param {Job} job */
  #keepFocus(job) {
    if (document.activeElement !== document.body) return;
    const { host } = this.#context;
    const next = host.querySelector(`[data-key="${CSS.escape(job.id)}"] .cell-title`) ?? host.querySelector("h1");
    if (next instanceof HTMLElement) next.focus();
  }

  #focusSearch() {
    this.#searchField?.focus();
    this.#searchField?.select();
  }

  get #searchField() {
    return /** @type {HTMLInputElement | null} */ (this.#context.host.querySelector("#job-tenant"));
  }
}
