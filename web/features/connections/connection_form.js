// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { icon } from "#components/icons.js";
import { secretField, textField } from "#components/text_field.js";

/** @typedef {import("./connection.js").Connection} Connection */

/** @typedef {"bot_token" | import("./roles.js").ChannelField} Field */

/**
 * Enters or changes one connection. A new one needs the token; of an existing one the channels change without it. It draws into an
 * element of its own, so that what was typed survives whatever happens around it.
 */
export class ConnectionForm {
  element = document.createElement("div");
  #options;
  /** @type {Partial<Record<Field, string>>} */
  #values = {};
  /** @type {Partial<Record<Field, string>>} */
  #errors = {};
  /** @type {{text: string, reference?: string} | null} */
  #problem = null;
  /** @type {string | null} */
  #good = null;
  /** @type {string | null} */
  #step = null;
  #withToken;

  /**
   * @param {object} options
   * @param {import("./roles.js").Role} options.role
   * @param {Connection | undefined} options.connection
   * @param {import("#lib/api.js").Api} options.api
   * @param {AbortSignal} options.signal
   * @param {() => void} options.onSaved
   * @param {() => void} options.onClosed
   */
  constructor(options) {
    this.#options = options;
    this.#withToken = !options.connection;
    for (const { id } of options.role.settings) this.#values[id] = options.connection?.[id] ?? "";
    this.#draw();
  }

  focus() {
    this.element.querySelector("input")?.focus();
  }

  #draw() {
    if (!this.#options.signal.aborted) render(this.#view(), this.element);
  }

  #view() {
    const { role, connection, onClosed } = this.#options;
    const busy = this.#step !== null;
    return html`<form class="connection-form" aria-label=${role.title} novalidate @submit=${this.#save}>
      ${connection ? nothing : this.#guide()}
      ${this.#problem ? html`<div class="notice notice-error" role="alert">${icon("alert")}<div><p>${this.#problem.text}</p>
        ${this.#problem.reference ? html`<p class="notice-reference">Reference ${this.#problem.reference}</p>` : nothing}</div></div>` : nothing}
      ${this.#withToken ? this.#tokenField(busy) : html`<div class="token-kept">
        <p>${icon("check")} The token of ${connection?.bot_username} is stored and is never shown again.</p>
        <button type="button" class="button button-small" @click=${this.#changeToken}>Change token</button>
      </div>`}
      <div class="connection-fields">${role.settings.map((setting) => this.#channelField(setting, busy))}</div>
      <footer class="connection-foot">
        <button type="submit" class="button button-primary" ?disabled=${busy}>${connection ? "Save" : "Connect"}</button>
        <button type="button" class="button" ?disabled=${busy} @click=${this.#test}>Test the token</button>
        <button type="button" class="button" ?disabled=${busy} @click=${onClosed}>Cancel</button>
        <span class="connection-busy" role="status">${this.#step ?? nothing}${this.#good ? html`<span class="connection-good">${icon("check")} ${this.#good}</span>` : nothing}</span>
      </footer>
    </form>`;
  }

  #guide() {
    return html`<ol class="guide">
      <li>In Telegram, write <code>/newbot</code> to <a href="https://t.me/BotFather" target="_blank" rel="noopener noreferrer">@BotFather</a> and copy the token it gives you.</li>
      <li>Add the bot to every channel it posts in, as an administrator, allowed ${this.#options.role.rights}.</li>
      <li>Paste the token and the channel here. A private channel's id starts with <code>-100</code>; a public one has a <code>@name</code>.</li>
    </ol>`;
  }

  /** @param {boolean} disabled */
  #tokenField(disabled) {
    const { role, connection } = this.#options;
    return secretField({
      id: `${role.id}-bot_token`,
      label: connection ? "New bot token" : "Bot token",
      placeholder: "123456789:AAE…",
      hint: "It is checked with Telegram, then stored encrypted.",
      error: this.#errors.bot_token,
      required: true,
      disabled,
      onInput: (value) => this.#type("bot_token", value),
    });
  }

  /** @param {import("./roles.js").ChannelSetting} setting @param {boolean} disabled */
  #channelField({ id, label, required, placeholder, hint }, disabled) {
    return textField({
      id: `${this.#options.role.id}-${id}`,
      label,
      placeholder,
      hint,
      required,
      disabled,
      error: this.#errors[id],
      value: this.#options.connection?.[id] ?? "",
      onInput: (value) => this.#type(id, value),
    });
  }

  /** @param {Field} field @param {string} value */
  #type(field, value) {
    this.#values[field] = value;
    this.#good = null;
    delete this.#errors[field];
    this.#draw();
  }

  #changeToken = () => {
    this.#withToken = true;
    this.#draw();
    this.#focusField("bot_token");
  };

  /** @param {Event} event */
  #save = async (event) => {
    event.preventDefault();
    if (this.#step || !this.#complete()) return;
    const { role, api, signal, onSaved } = this.#options;
    const channels = Object.fromEntries(role.settings.map(({ id }) => [id, this.#values[id] || null]));
    await this.#attempt(async () => {
      if (!this.#withToken) {
        this.#proceed("Checking the channels…");
        await api.patch(`/api/connections/${role.id}`, channels, { signal });
      } else {
        if (!(await this.#checkToken())) return;
        this.#proceed("Checking the channels and registering the webhook…");
        await api.post("/api/connections", { bot_role: role.id, bot_token: this.#values.bot_token, ...channels }, { signal });
      }
      onSaved();
    });
  };

  #test = async () => {
    if (this.#step || !this.#tokenIsThere()) return;
    await this.#attempt(async () => {
      const name = await this.#checkToken();
      if (name) this.#good = `The token works: it is ${name}.`;
    });
  };

  /** The name of the bot; empty when Telegram does not know the token, which the field then says. */
  async #checkToken() {
    const { role, api, signal } = this.#options;
    this.#proceed("Checking the token with Telegram…");
    const answer = this.#withToken
      ? await api.post("/api/connections/validate", { bot_role: role.id, bot_token: this.#values.bot_token }, { signal })
      : await api.post("/api/connections/test", { bot_role: role.id }, { signal });
    if (answer.valid || answer.success) return String(answer.bot_username);
    if (!this.#withToken) this.#withToken = true;
    this.#errors.bot_token = String(answer.error);
    return "";
  }

  /** @param {string} step */
  #proceed(step) {
    this.#step = step;
    this.#draw();
  }

  /** @param {() => Promise<void>} work */
  async #attempt(work) {
    this.#errors = {};
    this.#problem = this.#good = null;
    try {
      await work();
    } catch (failure) {
      this.#fail(failure);
    }
    this.#step = null;
    this.#draw();
    const field = this.#fields.find((name) => this.#errors[name]);
    if (field) this.#focusField(field);
    // The pressed button was disabled meanwhile, which took the focus from it.
    else if (document.activeElement === document.body) /** @type {HTMLElement | null} */ (this.element.querySelector("[type=submit]"))?.focus();
  }

  /** @param {unknown} failure */
  #fail(failure) {
    if (!(failure instanceof ApiError)) {
      if (!this.#options.signal.aborted) throw failure;
      return;
    }
    const field = this.#fields.find((name) => name === failure.field);
    if (field) this.#errors[field] = failure.message;
    else this.#problem = { text: failure.message, reference: failure.requestId };
  }

  #complete() {
    if (!this.#tokenIsThere()) return false;
    const missing = this.#options.role.settings.find(({ id, required }) => required && !this.#values[id]);
    return missing ? this.#explain(missing.id, `Enter the ${missing.label}: its number, or its @name.`) : true;
  }

  #tokenIsThere() {
    if (!this.#withToken || this.#values.bot_token) return true;
    return this.#explain("bot_token", "Paste the token that @BotFather gave you.");
  }

  /** @param {Field} field @param {string} text */
  #explain(field, text) {
    this.#errors[field] = text;
    this.#draw();
    this.#focusField(field);
    return false;
  }

  /** @returns {Field[]} */
  get #fields() {
    return ["bot_token", ...this.#options.role.settings.map(({ id }) => id)];
  }

  /** @param {Field} field */
  #focusField(field) {
    const input = this.element.querySelector(`#${this.#options.role.id}-${field}`);
    if (input instanceof HTMLElement) input.focus();
  }
}
