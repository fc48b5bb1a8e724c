// @ts-check
import { html, nothing, svg } from "#lib/html.js";
import { number } from "#lib/format.js";
import { doneOf, recipientStates } from "./broadcast.js";

/** @typedef {import("./broadcast.js").Broadcast} Broadcast */

/** A thin bar of what became of everybody. @param {Broadcast["counts"]} counts */
export function stackedBar(counts) {
  const said = recipientStates.filter(({ id }) => counts[id] > 0).map(({ id, title }) => `${title}: ${number(counts[id])}`);
  return html`<svg class="stacked-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=${said.join(", ") || "Nobody yet"}>
    ${pieces(counts).map(({ id, x, width }) => svg`<rect class="part-${id}" x=${x} y="0" width=${width} height="10"></rect>`)}
  </svg>`;
}

/** The numbers below the bar; each leads to the people that it counts. @param {Broadcast["counts"]} counts @param {(state: string) => string} href @param {string} chosen */
export function legend(counts, href, chosen) {
  const shown = recipientStates.filter(({ id }) => counts[id] > 0 || id === chosen);
  return html`<ul class="legend" aria-label="People by what became of the message">
    ${shown.map(({ id, title, meaning }) => html`<li>
      <a class="legend-entry" href=${href(id === chosen ? "" : id)} title=${meaning} aria-current=${id === chosen ? "true" : nothing}>
        <span class="legend-dot part-${id}" aria-hidden="true"></span>${title} <strong>${number(counts[id])}</strong>
      </a>
    </li>`)}
  </ul>`;
}

/** "1,200 of 5,000". @param {Broadcast["counts"]} counts */
export function howFar(counts) {
  return `${number(doneOf(counts))} of ${number(counts.total)}`;
}

/** What is there is seen, also one among 100,000. @param {Broadcast["counts"]} counts */
function pieces(counts) {
  const all = Math.max(1, counts.total);
  let x = 0;
  return recipientStates
    .filter(({ id }) => counts[id] > 0)
    .map(({ id }) => {
      const width = Math.max(4, (counts[id] / all) * 1000);
      const piece = { id, x, width };
      x += width;
      return piece;
    });
}
