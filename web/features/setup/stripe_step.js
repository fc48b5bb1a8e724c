// @ts-check
import { html, nothing } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { copyButton } from "#components/copy_button.js";
import { icon } from "#components/icons.js";
import { StepForm } from "./step_form.js";
import { keyMode } from "./steps.js";

/** The account that takes the money. */
export class StripeStep {
  #wizard;
  #form;
  /** @type {"live" | "test" | null} */
  #mode = null;

  /** @param {import("./step_form.js").Wizard} wizard */
  constructor(wizard) {
    this.#wizard = wizard;
    this.#form = new StepForm(wizard, {
      path: "/api/onboarding/stripe",
      required: {
        secret_key: "Paste the secret key. It begins with sk_.",
        publishable_key: "Paste the publishable key. It begins with pk_.",
        webhook_secret: "Paste the signing secret. It begins with whsec_.",
      },
      onSaved: () => void (this.#mode = null),
    });
  }

  view() {
    const { progress_json: progress, stripe_completed: saved, stripe_webhook_url: address } = this.#wizard.state;
    const changed = (/** @type {string} */ key) => {
      this.#mode = keyMode(key);
      this.#wizard.draw();
    };
    return html`<form class="step" novalidate @submit=${this.#form.submit}>
      <h1 tabindex="-1">Connect Stripe</h1>
      <p class="step-lead">Your customers pay you on your own Stripe account; PromoStack opens the VIP channel to those who paid.</p>
      ${saved
        ? html`<p class="callout">${icon("check")}<span>Connected ${mode(progress.stripe?.is_live ? "live" : "test")}. To replace the keys, fill in the form again.</span></p>`
        : nothing}
      <ol class="instructions">
        <li>Copy both keys from <a href="https://dashboard.stripe.com/apikeys" target="_blank" rel="noreferrer">Developers → API keys</a>. Try with test keys first, if you like.</li>
        <li>
          In <a href="https://dashboard.stripe.com/webhooks" target="_blank" rel="noreferrer">Developers → Webhooks</a> add an endpoint with this address, then copy its signing secret:
          ${address ? html`<span class="copy-line"><code>${address}</code>${copyButton({ text: address, label: "Copy the webhook address" })}</span>` : nothing}
        </li>
      </ol>
      ${this.#form.notice()}
      ${this.#form.secret({ id: "secret_key", label: "Secret key", placeholder: "sk_…", hint: this.#keyHint(), onInput: changed })}
      ${this.#form.text({ id: "publishable_key", label: "Publishable key", placeholder: "pk_…" })}
      ${this.#form.secret({ id: "webhook_secret", label: "Webhook signing secret", placeholder: "whsec_…" })}
      ${this.#form.button("Connect and go on", "Asking Stripe…")}
    </form>`;
  }

  #keyHint() {
    return this.#mode ? mode(this.#mode) : "It is stored encrypted and never shown again.";
  }
}

/** @param {"live" | "test"} which */
function mode(which) {
  return which === "live" ? badge("Live: real payments", "ok") : badge("Test: no real payments", "warn");
}
