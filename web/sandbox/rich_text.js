// @ts-check
import { html } from "#lib/html.js";

/** @typedef {import("./types.js").Entity} Entity */

/** A message's text with its entities. Their offsets count UTF-16 units, as JavaScript does. @param {string} text @param {Entity[]} [entities] */
export function richText(text, entities = []) {
  return part(text, entities, 0, text.length);
}

/**
 * @param {string} text
 * @param {Entity[]} entities
 * @param {number} begin
 * @param {number} end
 * @returns {unknown[]}
 */
function part(text, entities, begin, end) {
  const shown = [];
  let at = begin;
  for (let i = 0; i < entities.length; i++) {
    const entity = /** @type {Entity} */ (entities[i]);
    if (entity.offset < at || entity.offset >= end) continue;
    const last = Math.min(end, entity.offset + entity.length);
    if (entity.offset > at) shown.push(text.slice(at, entity.offset));
    const inside = entities.slice(i + 1).filter((other) => other.offset >= entity.offset && other.offset + other.length <= last);
    shown.push(wrapped(entity, part(text, inside, entity.offset, last), text.slice(entity.offset, last)));
    at = last;
  }
  if (at < end) shown.push(text.slice(at, end));
  return shown;
}

/** @param {Entity} entity @param {unknown[]} inside @param {string} plain */
function wrapped(entity, inside, plain) {
  switch (entity.type) {
    case "bold":
      return html`<strong>${inside}</strong>`;
    case "italic":
      return html`<em>${inside}</em>`;
    case "underline":
      return html`<u>${inside}</u>`;
    case "strikethrough":
      return html`<s>${inside}</s>`;
    case "spoiler":
      return html`<span class="spoiler" tabindex="0">${inside}</span>`;
    case "code":
      return html`<code>${inside}</code>`;
    case "pre":
      return html`<pre>${inside}</pre>`;
    case "blockquote":
    case "expandable_blockquote":
      return html`<blockquote>${inside}</blockquote>`;
    case "text_link":
      return link(entity.url ?? "", inside);
    case "url":
      return link(plain, inside);
    case "mention":
    case "hashtag":
    case "cashtag":
    case "bot_command":
    case "email":
      return html`<span class="tag">${inside}</span>`;
    default:
      return inside;
  }
}

/** Only addresses of the web become links. @param {string} url @param {unknown} inside */
function link(url, inside) {
  return /^https?:\/\//i.test(url) ? html`<a href=${url} target="_blank" rel="noopener noreferrer" title=${url}>${inside}</a>` : html`<span class="tag" title=${url}>${inside}</span>`;
}
