// @ts-check
import { html, nothing, render, repeat } from "#lib/html.js";
import { csvText, download } from "#lib/csv.js";
import { count } from "#lib/format.js";
import { KeysetList } from "#lib/keyset_list.js";
import { failureState } from "./empty_state.js";
import { icon } from "./icons.js";

const kSkeletonRows = 6;

/**
 * `cell` is what is shown, `text` what goes into a CSV; without `text` the column is left out of it.
 * @template Row
 * @typedef {{title: string, cell: (row: Row) => unknown, text?: (row: Row) => string, className?: string, hideTitle?: boolean}} Column
 */

/**
 * A table over a keyset list with its four states: loading, empty, error with a retry, and full. On a phone rows become cards.
 * @template Row
 */
export class DataTable {
  #host;
  #options;

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {string} options.caption what the rows are, for screen readers
   * @param {Column<Row>[]} options.columns
   * @param {(row: Row) => string} options.key
   * @param {(request: {cursor: string | null, limit: number}) => Promise<import("#lib/keyset_list.js").Page<Row>>} options.fetchPage
   * @param {() => unknown} options.empty
   * @param {[string, string]} options.noun "job", "jobs"
   * @param {number} [options.pageSize]
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    /** @type {KeysetList<Row>} */
    this.list = new KeysetList({ fetchPage: options.fetchPage, pageSize: options.pageSize, onChange: () => this.show() });
  }

  /** Draws the current state again, as when time has passed. */
  show() {
    render(this.#view(), this.#host);
  }

  /** Saves exactly the rows and columns on screen. @param {string} fileName */
  exportCsv(fileName) {
    const columns = this.#options.columns.filter(({ text }) => text);
    const rows = this.list.rows.map((row) => columns.map(({ text }) => text?.(row) ?? ""));
    download(fileName, csvText(columns.map(({ title }) => title), rows));
  }

  #view() {
    const { state, failure } = this.list;
    if (state === "failed" && failure) return html`<div class="card">${failureState(failure, () => void this.list.restart())}</div>`;
    if (state === "empty") return html`<div class="card">${this.#options.empty()}</div>`;
    return html`<div class="card table-card" aria-busy=${state === "loading"}>
      ${state === "full" && failure ? this.#staleNote(failure) : nothing}
      <table class="table" role="table" aria-label=${this.#options.caption}>
        <thead role="rowgroup">
          <tr role="row">
            ${this.#options.columns.map(({ title, className, hideTitle }) => html`<th role="columnheader" scope="col" class=${className ?? nothing}>
              ${hideTitle ? html`<span class="visually-hidden">${title}</span>` : title}
            </th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">${state === "loading" ? this.#skeleton() : this.#rows()}</tbody>
      </table>
      ${state === "full" ? this.#footer() : html`<p class="visually-hidden" role="status">Loading ${this.#options.noun[1]}…</p>`}
    </div>`;
  }

  #rows() {
    const { columns, key } = this.#options;
    return repeat(this.list.rows, key, (row) => html`<tr role="row" data-key=${key(row)}>
      ${columns.map(({ title, cell, className, hideTitle }) => html`<td role="cell" class=${className ?? nothing} data-title=${hideTitle ? nothing : title}>${cell(row)}</td>`)}
    </tr>`);
  }

  #skeleton() {
    return Array.from({ length: kSkeletonRows }, () => html`<tr role="row" class="skeleton-row">
      ${this.#options.columns.map(({ className }) => html`<td role="cell" class=${className ?? nothing}><span class="skeleton"></span></td>`)}
    </tr>`);
  }

  #footer() {
    const { list } = this;
    const [one, many] = this.#options.noun;
    return html`<footer class="table-footer">
      <span>${count(list.rows.length, one, many)}${list.hasMore ? " shown, there are more" : ""}</span>
      ${list.hasMore
        ? html`<button type="button" class="button button-small" ?disabled=${list.busy} @click=${() => void list.loadMore()}>Load more</button>`
        : nothing}
    </footer>`;
  }

  /** @param {Error} failure */
  #staleNote(failure) {
    return html`<div class="table-note" role="alert">
      ${icon("alert")}<span>${failure.message} What you see may be out of date.</span>
      <button type="button" class="button button-small" @click=${() => void this.list.refresh()}>Try again</button>
    </div>`;
  }
}
