// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";

/** @typedef {{id: string, title: string, people: number, meaning: string}} FunnelStep */

/** How many people came how far: each step against the first one, and how many of the step before went on. @param {{label: string, steps: FunnelStep[]}} funnel */
export function funnel({ label, steps }) {
  const most = Math.max(1, ...steps.map(({ people }) => people));
  return html`<ol class="funnel" aria-label=${label}>
    ${steps.map(({ id, title, people, meaning }, at) => {
      const before = steps[at - 1]?.people;
      return html`<li data-step=${id} title=${meaning}>
        ${before === undefined ? nothing : html`<span class="funnel-way">${before > 0 ? `${share(people, before)} go on` : "–"}</span>`}
        <span class="funnel-step">
          <svg class="bar-behind" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width=${(people / most) * 100} height="1"></rect></svg>
          <span class="bar-title">${title}</span>
          <span class="bar-count">${number(people)}</span>
        </span>
      </li>`;
    })}
  </ol>`;
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 1 ? "< 1" : Math.round(percent)} %`;
}
