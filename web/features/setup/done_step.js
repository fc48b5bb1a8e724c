// @ts-check
import { html, nothing } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { missingSteps, stepOfHash } from "./steps.js";
import { at } from "./telegram_step.js";

/** What was set up, the first message, and the way into the dashboard. */
export class DoneStep {
  #wizard;
  /** @type {{tone: "ok" | "error", text: string} | null} */
  #posted = null;
  /** @type {"posting" | "completing" | null} */
  #busy = null;
  #problem = "";

  /** @param {import("./step_form.js").Wizard} wizard */
  constructor(wizard) {
    this.#wizard = wizard;
  }

  #post = async () => {
    this.#busy = "posting";
    this.#posted = null;
    this.#wizard.draw();
    try {
      const answer = await this.#wizard.api.post("/api/connections/signal_bot/test-message", { channel: "free" });
      this.#posted = { tone: "ok", text: `Posted in ${this.#wizard.telegram.titleOf(String(answer.channel_id)) ?? answer.channel_id}. Look into the channel: your first message is there.` };
    } catch (failure) {
      this.#posted = { tone: "error", text: failure instanceof Error ? failure.message : String(failure) };
    }
    this.#busy = null;
    this.#wizard.draw();
  };

  #complete = async () => {
    this.#busy = "completing";
    this.#problem = "";
    this.#wizard.draw();
    try {
      await this.#wizard.api.post("/api/onboarding/complete");
      location.assign("/app");
      return;
    } catch (failure) {
      this.#problem = failure instanceof Error ? failure.message : String(failure);
      const missing = failure instanceof ApiError ? /** @type {{missing_step?: string}} */ (failure.body)?.missing_step : undefined;
      const step = stepOfHash(`#${missing ?? ""}`);
      this.#busy = null;
      if (step) this.#wizard.open(step);
      else this.#wizard.draw();
    }
  };

  view() {
    const { state } = this.#wizard;
    const missing = missingSteps(state);
    if (missing.length > 0) return this.#unfinished(missing);
    return html`<section class="step" aria-labelledby="done-title">
      <h1 id="done-title" tabindex="-1">Everything is connected</h1>
      <p class="step-lead">Post your first message now, or go straight to your dashboard.</p>
      ${summary(state, (id) => this.#wizard.telegram.titleOf(id))}
      <div class="first-message">
        <button type="button" class="button button-wide" ?disabled=${this.#busy !== null} @click=${this.#post}>
          ${this.#busy === "posting" ? html`<span class="spinner"></span> Posting…` : html`${icon("send")} Send a test message to the FREE channel`}
        </button>
        <div role="status">
          ${this.#posted ? html`<p class="notice notice-${this.#posted.tone}">${icon(this.#posted.tone === "ok" ? "check" : "alert")}<span>${this.#posted.text}</span></p>` : nothing}
        </div>
      </div>
      <div role="alert">${this.#problem ? html`<p class="notice notice-error">${icon("alert")}<span>${this.#problem}</span></p>` : nothing}</div>
      <div class="step-actions">
        <button type="button" class="button button-primary button-wide" ?disabled=${this.#busy !== null} @click=${this.#complete}>
          ${this.#busy === "completing" ? html`<span class="spinner"></span> Opening…` : "Open the dashboard"}
        </button>
      </div>
    </section>`;
  }

  /** @param {{id: import("./steps.js").StepId, title: string}[]} missing */
  #unfinished(missing) {
    return html`<section class="step" aria-labelledby="done-title">
      <h1 id="done-title" tabindex="-1">Almost there</h1>
      <p class="step-lead">${missing.length === 1 ? "One step is" : `${missing.length} steps are`} left. The order does not matter.</p>
      <ul class="card-actions">
        ${missing.map(({ id, title }) => html`<li><button type="button" class="button" @click=${() => this.#wizard.open(id)}>${title}</button></li>`)}
      </ul>
    </section>`;
  }
}

/** @param {import("./steps.js").SetupState} state @param {(channel: string) => string | null} titleOf */
function summary({ progress_json: { telegram, stripe, business } }, titleOf) {
  const channel = (/** @type {string | undefined} */ id) => html`${titleOf(id ?? "") ?? nothing} <code>${id}</code>`;
  return html`<dl class="facts">
    <div><dt>Bot</dt><dd>${telegram?.bot_username ? at(telegram.bot_username) : nothing}</dd></div>
    <div><dt>FREE channel</dt><dd>${channel(telegram?.free_channel_id)}</dd></div>
    <div><dt>VIP channel</dt><dd>${channel(telegram?.vip_channel_id)}</dd></div>
    <div><dt>Stripe</dt><dd>${stripe?.is_live ? badge("Live", "ok") : badge("Test", "warn")}</dd></div>
    <div><dt>Business</dt><dd>${business?.display_name} <span class="muted">${business?.support_email}</span></dd></div>
  </dl>`;
}
