// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { icon } from "#components/icons.js";
import { jobStates } from "./job.js";

/** What the list is narrowed to; lives in the address, so that it can be shared and survives a reload. @typedef {{state: string, kind: string, tenant: string}} JobFilters */

/** @param {URLSearchParams} query @returns {JobFilters} */
export function readFilters(query) {
  return { state: query.get("state") ?? "", kind: query.get("kind") ?? "", tenant: query.get("tenant") ?? "" };
}

/** @param {JobFilters} filters */
export function filtersHref(filters) {
  return routeHref({ product: "platform", feature: "jobs", query: filters });
}

/** @param {JobFilters} filters */
export function isNarrowed({ state, kind, tenant }) {
  return Boolean(state || kind || tenant);
}

/**
 * @param {object} view
 * @param {JobFilters} view.filters
 * @param {import("./job.js").JobsSummary | null} view.summary
 * @param {(filters: JobFilters) => void} view.onChange
 */
export function jobFilters({ filters, summary, onChange }) {
  return html`
    <nav class="tabs" aria-label="Jobs by state">
      ${[{ id: "", title: "All" }, ...jobStates].map(({ id, title }) => html`<a class="tab" href=${filtersHref({ ...filters, state: id })} aria-current=${id === filters.state ? "true" : nothing}>
        ${title}${id && summary ? html`<span class="tab-count">${number(summary.states[/** @type {import("./job.js").JobState} */ (id)] ?? 0)}</span>` : nothing}
      </a>`)}
    </nav>
    <form class="filter-bar" role="search" aria-label="Jobs" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <label class="search-field">
        ${icon("search")}<span class="visually-hidden">Tenant</span>
        <input
          class="input" id="job-tenant" type="search" placeholder="Tenant id" autocomplete="off" spellcheck="false" .value=${filters.tenant}
          @change=${(/** @type {Event} */ event) => onChange({ ...filters, tenant: valueOf(event).trim() })}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <label class="select-field">
        <span class="visually-hidden">Kind</span>
        <select class="input" @change=${(/** @type {Event} */ event) => onChange({ ...filters, kind: valueOf(event) })}>
          <option value="" .selected=${filters.kind === ""}>All kinds</option>
          ${kinds(filters, summary).map((kind) => html`<option value=${kind} .selected=${kind === filters.kind}>${kind}</option>`)}
        </select>
      </label>
      ${isNarrowed(filters) ? html`<a class="filter-clear" href=${filtersHref({ state: "", kind: "", tenant: "" })}>Clear filters</a>` : nothing}
    </form>
  `;
}

/** The chosen kind stays selectable when the server no longer lists it. @param {JobFilters} filters @param {import("./job.js").JobsSummary | null} summary */
function kinds({ kind }, summary) {
  const known = summary?.kinds ?? [];
  return kind && !known.includes(kind) ? [kind, ...known] : known;
}

/** @param {Event} event */
function valueOf(event) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
}
