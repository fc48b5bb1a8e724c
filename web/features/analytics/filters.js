// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { icon } from "#components/icons.js";
import { segmented } from "#components/segmented.js";

/** What the page is narrowed to; lives in the address. @typedef {{days: string, door: string, template: string, coupon: string}} Filters */

/** `key` is pressed alone. `span` goes behind "in". */
export const periods = [
  { id: "today", title: "Today", key: "t", span: "today", before: "yesterday" },
  { id: "yesterday", title: "Yesterday", key: "y", span: "yesterday", before: "the day before" },
  { id: "3", title: "3 days", key: "3", span: "the last 3 days", before: "in the 3 days before" },
  { id: "7", title: "7 days", key: "w", span: "the last 7 days", before: "in the 7 days before" },
  { id: "30", title: "30 days", key: "m", span: "the last 30 days", before: "in the 30 days before" },
  { id: "90", title: "90 days", key: "q", span: "the last 90 days", before: "in the 90 days before" },
];

const kDefaultDays = "7";
const doors = [
  { value: "all", title: "All" },
  { value: "bot", title: "Bot" },
  { value: "web", title: "Coupon page" },
];

/** Nonsense in an address counts as not said. @param {URLSearchParams} query @returns {Filters} */
export function readFilters(query) {
  const days = query.get("days") ?? "";
  const door = query.get("door") ?? "";
  return {
    days: periods.some(({ id }) => id === days) ? days : kDefaultDays,
    door: doors.some(({ value }) => value === door) ? door : "all",
    template: query.get("template") ?? "",
    coupon: query.get("coupon") ?? "",
  };
}

/** @param {Filters} filters */
export function filtersHref({ days, door, template, coupon }) {
  const query = { days: days === kDefaultDays ? "" : days, door: door === "all" ? "" : door, template, coupon };
  return routeHref({ product: "messages", feature: "analytics", query });
}

/** @param {Filters} filters */
export function periodOf({ days }) {
  return /** @type {typeof periods[number]} */ (periods.find(({ id }) => id === days));
}

/**
 * @param {object} bar
 * @param {Filters} bar.filters
 * @param {{template: string, count: number}[]} bar.templates
 * @param {(filters: Filters) => void} bar.onChange
 */
export function filterBar({ filters, templates, onChange }) {
  return html`<nav class="tabs" aria-label="Period">
      ${periods.map(({ id, title }) => html`<a class="tab" href=${filtersHref({ ...filters, days: id })} aria-current=${id === filters.days ? "true" : nothing}>${title}</a>`)}
    </nav>
    <form class="filter-bar" aria-label="Narrow down" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${segmented({ name: "door", label: "Where", options: doors, value: filters.door, hideLabel: true, onChoose: (door) => onChange({ ...filters, door }) })}
      <label class="select-field">
        <span class="visually-hidden">Template of the coupons</span>
        <select class="input template-choice" @change=${(/** @type {Event} */ event) => onChange({ ...filters, template: /** @type {HTMLSelectElement} */ (event.target).value })}>
          <option value="" .selected=${filters.template === ""}>Coupons of all templates</option>
          ${named(filters, templates).map(({ template, count }) => html`<option value=${template} .selected=${template === filters.template}>${template}${count === null ? "" : ` (${number(count)})`}</option>`)}
        </select>
      </label>
      ${filters.template || filters.coupon || filters.door !== "all"
        ? html`<a class="filter-clear" href=${filtersHref({ ...filters, door: "all", template: "", coupon: "" })}>${icon("close")} Clear filters</a>`
        : nothing}
    </form>
    ${filters.template ? html`<p class="filter-note" role="status">Coupons and uses that did not work are those of <strong>${filters.template}</strong>. Everything else is of all templates.</p>` : nothing}`;
}

/** The chosen one stays in the list when nobody used it. @param {Filters} filters @param {{template: string, count: number | null}[]} templates */
function named({ template }, templates) {
  return template && !templates.some((other) => other.template === template) ? [{ template, count: null }, ...templates] : templates;
}
