// @ts-check
// Telegram's HTML as a tree, so that what somebody typed is drawn without ever being markup of ours.

/** @typedef {"bold" | "italic" | "underline" | "strike" | "spoiler" | "code" | "pre" | "quote" | "link" | "emoji"} Style */

/** @typedef {{style: Style, href?: string, children: Node[]}} Span */

/** @typedef {string | Span} Node */

/** What may be read although it is not right: `problem` says what is wrong with it. @typedef {{nodes: Node[], problem: string | null}} Parsed */

/** @type {Record<string, Style>} */
const styles = {
  b: "bold", strong: "bold", i: "italic", em: "italic", u: "underline", ins: "underline", s: "strike", strike: "strike", del: "strike",
  "tg-spoiler": "spoiler", span: "spoiler", code: "code", pre: "pre", blockquote: "quote", a: "link", "tg-emoji": "emoji",
};

/** @type {Record<string, string>} */
const entities = { lt: "<", gt: ">", amp: "&", quot: '"' };

const kTag = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[^<>]*)?)>/giy;

/** @param {string} text @returns {Parsed} */
export function parseTelegramHtml(text) {
  /** @type {{tag: string, span: Span}[]} */
  const open = [];
  /** @type {Node[]} */
  const nodes = [];
  /** @type {string | null} */
  let problem = null;
  const note = (/** @type {string} */ words) => (problem ??= words);
  const inner = () => open.at(-1)?.span.children ?? nodes;
  const say = (/** @type {string} */ words) => append(inner(), words);
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    if (next !== at) say(decoded(text.slice(at, next < 0 ? text.length : next)));
    if (next < 0) break;
    kTag.lastIndex = next;
    const found = kTag.exec(text);
    at = found ? kTag.lastIndex : next + 1;
    const tag = found?.[2]?.toLowerCase() ?? "";
    const style = styles[tag];
    if (!found || !style) {
      note(found ? `Telegram does not know the tag <${tag}>. Write &lt; for a plain “<”.` : "A “<” that starts no tag is written &lt;.");
      say(found?.[0] ?? "<");
    } else if (found[1]) {
      if (open.at(-1)?.tag === tag) open.pop();
      else say(found[0]), note(`</${tag}> closes nothing that is open here.`);
    } else {
      /** @type {Span} */
      const span = { style, href: style === "link" ? address(found[3] ?? "") : undefined, children: [] };
      inner().push(span);
      open.push({ tag, span });
    }
  }
  const left = open.at(-1);
  if (left) note(`<${left.tag}> is not closed.`);
  return { nodes, problem };
}

/** What is read when the tags are taken away; its length is what Telegram counts. @param {Node[]} nodes @returns {string} */
export function plainText(nodes) {
  return nodes.map((node) => (typeof node === "string" ? node : plainText(node.children))).join("");
}

/** With every `{placeholder}` of `values` in its texts replaced. @param {Node[]} nodes @param {Record<string, string>} values @returns {Node[]} */
export function filled(nodes, values) {
  return nodes.map((node) =>
    typeof node === "string" ? node.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all) : { ...node, children: filled(node.children, values) },
  );
}

/** @param {Node[]} nodes @param {string} words */
function append(nodes, words) {
  const last = nodes.length - 1;
  const before = nodes[last];
  if (typeof before === "string") nodes[last] = before + words;
  else nodes.push(words);
}

/** @param {string} text */
function decoded(text) {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (all, decimal, hex, name) => {
    if (name) return entities[name.toLowerCase()] ?? all;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** @param {string} attributes */
function address(attributes) {
  const found = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/i.exec(attributes);
  return decoded(found?.[1] ?? found?.[2] ?? found?.[3] ?? "");
}
