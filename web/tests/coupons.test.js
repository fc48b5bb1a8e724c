// @ts-check
// What the dashboard says about coupons, lists of them and batches, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { paceOf, paceText, sizeText } from "#features/coupons/batch.js";
import { findingOf, firstDay, importedText, lastDay, pageSnippet, stateOf } from "#features/coupons/coupon.js";
import { linesIn } from "#features/coupons/csv_drop.js";
import { imageSnippet, linkBody, previewBody } from "#features/coupons/link.js";

const message = "said by the server";

test("a coupon that nobody could check is neither valid nor wrong", () => {
  assert.deepEqual(findingOf({ valid: true, reason: "ok", message }), { kind: "valid", title: "Valid", message });
  for (const reason of ["not_found", "not_yet", "expired"]) assert.equal(findingOf({ valid: false, reason, message }).kind, "wrong");
  for (const reason of ["unavailable", "timeout", "not_configured"]) assert.equal(findingOf({ valid: false, reason, message }).kind, "unchecked");
  assert.match(findingOf({ valid: false, reason: "not_configured", message }).message, /complete its settings/);
});

test("the days of a code are those of the workspace's calendar, the last one included", () => {
  const zone = "Europe/Berlin";
  assert.equal(firstDay("2026-03-28T23:00:00Z", zone), "29 Mar 2026");
  // The day on which the clocks change has 23 hours.
  assert.equal(lastDay("2026-03-29T22:00:00Z", zone), "29 Mar 2026");
  assert.equal(lastDay("2026-03-29T22:00:00Z", "UTC"), "29 Mar 2026, 22:00");
  assert.equal(firstDay("2026-03-29T10:30:00Z", zone), "29 Mar 2026, 12:30");
});

test("a code is good from its first moment on, and not at the moment at which it ends", () => {
  const code = { code: "A", valid_from: "2026-03-01T00:00:00Z", valid_until: "2026-04-01T00:00:00Z", created_at: "" };
  const at = (/** @type {string} */ iso) => stateOf(code, Date.parse(iso)).title;
  assert.deepEqual(["2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z"].map(at), ["Not yet", "Good", "Good", "Expired"]);
  assert.equal(stateOf({ ...code, valid_from: null, valid_until: null }, 0).title, "Good");
});

test("an import tells what is different now", () => {
  assert.equal(importedText({ added: 2, updated: 0, removed: 5, problems: [] }), "2 added, 5 removed.");
  assert.equal(importedText({ added: 0, updated: 0, removed: 0, problems: [] }), "Nothing is different from before.");
});

test("lines are counted as spreadsheets end them, without empty ones and the names of the columns", () => {
  assert.equal(linesIn("code\r\nA\r\n\r\nB\r\n"), 2);
  assert.equal(linesIn("\ufeff\"Coupon_Code\";days\nA;1\n"), 1);
  assert.equal(linesIn("CODE-1\rCODE-2"), 2);
  assert.equal(linesIn(""), 0);
});

test("the pace of a batch says how long the rest takes, once something is drawn", () => {
  assert.equal(paceOf({ atMs: 0, tried: 0 }, { atMs: 2000, tried: 0 }, 100), null);
  assert.equal(paceOf({ atMs: 2000, tried: 5 }, { atMs: 2000, tried: 5 }, 100), null);
  const pace = paceOf({ atMs: 1000, tried: 0 }, { atMs: 3000, tried: 80 }, 4000);
  assert.deepEqual(pace, { perSecond: 40, secondsLeft: 98 });
  assert.equal(paceText(pace), "40 per second, about 2 minutes left");
  assert.equal(paceText({ perSecond: 0.5, secondsLeft: 0.2 }), "30 per minute, about 1 second left");
  assert.equal(paceText(null), "");
});

test("sizes are said in the unit that fits", () => {
  assert.deepEqual([999, 53_400, 47_960_000].map(sizeText), ["999 bytes", "53 kB", "48.0 MB"]);
});

test("HTML for other sites cannot be broken by what it holds", () => {
  assert.equal(pageSnippet("https://a.example/coupon/acme"), '<a href="https://a.example/coupon/acme" target="_blank" rel="noopener">Get your coupon picture</a>');
  assert.equal(imageSnippet("https://a.example/p?a=1&b=2", { variant: "story", text: 'Größe "<x>"' }), '<img src="https://a.example/p?a=1&amp;b=2" width="540" height="960" alt="Größe &quot;&lt;x&gt;&quot;">');
});

test("a link for ever names no days, and its preview asks for the same picture", () => {
  const wish = { template: "spring", variant: /** @type {const} */ ("square"), format: /** @type {const} */ ("png"), text: "A", logo: true, days: null };
  assert.deepEqual(linkBody(wish), { template: "spring", variant: "square", format: "png", text: "A", logo: true });
  assert.deepEqual(linkBody({ ...wish, days: 7 }), { ...wish, days: 7 });
  assert.deepEqual(previewBody({ ...wish, days: 7 }), linkBody(wish));
});
