// @ts-check
import { html } from "#lib/html.js";
import { number } from "#lib/format.js";
import { errorTitle } from "#lib/usage_errors.js";
import { badge } from "#components/badge.js";
import { time } from "#components/time.js";

/** @typedef {import("./bot_user.js").Deed} Deed */

const kLongest = 100;

/** The codes that became pictures, the latest first, with how many. @param {Deed[]} history @returns {[string, number][]} */
export function couponsOf(history) {
  /** @type {Map<string, number>} */
  const pictures = new Map();
  for (const { success, coupon_code: code } of history) if (success && code) pictures.set(code, (pictures.get(code) ?? 0) + 1);
  return [...pictures];
}

/** What somebody did, the latest first. @param {Deed[]} history @param {number} now */
export function historyTable(history, now) {
  return html`<section class="section" aria-labelledby="history-title">
    <div class="section-head"><h2 id="history-title">History</h2>${history.length >= kLongest ? html`<span class="muted">The last ${number(kLongest)}</span>` : ""}</div>
    <div class="card table-card">
      ${history.length === 0
        ? html`<p class="chart-quiet">No code and no picture yet.</p>`
        : html`<table class="table" role="table" aria-label="History">
            <thead role="rowgroup"><tr role="row">${["What", "Coupon", "Template", "When"].map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}</tr></thead>
            <tbody role="rowgroup">${history.map((deed) => row(deed, now))}</tbody>
          </table>`}
    </div>
  </section>`;
}

/** @param {Deed} deed @param {number} now */
function row({ success, error_type: error, coupon_code: code, template, timestamp }, now) {
  return html`<tr role="row">
    <td role="cell" class="cell-main">${success ? badge("Picture", "ok") : badge(errorTitle(error ?? "failed"), "error")}</td>
    <td role="cell" data-title="Coupon"><code>${code || "–"}</code></td>
    <td role="cell" class="cell-name" data-title="Template">${template ?? html`<span class="muted no-value">–</span>`}</td>
    <td role="cell" class="cell-time" data-title="When">${time(timestamp, now)}</td>
  </tr>`;
}
