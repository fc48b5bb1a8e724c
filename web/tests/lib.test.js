// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { rankCommands } from "#lib/command_search.js";
import { csvText } from "#lib/csv.js";
import { count, countdown, exactTime, relativeTime } from "#lib/format.js";
import { returnAddress } from "#lib/return_address.js";
import { parseRoute, routeHref } from "#lib/router.js";

const kNow = Date.parse("2026-03-04T12:00:00Z");

test("a route survives being written and read again", () => {
  const href = routeHref({ product: "platform", feature: "jobs", rest: ["a/b ü"], query: { kind: "x&y=z", state: "" } });
  assert.equal(href, "#/platform/jobs/a%2Fb%20%C3%BC?kind=x%26y%3Dz");
  const route = parseRoute(href);
  assert.deepEqual(route?.rest, ["a/b ü"]);
  assert.equal(route?.query.get("kind"), "x&y=z");
});

test("what is no route is null, not a guess", () => {
  for (const hash of ["", "#", "#main", "#/", "#/%E0%A4%A"]) assert.equal(parseRoute(hash), null, hash);
});

test("a product alone is a route without a feature", () => {
  assert.equal(parseRoute("#/platform")?.feature, "");
});

test("times are told as people say them", () => {
  const cases = /** @type {const} */ ([
    ["2026-03-04T12:00:00Z", "now"],
    ["2026-03-04T11:59:15Z", "45 seconds ago"],
    ["2026-03-04T11:57:00Z", "3 minutes ago"],
    ["2026-03-04T14:00:00Z", "in 2 hours"],
    ["2026-03-11T11:59:58Z", "in 7 days"],
    ["2026-03-03T11:00:00Z", "yesterday"],
    ["2025-12-01T12:00:00Z", "3 months ago"],
  ]);
  for (const [iso, told] of cases) assert.equal(relativeTime(iso, kNow), told);
});

test("an unreadable time is shown as it came", () => {
  assert.equal(relativeTime("soon", kNow), "soon");
  assert.equal(exactTime("soon"), "soon");
});

test("an exact time names its UTC form", () => {
  assert.match(exactTime("2026-03-04T12:00:00.123Z"), /\(2026-03-04 12:00:00 UTC\)$/);
});

test("counts agree with their noun", () => {
  assert.equal(count(1, "job", "jobs"), "1 job");
  assert.equal(count(1200, "job", "jobs"), "1,200 jobs");
});

test("a countdown never shows less than is left", () => {
  assert.equal(countdown(8.2), "0:09");
  assert.equal(countdown(750), "12:30");
  assert.equal(countdown(3600), "1:00:00");
  assert.equal(countdown(-3), "0:00");
});

test("a CSV quotes what needs quotes and disarms formulas", () => {
  assert.equal(csvText(["a", "b"], [['say "hi"', "1,5"], ["=HYPERLINK(1)", "-12.5"]]), 'a,b\r\n"say ""hi""","1,5"\r\n\'=HYPERLINK(1),-12.5\r\n');
});

test("only an address of this site is followed after sign-in", () => {
  const origin = "https://admin.example";
  assert.equal(returnAddress("/admin#/platform/jobs?state=parked", origin), "/admin#/platform/jobs?state=parked");
  for (const bad of [null, "", "admin", "//evil.example/admin", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/login?next=/login"]) {
    assert.equal(returnAddress(bad, origin), null, String(bad));
  }
});

test("the hash that the browser kept completes the address, and never replaces one", () => {
  assert.equal(returnAddress("/admin", "https://x.example", "#/platform/jobs"), "/admin#/platform/jobs");
  assert.equal(returnAddress("/admin#/a/b", "https://x.example", "#/c/d"), "/admin#/a/b");
});

test("the palette puts a title that starts with the letters first", () => {
  const commands = [
    { title: "Subscriptions", group: "Billing" },
    { title: "Jobs", group: "Platform" },
    { title: "Old job log", group: "Platform" },
  ];
  assert.deepEqual(rankCommands(commands, "job").map(({ title }) => title), ["Jobs", "Old job log"]);
  assert.deepEqual(rankCommands(commands, "pjobs").map(({ title }) => title), ["Jobs"]);
  assert.equal(rankCommands(commands, "").length, 3);
  assert.equal(rankCommands(commands, "zzz").length, 0);
});
