// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "#features/outbox/outbox_summary.js";

test("a number that was not counted to its end says so", () => {
  const summary = /** @type {import("#features/outbox/message.js").Summary} */ ({ counted_to: 10_000 });
  assert.equal(counted(summary, 9_999), "9,999");
  assert.equal(counted(summary, 10_000), "10,000+");
  assert.equal(counted(summary, 0), "0");
});
