// @ts-check
import { html, nothing } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { icon } from "#components/icons.js";
import { StepForm } from "./step_form.js";

/** @typedef {{channel: string, id: string, reachable: boolean, title: string | null, missing: string[], problem: string | null}} ChannelReport */

/** The bot that posts, and the two channels that it posts to. */
export class TelegramStep {
  #wizard;
  #form;
  /** @type {{state: "idle" | "checking"} | {state: "known", username: string, name: string}} */
  #bot = { state: "idle" };
  #asked = "";
  /** @type {ChannelReport[]} */
  #channels = [];
  #lookingAgain = false;

  /** @param {import("./step_form.js").Wizard} wizard */
  constructor(wizard) {
    this.#wizard = wizard;
    this.#form = new StepForm(wizard, {
      path: "/api/onboarding/telegram",
      required: {
        bot_token: "Paste the token that BotFather gave you.",
        free_channel_id: "Say which channel everybody may join.",
        vip_channel_id: "Say which channel your customers pay for.",
      },
      kept: () => (wizard.state.telegram_completed ? ["bot_token"] : []),
      onSaved: () => {
        this.#bot = { state: "idle" };
        this.#asked = "";
        return this.look();
      },
    });
  }

  /** What the bot still may not do in its channels. A step that was saved is not undone by not knowing this. */
  async look() {
    try {
      const { connections } = await this.#wizard.api.get("/api/connections");
      this.#channels = connections.find((/** @type {{bot_role: string}} */ { bot_role: role }) => role === "signal_bot")?.channels ?? [];
    } catch {
      this.#channels = [];
    }
  }

  /** A channel by its title, as soon as Telegram has told it. @param {string} id */
  titleOf(id) {
    return this.#channels.find((report) => report.id === id)?.title ?? null;
  }

  /** Asks Telegram now. */
  #lookAgain = async () => {
    this.#lookingAgain = true;
    this.#wizard.draw();
    try {
      this.#channels = (await this.#wizard.api.post("/api/connections/validate-saved", { bot_role: "signal_bot" })).channels ?? [];
    } catch (failure) {
      this.#channels = this.#channels.map((report) => ({ ...report, problem: failure instanceof Error ? failure.message : report.problem }));
    }
    this.#lookingAgain = false;
    this.#wizard.draw();
  };

  /** @param {string} token */
  #check = async (token) => {
    if (token === this.#asked) return;
    this.#asked = token;
    this.#bot = { state: token ? "checking" : "idle" };
    this.#form.mark("bot_token", null);
    if (!token) return;
    try {
      const answer = await this.#wizard.api.post("/api/connections/validate", { bot_role: "signal_bot", bot_token: token });
      if (token !== this.#asked) return;
      this.#bot = answer.valid ? { state: "known", username: answer.bot_username, name: answer.bot_name } : { state: "idle" };
      this.#form.mark("bot_token", answer.valid ? null : answer.error);
    } catch (failure) {
      if (token !== this.#asked) return;
      this.#bot = { state: "idle" };
      // Only a word about the token itself is shown: saving checks everything again.
      this.#form.mark("bot_token", failure instanceof ApiError && failure.field === "bot_token" ? failure.message : null);
    }
  };

  view() {
    const saved = this.#wizard.state.progress_json.telegram;
    return html`<form class="step" novalidate @submit=${this.#form.submit}>
      <h1 tabindex="-1">Connect your Telegram bot</h1>
      <p class="step-lead">The bot posts your signals and lets paying customers into the VIP channel.</p>
      ${saved?.bot_username ? html`<p class="callout">${icon("check")}<span>Connected: <strong>${at(saved.bot_username)}</strong>. To replace it, paste another token; without one, only the channels change.</span></p>` : nothing}
      ${instructions()}
      ${this.#form.notice()}
      ${this.#form.secret({ id: "bot_token", label: "Bot token", placeholder: "123456789:AA…", hint: this.#botHint(), onLeave: this.#check })}
      <div class="field-pair">
        ${this.#form.text({ id: "free_channel_id", label: "FREE channel", placeholder: "@your_channel", value: saved?.free_channel_id, hint: "Everybody may join it." })}
        ${this.#form.text({ id: "vip_channel_id", label: "VIP channel", placeholder: "-1001234567890", value: saved?.vip_channel_id, hint: "Only paying customers get in." })}
      </div>
      ${this.#form.button("Connect and go on", "Asking Telegram…")}
    </form>`;
  }

  #botHint() {
    if (this.#bot.state === "checking") return "Asking Telegram…";
    if (this.#bot.state === "known") return html`<span class="field-good">${icon("check")} ${this.#bot.name} <strong>${at(this.#bot.username)}</strong></span>`;
    return "It is stored encrypted and never shown again.";
  }

  /** What is left to do in Telegram, shown until it is done. */
  rights() {
    const lacking = this.#channels.filter(({ reachable, missing, problem }) => !reachable || missing.length > 0 || problem);
    if (lacking.length === 0) return nothing;
    return html`<div class="notice notice-warn" role="status">
      ${icon("alert")}
      <div>
        <p><strong>Saved. Something is left to do in Telegram:</strong></p>
        <ul class="notice-list">
          ${lacking.map(({ title, id, missing, problem }) => html`<li>${title ?? id}: ${problem ?? `the bot may not ${missing.join(", ")} yet.`}</li>`)}
        </ul>
        <button type="button" class="button button-small" ?disabled=${this.#lookingAgain} @click=${this.#lookAgain}>
          ${icon("refresh")} ${this.#lookingAgain ? "Looking…" : "Look again"}
        </button>
      </div>
    </div>`;
  }
}

function instructions() {
  return html`<ol class="instructions">
    <li>In Telegram, write <code>/newbot</code> to <a href="https://t.me/BotFather" target="_blank" rel="noreferrer">@BotFather</a> and copy the token it answers with.</li>
    <li>
      Add the bot to both channels as an administrator. In VIP it has to <strong>post messages</strong>, <strong>invite users</strong> and
      <strong>ban users</strong>; in FREE to <strong>post messages</strong> and <strong>invite users</strong>.
    </li>
    <li>Name the channels: <code>@name</code> for a public one; for a private one its number, which begins with <code>-100</code> and is in its address at web.telegram.org.</li>
  </ol>`;
}

/** @param {string} username */
export function at(username) {
  return username.startsWith("@") ? username : `@${username}`;
}
