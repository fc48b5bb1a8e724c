// @ts-check
import { html, nothing } from "#lib/html.js";
import { icon } from "#components/icons.js";
import { richText } from "./rich_text.js";

/** @typedef {import("./types.js").Message} Message */

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/**
 * One message. `own` stands on the right.
 * @param {Message} message
 * @param {{own: boolean, named: boolean, press: (message: Message, row: number, column: number) => void, reply: (message: Message) => void}} view
 */
export function bubble(message, { own, named, press, reply }) {
  const event = whatHappened(message);
  if (event) return html`<li class="event">${event}</li>`;
  const author = message.from?.first_name ?? message.sender_chat?.title ?? "";
  return html`<li class="bubble ${own ? "bubble-own" : ""}">
    <article class="bubble-card" aria-label=${`Message ${message.message_id} of ${author}`}>
      ${named ? html`<p class="bubble-author ${message.from?.is_bot ? "bubble-bot" : ""}">${author}</p>` : nothing}
      ${message.forward_origin ? html`<p class="bubble-origin">Forwarded from ${message.forward_origin.sender_user?.first_name ?? message.forward_origin.chat?.title}</p>` : nothing}
      ${message.reply_to_message ? html`<p class="bubble-quote">${summary(message.reply_to_message)}</p>` : nothing}
      ${content(message)}
      <footer class="bubble-foot">
        <button type="button" class="bubble-reply" aria-label=${`Reply to message ${message.message_id}`} @click=${() => reply(message)}>Reply</button>
        ${message.edit_date ? html`<span>edited</span>` : nothing}
        <span title=${`Message ${message.message_id}`}>#${message.message_id}</span>
        <time datetime=${new Date(message.date * 1000).toISOString()}>${clock.format(message.date * 1000)}</time>
      </footer>
    </article>
    ${message.reply_markup ? keyboard(message, press) : nothing}
  </li>`;
}

/** One line about a message, for lists and quotations. @param {Message} message @returns {string} */
export function summary(message) {
  const text = message.text ?? message.caption;
  if (text) return text;
  if (message.photo) return "Photo";
  for (const kind of ["animation", "video", "document", "audio", "voice", "video_note", "sticker", "location", "contact"]) {
    if (message[kind]) return (kind.charAt(0).toUpperCase() + kind.slice(1)).replace("_", " ");
  }
  return whatHappened(message) ?? "Message";
}

/** @param {Message} message */
function whatHappened(message) {
  const actor = message.from?.first_name ?? message.sender_chat?.title ?? "Somebody";
  if (message.new_chat_members) return `${message.new_chat_members.map(({ first_name }) => first_name).join(", ")} joined`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`;
  if (message.pinned_message) return `${actor} pinned “${summary(message.pinned_message)}”`;
  if (message.new_chat_title) return `The title is now “${message.new_chat_title}”`;
  if (message.group_chat_created || message.supergroup_chat_created) return `${actor} created the group`;
  if (message.channel_chat_created) return "The channel was created";
  if (message.migrate_to_chat_id) return `The group became the supergroup ${message.migrate_to_chat_id}`;
  if (message.migrate_from_chat_id) return `The supergroup was the group ${message.migrate_from_chat_id}`;
  return null;
}

/** @param {Message} message */
function content(message) {
  const photo = message.photo?.at(-1);
  const text = message.text ?? message.caption;
  const file = message.document ?? message.video ?? message.audio ?? message.voice ?? message.sticker;
  return html`
    ${photo ? html`<a class="bubble-photo" href=${fileUrl(photo.file_id)} target="_blank" rel="noopener"><img src=${fileUrl(photo.file_id)} width=${photo.width} height=${photo.height} alt=${message.caption ?? "Photo"} loading="lazy" /></a>` : nothing}
    ${file ? html`<a class="bubble-file" href=${fileUrl(file.file_id)} download=${file.file_name ?? "file"}>${file.file_name ?? summary(message)}</a>` : nothing}
    ${text ? html`<div class="bubble-text">${richText(text, message.entities ?? message.caption_entities)}</div>` : nothing}
    ${!text && !photo && !file ? html`<div class="bubble-text">${summary(message)}</div>` : nothing}`;
}

/** @param {string} id */
function fileUrl(id) {
  return `/control/telegram/files/${encodeURIComponent(id)}`;
}

/** @param {Message} message @param {(message: Message, row: number, column: number) => void} press */
function keyboard(message, press) {
  return html`<div class="keys">
    ${message.reply_markup?.inline_keyboard.map(
      (row, rowIndex) => html`<div class="keys-row">
        ${row.map((button, column) => html`<button type="button" class="key" title=${button.url ?? button.copy_text?.text ?? button.callback_data ?? ""} @click=${() => press(message, rowIndex, column)}><span>${button.text}</span>${button.url ? " ↗" : ""}${button.copy_text ? icon("copy") : nothing}</button>`)}
      </div>`,
    )}
  </div>`;
}
