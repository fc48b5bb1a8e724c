// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { routeHref } from "#lib/router.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { TimeChart } from "#components/time_chart.js";
import { CouponUses } from "./coupon_uses.js";
import { filterBar, filtersHref, periodOf, periods, readFilters } from "./filters.js";
import { InvalidAttempts } from "./invalid_attempts.js";
import { numbers } from "./numbers.js";
import { Part } from "./part.js";
import { cards, retentionPart } from "./panels.js";
import { dayIn } from "./statistics.js";
import { periodOfDay, usagePoints, usageTitle } from "./usage.js";

/** @typedef {import("./statistics.js").BotStats} BotStats */
/** @typedef {import("./filters.js").Filters} Filters */

/** How bot and coupon page are used. @type {import("#features/view.js").OpenView} */
export function open(context) {
  const page = new AnalyticsPage(context);
  page.start();
  return { routeChanged: (route) => page.narrow(readFilters(route.query)) };
}

class AnalyticsPage {
  #context;
  /** @type {Filters} */
  #filters;
  #curve;
  #coupons;
  #attempts;
  /** @type {Part<BotStats>} */
  #stats;
  /** @type {import("./panels.js").Parts} */
  #parts;
  /** What the curve shows now. @type {BotStats | null} */
  #drawn = null;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    const { api, router, route, signal, toasts } = context;
    this.#context = context;
    this.#filters = readFilters(route.query);
    const part = () => new Part(() => this.#draw(), signal);
    this.#stats = part();
    this.#parts = { weekdays: part(), retention: part(), sources: part(), funnel: part() };
    this.#curve = new TimeChart({ noun: ["use", "uses"], onChoose: (point) => this.#openDay(/** @type {import("./usage.js").UsagePoint} */ (point).date), signal });
    this.#attempts = new InvalidAttempts(context, this.#filters);
    this.#coupons = new CouponUses({
      filters: this.#filters,
      now: () => api.now(),
      search: async (coupon) => {
        const { popular_coupons: coupons, popular_coupons_matching: matching } = await this.#fetchStats({ coupon });
        return { coupons, matching };
      },
      onSearch: (coupon) => router.replace(filtersHref({ ...this.#filters, coupon })),
      onFailure: (failure) => toasts.failure(failure),
      signal,
    });
  }

  start() {
    const { keyboard, router, signal } = this.#context;
    const group = "This page";
    for (const { id, title, key } of periods) keyboard.bind({ group, keys: key, title, run: () => router.go(filtersHref({ ...this.#filters, days: id })) }, signal);
    keyboard.bind({ group, keys: "/", title: "Search coupons", run: () => this.#coupons.focus() }, signal);
    keyboard.bind({ group, keys: "r", title: "Refresh", run: () => this.#load() }, signal);
    this.#load();
  }

  /** Follows the filters in the address; the search is no reason to fetch anything. @param {Filters} filters */
  narrow(filters) {
    const { days, door, template } = this.#filters;
    const other = days !== filters.days || door !== filters.door;
    this.#filters = filters;
    if (other) this.#load();
    else if (template !== filters.template) this.#loadTemplate();
    else this.#draw();
  }

  #load() {
    const { api, signal } = this.#context;
    const { days, door } = this.#filters;
    const query = { days, door };
    this.#loadTemplate();
    void this.#parts.weekdays.load(() => api.get("/api/day-of-week-stats", { query, signal }));
    void this.#parts.sources.load(() => api.get("/api/bot-sources", { query: { days }, signal }));
    void this.#parts.funnel.load(async () => (await api.get("/api/bot-funnel", { query: { days }, signal })).steps);
    void this.#parts.retention.load(() => api.get("/api/retention-rates", { signal }));
  }

  /** What depends on the template, too. */
  #loadTemplate() {
    void this.#stats.load(() => this.#fetchStats({}));
    this.#attempts.load(this.#filters);
  }

  /** @param {{coupon?: string}} search @returns {Promise<BotStats>} */
  #fetchStats({ coupon }) {
    const { days, door, template } = this.#filters;
    return this.#context.api.get("/api/bot-stats", { query: { days, door, template, coupon }, signal: this.#context.signal });
  }

  #draw() {
    const { host, signal } = this.#context;
    if (signal.aborted) return;
    const stats = this.#stats.value;
    render(this.#view(stats), host);
    this.#coupons.show(stats, this.#filters);
    if (!stats || stats === this.#drawn || !this.#curve.element.isConnected) return;
    this.#drawn = stats;
    this.#attempts.inZone(stats.time_zone);
    this.#curve.show(usageTitle(stats), usagePoints(stats, this.#context.api.now()));
  }

  /** @param {BotStats | null} stats */
  #view(stats) {
    return html`${pageHeader({
        title: "Analytics",
        subtitle: "How people use your bot and your coupon page",
        actions: html`<button type="button" class="button" @click=${() => this.#load()}>${icon("refresh")} Refresh</button>`,
      })}
      ${filterBar({ filters: this.#filters, templates: stats?.popular_templates ?? [], onChange: (filters) => this.#context.router.go(filtersHref(filters)) })}
      ${this.#content(stats)}`;
  }

  /** @param {BotStats | null} stats */
  #content(stats) {
    if (!stats && this.#stats.failure) return html`<div class="card">${failureState(this.#stats.failure, this.#stats.retry)}</div>`;
    if (stats?.total_uses === 0 && !stats.catching_up && !this.#stats.busy) return html`<div class="card">${this.#nothing()}</div>`;
    const { template } = this.#filters;
    const onTemplate = (/** @type {string} */ chosen) => this.#context.router.go(filtersHref({ ...this.#filters, template: chosen === template ? "" : chosen }));
    return html`<div class="analytics" aria-busy=${this.#stats.busy}>
      ${stats?.catching_up ? html`<p class="facts-note" role="status">${icon("alert")} Older uses are still being counted. These numbers are complete from ${dayIn(Date.parse(stats.counted_from ?? stats.to), stats.time_zone)} on; refresh in a minute.</p>` : nothing}
      ${numbers({ stats, before: periodOf(this.#filters).before })}
      <section class="card chart-card" aria-labelledby="usage-title">
        <h2 id="usage-title">${stats ? usageTitle(stats) : "Uses"}</h2>
        ${this.#stats.show(() => this.#curve.element, html`<div class="chart-loading" aria-busy="true"><span class="skeleton"></span></div>`)}
      </section>
      ${cards({ stats: this.#stats, parts: this.#parts, template, onTemplate })}
      ${retentionPart(this.#parts.retention)} ${this.#coupons.element} ${this.#attempts.element}
    </div>`;
  }

  #nothing() {
    const { days, door } = this.#filters;
    const elsewhere = door !== "all" || days !== "90";
    return emptyState({
      icon: "pulse",
      title: `No uses ${periodOf(this.#filters).span.startsWith("the") ? "in " : ""}${periodOf(this.#filters).span}`,
      text: "Whoever makes a picture shows up here: in a chat with your bot, or on your coupon page. Connect the bot, or share the page.",
      action: html`<a class="button button-primary" href=${routeHref({ product: "messages", feature: "bot" })}>${icon("send")} Coupon bot</a>
        <a class="button" href=${routeHref({ product: "coupons", feature: "generator" })}>${icon("share")} Share the coupon page</a>
        ${elsewhere ? html`<a class="button" href=${filtersHref({ ...this.#filters, days: "90", door: "all" })}>The last 90 days</a>` : nothing}`,
    });
  }

  /** @param {string} date */
  #openDay(date) {
    const days = periodOfDay(date, this.#context.api.now(), this.#drawn?.time_zone ?? "UTC");
    if (days) this.#context.router.go(filtersHref({ ...this.#filters, days }));
  }
}
