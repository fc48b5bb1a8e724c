// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { mayAdminister, mayEnterSecrets } from "#lib/permissions.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { textField } from "#components/text_field.js";
import { providers } from "./coupon.js";

/** @typedef {import("./coupon.js").Settings} Settings */
/** @typedef {import("./coupon.js").Provider} Provider */
/** @typedef {import("#lib/api.js").ApiError} ApiError */

/** Who says whether a coupon is good, and what that one needs. `element` is placed into a page. */
export class ProviderForm {
  element = document.createElement("form");
  #context;
  #onSave;
  #stored;
  #chosen;
  #product;
  #busy = false;
  /** @type {ApiError | null} */
  #refused = null;

  /** @param {import("#features/view.js").ViewContext} context @param {Settings} settings @param {(saved: Settings) => void} onSave */
  constructor(context, settings, onSave) {
    this.#context = context;
    this.#onSave = onSave;
    this.#stored = settings;
    this.#chosen = settings.provider;
    this.#product = settings.funderpro_product_id;
    this.element.className = "card coupon-provider";
    this.element.noValidate = true;
    this.element.setAttribute("aria-label", "Who says which codes are good");
    this.element.addEventListener("submit", this.#save);
  }

  /** What is stored now; what somebody has begun to change stays. @param {Settings} settings */
  show(settings) {
    const changed = this.#changed;
    this.#stored = settings;
    if (!changed) [this.#chosen, this.#product] = [settings.provider, settings.funderpro_product_id];
    this.#draw();
  }

  get #changed() {
    return this.#chosen !== this.#stored.provider || this.#product !== this.#stored.funderpro_product_id;
  }

  get #may() {
    return mayAdminister(this.#context.session);
  }

  /** @param {SubmitEvent} event */
  #save = async (event) => {
    event.preventDefault();
    if (this.#busy || !this.#may) return;
    const { api, toasts } = this.#context;
    this.#busy = true;
    this.#refused = null;
    this.#draw();
    try {
      const { settings } = await api.put("/api/coupon-settings", { provider: this.#chosen, funderpro_product_id: this.#product });
      [this.#stored, this.#chosen, this.#product] = [settings, settings.provider, settings.funderpro_product_id];
      this.#onSave(settings);
      toasts.success("Saved. The coupon page asks this way from now on.");
    } catch (failure) {
      this.#refused = /** @type {ApiError} */ (failure);
      if (!this.#refused.field) toasts.failure(failure);
    }
    this.#busy = false;
    this.#draw();
  };

  /** @param {Provider} provider */
  #choose(provider) {
    this.#chosen = provider;
    this.#refused = null;
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const wrong = this.#refused?.field === "provider" ? this.#refused.message : null;
    return html`<fieldset class="coupon-providers" ?disabled=${!this.#may}>
        <legend><h2>Who says which codes are good?</h2></legend>
        ${providers.map(({ id, title, meaning }) => html`<label class="coupon-provider-option">
          <input class="tick" type="radio" name="provider" value=${id} .checked=${id === this.#chosen} @change=${() => this.#choose(id)} />
          <span class="coupon-provider-words"><strong>${title}</strong><span>${meaning}</span></span>
          ${this.#state(id)}
        </label>`)}
      </fieldset>
      <p class="field-error" aria-live="polite" ?hidden=${!wrong}>${wrong}</p>
      ${this.#needs()}
      ${this.#may ? html`<div class="card-actions"><button type="submit" class="button button-primary" ?disabled=${this.#busy || !this.#changed}>${this.#busy ? "Saving…" : "Save"}</button></div>` : nothing}`;
  }

  /** @param {Provider} provider */
  #state(provider) {
    const { has_stripe: connected, codes } = this.#stored;
    if (provider === "list") return badge(codes === 1 ? "1 code" : `${number(codes)} codes`, codes > 0 ? "ok" : "idle");
    if (provider === "stripe") return connected ? badge("Connected", "ok") : badge("No key yet", "idle");
    return nothing;
  }

  #needs() {
    if (this.#chosen === "funderpro") return this.#productField();
    if (this.#chosen === "stripe" && !this.#stored.has_stripe) return this.#stripeKeys();
    if (this.#chosen === "list" && this.#stored.codes === 0) return notice("The list is empty: until you add codes below, no code is good.");
    return nothing;
  }

  #productField() {
    const refused = this.#refused;
    return textField({
      id: "funderpro_product_id",
      label: "FunderPro product id",
      value: this.#product,
      maxLength: 64,
      disabled: !this.#may,
      hint: "The product whose discounts count. Leave it empty to use the one that PromoStack is set up with.",
      error: refused?.field === "funderpro_product_id" ? refused.message : null,
      onInput: (typed) => {
        this.#product = typed;
        this.#draw();
      },
    });
  }

  #stripeKeys() {
    if (!mayEnterSecrets(this.#context.session)) return notice("There is no key of your Stripe account yet. An owner or admin of the workspace enters it in its setup.");
    return notice(html`There is no key of your Stripe account yet. <a class="section-link" href="/setup#stripe">Enter the keys of Stripe</a>, then choose it here.`);
  }
}

/** @param {unknown} words */
function notice(words) {
  return html`<p class="notice notice-warn">${icon("info")}<span>${words}</span></p>`;
}
