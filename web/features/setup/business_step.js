// @ts-check
import { html } from "#lib/html.js";
import { LogoPicker } from "#components/logo_picker.js";
import { StepForm } from "./step_form.js";

/** What customers see. */
export class BusinessStep {
  #wizard;
  #form;
  #logo;

  /** @param {import("./step_form.js").Wizard} wizard */
  constructor(wizard) {
    this.#wizard = wizard;
    this.#logo = new LogoPicker({ api: wizard.api, url: wizard.state.progress_json.business?.logo_url ?? null });
    this.#form = new StepForm(wizard, {
      path: "/api/onboarding/business",
      required: { display_name: "Say what your business is called.", support_email: "Say where your customers get help." },
    });
  }

  view() {
    const { person, state } = this.#wizard;
    const saved = state.progress_json.business;
    return html`<form class="step" novalidate @submit=${this.#form.submit}>
      <h1 tabindex="-1">Tell your customers who you are</h1>
      <p class="step-lead">They see this in messages and on the pages that they open.</p>
      ${this.#form.notice()}
      ${this.#form.text({ id: "display_name", label: "Name", maxLength: 100, autocomplete: "organization", value: saved?.display_name ?? person.tenant?.name ?? "" })}
      ${this.#form.text({ id: "support_email", label: "Support e-mail", type: "email", autocomplete: "email", value: saved?.support_email ?? person.email ?? "" })}
      ${this.#logo.element}
      ${this.#form.button("Save and go on", "Saving…")}
    </form>`;
  }
}
