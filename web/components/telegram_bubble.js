// @ts-check
import { html, nothing } from "#lib/html.js";
import { filled, parseTelegramHtml } from "#lib/telegram_html.js";
import { icon } from "./icons.js";

/** @typedef {import("#lib/telegram_html.js").Node} Node */

/** @typedef {{text: string, url?: string | null, copy_text?: string | null}} BubbleButton */

/**
 * @typedef {object} Bubble
 * @property {string} sender whose message it is: the bot's name
 * @property {string} text in Telegram's HTML, as somebody wrote it
 * @property {Record<string, string>} [values] for its `{placeholders}`
 * @property {string | null} [picture] an address
 * @property {string} [pictureNote] stands where the picture will be, as long as there is none to show
 * @property {BubbleButton[][]} [buttons]
 * @property {"dark" | "light"} [theme] of Telegram; the page's own when not given
 */

/** A message as Telegram shows it. Drawn from parsed nodes: what was typed is never markup of the page. @param {Bubble} bubble */
export function telegramBubble({ sender, text, values = {}, picture = null, pictureNote = "", buttons = [], theme }) {
  const nodes = filled(parseTelegramHtml(text).nodes, values);
  return html`<div class="telegram" data-telegram=${theme ?? nothing}>
    <div class="telegram-message">
      ${picture ? html`<img class="telegram-picture" src=${picture} alt="The picture of the message" />` : nothing}
      ${!picture && pictureNote ? html`<div class="telegram-picture telegram-picture-none">${icon("image")}<span>${pictureNote}</span></div>` : nothing}
      <div class="telegram-body">
        <p class="telegram-sender">${sender}</p>
        <div class="telegram-text" dir="auto">${text.trim() ? telegramText(nodes) : html`<span class="telegram-nothing">${picture || pictureNote ? "" : "Your words appear here"}</span>`}</div>
      </div>
    </div>
    ${buttons.map((row) => html`<div class="telegram-row">${row.map(button)}</div>`)}
  </div>`;
}

/** @param {Node[]} nodes @param {boolean} [plain] within code and links nothing else is tappable @returns {unknown[]} */
export function telegramText(nodes, plain = false) {
  return nodes.map((node) => {
    if (typeof node === "string") return plain ? node : linked(node);
    return span(node.style, telegramText(node.children, plain || ["code", "pre", "link"].includes(node.style)), node);
  });
}

/** @param {BubbleButton} shown */
function button({ text, url, copy_text: copied }) {
  return html`<span class="telegram-button" title=${url ?? (copied ? `Copies ${copied}` : nothing)}>${text || "…"}${url ? html`<span class="telegram-corner" aria-hidden="true">↗</span>` : nothing}${copied ? icon("copy") : nothing}</span>`;
}

/** @param {import("#lib/telegram_html.js").Style} style @param {unknown} inside @param {{href?: string}} of */
function span(style, inside, { href = "" }) {
  switch (style) {
    case "bold":
      return html`<strong>${inside}</strong>`;
    case "italic":
      return html`<em>${inside}</em>`;
    case "underline":
      return html`<u>${inside}</u>`;
    case "strike":
      return html`<s>${inside}</s>`;
    case "spoiler":
      return html`<span class="telegram-spoiler" title="A spoiler: hidden until it is tapped">${inside}</span>`;
    case "code":
      return html`<code>${inside}</code>`;
    case "pre":
      return html`<pre>${inside}</pre>`;
    case "quote":
      return html`<blockquote>${inside}</blockquote>`;
    case "link":
      return link(href, inside);
    default:
      return inside;
  }
}

/** Only addresses of the web can be followed. @param {string} href @param {unknown} inside */
function link(href, inside) {
  if (!/^https?:\/\//i.test(href)) return html`<span class="telegram-link" title=${href || nothing}>${inside}</span>`;
  return html`<a class="telegram-link" href=${href} title=${href} target="_blank" rel="noopener noreferrer nofollow">${inside}</a>`;
}

/** What Telegram makes tappable by itself: addresses, names, hashtags and commands. @param {string} text */
function linked(text) {
  const pattern = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])|(?<![\w@#/])([@#][\p{L}\d_]{2,}|\/[a-z][a-z0-9_]*)(?!\w)/giu;
  const shown = [];
  let at = 0;
  for (const { 0: found, 1: url, index } of text.matchAll(pattern)) {
    shown.push(text.slice(at, index), url ? link(url, url) : html`<span class="telegram-link">${found}</span>`);
    at = index + found.length;
  }
  return [...shown, text.slice(at)];
}
