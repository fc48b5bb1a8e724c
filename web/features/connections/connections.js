// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { mayAdminister, mayEnterSecrets } from "#lib/permissions.js";
import { confirm } from "#components/dialog.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { connectionCard } from "./connection_card.js";
import { ConnectionForm } from "./connection_form.js";
import { channelTitles, roles } from "./roles.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./roles.js").Role} Role */
/** @typedef {import("./roles.js").BotRole} BotRole */

/** What goes on in one card besides the stored connection. @typedef {{check: import("./connection.js").Check | null, checking: boolean, unchecked: boolean, form: ConnectionForm | null, busy: string | null}} Card */

/** The bots of the workspace: how each stands, and how to connect, change, test and remove it. @type {import("#features/view.js").OpenView} */
export function open(context) {
  new ConnectionsPage(context).start();
  return {};
}

class ConnectionsPage {
  #context;
  /** @type {Connection[] | null} */
  #connections = null;
  /** @type {Error | null} */
  #failure = null;
  /** @type {Map<BotRole, Card>} */
  #cards = new Map(roles.map(({ id }) => [id, { check: null, checking: false, unchecked: false, form: null, busy: null }]));

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
  }

  start() {
    const { keyboard, signal } = this.#context;
    keyboard.bind({ keys: "r", title: "Check all bots", group: "This page", run: () => void this.#load() }, signal);
    this.#render();
    void this.#load();
  }

  /** Shows what is stored first, then asks Telegram how each bot really stands. */
  async #load() {
    if (await this.#reload()) await Promise.all((this.#connections ?? []).map(({ bot_role }) => this.#check(bot_role)));
  }

  async #reload() {
    const { api, signal, toasts } = this.#context;
    try {
      this.#connections = (await api.get("/api/connections", { signal })).connections;
      this.#failure = null;
    } catch (failure) {
      if (signal.aborted) return false;
      this.#failure = /** @type {Error} */ (failure);
      // What is on the page already stays there.
      if (this.#connections) toasts.failure(failure);
    }
    this.#render();
    return this.#failure === null;
  }

  /** @param {BotRole} role */
  async #check(role) {
    const { api, session, signal, toasts } = this.#context;
    if (!mayAdminister(session)) return;
    this.#change(role, { checking: true });
    try {
      const check = await api.post("/api/connections/validate-saved", { bot_role: role }, { signal });
      this.#change(role, { check, checking: false, unchecked: false });
      this.#store(role, { last_validated_at: new Date(api.now()).toISOString() });
    } catch (failure) {
      if (signal.aborted) return;
      this.#change(role, { check: null, checking: false, unchecked: true });
      toasts.failure(failure);
    }
  }

  /** @param {BotRole} role @param {Partial<Card>} change */
  #change(role, change) {
    Object.assign(this.#card(role), change);
    this.#render();
  }

  /** @param {BotRole} role */
  #card(role) {
    return /** @type {Card} */ (this.#cards.get(role));
  }

  /** @param {BotRole} role */
  #connection(role) {
    return this.#connections?.find(({ bot_role }) => bot_role === role);
  }

  /** @param {BotRole} role @param {Partial<Connection>} facts */
  #store(role, facts) {
    this.#connections = (this.#connections ?? []).map((connection) => (connection.bot_role === role ? { ...connection, ...facts } : connection));
    this.#render();
  }

  #render() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    const { session } = this.#context;
    return html`
      ${pageHeader({ title: "Connections", subtitle: `The Telegram bots of ${session.tenant.name}` })}
      ${mayEnterSecrets(session) ? nothing : html`<p class="notice notice-info">${icon("info")}<span>${readOnly(session)}</span></p>`}
      ${this.#content()}
    `;
  }

  #content() {
    if (this.#failure && !this.#connections) return html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>`;
    if (!this.#connections) {
      return html`<div class="connections" aria-busy="true">${roles.map(() => html`<div class="card loading-card"><span class="skeleton"></span></div>`)}</div><p class="visually-hidden" role="status">Loading connections…</p>`;
    }
    return html`<div class="connections">${roles.map((role) => this.#cardView(role))}</div>`;
  }

  /** @param {Role} role */
  #cardView(role) {
    const { api, session } = this.#context;
    const { form, ...card } = this.#card(role.id);
    const state = {
      ...card,
      role,
      connection: this.#connection(role.id),
      all: this.#connections ?? [],
      form: form?.element,
      mayAdminister: mayAdminister(session),
      mayEnterSecrets: mayEnterSecrets(session),
      now: api.now(),
    };
    return connectionCard(state, {
      edit: () => this.#edit(role),
      check: () => void this.#check(role.id),
      renewWebhook: () => void this.#renewWebhook(role),
      testMessage: (channel) => void this.#testMessage(role, channel),
      remove: () => void this.#remove(role),
    });
  }

  /** @param {Role} role */
  #edit(role) {
    const { api, signal, toasts } = this.#context;
    const form = new ConnectionForm({
      role,
      connection: this.#connection(role.id),
      api,
      signal,
      onClosed: () => this.#closeForm(role),
      onSaved: () => {
        toasts.success(`The ${role.title.toLowerCase()} is saved.`);
        this.#closeForm(role);
        void this.#load();
      },
    });
    this.#change(role.id, { form });
    form.focus();
  }

  /** @param {Role} role */
  #closeForm(role) {
    this.#change(role.id, { form: null });
    const next = this.#context.host.querySelector(`#${role.id} [data-edit]`) ?? this.#context.host.querySelector(`#${role.id}-title`);
    if (next instanceof HTMLElement) next.focus();
  }

  /** @param {Role} role */
  async #renewWebhook(role) {
    const sure = await confirm({
      title: "Renew the webhook?",
      text: html`<p>Telegram gets a new secret for this bot. Use this when messages stopped arriving, or when somebody may know the old secret; that one counts for ten more minutes.</p>`,
      action: "Renew",
    });
    if (!sure) return;
    await this.#act(role, "Registering the webhook…", async (api) => {
      await api.post(`/api/connections/${role.id}/webhook`);
      return "The webhook is registered anew.";
    });
    await this.#check(role.id);
  }

  /** @param {Role} role @param {import("./roles.js").ChannelName} channel */
  async #testMessage(role, channel) {
    await this.#act(role, "Posting a test message…", async (api) => {
      const { message_id: id } = await api.post(`/api/connections/${role.id}/test-message`, { channel });
      return `Posted in the ${channelTitles[channel]}: message ${id}.`;
    });
  }

  /** @param {Role} role */
  async #remove(role) {
    const bot = this.#connection(role.id)?.bot_username;
    const sure = await confirm({
      title: `Remove the ${role.title.toLowerCase()}?`,
      text: html`<p>${role.loss}</p><p>${bot} itself and its channels stay as they are at Telegram. To connect it again you need its token.</p>`,
      action: "Remove",
      danger: true,
    });
    if (!sure) return;
    const removed = await this.#act(role, "Removing…", async (api) => {
      await api.delete(`/api/connections/${role.id}`);
      return `The ${role.title.toLowerCase()} is removed.`;
    });
    if (!removed) return;
    this.#connections = (this.#connections ?? []).filter(({ bot_role }) => bot_role !== role.id);
    this.#change(role.id, { check: null, unchecked: false });
    this.#closeForm(role);
  }

  /** Says while it works and how it went. @param {Role} role @param {string} busy @param {(api: import("#lib/api.js").Api) => Promise<string>} work */
  async #act(role, busy, work) {
    const { api, toasts } = this.#context;
    this.#change(role.id, { busy });
    try {
      toasts.success(await work(api));
      return true;
    } catch (failure) {
      toasts.failure(failure);
      return false;
    } finally {
      this.#change(role.id, { busy: null });
    }
  }
}

/** @param {import("#features/view.js").Session} session */
function readOnly({ impersonating }) {
  return impersonating
    ? "You are looking in as a platform admin: you can check the bots, but only the workspace's own admins change them or post with them."
    : "Only owners and admins of this workspace change its bots. Ask one of them when something needs attention.";
}
