// @ts-check
import { html, nothing } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { healthy } from "./connection.js";
import { channelTitles } from "./roles.js";

/** What Telegram calls a right, where people call it something else. @type {Record<string, string>} */
const rights = { invite_users: "invite users by link", restrict_members: "ban users" };

/**
 * The channels of a connection, what is missing in each, and a test message for each.
 * @param {object} view
 * @param {import("./connection.js").ChannelReport[]} view.reports
 * @param {string} view.bot
 * @param {boolean} view.may
 * @param {boolean} view.busy
 * @param {(channel: import("./roles.js").ChannelName) => void} view.onTest
 */
export function channelList({ reports, bot, may, busy, onTest }) {
  if (reports.length === 0) return nothing;
  return html`<ul class="channels" aria-label="Channels">
    ${reports.map((report) => html`<li class="channel">
      <div class="channel-words">
        <p class="channel-kind">${channelTitles[report.channel]}</p>
        <p class="channel-title">${report.title ?? "Unknown channel"} <code>${report.id}</code></p>
      </div>
      ${badge(word(report), healthy(report) ? "ok" : report.reachable ? "warn" : "error")}
      ${may
        ? html`<button type="button" class="button button-small" ?disabled=${busy || !report.reachable} aria-label=${`Send a test message to the ${channelTitles[report.channel]}`} @click=${() => onTest(report.channel)}>
            ${icon("send")} Test message
          </button>`
        : nothing}
      ${healthy(report) ? nothing : whatToDo(report, bot)}
    </li>`)}
  </ul>`;
}

/** @param {import("./connection.js").ChannelReport} report */
function word(report) {
  if (healthy(report)) return "Ready";
  return report.reachable ? "Rights missing" : "Not reachable";
}

/** @param {import("./connection.js").ChannelReport} report @param {string} bot */
function whatToDo({ problem, missing }, bot) {
  if (missing.length === 0) return html`<p class="channel-help">${problem}</p>`;
  return html`<div class="channel-help">
    <p>Make ${bot} an administrator of this channel who may:</p>
    <ul>${missing.map((right) => html`<li>${rights[right] ?? right.replaceAll("_", " ")}</li>`)}</ul>
  </div>`;
}
