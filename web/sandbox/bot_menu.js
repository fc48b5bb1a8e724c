// @ts-check
import { html, nothing } from "#lib/html.js";
import { icon } from "#components/icons.js";

/** @typedef {import("./types.js").Chat} Chat */

const doing = /** @type {Record<string, string>} */ ({
  typing: "is typing",
  upload_photo: "is sending a picture",
  upload_document: "is sending a file",
  upload_video: "is sending a video",
});

/** The commands that the bots of a chat offer; a tap sends one. @param {Chat} chat @param {(text: string) => void} tap */
export function botMenu(chat, tap) {
  if (chat.commands.length === 0) return nothing;
  const choose = (/** @type {Event} */ event, /** @type {string} */ command) => {
    /** @type {HTMLElement} */ (event.target).closest("details")?.removeAttribute("open");
    tap(`/${command}`);
  };
  return html`<details class="bot-menu">
    <summary class="icon-button" aria-label="Commands">${icon("menu")}</summary>
    <ul>
      ${chat.commands.map(({ command, description }) => html`<li><button type="button" @click=${(/** @type {Event} */ event) => choose(event, command)}><code>/${command}</code> <span>${description}</span></button></li>`)}
    </ul>
  </details>`;
}

/** What a bot is just doing in this chat. @param {Chat} chat @param {string} name @param {number} nowMs */
export function botAction(chat, name, nowMs) {
  if (!isActing(chat, nowMs)) return nothing;
  return html`<p class="acting" role="status">${name} ${doing[chat.action ?? ""] ?? "is busy"}<span class="acting-dots" aria-hidden="true"><i></i><i></i><i></i></span></p>`;
}

/** @param {Chat} chat @param {number} nowMs */
export function isActing(chat, nowMs) {
  return Boolean(chat.action) && Date.parse(chat.action_until) > nowMs;
}
