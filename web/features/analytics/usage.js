// @ts-check
import { dayIn } from "./statistics.js";

/** @typedef {import("./statistics.js").BotStats} BotStats */
/** @typedef {import("#components/time_chart.js").ChartPoint & {date: string}} UsagePoint */

const kDay = 86_400_000;
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const long = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** What the curve is called. @param {BotStats} stats */
export function usageTitle({ granularity, time_zone: zone }) {
  return `Uses per ${granularity === "hourly" ? "hour" : "day"}, ${zone.replaceAll("_", " ")} time`;
}

/** The points of the curve; today's and yesterday's lead to their hours. @param {BotStats} stats @param {number} now @returns {UsagePoint[]} */
export function usagePoints({ granularity, usage_data: points, time_zone: zone }, now) {
  const near = nearDays(now, zone);
  return points.map(({ label, date, count }) => {
    const day = new Date(`${date.slice(0, 10)}T00:00:00Z`);
    if (granularity === "hourly") return { label, title: `${short.format(day)}, ${label}`, count, date };
    return { label: short.format(day), title: long.format(day), count, date, canOpen: date in near };
  });
}

/** Which period shows this day by the hour. @param {string} date @param {number} now @param {string} zone */
export function periodOfDay(date, now, zone) {
  return nearDays(now, zone)[date];
}

/** @param {number} now @param {string} zone @returns {Record<string, string>} */
function nearDays(now, zone) {
  const today = dayIn(now, zone);
  const yesterday = dayIn(Date.parse(`${today}T12:00:00Z`) - kDay, "UTC");
  return { [today]: "today", [yesterday]: "yesterday" };
}
