// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { toggled, withLink, withWords } from "#features/broadcasts/text_marks.js";

/** What is selected stands between bars. @param {string} text */
function selected(text) {
  const [before = "", inside = "", after = ""] = text.split("|");
  return { text: before + inside + after, start: before.length, end: before.length + inside.length };
}

/** @param {{text: string, start: number, end: number}} of */
const shown = ({ text, start, end }) => `${text.slice(0, start)}|${text.slice(start, end)}|${text.slice(end)}`;

test("a format goes around what is selected and leaves it selected", () => {
  assert.equal(shown(toggled(selected("a |word| b"), "b")), "a <b>|word|</b> b");
  assert.equal(shown(toggled(selected("a| word |b"), "i")), "a <i>|word|</i> b");
  assert.equal(shown(toggled(selected("a||"), "u")), "a<u>||</u>");
});

test("the same format again takes it away, from inside and from outside", () => {
  assert.equal(shown(toggled(selected("a <b>|word|</b> b"), "b")), "a |word| b");
  assert.equal(shown(toggled(selected("a |<b>word</b>| b"), "b")), "a |word| b");
});

test("a link's address cannot end its tag", () => {
  assert.equal(withLink(selected("|here|"), 'https://x.example/?a="&b=<').text, '<a href="https://x.example/?a=&quot;&amp;b=&lt;">here</a>');
  assert.equal(shown(withLink(selected("||"), "https://x.example")), '<a href="https://x.example">|https://x.example|</a>');
});

test("a placeholder takes the place of what is selected", () => {
  assert.equal(shown(withWords(selected("Hi |you|!"), "{name}")), "Hi {name}||!");
});
