// @ts-check
import { html } from "#lib/html.js";
import { deliveryState } from "#lib/delivery_state.js";
import { routeHref } from "#lib/router.js";
import { badge } from "#components/badge.js";
import { time } from "#components/time.js";
import { botTitle, chatTitle, kindTitle, problemWords } from "./message.js";

/** @typedef {import("./message.js").Message} Message */

/** A dash on a wide table; on a phone the line is left out. */
const none = html`<span class="muted no-value">–</span>`;

/** @param {Message} message */
export function stateBadge({ state }) {
  const { title, tone, meaning } = deliveryState(state);
  return html`<span title=${meaning}>${badge(title, tone)}</span>`;
}

/** @param {{now: () => number}} options @returns {import("#components/table.js").Column<Message>[]} */
export function outboxColumns({ now }) {
  return [
    {
      title: "To",
      className: "cell-main",
      cell: (message) => html`<a class="cell-title" href=${routeHref({ product: "messages", feature: "outbox", rest: [message.id] })}>${chatTitle(message)}</a>
        <span class="cell-words">${message.preview || message.method}</span>`,
      text: chatTitle,
    },
    { title: "Chat", className: "cell-csv", cell: () => "", text: ({ chat_id: chat }) => String(chat) },
    { title: "Words", className: "cell-csv", cell: () => "", text: ({ preview }) => preview },
    { title: "State", className: "cell-state", cell: stateBadge, text: ({ state }) => state },
    { title: "Kind", className: "cell-name", cell: ({ kind }) => kindTitle(kind), text: ({ kind }) => kind },
    { title: "Bot", className: "cell-name", cell: ({ bot }) => botTitle(bot), text: ({ bot }) => botTitle(bot) },
    {
      title: "Problem",
      className: "cell-error",
      cell: ({ problem, error }) => (problem || error ? html`<span class="clipped-calm" title=${problemWords(problem) || (error ?? "")}>${problemWords(problem) || error}</span>` : none),
      text: ({ problem, error }) => [problemWords(problem), error].filter(Boolean).join(" "),
    },
    {
      title: "Time",
      className: "cell-time",
      cell: ({ sent_at: sent, done_at: done, created_at: made }) => time(sent ?? done ?? made, now()),
      text: ({ sent_at: sent, done_at: done, created_at: made }) => sent ?? done ?? made,
    },
  ];
}
