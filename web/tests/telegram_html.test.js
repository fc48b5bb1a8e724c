// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, parseTelegramHtml, plainText } from "#lib/telegram_html.js";

/** @param {string} text */
const parsed = (text) => parseTelegramHtml(text).nodes;

test("Telegram's tags nest, and their other names mean the same", () => {
  assert.deepEqual(parsed('a <b>b <i>c</i></b><span class="tg-spoiler">d</span>'), [
    "a ",
    { style: "bold", href: undefined, children: ["b ", { style: "italic", href: undefined, children: ["c"] }] },
    { style: "spoiler", href: undefined, children: ["d"] },
  ]);
  for (const [one, other] of [["<strong>x</strong>", "<b>x</b>"], ["<del>x</del>", "<s>x</s>"], ["<tg-spoiler>x</tg-spoiler>", "<span class='tg-spoiler'>x</span>"]]) {
    assert.deepEqual(parsed(one ?? ""), parsed(other ?? ""));
  }
});

test("a link keeps its address, whatever quotes it has", () => {
  for (const quoted of ['"https://example.com/?a=1&amp;b=2"', "'https://example.com/?a=1&amp;b=2'", "https://example.com/?a=1&amp;b=2"]) {
    assert.deepEqual(parsed(`<a href=${quoted}>x</a>`), [{ style: "link", href: "https://example.com/?a=1&b=2", children: ["x"] }]);
  }
});

test("what Telegram would refuse is said, and read as the text that it is", () => {
  for (const [text, problem, read] of [
    ["1 < 2", /&lt;/, "1 < 2"],
    ["<img src=x onerror=alert(1)>", /<img>/, "<img src=x onerror=alert(1)>"],
    ["<b>never", /<b> is not closed/, "never"],
    ["no</b>", /closes nothing/, "no</b>"],
    ["<b><i>x</b></i>", /<\/b> closes nothing/, "x</b>"],
  ]) {
    const result = parseTelegramHtml(String(text));
    assert.match(String(result.problem), /** @type {RegExp} */ (problem));
    assert.equal(plainText(result.nodes), read);
  }
  assert.equal(parseTelegramHtml("<b>right</b> &lt;3").problem, null);
});

test("Telegram's count is of UTF-16 units without tags", () => {
  assert.equal(plainText(parsed("<b>5 &lt; 6</b> 😀")).length, 8);
  assert.equal(plainText(parsed("&#128512;&#x1F600;&nope;")).length, 10);
});

test("a name that looks like markup stays a name", () => {
  const nodes = filled(parsed("Hi <b>{first_name}</b> {unknown}"), { first_name: "<img src=x>" });
  assert.equal(plainText(nodes), "Hi <img src=x> {unknown}");
  assert.deepEqual(nodes[1], { style: "bold", href: undefined, children: ["<img src=x>"] });
});
