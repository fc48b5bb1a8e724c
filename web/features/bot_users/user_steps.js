// @ts-check
import { html } from "#lib/html.js";
import { botStep } from "#lib/bot_steps.js";
import { time } from "#components/time.js";

/** @typedef {{step: string, first_at: string | null}} StepTaken */

/** How far somebody came, and when each step was taken for the first time. @param {StepTaken[]} steps @param {number} now */
export function userSteps(steps, now) {
  return html`<section class="card facts-card" aria-labelledby="steps-title">
    <h2 id="steps-title">How far they came</h2>
    <dl class="facts">
      ${steps.map(({ step, first_at: at }) => html`<div><dt>${botStep(step).title}</dt><dd>${at ? time(at, now) : html`<span class="muted">not yet</span>`}</dd></div>`)}
    </dl>
    <p class="card-note">The first time of each, in the bot.</p>
  </section>`;
}
