// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { mayAdminister, mayEnterSecrets } from "#lib/permissions.js";
import { Poller } from "#lib/poller.js";
import { routeHref } from "#lib/router.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { botNumbers, botStatus, cheatSheet, hints } from "./bot_panels.js";
import { showMessages } from "./message_list.js";
import { SettingsForm } from "./settings_form.js";

/** @typedef {import("./bot.js").CouponBot} CouponBot */
/** @typedef {import("./bot.js").Connection} Connection */

const kPeriodMs = 10_000;

/** The coupon bot: how it stands, what it says, and what it is hearing right now. @type {import("#features/view.js").OpenView} */
export function open(context) {
  new CouponBotPage(context).start();
  return {};
}

class CouponBotPage {
  #context;
  #poller;
  /** @type {CouponBot | null} */
  #state = null;
  /** @type {Connection | undefined} */
  #connection;
  /** @type {Error | null} */
  #failure = null;
  /** @type {SettingsForm | null} */
  #form = null;
  #busy = false;
  #listening = false;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.#poller = new Poller(() => this.#refresh(), kPeriodMs, context.signal);
    this.#draw();
  }

  start() {
    const { keyboard, signal } = this.#context;
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#poller.runNow() }, signal);
    void this.#poller.start();
  }

  async #refresh() {
    const { api, signal } = this.#context;
    try {
      const [state, { connections }] = await Promise.all([api.get("/api/coupon-bot", { signal }), api.get("/api/connections", { signal })]);
      this.#connection = connections.find((/** @type {Connection} */ { bot_role: role }) => role === "coupon_bot");
      this.#keep(state);
      this.#failure = null;
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  /** @param {CouponBot} state */
  #keep(state) {
    this.#state = state;
    if (state.bot) this.#form ??= new SettingsForm({ context: this.#context, settings: state.settings, sender: state.bot.name, may: mayAdminister(this.#context.session), onSaved: () => {} });
  }

  #draw() {
    const { host, signal } = this.#context;
    if (signal.aborted) return;
    render(this.#view(), host);
    const place = host.querySelector("[data-messages]");
    if (!(place instanceof HTMLElement) || this.#listening) return;
    this.#listening = true;
    showMessages(place, this.#context);
  }

  #view() {
    return html`${pageHeader({ title: "Coupon bot", subtitle: "Puts people's coupon codes onto your pictures, in a Telegram chat" })}${this.#content()}`;
  }

  #content() {
    const state = this.#state;
    if (!state && this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.#poller.runNow())}</div>`;
    if (!state) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    if (!state.connected || !state.bot) return html`<div class="card">${this.#notConnected()}</div>`;
    const may = mayAdminister(this.#context.session);
    return html`${this.#failure ? html`<p class="notice notice-error" role="alert">${icon("alert")} ${this.#failure.message}</p>` : nothing}
      ${hints(state)} ${botNumbers(state.numbers)}
      <div class="bot-columns">
        ${botStatus({ ...state, bot: state.bot, connection: this.#connection }, { may, busy: this.#busy, onMenu: this.#registerMenu })}
        ${this.#form?.element}
      </div>
      <section class="section" aria-labelledby="messages-title">
        <div class="section-head">
          <h2 id="messages-title">Happening now</h2>
          <a class="section-link" href=${routeHref({ product: "messages", feature: "outbox" })}>Everything that was sent</a>
        </div>
        <div data-messages></div>
      </section>
      <section class="section">${cheatSheet()}</section>`;
  }

  #notConnected() {
    const may = mayEnterSecrets(this.#context.session);
    return emptyState({
      icon: "chat",
      title: "No coupon bot is connected",
      text: may ? "Make a bot with @BotFather, and enter its token: from then on it answers people and makes their pictures." : "An owner or admin of the workspace connects a bot. From then on it answers people here.",
      action: html`<a class="button button-primary" href=${routeHref({ product: "workspace", feature: "connections" })}>${icon("plug")} ${may ? "Connect a bot" : "Connections"}</a>`,
    });
  }

  #registerMenu = async () => {
    const { api, toasts } = this.#context;
    this.#busy = true;
    this.#draw();
    try {
      await api.post("/api/coupon-bot/menu");
      toasts.success("The menu is being registered.");
    } catch (failure) {
      toasts.failure(failure);
    }
    this.#busy = false;
    await this.#poller.runNow();
    this.#draw();
  };
}
