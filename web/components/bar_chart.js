// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";

/** @typedef {{label: string, short?: string, count: number}} Bar */

const kMostNamed = 8;
const kNamedEvery = 3;

/**
 * Upright bars side by side, as for the days of a week or the hours of a day; the highest one in gold. Every bar says its number to who hovers
 * and to screen readers; where there are few, it stands above it.
 * @param {{label: string, bars: Bar[], noun: [string, string]}} chart
 */
export function barChart({ label, bars, noun: [one, many] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const few = bars.length <= kMostNamed;
  return html`<ol class="bar-chart ${few ? "" : "bar-chart-dense"}" aria-label=${label}>
    ${bars.map(({ label: title, short = title, count }, at) => {
      const words = `${title}: ${number(count)} ${count === 1 ? one : many}`;
      const height = (count / most) * 100;
      return html`<li class=${count === most && count > 0 ? "bar-peak" : nothing} title=${words}>
        <span class="visually-hidden">${words}${count === most && count > 0 ? ", the peak" : ""}</span>
        <span class="bar-value" aria-hidden="true">${few ? number(count) : nothing}</span>
        <svg class="bar" viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true"><rect x="0" y=${100 - height} width="10" height=${height}></rect></svg>
        <span class="bar-label" aria-hidden="true">${few || at % kNamedEvery === 0 ? short : nothing}</span>
      </li>`;
    })}
  </ol>`;
}
