// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { KeysetList } from "#lib/keyset_list.js";

/** A list over the numbers 0 … total-1, whose cursor is the next number. @param {number} total @param {number} pageSize */
function numbersUpTo(total, pageSize) {
  /** @type {number[]} */
  const limits = [];
  /** @type {Error | null} */
  let refusal = null;
  const list = new KeysetList({
    pageSize,
    onChange: () => {},
    fetchPage: async ({ cursor, limit }) => {
      limits.push(limit);
      if (refusal) throw refusal;
      const start = Number(cursor ?? 0);
      const end = Math.min(start + limit, total);
      return { items: Array.from({ length: end - start }, (_, index) => start + index), next_cursor: end < total ? String(end) : null };
    },
  });
  return { list, limits, refuse: (/** @type {Error | null} */ failure) => (refusal = failure) };
}

test("a list is loading until it knows, then empty or full", async () => {
  const { list } = numbersUpTo(0, 5);
  assert.equal(list.state, "loading");
  await list.refresh();
  assert.equal(list.state, "empty");
  const { list: other } = numbersUpTo(1, 5);
  await other.refresh();
  assert.equal(other.state, "full");
});

test("load more continues where the page ended, to the end", async () => {
  const { list } = numbersUpTo(12, 5);
  await list.refresh();
  assert.equal(list.hasMore, true);
  await list.loadMore();
  await list.loadMore();
  assert.deepEqual(list.rows, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.equal(list.hasMore, false);
});

test("a refresh keeps as many rows as were shown, in pages the server accepts", async () => {
  const { list, limits } = numbersUpTo(1000, 150);
  await list.refresh();
  await list.loadMore();
  limits.length = 0;
  await list.refresh();
  assert.equal(list.rows.length, 300);
  assert.deepEqual(limits, [200, 100]);
});

test("a failed refresh keeps the rows and says why", async () => {
  const { list, refuse } = numbersUpTo(3, 5);
  await list.refresh();
  refuse(new Error("gone"));
  await list.refresh();
  assert.equal(list.state, "full");
  assert.equal(list.failure?.message, "gone");
  refuse(null);
  await list.refresh();
  assert.equal(list.failure, null);
});

test("a failed first load is a failure until a restart heals it", async () => {
  const { list, refuse } = numbersUpTo(3, 5);
  refuse(new Error("gone"));
  await list.refresh();
  assert.equal(list.state, "failed");
  refuse(null);
  await list.restart();
  assert.equal(list.state, "full");
});

test("the answer to an earlier question does not replace a later one", async () => {
  /** @type {((page: {items: string[], next_cursor: null}) => void)[]} */
  const answers = [];
  const list = new KeysetList({ onChange: () => {}, fetchPage: () => new Promise((resolve) => answers.push(resolve)) });
  const first = list.restart();
  const second = list.restart();
  answers[1]?.({ items: ["new"], next_cursor: null });
  answers[0]?.({ items: ["old"], next_cursor: null });
  await Promise.all([first, second]);
  assert.deepEqual(list.rows, ["new"]);
  assert.equal(list.busy, false);
});
