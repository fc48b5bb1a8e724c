// @ts-check
// What the formatting buttons do to a text: Telegram's tags around what is selected, or away from it.

/** @typedef {{text: string, start: number, end: number}} Selected a text, and what is selected in it */

/** @type {{id: string, title: string, tag: string, keys?: string}[]} */
export const marks = [
  { id: "bold", title: "Bold", tag: "b", keys: "mod+b" },
  { id: "italic", title: "Italic", tag: "i", keys: "mod+i" },
  { id: "underline", title: "Underline", tag: "u", keys: "mod+u" },
  { id: "strike", title: "Strike through", tag: "s", keys: "mod+shift+x" },
  { id: "code", title: "Code", tag: "code", keys: "mod+shift+m" },
  { id: "spoiler", title: "Spoiler", tag: "tg-spoiler", keys: "mod+shift+p" },
  { id: "quote", title: "Quote", tag: "blockquote" },
];

/** Puts the tag around what is selected; where it is there already, takes it away. @param {Selected} selected @param {string} tag @returns {Selected} */
export function toggled({ text, start, end }, tag) {
  const [open, close] = [`<${tag}>`, `</${tag}>`];
  const inside = text.slice(start, end);
  if (text.slice(0, start).endsWith(open) && text.slice(end).startsWith(close)) {
    return replaced(text, start - open.length, end + close.length, inside, 0);
  }
  if (inside.startsWith(open) && inside.endsWith(close) && inside.length >= open.length + close.length) {
    return replaced(text, start, end, inside.slice(open.length, inside.length - close.length), 0);
  }
  // Blanks at the ends stay outside: a tag that begins with one looks the same and reads worse.
  const [, before = "", words = "", after = ""] = /^(\s*)([^]*?)(\s*)$/.exec(inside) ?? [];
  return { text: text.slice(0, start) + before + open + words + close + after + text.slice(end), ...within(start + before.length + open.length, words.length) };
}

/** What is selected becomes a link; nothing selected: its address is read. @param {Selected} selected @param {string} url @returns {Selected} */
export function withLink({ text, start, end }, url) {
  const words = text.slice(start, end) || escaped(url);
  const open = `<a href="${escaped(url).replaceAll('"', "&quot;")}">`;
  return { text: `${text.slice(0, start)}${open}${words}</a>${text.slice(end)}`, ...within(start + open.length, words.length) };
}

/** @param {Selected} selected @param {string} words @returns {Selected} */
export function withWords({ text, start, end }, words) {
  return replaced(text, start, end, words, words.length);
}

/** @param {string} text @param {number} from @param {number} to @param {string} words @param {number} caret how far into them the selection starts */
function replaced(text, from, to, words, caret) {
  return { text: text.slice(0, from) + words + text.slice(to), start: from + caret, end: from + words.length };
}

/** @param {number} start @param {number} length */
function within(start, length) {
  return { start, end: start + length };
}

/** @param {string} plain */
function escaped(plain) {
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
