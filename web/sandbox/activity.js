// @ts-check
import { html, nothing, repeat } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { countdown } from "#lib/format.js";

/**
 * The right column: deliveries to webhooks and calls of the Bot API, as they happen.
 * @param {import("./store.js").Store} store
 * @param {{tab: "deliveries" | "calls", show: (tab: "deliveries" | "calls") => void, nowMs: number}} view
 */
export function activity(store, { tab, show, nowMs }) {
  const bad = store.overview?.violations ?? 0;
  return html`
    <div class="tabs" role="tablist" aria-label="Activity">
      ${tabButton("deliveries", "Deliveries", tab, show)} ${tabButton("calls", bad ? `Calls · ${bad} ${bad === 1 ? "violation" : "violations"}` : "Calls", tab, show)}
    </div>
    <div role="tabpanel" id="activity-panel" aria-labelledby=${`tab-${tab}`} class="activity-panel" tabindex="0">
      ${tab === "deliveries" ? deliveries(store, nowMs) : calls(store)}
    </div>`;
}

/** @param {"deliveries" | "calls"} id @param {string} label @param {string} tab @param {(tab: "deliveries" | "calls") => void} show */
function tabButton(id, label, tab, show) {
  return html`<button type="button" role="tab" id=${`tab-${id}`} class="tab" aria-selected=${tab === id} aria-controls="activity-panel" @click=${() => show(id)}>${label}</button>`;
}

/** @param {import("./store.js").Store} store @param {number} nowMs */
function deliveries(store, nowMs) {
  if (store.deliveries.length === 0) {
    return html`<p class="pane-note">Nothing was delivered yet. Let a bot set its webhook:</p>
      <pre class="pane-code">${curlOf(store)}</pre>`;
  }
  return html`<ul class="rows">
    ${repeat(store.deliveries, ({ id }) => id, (delivery) => html`<li class="row">
      <div class="row-head"><strong>${delivery.type}</strong> ${state(delivery)} <span class="muted">try ${delivery.attempt} · ${delivery.took_ms} ms</span></div>
      <p class="row-text" title=${delivery.url}>${store.bot(delivery.bot)?.first_name ?? delivery.bot} → ${delivery.url}</p>
      ${delivery.error ? html`<p class="row-bad">${delivery.error}</p>` : nothing} ${retry(delivery, nowMs)}
    </li>`)}
  </ul>`;
}

/** @param {import("./types.js").Delivery} delivery */
function state(delivery) {
  if (delivery.in_flight) return badge("on its way", "accent");
  if (delivery.expired) return badge("given up", "error");
  if (delivery.status >= 200 && delivery.status < 300) return badge(String(delivery.status), "ok");
  return badge(delivery.status ? String(delivery.status) : "no answer", "error");
}

/** @param {import("./types.js").Delivery} delivery @param {number} nowMs */
function retry(delivery, nowMs) {
  if (!delivery.next_attempt) return nothing;
  const seconds = (Date.parse(delivery.next_attempt) - nowMs) / 1000;
  return seconds > 0 ? html`<p class="row-text">Next try in ${countdown(seconds)}</p>` : nothing;
}

/** @param {import("./store.js").Store} store */
function calls(store) {
  if (store.calls.length === 0) return html`<p class="pane-note">No bot has called yet.</p>`;
  return html`<ul class="rows">
    ${repeat(store.calls, ({ id }) => id, (call) => html`<li class="row">
      <details>
        <summary class="row-head"><strong>${call.method}</strong> ${badge(String(call.status), call.status === 200 ? "ok" : "error")}
          ${call.fault ? badge(call.fault, "warn") : nothing} <span class="muted">${store.bot(call.bot)?.first_name ?? "unknown bot"}</span></summary>
        <pre class="pane-code">${JSON.stringify(call.arguments, null, 1)}</pre>
      </details>
      ${call.description ? html`<p class="row-bad">${call.description}</p>` : nothing}
      ${call.violations.map((violation) => html`<p class="row-bad">Violation: ${violation}</p>`)}
    </li>`)}
  </ul>`;
}

/** @param {import("./store.js").Store} store */
function curlOf(store) {
  const token = store.overview?.bots[0]?.token ?? "<token>";
  return `curl -d url=http://127.0.0.1:9000/hook -d secret_token=abc \\\n  ${location.origin}/telegram/bot${token}/setWebhook`;
}
