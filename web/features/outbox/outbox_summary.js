// @ts-check
import { html, nothing } from "#lib/html.js";
import { countdown, number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { icon } from "#components/icons.js";
import { time } from "#components/time.js";
import { botTitle } from "./message.js";

/** @typedef {import("./message.js").Summary} Summary */

/** What leaves now, what the last day brought, and what holds a bot up. @param {{summary: Summary | null, now: number}} state */
export function outboxSummary({ summary, now }) {
  const stat = (/** @type {string} */ title, /** @type {string} */ tone, /** @type {keyof Summary["states"]} */ of, /** @type {string} */ meaning) => html`<li class="stat stat-${tone}" title=${meaning}>
    <span class="stat-title"><span class="stat-dot" aria-hidden="true"></span>${title}</span>
    <span class="stat-value">${summary ? counted(summary, summary.states[of]) : html`<span class="skeleton"></span>`}</span>
  </li>`;
  return html`<ul class="stats stats-four" aria-label="Messages" aria-busy=${summary === null}>
      ${stat("Waiting now", "accent", "pending", "Written down, and about to leave")} ${stat("Sent in 24 hours", "ok", "sent_24h", "Telegram took them")}
      ${stat("Failed in 24 hours", "error", "failed_24h", "They did not arrive, and will not")} ${stat("Not known", "warn", "unknown", "They left, and no answer came back: somebody has to decide")}
    </ul>
    ${summary?.oldest_pending_at ? html`<p class="card-note outbox-oldest">The oldest that waits is from ${time(summary.oldest_pending_at, now)}.</p>` : nothing}
    ${summary && summary.bots.length > 0 ? html`<section class="card outbox-bots" aria-label="Bots">${summary.bots.map((bot) => botRow(summary, bot, now))}</section>` : nothing}`;
}

/** @param {Summary} summary @param {Summary["bots"][number]} bot @param {number} now */
function botRow(summary, bot, now) {
  const left = bot.gate_until ? (Date.parse(bot.gate_until) - now) / 1000 : 0;
  const waiting = bot.pending + bot.sending;
  return html`<div class="row">
    <span class="row-icon">${icon(bot.paused ? "pause" : "send")}</span>
    <div class="row-words"><strong>${botTitle(bot)}</strong><span>${waiting > 0 ? `${counted(summary, waiting)} ${waiting === 1 ? "message waits" : "messages wait"}` : "Nothing waits"} · up to ${number(Math.round(bot.per_second * 10) / 10)} a second</span></div>
    ${bot.paused ? html`<span class="outbox-held">${pausedWords(bot.paused)} <a class="section-link" href=${routeHref({ product: "workspace", feature: "connections" })}>Connections</a></span>` : nothing}
    ${!bot.paused && left > 0 ? html`<span class="outbox-held">Telegram asked for a pause: ${countdown(left)} left</span>` : nothing}
  </div>`;
}

/** The server counts so far and no further. @param {Summary} summary @param {number} messages */
export function counted({ counted_to: most }, messages) {
  return messages >= most ? `${number(most)}+` : number(messages);
}

/** @param {string} reason */
function pausedWords(reason) {
  if (reason === "token_refused") return "Stands still: its token is no longer good.";
  if (reason === "not_connected") return "Stands still: it is not connected.";
  return `Stands still: ${reason.replaceAll("_", " ")}.`;
}
