// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { errorTitle } from "#lib/usage_errors.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { DataTable } from "#components/table.js";
import { time } from "#components/time.js";
import { dayIn } from "./statistics.js";

/** @typedef {import("./statistics.js").InvalidAttempt} InvalidAttempt */
/** @typedef {import("./filters.js").Filters} Filters */

const kPageSize = 20;

/** The uses that did not work: which code, what was wrong, who it was. */
export class InvalidAttempts {
  element = document.createElement("section");
  #context;
  #filters;
  #table;
  #zone = "UTC";
  /** @type {number | null} */
  #total = null;

  /** @param {import("#features/view.js").ViewContext} context @param {Filters} filters */
  constructor(context, filters) {
    const { api } = context;
    this.#context = context;
    this.#filters = filters;
    this.element.className = "section";
    this.element.setAttribute("aria-labelledby", "attempts-title");
    this.#draw();
    this.#table = new DataTable(/** @type {HTMLElement} */ (this.element.querySelector("[data-table]")), {
      caption: "Uses that did not work",
      noun: ["attempt", "attempts"],
      pageSize: kPageSize,
      columns: attemptColumns(() => api.now()),
      key: (/** @type {InvalidAttempt & {at: number}} */ { at }) => String(at),
      fetchPage: (request) => this.#fetch(request),
      empty: () => emptyState({ icon: "check", title: "Everything worked", text: this.#nothingText() }),
    });
  }

  /** @param {Filters} filters */
  load(filters) {
    const same = this.#total !== null && key(filters) === key(this.#filters);
    this.#filters = filters;
    void (same ? this.#table.list.refresh() : this.#table.list.restart());
  }

  /** The zone in which the day of a file's name is meant. @param {string} zone */
  inZone(zone) {
    this.#zone = zone;
  }

  /** @param {{cursor: string | null, limit: number}} request */
  async #fetch({ cursor, limit }) {
    const { api, signal } = this.#context;
    const { days, door, template } = this.#filters;
    const offset = Number(cursor ?? 0);
    /** @type {{attempts: InvalidAttempt[], total: number}} */
    const { attempts, total } = await api.get("/api/invalid-coupons", { query: { days, door, template, limit, offset }, signal });
    this.#total = total;
    this.#draw();
    const next = offset + attempts.length;
    return { items: attempts.map((attempt, at) => ({ ...attempt, at: offset + at })), next_cursor: attempts.length > 0 && next < total ? String(next) : null };
  }

  #draw() {
    if (!this.#context.signal.aborted) render(this.#view(), this.element);
  }

  #nothingText() {
    const { template } = this.#filters;
    return template ? html`No use of <strong>${template}</strong> failed in this time. Wrong coupons without a template are among those of all.` : "Nobody entered a wrong coupon, and no picture failed in this time.";
  }

  #view() {
    const { template } = this.#filters;
    return html`<div class="section-head">
        <h2 id="attempts-title">Uses that did not work ${template ? html`<span class="muted">of ${template}</span>` : nothing} ${this.#total ? html`<span class="muted">${number(this.#total)}</span>` : nothing}</h2>
        <button type="button" class="button button-small" ?disabled=${!this.#total} @click=${this.#save}>${icon("download")} CSV</button>
      </div>
      <div data-table></div>`;
  }

  #save = () => this.#table.exportCsv(`invalid-coupons-${dayIn(this.#context.api.now(), this.#zone)}.csv`);
}

/** @param {Filters} filters */
function key({ days, door, template }) {
  return JSON.stringify([days, door, template]);
}

/** @param {() => number} now @returns {import("#components/table.js").Column<InvalidAttempt & {at: number}>[]} */
function attemptColumns(now) {
  const hidden = { className: "cell-csv", cell: () => nothing };
  return [
    { title: "Code", className: "cell-main", cell: ({ coupon_code: code }) => html`<code class="cell-title" title=${code}>${code || "–"}</code>`, text: ({ coupon_code: code }) => code },
    { title: "Template", className: "cell-name", cell: ({ template_name: name }) => (name ? name : html`<span class="muted no-value">–</span>`), text: ({ template_name: name }) => name ?? "" },
    { title: "What happened", cell: ({ error_type: type }) => errorTitle(type) },
    { title: "Who", className: "cell-name", cell: who },
    { ...hidden, title: "Username", text: ({ username }) => username ?? "" },
    { ...hidden, title: "First name", text: ({ first_name: name }) => name ?? "" },
    { ...hidden, title: "Last name", text: ({ last_name: name }) => name ?? "" },
    { title: "When", className: "cell-time", cell: ({ timestamp: at }) => time(at, now()) },
    { ...hidden, title: "Timestamp", text: ({ timestamp: at }) => new Date(at).toISOString() },
    { title: "Attempts", className: "cell-number", cell: ({ attempt_count: times }) => number(times), text: ({ attempt_count: times }) => String(times) },
  ];
}

/** @param {InvalidAttempt} attempt */
function who({ chat_id: chat, username, first_name: first, last_name: last }) {
  if (chat === null) return html`<span class="muted">Coupon page</span>`;
  const title = [first, last].filter(Boolean).join(" ") || (username ? `@${username}` : String(chat));
  return html`<a href=${routeHref({ product: "messages", feature: "users", rest: [String(chat)] })}>${title}</a>`;
}
