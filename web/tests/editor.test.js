// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { EditHistory } from "#lib/edit_history.js";
import { drawn, handles, kFirstBox, limits, moved, resized, withNumber } from "#features/templates/box.js";
import { Editing } from "#features/templates/editing.js";
import { draftOf, kFirstStyle, slugOf, templateBody } from "#features/templates/template.js";

/** @typedef {import("#lib/picture/face.js").Box} Box */

/** @param {Partial<Box>} [change] @returns {Box} */
const box = (change) => ({ ...kFirstBox, leftPct: 20, topPct: 30, widthPct: 40, heightPct: 10, ...change });

/** The same numbers at every run. @param {number} seed */
function numbersFrom(seed) {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

/** @param {Box} candidate */
function assertWithin({ leftPct, topPct, widthPct, heightPct }) {
  assert.ok(leftPct >= 0 && topPct >= 0 && widthPct >= 1 && heightPct >= 1, JSON.stringify({ leftPct, topPct, widthPct, heightPct }));
  assert.ok(leftPct + widthPct <= 100.0001 && topPct + heightPct <= 100.0001, JSON.stringify({ leftPct, topPct, widthPct, heightPct }));
}

test("a box stays within the picture, whatever is done with it", () => {
  const next = numbersFrom(7);
  const some = () => next() * 260 - 130;
  let now = box();
  for (let step = 0; step < 2000; step += 1) {
    const handle = handles[Math.floor(next() * handles.length)] ?? { x: 1, y: 1 };
    const deeds = [
      () => moved(now, some(), some()),
      () => resized(now, handle, some(), some()),
      () => drawn(now, { x: some(), y: some() }, { x: some(), y: some() }),
      () => withNumber(now, "leftPct", some()),
      () => withNumber(now, "heightPct", some()),
    ];
    now = deeds[Math.floor(next() * deeds.length)]?.() ?? now;
    assertWithin(now);
  }
});

test("moving keeps the size, and a step of half a percent is a step of half a percent", () => {
  assert.deepEqual(moved(box(), 0.5, -0.5), box({ leftPct: 20.5, topPct: 29.5 }));
  assert.deepEqual(moved(box(), -50, 500), box({ leftPct: 0, topPct: 90 }));
});

test("pulling one edge leaves the opposite one where it is", () => {
  assert.deepEqual(resized(box(), { x: -1, y: 0 }, -5, 9), box({ leftPct: 15, widthPct: 45 }));
  assert.deepEqual(resized(box(), { x: 1, y: 1 }, 5, 5), box({ widthPct: 45, heightPct: 15 }));
  assert.deepEqual(resized(box(), { x: -1, y: 0 }, 80, 0), box({ leftPct: 59, widthPct: 1 }));
});

test("a box is drawn from any corner to any other", () => {
  assert.deepEqual(drawn(box(), { x: 70.04, y: 80 }, { x: 10, y: 60 }), box({ leftPct: 10, topPct: 60, widthPct: 60, heightPct: 20 }));
});

test("nought is a place like any other, and what does not fit is put right", () => {
  assert.equal(withNumber(box(), "leftPct", 0).leftPct, 0);
  assert.equal(withNumber(box(), "leftPct", 75).leftPct, 60);
  assert.equal(withNumber(box(), "widthPct", 0).widthPct, 1);
  assert.deepEqual(limits(box()).topPct, { least: 0, most: 90 });
});

test("undo and redo walk over the steps, and the moves of one gesture are one step", () => {
  const history = new EditHistory(0);
  for (const value of [1, 2, 3]) history.change(value, "drag 1");
  history.change(4, "drag 2");
  history.undo();
  assert.equal(history.present, 3);
  history.undo();
  assert.equal(history.present, 0);
  assert.equal(history.canUndo, false);
  history.undo();
  history.redo();
  assert.equal(history.present, 3);
  history.change(9);
  assert.equal(history.canRedo, false);
});

test("at least fifty steps can be taken back", () => {
  const history = new EditHistory(0);
  for (let value = 1; value <= 60; value += 1) history.change(value);
  for (let value = 0; value < 60; value += 1) history.undo();
  assert.equal(history.present, 0);
});

const face = { ...kFirstStyle, image: "a".repeat(32), imageUrl: "/a.png", previewUrl: "/a-preview.jpg", width: 1080, height: 1080 };

test("the address follows the name until somebody types one of their own", () => {
  const editing = new Editing(() => undefined);
  editing.restart({ name: "", slug: "", telegramEnabled: true, faces: {} });
  editing.typeName("15% off!");
  assert.equal(editing.draft.slug, "15-off");
  editing.typeSlug("mine");
  editing.typeName("Other");
  assert.equal(editing.draft.slug, "mine");
  editing.typeSlug("");
  editing.typeName("Don't  wait - now");
  assert.equal(editing.draft.slug, "dont-wait-now");
});

test("an address that is derived is always one that the server takes, or empty", () => {
  for (const name of ["", "!!!", "--a--b--", " Été 2025 ", "x".repeat(100), `${"x".repeat(63)} y`]) assert.match(slugOf(name), /^$|^[a-z0-9]+(-[a-z0-9]+)*$/, name);
  assert.equal(slugOf("x".repeat(100)).length, 64);
});

test("settings are copied to the other pictures, which keep their own backgrounds", () => {
  const editing = new Editing(() => undefined);
  const story = { ...face, image: "b".repeat(32), height: 1920 };
  editing.restart({ name: "A", slug: "a", telegramEnabled: true, faces: { square: { ...face, fontColor: "#00FF00" }, story } });
  editing.copyToOthers();
  assert.deepEqual(editing.draft.faces.story, { ...story, fontColor: "#00FF00" });
  editing.undo();
  assert.deepEqual(editing.draft.faces.story, story);
});

test("a new picture begins with the settings of the one that is there", () => {
  const editing = new Editing(() => undefined);
  editing.restart({ name: "A", slug: "a", telegramEnabled: true, faces: { story: { ...face, outline: false } } });
  assert.equal(editing.newStyle.outline, false);
});

test("what is saved names a removed face, and sends no addresses of pictures", () => {
  const stored = { name: "A", slug: "a", telegramEnabled: true, faces: { square: face, story: face } };
  const body = templateBody({ ...stored, name: " B ", faces: { square: face } }, stored);
  assert.deepEqual(body, { name: "B", telegram_enabled: true, square: { ...kFirstStyle, image: face.image }, story: null });
  assert.equal(templateBody(stored).slug, "a");
});

test("a stored nought comes back as nought", () => {
  const meta = { name: "A", telegramEnabled: false, square: { ...face, maxFontPx: 0, box: { ...kFirstBox, leftPct: 0, topPct: 0 } } };
  const draft = draftOf({ id: "1", slug: "a", name: "A", telegram_enabled: false, position: 1, revision: 1, meta });
  assert.equal(draft.faces.square?.box.leftPct, 0);
  assert.equal(draft.faces.square?.maxFontPx, 0);
  assert.equal(draft.telegramEnabled, false);
});
