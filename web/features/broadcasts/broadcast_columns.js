// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { parseTelegramHtml, plainText } from "#lib/telegram_html.js";
import { badge } from "#components/badge.js";
import { time } from "#components/time.js";
import { doneOf, isLive, pace, reasonTitle, recipientStates, states, titleOf } from "./broadcast.js";
import { howFar, stackedBar } from "./progress.js";

/** @typedef {import("./broadcast.js").Broadcast} Broadcast */
/** @typedef {import("./broadcast.js").Recipient} Recipient */

/** A dash on a wide table; on a phone the line is left out. */
const none = html`<span class="muted no-value">–</span>`;

/** @param {Broadcast} broadcast */
export function wordsOf({ content }) {
  return plainText(parseTelegramHtml(content.text).nodes);
}

/**
 * @param {{now: () => number, href: (broadcast: Broadcast) => string}} options
 * @returns {import("#components/table.js").Column<Broadcast>[]}
 */
export function broadcastColumns({ now, href }) {
  return [
    {
      title: "Broadcast",
      className: "cell-main",
      cell: (broadcast) => html`<a class="cell-title" href=${href(broadcast)}>${titleOf(broadcast, wordsOf(broadcast))}</a>
        <span class="cell-words">${broadcast.name ? wordsOf(broadcast).split("\n")[0] : (broadcast.created_by ?? "")}</span>`,
      text: (broadcast) => titleOf(broadcast, wordsOf(broadcast)),
    },
    { title: "State", className: "cell-state", cell: ({ state }) => badge(states[state].title, states[state].tone), text: ({ state }) => state },
    {
      title: "Progress",
      className: "cell-progress",
      cell: (broadcast) => (broadcast.counts.total > 0 ? html`<span class="progress-cell">${stackedBar(broadcast.counts)}<span>${howFar(broadcast.counts)}${isLive(broadcast) && pace(broadcast) ? html` <span class="muted">${pace(broadcast)}</span>` : nothing}</span></span>` : none),
      text: ({ counts }) => `${doneOf(counts)}/${counts.total}`,
    },
    { title: "Sent", className: "cell-number", cell: ({ counts }) => (counts.total > 0 ? number(counts.sent) : none), text: ({ counts }) => String(counts.sent) },
    { title: "Not reached", className: "cell-number", cell: ({ counts }) => (counts.total > 0 ? number(counts.failed + counts.blocked + counts.expired) : none), text: ({ counts }) => String(counts.failed + counts.blocked + counts.expired) },
    {
      title: "When",
      className: "cell-time",
      cell: ({ started_at: started, starts_at: starts, updated_at: changed }) => time(started ?? starts ?? changed, now()),
      text: ({ started_at: started, starts_at: starts, updated_at: changed }) => started ?? starts ?? changed,
    },
  ];
}

/**
 * @param {{now: () => number}} options
 * @returns {import("#components/table.js").Column<Recipient>[]}
 */
export function recipientColumns({ now }) {
  return [
    {
      title: "Person",
      className: "cell-main",
      cell: ({ chat_id: id, name: title }) => html`<a class="cell-title" href=${routeHref({ product: "messages", feature: "users", rest: [String(id)] })}>${title || `Chat ${id}`}</a><span class="cell-detail">${id}</span>`,
      text: ({ chat_id: id, name: title }) => title || String(id),
    },
    { title: "State", className: "cell-state", cell: recipientBadge, text: ({ state }) => state },
    {
      title: "Why",
      className: "cell-error",
      cell: ({ reason, error }) => (reason || error ? html`<span class="clipped-calm" title=${error ?? nothing}>${reasonTitle(reason) || error}</span>` : none),
      text: ({ reason, error }) => [reasonTitle(reason), error].filter(Boolean).join(": "),
    },
    { title: "Time", className: "cell-time", cell: ({ done_at: done, due_at: due }) => (done || due ? time(/** @type {string} */ (done ?? due), now()) : none), text: ({ done_at: done, due_at: due }) => done ?? due ?? "" },
    {
      title: "Message",
      className: "cell-link",
      cell: ({ outbox_id: id, name: title, chat_id: chat }) => (id ? html`<a class="section-link" href=${routeHref({ product: "messages", feature: "outbox", rest: [id] })} aria-label=${`What happened to the message to ${title || chat}`}>What happened</a>` : none),
      text: ({ outbox_id: id }) => id ?? "",
    },
  ];
}

/** @param {Recipient} recipient */
function recipientBadge({ state }) {
  const known = recipientStates.find(({ id }) => id === state);
  return badge(known?.title ?? state, known?.tone ?? "idle");
}
