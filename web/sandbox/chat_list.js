// @ts-check
import { html, nothing, repeat } from "#lib/html.js";
import { icon } from "#components/icons.js";
import { summary } from "./bubble.js";
import { addBot, addChat, addPerson, joinByLink, openBot } from "./deeds.js";

const kinds = /** @type {Record<string, string>} */ ({ private: "Private", group: "Group", supergroup: "Supergroup", channel: "Channel" });

/**
 * The left column: what can be added, the bots with their tokens, all chats.
 * @param {import("./store.js").Store} store
 * @param {{copy: (text: string, what: string) => void, attempt: (deed: () => Promise<unknown>) => void}} act
 */
export function chatList(store, act) {
  const { overview } = store;
  if (!overview) return html`<p class="pane-note" role="status">Loading…</p>`;
  const ready = overview.people.length > 0;
  const deed = (/** @type {string} */ label, /** @type {() => Promise<unknown>} */ run, disabled = false) =>
    html`<button type="button" class="button button-small" ?disabled=${disabled} @click=${() => act.attempt(run)}>${label}</button>`;
  return html`
    <div class="deeds" role="group" aria-label="Add">
      ${deed("+ Bot", () => addBot(store))} ${deed("+ Person", () => addPerson(store))} ${deed("+ Chat", () => addChat(store), !ready)}
      ${deed("Open bot", () => openBot(store), !ready || overview.bots.length === 0)} ${deed("Join", () => joinByLink(store), !ready)}
    </div>
    <h2 class="pane-title">Bots</h2>
    ${overview.bots.length === 0 ? html`<p class="pane-note">Add a bot to get its token.</p>` : nothing}
    <ul class="bots">
      ${repeat(overview.bots, ({ id }) => id, (bot) => botCard(bot, act.copy))}
    </ul>
    <h2 class="pane-title">Chats</h2>
    ${overview.chats.length === 0 ? html`<p class="pane-note">Add a person, then open the bot as that person.</p>` : nothing}
    <ul class="chats">
      ${repeat(overview.chats, ({ key }) => key, (chat) => chatRow(store, chat))}
    </ul>
    ${overview.chat_count > overview.chats.length ? html`<p class="pane-note">The latest ${overview.chats.length} of ${overview.chat_count} chats.</p>` : nothing}`;
}

/** @param {import("./types.js").Bot} bot @param {(text: string, what: string) => void} copy */
function botCard(bot, copy) {
  return html`<li class="bot">
    <div class="bot-head"><strong>${bot.first_name}</strong> <span class="muted">@${bot.username}</span></div>
    <div class="bot-token">
      <code title=${bot.token}>${bot.token}</code>
      <button type="button" class="icon-button" aria-label=${`Copy the token of ${bot.first_name}`} @click=${() => copy(bot.token, "Token")}>${icon("copy")}</button>
    </div>
    <p class="bot-hook ${bot.webhook.last_error_message ? "bot-hook-bad" : ""}">
      ${bot.webhook.url ? html`<span class="bot-url" title=${bot.webhook.url}>${bot.webhook.url}</span>` : "No webhook"}
      ${bot.webhook.pending_update_count ? html`<span class="badge badge-warn">${bot.webhook.pending_update_count} waiting</span>` : nothing}
    </p>
  </li>`;
}

/** @param {import("./store.js").Store} store @param {import("./types.js").Chat} chat */
function chatRow(store, chat) {
  const bot = chat.bot ? store.bot(chat.bot) : null;
  return html`<li>
    <button type="button" class="chat-row" aria-current=${chat.key === store.selected ? "true" : nothing} @click=${() => store.select(chat.key)}>
      <span class="face face-${chat.kind}" aria-hidden="true">${[...chat.title][0] ?? "?"}</span>
      <span class="chat-text">
        <span class="chat-name">${chat.title}${bot ? html` <span class="muted">↔ ${bot.first_name}</span>` : nothing}</span>
        <span class="chat-last">${chat.last_message ? summary(chat.last_message) : kinds[chat.kind]}</span>
      </span>
      ${store.isNew(chat) ? html`<span class="chat-new"><span class="visually-hidden">New messages</span></span>` : nothing}
      ${chat.requests.length ? html`<span class="badge badge-accent">${chat.requests.length} to join</span>` : nothing}
      ${chat.blocked ? html`<span class="badge badge-error">blocked</span>` : nothing}
    </button>
  </li>`;
}
