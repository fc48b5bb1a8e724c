// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { focusFirstError, formValues } from "#lib/form.js";
import { parseTelegramHtml } from "#lib/telegram_html.js";
import { telegramBubble } from "#components/telegram_bubble.js";
import { textField } from "#components/text_field.js";

/** @typedef {import("./bot.js").CouponBot["settings"]} Settings */
/** @typedef {import("#lib/api.js").ApiError} ApiError */

const kLongestGreeting = 1000;
/** What the bot says without other words. */
const kOwnWords = "Hello {first_name}! This is <b>{name}</b>.\n\nSend me your coupon code, and I will put it onto a picture that you can share.";
const kSampleName = "Anna";

/** The words that greet people, as a bubble while one types, and where the checkout is. `element` is placed into a page. */
export class SettingsForm {
  element = document.createElement("section");
  #context;
  #onSaved;
  #sender;
  #may;
  /** @type {Settings} */
  #saved;
  #greeting;
  #busy = false;
  /** @type {ApiError | null} */
  #refused = null;

  /**
   * @param {object} options
   * @param {import("#features/view.js").ViewContext} options.context
   * @param {Settings} options.settings
   * @param {string} options.sender the bot's name
   * @param {boolean} options.may
   * @param {(settings: Settings) => void} options.onSaved
   */
  constructor({ context, settings, sender, may, onSaved }) {
    this.#context = context;
    this.#onSaved = onSaved;
    this.#sender = sender;
    this.#may = may;
    this.#saved = settings;
    this.#greeting = settings.greeting;
    this.element.className = "card facts-card";
    this.element.setAttribute("aria-labelledby", "words-title");
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const { greeting, checkout_url: checkout } = this.#saved;
    const wrong = (/** @type {string} */ field) => (this.#refused?.field === field ? this.#refused.message : null);
    const disabled = !this.#may;
    const problem = wrong("greeting") ?? parseTelegramHtml(this.#greeting).problem;
    return html`<h2 id="words-title">Its words</h2>
      <div class="bot-words">
        <form novalidate aria-label="Words of the bot" @submit=${this.#save}>
          <div class="field">
            <label class="field-label" for="greeting">Greeting</label>
            <textarea
              class="input bot-greeting" id="greeting" name="greeting" rows="6" maxlength=${kLongestGreeting} placeholder=${kOwnWords} .defaultValue=${greeting} ?disabled=${disabled}
              aria-invalid=${problem ? "true" : "false"} aria-describedby="greeting-hint" @input=${this.#type}
            ></textarea>
            <p class=${problem ? "field-error" : "field-hint"} id="greeting-hint" aria-live="polite">
              ${problem ?? html`Answers /start. <code>{first_name}</code> is the person, <code>{name}</code> your workspace; tags as in Telegram, like <code>&lt;b&gt;</code>. Empty: the bot's own words.`}
            </p>
          </div>
          ${textField({
            id: "checkout_url",
            label: "Checkout link",
            type: "url",
            value: checkout,
            placeholder: "https://shop.example/buy?code={coupon}",
            disabled,
            error: wrong("checkout_url"),
            hint: html`A button below each picture. <code>{coupon}</code> becomes the person's code. Empty: no button.`,
          })}
          ${this.#may
            ? html`<div class="card-actions"><button type="submit" class="button button-primary" ?disabled=${this.#busy}>${this.#busy ? "Saving…" : "Save"}</button></div>`
            : nothing}
        </form>
        <div class="bot-bubble" role="group" aria-label="What /start shows">
          ${telegramBubble({ sender: this.#sender, text: this.#greeting.trim() || kOwnWords, values: { first_name: kSampleName, name: this.#context.session.tenant.name } })}
        </div>
      </div>`;
  }

  /** @param {Event} event */
  #type = (event) => {
    this.#greeting = /** @type {HTMLTextAreaElement} */ (event.target).value;
    if (this.#refused?.field === "greeting") this.#refused = null;
    this.#draw();
  };

  /** @param {SubmitEvent} event */
  #save = async (event) => {
    event.preventDefault();
    if (this.#busy) return;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { api, toasts } = this.#context;
    const values = formValues(form);
    this.#busy = true;
    this.#refused = null;
    this.#draw();
    try {
      this.#saved = (await api.put("/api/coupon-bot/settings", { greeting: values.greeting ?? "", checkout_url: values.checkout_url ?? "" })).settings;
      toasts.success("Saved. It counts from the next message on.");
      this.#onSaved(this.#saved);
    } catch (failure) {
      this.#refused = /** @type {ApiError} */ (failure);
      if (!this.#refused.field) toasts.failure(failure);
    }
    this.#busy = false;
    this.#draw();
    focusFirstError(form);
  };
}
