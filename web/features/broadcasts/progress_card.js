// @ts-check
import { html, nothing } from "#lib/html.js";
import { isLive, pace } from "./broadcast.js";
import { howFar, legend, stackedBar } from "./progress.js";

/** How far it is: the bar, the numbers, the pace. @param {{broadcast: import("./broadcast.js").Broadcast, href: (state: string) => string, chosen: string}} card */
export function progressCard({ broadcast, href, chosen }) {
  const { counts, state } = broadcast;
  const speed = isLive(broadcast) && state !== "paused" ? pace(broadcast) : "";
  return html`<section class="card progress-card" aria-labelledby="progress-title">
    <header class="progress-head">
      <h2 id="progress-title"><span class="progress-count">${howFar(counts)}</span> dealt with</h2>
      ${speed ? html`<p class="progress-pace">${speed}</p>` : nothing}
    </header>
    ${stackedBar(counts)} ${legend(counts, href, chosen)}
  </section>`;
}
