// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { FileIntake, fileIn } from "#lib/file_intake.js";

const text = { name: "codes.csv", type: "text/csv" };
const photo = { name: "me.png", type: "image/png" };

/** @param {object[]} files */
const holding = (files) => /** @type {any} */ ({ files });

test("of several files the first of the wanted type is taken, otherwise the first", () => {
  assert.equal(fileIn(holding([text, photo]), "image/"), photo);
  assert.equal(fileIn(holding([text, photo])), text);
  assert.equal(fileIn(holding([text]), "image/"), text);
  assert.equal(fileIn(holding([])), null);
  assert.equal(fileIn(null), null);
});

test("a place looks ready while a file is held above it, and gets what is dropped", () => {
  /** @type {unknown[]} */
  const told = [];
  const intake = new FileIntake({ onFile: (file) => told.push(file), onOver: () => told.push(intake.over) });
  let prevented = 0;
  const event = (/** @type {object[]} */ ...files) => /** @type {any} */ ({ preventDefault: () => ++prevented, dataTransfer: holding(files) });
  intake.hover(event(text));
  intake.hover(event(text));
  intake.leave();
  intake.hover(event(text));
  intake.drop(event(text));
  assert.deepEqual(told, [true, false, true, false, text]);
  intake.hover(event());
  intake.drop(event());
  assert.deepEqual(told.slice(5), [true, false], "dropped words are no file");
  assert.equal(prevented, 6, "the browser opens none of it");
});

test("a file that was chosen can be chosen again, and a dialog that was closed changes nothing", () => {
  /** @type {unknown[]} */
  const told = [];
  const intake = new FileIntake({ onFile: (file) => told.push(file), onOver: () => assert.fail() });
  const input = { files: [photo], value: "me.png" };
  intake.choose(/** @type {any} */ ({ target: input }));
  assert.equal(input.value, "");
  intake.choose(/** @type {any} */ ({ target: { files: [], value: "" } }));
  assert.deepEqual(told, [photo]);
});
