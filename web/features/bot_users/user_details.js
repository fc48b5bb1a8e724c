// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { mayAdminister } from "#lib/permissions.js";
import { routeHref } from "#lib/router.js";
import { timeZones } from "#lib/time_zones.js";
import { badge } from "#components/badge.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { toggleSwitch } from "#components/switch.js";
import { time } from "#components/time.js";
import { reach, telegramLink, userName } from "./bot_user.js";
import { couponsOf, historyTable } from "./user_history.js";
import { UserMessages } from "./user_messages.js";
import { userSteps } from "./user_steps.js";

/** @typedef {import("./bot_user.js").BotUser} BotUser */

/** One of the bot's users: who it is, the coupons, what happened, what was sent. */
export class UserDetails {
  #context;
  #chat;
  #messages;
  /** @type {{user: BotUser | null, steps: import("./user_steps.js").StepTaken[], history: import("./bot_user.js").Deed[]} | null} */
  #activity = null;
  /** @type {Error | null} */
  #failure = null;
  #busy = false;

  /** @param {import("#features/view.js").ViewContext} context @param {string} chat */
  constructor(context, chat) {
    this.#context = context;
    this.#chat = chat;
    this.#messages = new UserMessages(context, chat);
    this.#draw();
  }

  start() {
    const { keyboard, signal } = this.#context;
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#load() }, signal);
    void this.#load();
  }

  async #load() {
    const { api, signal } = this.#context;
    void this.#messages.load();
    try {
      this.#activity = await api.get(`/api/user-activity/${encodeURIComponent(this.#chat)}`, { signal });
      this.#failure = null;
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    const user = this.#activity?.user;
    return html`${pageHeader({
        title: user ? userName(user) : "User",
        subtitle: user?.username ? `@${user.username}` : "",
        actions: html`<a class="button" href=${routeHref({ product: "messages", feature: "users" })}>${icon("back")} All users</a>`,
      })}
      ${this.#content(user)}`;
  }

  /** @param {BotUser | null | undefined} user */
  #content(user) {
    if (!this.#activity && this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>`;
    if (!this.#activity) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    if (!user) {
      const text = "Nobody with this chat id has talked to your bot. The link may be old, or mistyped.";
      return html`<div class="card">${emptyState({ icon: "user", title: "This user is not known", text, action: html`<a class="button" href=${routeHref({ product: "messages", feature: "users" })}>All users</a>` })}</div>`;
    }
    const coupons = couponsOf(this.#activity.history);
    return html`<div class="columns user-columns">
        ${this.#profile(user)}
        <div class="user-side">${userSteps(this.#activity.steps, this.#context.api.now())}${this.#settings(user)}${this.#coupons(coupons)}</div>
      </div>
      ${this.#messages.element} ${historyTable(this.#activity.history, this.#context.api.now())}`;
  }

  /** @param {BotUser} user */
  #profile(user) {
    const now = this.#context.api.now();
    const { title, tone, meaning } = reach(user);
    const link = telegramLink(user);
    return html`<section class="card facts-card" aria-labelledby="profile-title">
      <h2 id="profile-title">Profile</h2>
      <dl class="facts">
        <div><dt>State</dt><dd><span title=${meaning}>${badge(title, tone)}</span></dd></div>
        <div><dt>At Telegram</dt><dd>${link ? html`<a href=${link} target="_blank" rel="noopener noreferrer">@${user.username}</a>` : "no username"}</dd></div>
        <div><dt>Chat id</dt><dd><code>${user.chat_id}</code>${user.chat_type && user.chat_type !== "private" ? ` (${user.chat_type})` : nothing}</dd></div>
        <div><dt>Came by</dt><dd>${user.source ? html`<code>${user.source}</code>` : "no link of yours"}</dd></div>
        <div><dt>First seen</dt><dd>${time(user.first_used, now)}</dd></div>
        <div><dt>Last seen</dt><dd>${time(user.last_used, now)}</dd></div>
        <div><dt>Pictures</dt><dd>${number(user.total_generations)} with ${number(user.unique_coupons)} ${user.unique_coupons === 1 ? "coupon" : "coupons"}</dd></div>
        ${user.blocked_at ? html`<div><dt>Blocked the bot</dt><dd>${time(user.blocked_at, now)}</dd></div>` : nothing}
        ${user.unsubscribed_at ? html`<div><dt>Unsubscribed</dt><dd>${time(user.unsubscribed_at, now)}</dd></div>` : nothing}
      </dl>
    </section>`;
  }

  /** @param {BotUser} user */
  #settings(user) {
    const may = mayAdminister(this.#context.session);
    const zone = user.time_zone ?? "";
    return html`<section class="card facts-card" aria-labelledby="broadcasts-title">
      <h2 id="broadcasts-title">Broadcasts</h2>
      ${may
        ? html`${toggleSwitch({ label: "Broadcasts reach them", on: !user.unsubscribed_at, disabled: this.#busy, onChange: (on) => void this.#change({ unsubscribed: !on }, on ? "Broadcasts reach them again." : "They get no more broadcasts.") })}
            <div class="field user-zone">
              <label class="field-label" for="user-zone">Time zone</label>
              <span class="select-field">
                <select class="input" id="user-zone" ?disabled=${this.#busy} @change=${(/** @type {Event} */ event) => void this.#change({ time_zone: /** @type {HTMLSelectElement} */ (event.target).value }, "The time zone is saved.")}>
                  <option value="" .selected=${zone === ""}>Not known: the workspace's</option>
                  ${timeZones(zone).map((name) => html`<option value=${name} .selected=${name === zone}>${name.replaceAll("_", " ")}</option>`)}
                </select>
              </span>
            </div>`
        : html`<p class="card-text">${user.unsubscribed_at ? "They want no broadcasts." : "Broadcasts reach them."} Time zone: ${zone.replaceAll("_", " ") || "not known"}.</p>`}
      <p class="card-note">They choose for themselves with /stop, /subscribe and /timezone. Their own time counts where a broadcast goes by the recipient's clock.</p>
    </section>`;
  }

  /** @param {[string, number][]} coupons */
  #coupons(coupons) {
    const last = this.#activity?.user?.last_coupon_code;
    return html`<section class="card facts-card" aria-labelledby="user-coupons-title">
      <h2 id="user-coupons-title">Coupons</h2>
      ${coupons.length === 0 && !last ? html`<p class="card-text">No coupon yet.</p>` : nothing}
      <ul class="user-coupons">
        ${last ? html`<li><code>${last}</code><span class="muted">in use</span></li>` : nothing}
        ${coupons.filter(([code]) => code !== last).map(([code, pictures]) => html`<li><code>${code}</code><span class="muted">${number(pictures)} ${pictures === 1 ? "picture" : "pictures"}</span></li>`)}
      </ul>
    </section>`;
  }

  /** @param {{unsubscribed?: boolean, time_zone?: string}} change @param {string} done */
  async #change(change, done) {
    const { api, toasts } = this.#context;
    this.#busy = true;
    this.#draw();
    try {
      await api.put(`/api/bot-users/${encodeURIComponent(this.#chat)}`, change);
      toasts.success(done);
    } catch (failure) {
      toasts.failure(failure);
    }
    this.#busy = false;
    await this.#load();
  }
}
