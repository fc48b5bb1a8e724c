// @ts-check
import { html, nothing } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { healthy } from "./connection.js";
import { channelTitles } from "./roles.js";

/** What Telegram calls a right, and what people call it. @type {Record<string, string>} */
const rights = {
  can_post_messages: "post messages",
  can_edit_messages: "edit messages",
  can_delete_messages: "delete messages",
  can_invite_users: "invite users",
  can_restrict_members: "ban users",
  can_manage_chat: "manage the chat",
  can_pin_messages: "pin messages",
};

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
  const may = missing.map((right) => rights[right] ?? right.replace(/^can_/, "").replaceAll("_", " "));
  return html`<div class="channel-help">
    ${problem ? html`<p>${problem}</p>` : nothing}
    ${may.length ? html`<p>${problem ? nothing : `Make ${bot} an administrator of the channel. `}${bot} still needs to be allowed to:</p><ul>${may.map((right) => html`<li>${right}</li>`)}</ul>` : nothing}
  </div>`;
}
