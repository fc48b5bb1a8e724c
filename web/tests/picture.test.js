// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { captionOf, cleanCode } from "#lib/picture/caption.js";
import { anchorOf, areaOf, fittedFontPx, fontCap, logoArea, outlinePx } from "#lib/picture/layout.js";

/** One line of the table that the server's layout is held against, too. @param {string} line */
function readCase(line) {
  const words = line.split(/\s+/);
  const numbers = words.map(Number);
  const at = (/** @type {number} */ index) => numbers[index] ?? NaN;
  return {
    picture: { width: at(0), height: at(1) },
    box: /** @type {import("#lib/picture/face.js").Box} */ ({ leftPct: at(2), topPct: at(3), widthPct: at(4), heightPct: at(5), hAlign: words[6], vAlign: words[7] }),
    maxFontPx: at(8),
    emWidth: at(9),
    expected: { area: { left: at(10), top: at(11), width: at(12), height: at(13) }, cap: at(14), fontPx: at(15), outline: at(16), anchor: { x: at(17), y: at(18) } },
  };
}

/** @param {Omit<ReturnType<typeof readCase>, "expected">} given */
function laidOut({ picture, box, maxFontPx, emWidth }) {
  const area = areaOf(box, picture);
  const cap = fontCap(maxFontPx, area);
  const fontPx = fittedFontPx(cap, area.width, (px) => emWidth * px);
  return { area, cap, fontPx, outline: outlinePx(fontPx), anchor: anchorOf(box, area, fontPx) };
}

test("the page lays text out as the server does, in every case of the shared table", () => {
  const table = readFileSync(new URL("../../src/rendering/tests/layout_cases.txt", import.meta.url), "utf8");
  const lines = table.trim().split("\n");
  assert.equal(lines.length, 200);
  for (const line of lines) {
    const { expected, ...given } = readCase(line);
    assert.deepEqual(laidOut(given), expected, line);
  }
});

test("text that fits at the cap gets the cap, and a box without width gets the least size", () => {
  assert.equal(fittedFontPx(46, 419, () => 419), 46);
  for (const width of [0, -1, NaN, Infinity]) assert.equal(fittedFontPx(80, width, () => 1), 8, String(width));
});

test("the logo's circle follows the shorter side", () => {
  assert.deepEqual(logoArea({ width: 1080, height: 1920 }), { left: 43, top: 43, width: 130, height: 130 });
  assert.deepEqual(logoArea({ width: 100, height: 100 }), { left: 20, top: 20, width: 32, height: 32 });
});

test("a code is trimmed, upper case, and holds nothing but letters, digits, dashes and underscores", () => {
  assert.equal(cleanCode(" welcome  30% "), "WELCOME-30");
  assert.equal(cleanCode("a_b-c!"), "A_B-C");
  assert.equal(cleanCode("!?%"), "");
  for (const typed of [" welcome  30% ", "straße", "a\tb\nc", "ümlaut"]) assert.equal(cleanCode(cleanCode(typed)), cleanCode(typed));
});

test("a text in another script stays as it is, with single spaces", () => {
  assert.deepEqual(captionOf("  خصم   ٢٠  "), { caption: "خصم ٢٠", problem: null });
  assert.deepEqual(captionOf("summer 25"), { caption: "SUMMER-25", problem: null });
  assert.equal(captionOf("summer\u00a0\u300025").caption, "SUMMER-25");
});

test("what cannot be drawn is told with what to change", () => {
  assert.match(captionOf("  ").problem ?? "", /Type a text/);
  assert.match(captionOf("x".repeat(65)).problem ?? "", /at most 64/);
  assert.equal(captionOf("割".repeat(64)).problem, null);
  assert.match(captionOf("割".repeat(65)).problem ?? "", /at most 64/);
  assert.match(captionOf("é\u0000").problem ?? "", /control characters/);
  assert.match(captionOf("\ud800").problem ?? "", /control characters/);
});
