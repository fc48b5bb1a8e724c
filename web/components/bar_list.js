// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";

/**
 * `mark` stands before the name. With `onChoose`, the line is a button, pressed when `chosen`.
 * @typedef {object} BarLine
 * @property {string} id
 * @property {unknown} title
 * @property {number} count
 * @property {string} [mark]
 * @property {unknown} [detail]
 * @property {boolean} [chosen]
 * @property {() => void} [onChoose]
 */

/** Names with their numbers, and lying bars behind them to compare. @param {{label: string, lines: BarLine[]}} list */
export function barList({ label, lines }) {
  const most = Math.max(1, ...lines.map(({ count }) => count));
  return html`<ol class="bar-list" aria-label=${label}>
    ${lines.map((line) => html`<li>
      ${line.onChoose
        ? html`<button type="button" class="bar-line" data-line=${line.id} aria-pressed=${line.chosen ? "true" : "false"} @click=${line.onChoose}>${inside(line, most)}</button>`
        : html`<div class="bar-line" data-line=${line.id}>${inside(line, most)}</div>`}
    </li>`)}
  </ol>`;
}

/** @param {BarLine} line @param {number} most */
function inside({ title, count, mark, detail }, most) {
  return html`<svg class="bar-behind" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width=${(count / most) * 100} height="1"></rect></svg>
    ${mark ? html`<span class="bar-mark">${mark}</span>` : nothing}
    <span class="bar-title">${title}</span>
    ${detail ? html`<span class="bar-detail">${detail}</span>` : nothing}
    <span class="bar-count">${number(count)}</span>`;
}
