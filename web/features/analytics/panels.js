// @ts-check
import { html, nothing } from "#lib/html.js";
import { botStep } from "#lib/bot_steps.js";
import { count, number } from "#lib/format.js";
import { errorTitle } from "#lib/usage_errors.js";
import { barChart } from "#components/bar_chart.js";
import { barList } from "#components/bar_list.js";
import { definition } from "#components/definition.js";
import { funnel } from "#components/funnel.js";
import { retentionCards } from "./numbers.js";

/** @typedef {import("./statistics.js").BotStats} BotStats */

/** @template Value @typedef {import("./part.js").Part<Value>} Part */

/** @typedef {{step: string, people: number}} Step */

/** @typedef {{weekdays: Part<import("./statistics.js").WeekdayStats>, retention: Part<import("./statistics.js").Retention>, sources: Part<import("./statistics.js").Sources>, funnel: Part<Step[]>}} Parts */

const medals = ["🥇", "🥈", "🥉"];

/**
 * @param {object} state
 * @param {Part<BotStats>} state.stats
 * @param {Parts} state.parts
 * @param {string} state.template the chosen one
 * @param {(template: string) => void} state.onTemplate
 */
export function cards({ stats, parts, template, onTemplate }) {
  return html`<div class="analytics-cards">
    ${card("weekdays", "When people come", "Pictures that worked, by weekday; for a single day, by hour. In your workspace's time zone.", parts.weekdays.show(weekdays))}
    ${card("templates", "Templates", "Uses by template, whether they worked or not. Choose one to see its coupons alone.", stats.show((value) => templates(value, template, onTemplate)))}
    ${card("funnel", "How far people come", "Different people in this time, by what they did in the bot.", parts.funnel.show(way))}
    ${card("sources", "Where people come from", "The word behind ?start= in the link to your bot, as of the first visit, and what its people did in this time. People alone: groups and channels are named below.", parts.sources.show(sources))}
    ${card("errors", "Other errors", "Uses that failed for another reason than a wrong coupon.", stats.show(errors))}
  </div>`;
}

/** @param {string} id @param {string} title @param {string} meaning @param {unknown} content */
function card(id, title, meaning, content) {
  return html`<section class="card chart-card" data-panel=${id} aria-labelledby=${`${id}-title`}>
    <div class="chart-head"><h2 id=${`${id}-title`}>${title}</h2>${definition({ id: `${id}-meaning`, of: title, text: meaning })}</div>
    ${content}
  </section>`;
}

/** @param {Part<import("./statistics.js").Retention>} part */
export function retentionPart(part) {
  return html`<section class="section" aria-labelledby="retention-title">
    <div class="section-head"><h2 id="retention-title">Who comes back</h2><span class="muted">Over all time, whatever period is chosen above</span></div>
    ${part.show(retentionCards)}
  </section>`;
}

/** @param {import("./statistics.js").WeekdayStats} stats */
function weekdays({ type, data }) {
  const total = data.reduce((sum, bar) => sum + bar.count, 0);
  if (total === 0) return quiet("Nobody got a picture in this time.");
  const peak = data.reduce((best, bar) => (bar.count > best.count ? bar : best));
  return html`<p class="chart-note">${count(total, "picture", "pictures")}, most ${type === "hourly" ? "at" : "on"} <strong>${peak.label}</strong> (${number(peak.count)})</p>
    ${barChart({ label: type === "hourly" ? "Pictures by hour" : "Pictures by weekday", noun: ["picture", "pictures"], bars: data.map(({ label, count: pictures }) => ({ label, short: type === "hourly" ? label.slice(0, 2) : label.slice(0, 3), count: pictures })) })}`;
}

/** @param {BotStats} stats @param {string} chosen @param {(template: string) => void} onTemplate */
function templates({ popular_templates: used }, chosen, onTemplate) {
  if (used.length === 0) return quiet("Nobody chose a template in this time.");
  return barList({
    label: "Templates by uses",
    lines: used.map(({ template, count: uses }, at) => ({ id: template, title: template, count: uses, mark: medals[at] ?? " ", chosen: template === chosen, onChoose: () => onTemplate(template) })),
  });
}

/** @param {Step[]} taken */
function way(taken) {
  if (taken.every(({ people }) => people === 0)) return quiet("Nobody talked to the bot in this time.");
  return funnel({ label: "People by step", steps: taken.map(({ step, people }) => ({ id: step, people, ...botStep(step) })) });
}

/** @param {import("./statistics.js").Sources} found */
function sources({ sources: people, groups }) {
  if (people.length === 0 && groups.length === 0) return quiet(html`Nobody came by a link yet. Put a word of your own behind the link to your bot: <code>?start=instagram</code>.`);
  return html`${people.length > 0 ? bySource(people) : quiet("No new people in this time.")}
    ${groups.length > 0 ? html`<p class="chart-note">Groups and channels, not counted above: ${groups.map(({ source, groups: many }, at) => html`${at > 0 ? ", " : nothing}<strong>${number(many)}</strong> ${source ? html`by <code>${source}</code>` : "without a link"}`)}</p>` : nothing}`;
}

/** @param {import("./statistics.js").Source[]} found */
function bySource(found) {
  return barList({
    label: "Sources by people",
    lines: found.map(({ source, users, codes, pictures }) => ({
      id: source ?? "",
      title: source ?? html`<span class="muted">Without a link</span>`,
      count: users,
      detail: `${count(codes, "code", "codes")} · ${count(pictures, "picture", "pictures")}`,
    })),
  });
}

/** @param {BotStats} stats */
function errors({ errors: all }) {
  const others = all.filter(({ type }) => type !== "invalid_coupon");
  if (others.length === 0) return quiet("No errors.");
  return barList({ label: "Errors by kind", lines: others.map(({ type, count: times }) => ({ id: type, title: errorTitle(type), count: times })) });
}

/** @param {unknown} words */
function quiet(words) {
  return html`<p class="chart-quiet">${words}</p>`;
}
