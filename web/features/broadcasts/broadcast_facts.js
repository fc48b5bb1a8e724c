// @ts-check
import { html, nothing } from "#lib/html.js";
import { time } from "#components/time.js";
import { whenOf } from "./timing_form.js";

/** @typedef {import("./broadcast.js").Broadcast} Broadcast */

/** Whom it is for, when, and who wrote it. @param {{broadcast: Broadcast, timeZone: string, now: number}} facts */
export function broadcastFacts({ broadcast, timeZone, now }) {
  const { timing, created_by: author, created_at: created, started_at: started, finished_at: finished } = broadcast;
  const moment = (timing.local_time ?? "").replace("T", " ");
  const when = { now: "At once", workspace: timing.at ? time(timing.at, now) : `${moment} ${timeZone.replaceAll("_", " ")}`, recipient: `${moment} by each one's own clock` }[whenOf(timing)];
  return html`<section class="card facts-card" aria-labelledby="facts-title">
    <h2 id="facts-title">How it is sent</h2>
    <dl class="facts">
      <div><dt>To</dt><dd>${audienceWords(broadcast.audience)}</dd></div>
      <div><dt>When</dt><dd>${when}</dd></div>
      ${timing.quiet ? html`<div><dt>Quiet hours</dt><dd>${timing.quiet.from.slice(0, 5)} – ${timing.quiet.to.slice(0, 5)}, ${timing.quiet.zone === "recipient" ? "each one's own clock" : "the workspace's clock"}</dd></div>` : nothing}
      <div><dt>In doubt</dt><dd>${timing.in_doubt === "never_twice" ? "Never twice" : "Never miss"}</dd></div>
      <div><dt>Gives up after</dt><dd>${timing.expires_hours} hours</dd></div>
      <div><dt>Written</dt><dd>${time(created, now)}${author ? html` by ${author}` : nothing}</dd></div>
      ${started ? html`<div><dt>Started</dt><dd>${time(started, now)}</dd></div>` : nothing}
      ${finished ? html`<div><dt>Ended</dt><dd>${time(finished, now)}</dd></div>` : nothing}
    </dl>
  </section>`;
}

/** @param {import("./broadcast.js").Audience} audience */
function audienceWords({ active_days: active, inactive_days: inactive, generated, has_coupon: coupon, languages, sources, chat_types: types }) {
  const words = [
    active ? `talked to the bot in the last ${active === 1 ? "day" : `${active} days`}` : "",
    inactive ? `was silent for ${inactive} days` : "",
    generated === null ? "" : generated ? "made a picture" : "never made a picture",
    coupon === null ? "" : coupon ? "has a coupon" : "has no coupon",
    languages.length > 0 ? `has the language ${languages.join(" or ")}` : "",
    sources.length > 0 ? `came by ${sources.join(" or ")}` : "",
    types.join() === "private" ? "" : `is a ${types.join(" or ")} chat`,
  ].filter(Boolean);
  return `Everybody who ${words.length > 0 ? words.join(", and ") : "talked to the bot"}`;
}
