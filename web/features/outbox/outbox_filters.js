// @ts-check
import { html, nothing } from "#lib/html.js";
import { deliveryStates } from "#lib/delivery_state.js";
import { routeHref } from "#lib/router.js";
import { icon } from "#components/icons.js";
import { kinds } from "./message.js";
import { counted } from "./outbox_summary.js";

/** What the list is narrowed to; lives in the address. @typedef {{state: string, kind: string, chat_id: string, cause: string}} Filters */

/** @param {URLSearchParams} query @returns {Filters} */
export function readFilters(query) {
  const of = (/** @type {string} */ field) => query.get(field) ?? "";
  return { state: of("state"), kind: of("kind"), chat_id: of("chat_id"), cause: of("cause") };
}

/** @param {Filters} filters */
export function filtersHref(filters) {
  return routeHref({ product: "messages", feature: "outbox", query: filters });
}

/** @param {Filters} filters */
export function isNarrowed(filters) {
  return Object.values(filters).some(Boolean);
}

/** @type {Filters} */
export const kNoFilters = { state: "", kind: "", chat_id: "", cause: "" };

/**
 * @param {object} view
 * @param {Filters} view.filters
 * @param {import("./message.js").Summary | null} view.summary
 * @param {unknown} view.people the field that finds somebody
 * @param {(filters: Filters) => void} view.onChange
 */
export function outboxFilters({ filters, summary, people, onChange }) {
  const known = filters.kind && !(filters.kind in kinds) ? [...Object.entries(kinds), [filters.kind, filters.kind]] : Object.entries(kinds);
  return html`
    <nav class="tabs" aria-label="Messages by state">
      ${[{ id: "", title: "All" }, ...deliveryStates].map(({ id, title }) => html`<a class="tab" href=${filtersHref({ ...filters, state: id })} aria-current=${id === filters.state ? "true" : nothing}>
        ${title}${now(summary, id)}
      </a>`)}
    </nav>
    <form class="filter-bar" role="search" aria-label="Messages" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${people}
      <label class="select-field">
        <span class="visually-hidden">Kind</span>
        <select class="input" @change=${(/** @type {Event} */ event) => onChange({ ...filters, kind: /** @type {HTMLSelectElement} */ (event.target).value })}>
          <option value="" .selected=${filters.kind === ""}>All kinds</option>
          ${known.map(([id, title]) => html`<option value=${id ?? ""} .selected=${id === filters.kind}>${title}</option>`)}
        </select>
      </label>
      ${filters.cause ? html`<span class="filter-cause">Because of <code>${filters.cause}</code>
        <a class="icon-button" href=${filtersHref({ ...filters, cause: "" })} aria-label="Whatever the cause">${icon("close")}</a></span>` : nothing}
      ${isNarrowed(filters) ? html`<a class="filter-clear" href=${filtersHref(kNoFilters)}>Clear filters</a>` : nothing}
    </form>`;
}

/** Only what stands now is counted: the ends are of a day. @param {import("./message.js").Summary | null} summary @param {string} state */
function now(summary, state) {
  if (!summary || !["pending", "sending", "unknown"].includes(state)) return nothing;
  return html`<span class="tab-count">${counted(summary, summary.states[/** @type {"pending" | "sending" | "unknown"} */ (state)])}</span>`;
}
