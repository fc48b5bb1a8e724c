// @ts-check
import { html } from "#lib/html.js";
import { count, number } from "#lib/format.js";
import { statCard } from "#components/stat_card.js";

/** @typedef {import("./statistics.js").BotStats} BotStats */
/** @typedef {import("./statistics.js").Retention} Retention */

/** The three numbers on top, each against the same time before. @param {{stats: BotStats | null, before: string}} state `before` names that time */
export function numbers({ stats, before }) {
  const previous = stats?.previous;
  return html`<div class="stats stats-three" aria-busy=${stats === null}>
    ${statCard({
      id: "total-uses",
      title: "Total uses",
      meaning: "Every code that somebody entered and every picture that somebody asked for, in the bot or on the coupon page, whether it worked or not.",
      value: stats && number(stats.total_uses),
      change: stats && previous ? grown(stats.total_uses, previous.total_uses) : null,
      note: stats ? against(previous?.total_uses ?? 0, before) : "",
    })}
    ${statCard({
      id: "success-rate",
      title: "Success rate",
      meaning: "Uses that ended with a picture, as a share of all uses. A wrong coupon counts as not successful.",
      value: stats && `${percent(stats.success_rate)}`,
      change: stats && previous ? risen(stats, previous) : null,
      note: stats ? `${number(stats.successful_uses)} of ${number(stats.total_uses)}` : "",
    })}
    ${statCard({
      id: "unique-users",
      title: "Unique users",
      meaning: "Different chats that used the bot in this time, each counted once. Visitors of the coupon page are not known, and not counted here.",
      value: stats && number(stats.unique_users),
      change: stats && previous ? grown(stats.unique_users, previous.unique_users) : null,
      note: stats ? against(previous?.unique_users ?? 0, before) : "",
    })}
  </div>`;
}

/** How many come back, over all time. @param {Retention} retention */
export function retentionCards({ day1, day7, day30, cohorts }) {
  const cards = /** @type {const} */ ([
    { id: "retention-1", title: "After a day", rate: day1, cohort: cohorts.day1, meaning: "People who made a picture between one and two days after they first used the bot." },
    { id: "retention-7", title: "After a week", rate: day7, cohort: cohorts.day7, meaning: "People who made a picture between 7 and 14 days after they first used the bot." },
    { id: "retention-30", title: "After a month", rate: day30, cohort: cohorts.day30, meaning: "People who made a picture between 30 and 60 days after they first used the bot." },
  ]);
  return html`<div class="stats stats-three">
    ${cards.map(({ id, title, rate, cohort, meaning }) =>
      statCard({ id, title, meaning, value: cohort > 0 ? percent(rate) : "–", note: cohort > 0 ? `of ${count(cohort, "person", "people")} who could have` : "Nobody has been here for long enough yet" }),
    )}
  </div>`;
}

/** @param {number} value */
function percent(value) {
  return `${number(value)} %`;
}

/** @param {number} now @param {number} before @returns {import("#components/stat_card.js").Change | null} */
function grown(now, before) {
  if (before === 0) return null;
  const by = Math.round(((now - before) / before) * 100);
  return { text: `${signed(by)} %`, good: by === 0 ? null : by > 0 };
}

/** @param {BotStats} stats @param {BotStats["previous"]} previous @returns {import("#components/stat_card.js").Change | null} */
function risen({ success_rate: now }, { total_uses: total, successful_uses: successful }) {
  if (total === 0) return null;
  const by = Math.round((now - (successful / total) * 100) * 10) / 10;
  return { text: `${signed(by)} points`, good: by === 0 ? null : by > 0 };
}

/** @param {number} by */
function signed(by) {
  return by > 0 ? `+${number(by)}` : number(by).replace("-", "−");
}

/** @param {number} previous @param {string} before */
function against(previous, before) {
  return previous === 0 ? `none ${before}` : `against ${number(previous)} ${before}`;
}
