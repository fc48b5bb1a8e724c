// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Api } from "#lib/api.js";
import { formValues } from "#lib/form.js";
import { forgetInvitation, takeInvitation } from "#lib/invitation.js";
import { logoProblem } from "#lib/logo_file.js";
import { startPage } from "#lib/start_page.js";
import { endView, viewAs, viewedTenant } from "#lib/view_as.js";
import { navigation } from "#features/navigation.js";
import { keyMode, looksSecret, missingSteps, nextStep, stepOfHash } from "#features/setup/steps.js";

/** @type {Map<string, string>} */
const stored = new Map();
beforeEach(() => {
  stored.clear();
  Object.assign(globalThis, {
    sessionStorage: {
      getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => void stored.set(key, value),
      removeItem: (/** @type {string} */ key) => void stored.delete(key),
    },
  });
});

/** @param {string | null} role @param {boolean} complete */
const member = (role, complete) => ({ is_platform_admin: false, tenant: { role, onboarding: { is_complete: complete } } });

test("everybody starts where their work is", () => {
  const platform = { is_platform_admin: true, tenant: { role: "owner", onboarding: { is_complete: false } } };
  assert.equal(startPage("default", platform), "/admin");
  assert.equal(startPage("admin", member("owner", true)), "/admin");
  assert.equal(startPage("dash", member("owner", true)), "/app");
  assert.equal(startPage("default", { is_platform_admin: false, tenant: null }), "/setup");
  assert.equal(startPage("default", member("owner", false)), "/setup");
  assert.equal(startPage("default", member("admin", false)), "/setup");
});

test("somebody who may not do the setup is never sent there", () => {
  assert.equal(startPage("default", member("member", false)), "/app");
});

test("the viewed tenant is what was chosen, until the view ends", () => {
  assert.equal(viewedTenant(), null);
  viewAs({ id: "t1", name: "Gold" });
  assert.deepEqual(viewedTenant(), { id: "t1", name: "Gold" });
  endView();
  assert.equal(viewedTenant(), null);
});

test("what is stored by somebody else is no viewed tenant", () => {
  for (const text of ["", "{", "[]", '{"id":7}', '{"id":""}', "null"]) {
    stored.set("promostack.view_as", text);
    assert.equal(viewedTenant(), null, text);
  }
});

test("what is refused during a view into a workspace says why", async () => {
  /** @type {Headers[]} */
  const sent = [];
  const refuse = async (/** @type {string} */ _, /** @type {{headers: Headers}} */ { headers }) => {
    sent.push(headers);
    return new Response('{"error":"You are not allowed to do this","code":"forbidden"}', { status: 403 });
  };
  Object.assign(globalThis, { fetch: refuse });
  const api = new Api({ viewedTenant: () => viewedTenant()?.id ?? null });
  await assert.rejects(api.delete("/api/tenant"), { message: "You are not allowed to do this", code: "forbidden" });
  viewAs({ id: "t1", name: "Gold" });
  await assert.rejects(api.delete("/api/tenant"), { message: /^You are not allowed to do this\. You are viewing this workspace/ });
  assert.deepEqual(sent.map((headers) => headers.get("X-Impersonate-Tenant")), [null, "t1"]);
});

test("an invitation waits in the tab until it is used", () => {
  const token = "kMmr4xQ0l9d3vZ1Jb7p2sA_e-R6tYcW8";
  assert.equal(takeInvitation(`#${token}`), token);
  assert.equal(takeInvitation(""), token);
  assert.equal(takeInvitation("#/not/a/token"), token);
  forgetInvitation();
  assert.equal(takeInvitation(""), null);
});

test("a browser that refuses storage forgets, and nothing breaks", () => {
  Object.assign(globalThis, { sessionStorage: undefined });
  viewAs({ id: "t1", name: "Gold" });
  assert.equal(viewedTenant(), null);
  assert.equal(takeInvitation("#kMmr4xQ0l9d3vZ1Jb7p2sA_e-R6tYcW8"), "kMmr4xQ0l9d3vZ1Jb7p2sA_e-R6tYcW8");
});

/** @param {Partial<import("#features/setup/steps.js").SetupState>} done */
const setup = (done) => ({
  tenant_id: "t1", telegram_completed: false, stripe_completed: false, business_completed: false, is_complete: false,
  stripe_webhook_url: null, progress_json: {}, ...done,
});

test("the setup goes on with the first step that is missing", () => {
  assert.equal(nextStep(setup({})), "telegram");
  assert.equal(nextStep(setup({ telegram_completed: true, business_completed: true })), "stripe");
  assert.equal(nextStep(setup({ telegram_completed: true, stripe_completed: true, business_completed: true })), "done");
  assert.deepEqual(missingSteps(setup({ stripe_completed: true })).map(({ id }) => id), ["telegram", "business"]);
});

test("only the setup's own steps are in its address", () => {
  assert.equal(stepOfHash("#stripe"), "stripe");
  for (const hash of ["", "#", "#elsewhere", "#/stripe"]) assert.equal(stepOfHash(hash), null, hash);
});

test("a key says whether money is real", () => {
  assert.equal(keyMode("sk_live_1"), "live");
  assert.equal(keyMode("pk_test_1"), "test");
  for (const key of ["", "sk_", "rk_live_1", " sk_live_1"]) assert.equal(keyMode(key), null, key);
});

test("a key in the wrong field is not kept", () => {
  for (const text of ["sk_live_1", "rk_test_1", "whsec_1", "123456789:AAb"]) assert.ok(looksSecret(text), text);
  for (const text of ["pk_live_1", "@channel", "-1001234567890", "help@gold.example"]) assert.ok(!looksSecret(text), text);
});

test("a logo is a picture of at most 5 MB", () => {
  assert.equal(logoProblem({ type: "image/webp", size: 5 * 1024 * 1024 }), null);
  assert.match(logoProblem({ type: "image/png", size: 5 * 1024 * 1024 + 1 }) ?? "", /larger than 5 MB/);
  assert.match(logoProblem({ type: "image/svg+xml", size: 10 }) ?? "", /PNG, JPEG or WebP/);
  assert.match(logoProblem({ type: "", size: 10 }) ?? "", /PNG, JPEG or WebP/);
});

test("a form's values come without the blanks of pasting, and without its files", () => {
  const entries = [["token", " 1:a \n"], ["logo", new Blob([])]];
  Object.assign(globalThis, { FormData: class { [Symbol.iterator] = () => entries[Symbol.iterator](); } });
  assert.deepEqual(formValues(/** @type {any} */ ({})), { token: "1:a" });
});

test("a letter leads to one page", () => {
  for (const { title, products } of Object.values(navigation)) {
    const keys = products.flatMap(({ features }) => features.map(({ key }) => key));
    assert.equal(new Set(keys).size, keys.length, `${title}: ${keys}`);
  }
});
