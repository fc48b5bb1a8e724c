// @ts-check
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ApiError } from "#lib/api.js";
import { doneOf, draftBody, emptyDraft, titleOf } from "#features/broadcasts/broadcast.js";
import { DraftStore } from "#features/broadcasts/draft_store.js";

/** What a server would answer: it keeps one broadcast and counts its revisions. */
function server() {
  /** @type {{method: string, path: string, body: any}[]} */
  const calls = [];
  /** @type {ApiError | null} */
  let refusal = null;
  let revision = 0;
  let state = "draft";
  const answer = (/** @type {string} */ method) => async (/** @type {string} */ path, /** @type {any} */ body) => {
    calls.push({ method, path, body });
    if (refusal && method !== "GET") throw refusal;
    if (method !== "GET") revision += 1;
    return { broadcast: { ...emptyDraft(), id: "b1", state, revision } };
  };
  const api = /** @type {import("#lib/api.js").Api} */ (/** @type {unknown} */ ({ get: answer("GET"), post: answer("POST"), put: answer("PUT") }));
  return {
    api,
    calls,
    refuse: (/** @type {ApiError | null} */ how) => (refusal = how),
    changedByOther: () => (revision += 1),
    movedByOther: (/** @type {string} */ to) => (state = to),
  };
}

/** @param {import("#lib/api.js").Api} api @param {AbortSignal} [signal] */
const storeOf = (api, signal = new AbortController().signal) => new DraftStore({ api, signal, id: null, onChange: () => {} });

test("the first words make the draft, later ones change it by its revision", async () => {
  const { api, calls } = server();
  const store = storeOf(api);
  store.change({ name: "a" });
  assert.equal(await store.flush(), true);
  store.change({ name: "ab" });
  assert.equal(await store.flush(), true);
  assert.deepEqual(calls.map(({ method, path }) => `${method} ${path}`), ["POST /api/broadcasts", "PUT /api/broadcasts/b1"]);
  assert.equal(calls[1]?.body.revision, 1);
  assert.equal(store.saving, "saved");
});

test("typing is saved when it pauses, all of it at once", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { api, calls } = server();
  const store = storeOf(api);
  for (const title of ["a", "ab", "abc"]) {
    store.change({ name: title });
    mock.timers.tick(300);
  }
  assert.equal(calls.length, 0);
  mock.timers.tick(700);
  mock.timers.reset();
  assert.deepEqual(calls.map(({ body }) => body.name), ["abc"]);
  await store.flush();
  assert.equal(calls.length, 1);
});

test("a first save that is repeated makes no second broadcast", async () => {
  const { api, calls, refuse } = server();
  const store = storeOf(api);
  refuse(new ApiError("The server cannot be reached.", { status: 0, code: "offline" }));
  store.change({ name: "a" });
  assert.equal(await store.flush(), false);
  assert.equal(store.saving, "failed");
  refuse(null);
  assert.equal(await store.flush(), true);
  assert.equal(calls.length, 2);
  assert.equal(calls[0]?.body.request_key, calls[1]?.body.request_key);
});

test("what somebody else changed meanwhile is not overwritten without asking", async () => {
  const { api, calls, refuse } = server();
  const store = storeOf(api);
  store.change({ name: "a" });
  await store.flush();
  refuse(new ApiError("Changed meanwhile.", { status: 409, code: "conflict" }));
  store.change({ name: "b" });
  assert.equal(await store.flush(), false);
  assert.equal(store.saving, "conflict");
  store.change({ name: "c" });
  assert.equal(store.saving, "conflict");
  refuse(null);
  await store.overwrite();
  assert.equal(store.saving, "saved");
  assert.equal(calls.at(-1)?.body.name, "c");
});

test("that somebody else has started it is noticed without typing, and nothing is saved any more", async () => {
  const { api, calls, movedByOther } = server();
  const store = storeOf(api);
  store.change({ name: "a" });
  await store.flush();
  await store.look();
  assert.equal(store.saving, "saved");
  movedByOther("running");
  await store.look();
  assert.equal(store.saving, "over");
  assert.equal(store.stored?.state, "running");
  store.change({ name: "b" });
  assert.equal(await store.flush(), false);
  assert.equal(store.saving, "over");
  assert.equal(calls.filter(({ method }) => method !== "GET").length, 1);
});

test("a save that is refused because it was started says so, and leaves nothing to decide", async () => {
  const { api, refuse, movedByOther } = server();
  const store = storeOf(api);
  store.change({ name: "a" });
  await store.flush();
  movedByOther("cancelled");
  refuse(new ApiError("This broadcast is cancelled.", { status: 409, code: "conflict" }));
  store.change({ name: "b" });
  assert.equal(await store.flush(), false);
  assert.equal(store.saving, "over");
});

test("a change of somebody else is noticed before the next save, one that is scheduled goes on", async () => {
  const { api, changedByOther, movedByOther } = server();
  const store = storeOf(api);
  store.change({ name: "a" });
  await store.flush();
  movedByOther("scheduled");
  await store.look();
  assert.equal(store.saving, "saved");
  changedByOther();
  await store.look();
  assert.equal(store.saving, "conflict");
});

test("what was typed last is saved also when the page is left", async () => {
  const { api, calls } = server();
  const end = new AbortController();
  const store = storeOf(api, end.signal);
  store.change({ name: "a" });
  end.abort();
  assert.deepEqual(calls.map(({ body }) => body.name), ["a"]);
});

test("a button without words or aim, and a code that is empty, are not sent", () => {
  const draft = emptyDraft();
  draft.content.buttons = [[{ text: "Shop", url: "https://x.example" }, { text: "", url: "" }], [{ text: "Copy", copy_text: "" }]];
  draft.content.picture = { kind: "template", template: "sale", variant: "square", fallback_code: "" };
  const { content } = draftBody(draft);
  assert.deepEqual(content.buttons, [[{ text: "Shop", url: "https://x.example" }]]);
  assert.deepEqual(content.picture, { kind: "template", template: "sale", variant: "square", fallback_code: null });
});

test("a broadcast without a name is called by its first line", () => {
  const { content } = emptyDraft();
  assert.equal(titleOf({ name: "Sale", content }, "Hello"), "Sale");
  assert.equal(titleOf({ name: "", content }, "\nHello\nyou"), "Hello");
  assert.equal(titleOf({ name: "", content }, " "), "Without a name");
});

test("whoever neither waits nor is on the way is dealt with", () => {
  const counts = { total: 10, waiting: 3, queued: 2, sent: 3, failed: 1, blocked: 1, unknown: 0, expired: 0, skipped: 0, cancelled: 0, retracted: 0 };
  assert.equal(doneOf(counts), 5);
});
