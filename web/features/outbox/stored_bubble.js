// @ts-check
import { html } from "#lib/html.js";
import { telegramBubble } from "#components/telegram_bubble.js";

/**
 * A stored call of the Bot API as the message that it makes, or a sentence where it makes none.
 * @param {{call: unknown, sender: string, file: {name: string} | null, method: string}} stored
 */
export function storedBubble({ call, sender, file, method }) {
  const { text, caption, reply_markup: markup } = fields(call);
  const words = typeof text === "string" ? text : typeof caption === "string" ? caption : "";
  if (!words && !file && !method.startsWith("send")) return html`<p class="card-text">${silent[method] ?? `It makes no message: ${method}.`}</p>`;
  return telegramBubble({ sender, text: words, pictureNote: file?.name ?? "", buttons: buttonsOf(markup) });
}

/** @type {Record<string, string>} */
const silent = {
  answerCallbackQuery: "It ends the waiting of a button that somebody pressed.",
  sendChatAction: "It shows that the bot is busy.",
  deleteMessage: "It deletes a message.",
  setMyCommands: "It tells Telegram the bot's commands.",
};

/** @param {unknown} call @returns {Record<string, unknown>} */
function fields(call) {
  return call && typeof call === "object" ? /** @type {Record<string, unknown>} */ (call) : {};
}

/** @param {unknown} markup @returns {import("#components/telegram_bubble.js").BubbleButton[][]} */
function buttonsOf(markup) {
  const rows = fields(markup).inline_keyboard;
  if (!Array.isArray(rows)) return [];
  return rows.filter(Array.isArray).map((row) =>
    row.map((/** @type {unknown} */ button) => {
      const { text, url, copy_text: copied } = fields(button);
      return { text: String(text ?? ""), url: typeof url === "string" ? url : null, copy_text: copied ? String(fields(copied).text ?? "") : null };
    }),
  );
}
