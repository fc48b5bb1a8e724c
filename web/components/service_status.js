// @ts-check
import { html, nothing } from "#lib/html.js";
import { time } from "./time.js";

/** @typedef {import("#lib/readiness.js").Readiness} Readiness */

/** @type {Record<Readiness | "checking", {tone: string, title: string, text: string}>} */
const words = {
  checking: { tone: "idle", title: "Checking…", text: "Asking the server how it is." },
  ready: { tone: "ok", title: "Everything is running", text: "The server is up and its database answers." },
  starting: { tone: "warn", title: "Starting", text: "The server is up and will take work in a moment." },
  stopping: { tone: "warn", title: "Stopping", text: "The server is shutting down. This page notices when it is back." },
  unavailable: { tone: "error", title: "Not taking work", text: "The server is up, but its database does not answer. Run promostack doctor on the server." },
  unreachable: { tone: "error", title: "Not reachable", text: "The server did not answer. Check your connection; this page keeps trying." },
};

/**
 * Whether the service works, in one card.
 * @param {{status: Readiness | null, checkedAt: string | null, now: number, aside?: unknown}} state
 */
export function serviceStatus({ status, checkedAt, now, aside = nothing }) {
  const { tone, title, text } = words[status ?? "checking"];
  return html`<section class="card status-card status-${tone}" aria-label="Service status">
    <span class="status-light" aria-hidden="true"></span>
    <div class="status-words" role="status">
      <h2>${title}</h2>
      <p>${text}</p>
    </div>
    <div class="status-aside">${aside}${checkedAt ? html`<span class="muted">Checked ${time(checkedAt, now)}</span>` : nothing}</div>
  </section>`;
}
