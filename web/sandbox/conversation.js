// @ts-check
import { html, nothing, repeat } from "#lib/html.js";
import { icon } from "#components/icons.js";
import { emptyState } from "#components/empty_state.js";
import { botAction, botMenu } from "./bot_menu.js";
import { bubble, summary } from "./bubble.js";
import { addLink, addMember, joinByLink } from "./deeds.js";

/** @typedef {import("./types.js").Chat} Chat */
/** @typedef {import("./types.js").Message} Message */

/**
 * The middle column: one chat, and what a person can do in it.
 * @param {import("./store.js").Store} store
 * @param {{attempt: (deed: () => Promise<unknown>) => void, press: (message: Message, row: number, column: number) => void,
 *   reply: (message: Message | null) => void, replying: Message | null, back: () => void, copy: (text: string, what: string) => void,
 *   send: (form: HTMLFormElement) => void, tap: (text: string) => void}} act
 */
export function conversation(store, act) {
  const { chat } = store;
  if (!chat) {
    return emptyState({ icon: "inbox", title: "No chat is open", text: "Choose a chat on the left, or add a bot and a person and open the bot." });
  }
  const writer = store.writer(chat);
  const own = (/** @type {Message} */ message) => (message.from ? message.from.id === writer?.id : false);
  return html`
    <header class="talk-head">
      <button type="button" class="icon-button talk-back" aria-label="Back to the chats" @click=${act.back}>${icon("back")}</button>
      <div class="talk-title">
        <h2>${chat.title}</h2>
        <p class="muted">${subtitle(store, chat)}</p>
      </div>
      ${deeds(store, chat, writer?.id ?? 0, act)}
    </header>
    ${requests(store, chat, writer?.id ?? 0, act)} ${links(store, chat, act)}
    <ol class="talk" tabindex="0" aria-label=${`Messages of ${chat.title}`} aria-live="polite">
      ${store.hasMore ? html`<li class="event"><button type="button" class="button button-small" @click=${() => act.attempt(() => store.loadOlder())}>Older messages</button></li>` : nothing}
      ${repeat(
        store.messages,
        ({ message_id }) => message_id,
        (message) => html`${message === firstNew(store, own) ? html`<li class="event event-new">New messages</li>` : nothing}${bubble(message, { own: own(message), named: chat.kind !== "private" && !own(message), press: act.press, reply: act.reply })}`,
      )}
    </ol>
    ${botAction(chat, store.bot(chat.bot ?? 0)?.first_name ?? "A bot", store.control.now())} ${replyKeyboard(chat, act.tap)} ${composer(store, chat, writer, act)}`;
}

/** Where what came while one looked elsewhere begins. @param {import("./store.js").Store} store @param {(message: Message) => boolean} own */
function firstNew(store, own) {
  return store.newAfter === null ? undefined : store.messages.find((message) => message.message_id > Number(store.newAfter) && !own(message));
}

/** @param {import("./store.js").Store} store @param {Chat} chat */
function subtitle(store, chat) {
  if (chat.bot) return `with ${store.bot(chat.bot)?.first_name ?? "a bot"} · ${chat.id}`;
  const name = chat.username ? ` · @${chat.username}` : "";
  return `${chat.kind} · ${chat.member_count} ${chat.member_count === 1 ? "member" : "members"} · ${chat.id}${name}${chat.migrated_to ? " · upgraded" : ""}`;
}

/** @param {import("./store.js").Store} store @param {Chat} chat @param {number} actor @param {{attempt: (deed: () => Promise<unknown>) => void}} act */
function deeds(store, chat, actor, { attempt }) {
  const deed = (/** @type {string} */ label, /** @type {() => Promise<unknown>} */ run) => html`<button type="button" class="button button-small" @click=${() => attempt(run)}>${label}</button>`;
  if (chat.bot) {
    const to = { bot: chat.bot, user: chat.id };
    return html`<div class="talk-deeds">${deed("Start", () => store.control.do("start", to))} ${chat.blocked ? deed("Unblock", () => store.control.do("block", { ...to, blocked: false })) : deed("Block", () => store.control.do("block", { ...to, blocked: true }))}</div>`;
  }
  return html`<div class="talk-deeds">
    ${deed("Members", () => addMember(store, chat, actor))} ${deed("Invite link", () => addLink(store, chat, actor))}
    ${actor && store.writersOf(chat).length > 1 ? deed("Leave", () => store.control.do("leave", { chat: chat.key, user: actor })) : nothing}
    ${chat.kind === "group" && !chat.migrated_to ? deed("Upgrade", () => store.control.do("migrate", { chat: chat.key, user: actor })) : nothing}
  </div>`;
}

/** @param {import("./store.js").Store} store @param {Chat} chat @param {number} actor @param {{attempt: (deed: () => Promise<unknown>) => void}} act */
function requests(store, chat, actor, { attempt }) {
  const decide = (/** @type {number} */ user, /** @type {boolean} */ approve) => () => attempt(() => store.control.do("decide", { chat: chat.key, user, actor, approve }));
  return chat.requests.map(
    ({ user, name: person }) => html`<div class="ask" role="status">
      <span><strong>${person}</strong> asks to join</span>
      <button type="button" class="button button-small button-primary" @click=${decide(user, true)}>Approve</button>
      <button type="button" class="button button-small" @click=${decide(user, false)}>Decline</button>
    </div>`,
  );
}

/** @param {import("./store.js").Store} store @param {Chat} chat @param {{attempt: (deed: () => Promise<unknown>) => void, copy: (text: string, what: string) => void}} act */
function links(store, chat, act) {
  const open = chat.links.filter(({ is_revoked }) => !is_revoked);
  if (open.length === 0) return nothing;
  return html`<details class="links">
    <summary>${open.length} invite ${open.length === 1 ? "link" : "links"}</summary>
    <ul>
      ${open.map(
        (link) => html`<li>
          <code>${link.invite_link}</code> <span class="muted">${link.name ?? ""} ${link.creates_join_request ? "asks first" : ""} ${link.member_limit ? `for ${link.member_limit}` : ""}</span>
          <button type="button" class="icon-button" aria-label="Copy the link" @click=${() => act.copy(link.invite_link, "Link")}>${icon("copy")}</button>
          <button type="button" class="button button-small" @click=${() => act.attempt(() => joinByLink(store, link.invite_link))}>Join</button>
        </li>`,
      )}
    </ul>
  </details>`;
}

/** What a bot showed instead of the keyboard. @param {Chat} chat @param {(text: string) => void} tap */
function replyKeyboard(chat, tap) {
  const rows = /** @type {({text: string} | string)[][] | undefined} */ (chat.keyboard?.keyboard);
  if (!rows) return nothing;
  return html`<div class="reply-keys" role="group" aria-label="The bot's keyboard">
    ${rows.map((row) => html`<div class="keys-row">${row.map((key) => (typeof key === "string" ? key : key.text)).map((text) => html`<button type="button" class="key" @click=${() => tap(text)}>${text}</button>`)}</div>`)}
  </div>`;
}

/**
 * @param {import("./store.js").Store} store
 * @param {Chat} chat
 * @param {import("./types.js").Person | null} writer
 * @param {{reply: (message: Message | null) => void, replying: Message | null, send: (form: HTMLFormElement) => void, tap: (text: string) => void}} act
 */
function composer(store, chat, writer, act) {
  if (!writer) return html`<p class="pane-note">Nobody here can write.</p>`;
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    act.send(/** @type {HTMLFormElement} */ (event.target));
  };
  const enter = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    /** @type {HTMLTextAreaElement} */ (event.target).form?.requestSubmit();
  };
  const choose = (/** @type {Event} */ event) => {
    store.writers.set(chat.key, Number(/** @type {HTMLSelectElement} */ (event.target).value));
    store.refresh("overview");
  };
  const named = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    nameChosen(input, input.files?.[0]?.name ?? "");
  };
  const emptied = (/** @type {Event} */ event) => nameChosen(/** @type {HTMLFormElement} */ (event.target).photo, "");
  return html`<form class="composer" @submit=${submit} @reset=${emptied}>
    ${act.replying ? html`<p class="composer-reply"><span>Reply to: ${summary(act.replying)}</span><button type="button" class="icon-button" aria-label="Do not reply" @click=${() => act.reply(null)}>${icon("close")}</button></p>` : nothing}
    <label class="composer-as"><span class="visually-hidden">Write as</span>
      <select class="input" @change=${choose}>${store.writersOf(chat).map(({ id, first_name }) => html`<option value=${id} ?selected=${id === writer.id}>${first_name}</option>`)}</select>
    </label>
    ${botMenu(chat, act.tap)}
    <label class="composer-text"><span class="visually-hidden">Message</span><textarea class="input" name="text" rows="1" placeholder="Message as ${writer.first_name}" @keydown=${enter}></textarea></label>
    <label class="composer-file"><span class="button button-small">Photo</span><input class="visually-hidden" type="file" name="photo" accept="image/png,image/jpeg,image/webp,image/gif" @change=${named} /></label>
    <button type="submit" class="button button-primary">Send</button>
  </form>`;
}

/** The input itself is hidden, so the button before it says what will go out with the message. @param {HTMLInputElement} input @param {string} name */
function nameChosen(input, name) {
  const shown = /** @type {HTMLElement | null} */ (input.previousElementSibling);
  if (shown) shown.dataset.chosen = name;
}
