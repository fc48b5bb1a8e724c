// @ts-check
import { html } from "#lib/html.js";
import { deliveryState } from "#lib/delivery_state.js";
import { Poller } from "#lib/poller.js";
import { routeHref } from "#lib/router.js";
import { badge } from "#components/badge.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { DataTable } from "#components/table.js";
import { time } from "#components/time.js";

/** @typedef {import("./bot.js").BotMessage} BotMessage */

const kPeriodMs = 3000;
const kPageSize = 20;

/** What the bot heard and said last, as it happens. @param {HTMLElement} host @param {import("#features/view.js").ViewContext} context */
export function showMessages(host, { api, signal }) {
  const table = new DataTable(host, {
    caption: "Messages, the latest first",
    noun: ["message", "messages"],
    pageSize: kPageSize,
    columns: columns(() => api.now()),
    key: (/** @type {BotMessage} */ { direction, id, at, chat_id: chat, text }) => id ?? `${direction} ${chat} ${at} ${text}`,
    fetchPage: async (request) => {
      /** @type {{messages: BotMessage[], next: string | null}} */
      const { messages, next } = await api.get("/api/coupon-bot/messages", { query: { ...request }, signal });
      return { items: messages, next_cursor: next };
    },
    empty: () => emptyState({ icon: "chat", title: "Nobody has written yet", text: "Open the chat and say hello: it appears here within seconds." }),
  });
  void new Poller(() => table.list.refresh(), kPeriodMs, signal).start();
}

/** @param {() => number} now @returns {import("#components/table.js").Column<BotMessage>[]} */
function columns(now) {
  return [
    {
      title: "Message",
      className: "cell-main cell-said",
      cell: ({ direction, text }) => html`<span class="said said-${direction}">
        <span class="said-way" title=${direction === "in" ? "Heard" : "Said"}>${icon(direction === "in" ? "inbox" : "send")}<span class="visually-hidden">${direction === "in" ? "Heard:" : "Said:"}</span></span>
        <span class="said-text" title=${text}>${text || html`<span class="muted">a picture, a button, or nothing in words</span>`}</span>
      </span>`,
    },
    {
      title: "Chat",
      className: "cell-name",
      cell: ({ chat_id: chat, chat_name: title }) => html`<a href=${routeHref({ product: "messages", feature: "users", rest: [String(chat)] })}>${title || `Chat ${chat}`}</a>`,
    },
    { title: "State", className: "cell-state", cell: state },
    { title: "When", className: "cell-time", cell: ({ at }) => time(at, now()) },
  ];
}

/** @param {BotMessage} message */
function state({ direction, state: of, id }) {
  if (direction === "in" || !of) return html`<span class="muted">heard</span>`;
  const { title, tone, meaning } = deliveryState(of);
  const pill = html`<span title=${meaning}>${badge(title, tone)}</span>`;
  return id ? html`<a href=${routeHref({ product: "messages", feature: "outbox", rest: [id] })} aria-label=${`${title}: why it was sent`}>${pill}</a>` : pill;
}
