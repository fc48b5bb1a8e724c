// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { filtersHref, periodOf, readFilters } from "#features/analytics/filters.js";
import { dayIn } from "#features/analytics/statistics.js";
import { periodOfDay, usagePoints, usageTitle } from "#features/analytics/usage.js";
import { reach, telegramLink, userName } from "#features/bot_users/bot_user.js";
import { couponsOf } from "#features/bot_users/user_history.js";
import { errorTitle } from "#lib/usage_errors.js";

/** A few minutes into 4 March in Berlin, still the 3rd in UTC. */
const kNow = Date.parse("2026-03-03T23:05:00Z");

/** @param {Partial<import("#features/analytics/statistics.js").BotStats>} [other] */
function stats(other) {
  return /** @type {import("#features/analytics/statistics.js").BotStats} */ ({ time_zone: "Europe/Berlin", granularity: "daily", usage_data: [], ...other });
}

test("what is chosen in Analytics survives in the address, and what is usual is left out", () => {
  const chosen = { days: "30", door: "web", template: "gold & co", coupon: "A=1" };
  const href = filtersHref(chosen);
  assert.equal(href, "#/messages/analytics?days=30&door=web&template=gold+%26+co&coupon=A%3D1");
  assert.deepEqual(readFilters(new URLSearchParams(href.split("?")[1])), chosen);
  assert.equal(filtersHref({ days: "7", door: "all", template: "", coupon: "" }), "#/messages/analytics");
});

test("an address with a period or a door that there is not shows the usual ones", () => {
  const filters = readFilters(new URLSearchParams("days=5000&door=garage"));
  assert.deepEqual([filters.days, filters.door], ["7", "all"]);
  assert.equal(periodOf(filters).title, "7 days");
});

test("today is the workspace's, whatever day it is elsewhere", () => {
  assert.equal(dayIn(kNow, "Europe/Berlin"), "2026-03-04");
  assert.equal(dayIn(kNow, "UTC"), "2026-03-03");
  assert.equal(periodOfDay("2026-03-04", kNow, "Europe/Berlin"), "today");
  assert.equal(periodOfDay("2026-03-03", kNow, "Europe/Berlin"), "yesterday");
  assert.equal(periodOfDay("2026-03-02", kNow, "Europe/Berlin"), undefined);
  assert.equal(periodOfDay("2026-03-03", kNow, "UTC"), "today");
});

test("yesterday is found across the hour that a night in spring lacks", () => {
  const morning = Date.parse("2026-03-30T00:30:00+02:00");
  assert.equal(periodOfDay("2026-03-29", morning, "Europe/Berlin"), "yesterday");
});

test("days are named by the calendar, hours by the clock, and only the last two days open", () => {
  const days = usagePoints(stats({ usage_data: ["2026-03-02", "2026-03-03", "2026-03-04"].map((date, count) => ({ label: date, date, count })) }), kNow);
  assert.deepEqual(days.map(({ label, canOpen }) => [label, canOpen]), [["2 Mar", false], ["3 Mar", true], ["4 Mar", true]]);
  assert.equal(days[0]?.title, "Mon, 2 Mar 2026");
  const hourly = stats({ granularity: "hourly", usage_data: [{ label: "07:00", date: "2026-03-04T07:00:00", count: 3 }] });
  assert.deepEqual(usagePoints(hourly, kNow).map(({ label, title, canOpen }) => [label, title, canOpen]), [["07:00", "4 Mar, 07:00", undefined]]);
  assert.equal(usageTitle(hourly), "Uses per hour, Europe/Berlin time");
});

test("a user is called by name, else by username, else by number", () => {
  const nobody = { first_name: null, last_name: null, username: null, chat_id: -100 };
  assert.equal(userName({ ...nobody, first_name: "Ann", last_name: "Lee" }), "Ann Lee");
  assert.equal(userName({ ...nobody, username: "ann_lee" }), "@ann_lee");
  assert.equal(userName(nobody), "Chat -100");
});

test("only what can be a username becomes a link to Telegram", () => {
  assert.equal(telegramLink({ username: "ann_lee" }), "https://t.me/ann_lee");
  for (const username of [null, "", "a b", "x/../y", "joinchat?x", "ann@evil"]) assert.equal(telegramLink({ username }), null, String(username));
});

test("who blocked the bot is blocked, unsubscribed or not", () => {
  const at = "2026-03-04T12:00:00Z";
  assert.equal(reach({ blocked_at: at, unsubscribed_at: at }).title, "Blocked");
  assert.equal(reach({ blocked_at: null, unsubscribed_at: at }).title, "Unsubscribed");
  assert.equal(reach({ blocked_at: null, unsubscribed_at: null }).title, "Active");
});

test("a user's coupons are those that became pictures", () => {
  const deed = { timestamp: "2026-03-04T12:00:00Z", template: null, error_type: null };
  const history = [
    { ...deed, coupon_code: "GOLD", success: true },
    { ...deed, coupon_code: "WRONG", success: false },
    { ...deed, coupon_code: "OLD", success: true },
    { ...deed, coupon_code: "GOLD", success: true },
  ];
  assert.deepEqual(couponsOf(history), [["GOLD", 2], ["OLD", 1]]);
});

test("an error that nobody has named yet is still readable", () => {
  assert.equal(errorTitle("invalid_coupon"), "Wrong coupon");
  assert.equal(errorTitle("solar_flare_seen"), "Solar flare seen");
});
