// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { icon } from "#components/icons.js";
import { BusinessStep } from "./business_step.js";
import { DoneStep } from "./done_step.js";
import { nextStep, stepOfHash, steps } from "./steps.js";
import { StripeStep } from "./stripe_step.js";
import { TelegramStep } from "./telegram_step.js";

/** @typedef {import("./steps.js").SetupState} SetupState */
/** @typedef {import("./steps.js").StepId} StepId */

/** The four steps of a new workspace. The open one is in the address, so that a reload and the back button keep it. */
export class Wizard {
  #host;
  /** @type {StepId} */
  #open;

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {import("#lib/api.js").Api} options.api
   * @param {SetupState} options.state
   * @param {{name: string | null, email: string | null, tenant: {name: string} | null}} options.person
   */
  constructor(host, { api, state, person }) {
    this.#host = host;
    this.api = api;
    this.state = state;
    this.person = person;
    this.#open = stepOfHash(location.hash) ?? nextStep(state);
    this.telegram = new TelegramStep(this);
    this.parts = { telegram: this.telegram, stripe: new StripeStep(this), business: new BusinessStep(this), done: new DoneStep(this) };
  }

  start() {
    window.addEventListener("hashchange", () => this.#follow());
    history.replaceState(null, "", `#${this.#open}`);
    this.#show(this.#open);
    if (this.state.telegram_completed) void this.telegram.look().then(this.draw);
  }

  /** @param {StepId} id */
  open = (id) => {
    if (location.hash === `#${id}`) this.#show(id);
    else location.hash = id;
  };

  /** A step is done: on to what is missing. @param {{state?: SetupState}} answer */
  saved = (answer) => {
    if (answer.state) this.state = { ...this.state, ...answer.state };
    this.open(nextStep(this.state));
  };

  draw = () => render(this.#view(), this.#host);

  #follow() {
    this.#show(stepOfHash(location.hash) ?? nextStep(this.state));
  }

  /** @param {StepId} id */
  #show(id) {
    this.#open = id;
    document.title = `${steps.find((step) => step.id === id)?.title ?? "Setup"} · Setup · PromoStack`;
    this.draw();
    window.scrollTo({ top: 0 });
    const place = this.#host.querySelector(`[data-step=${id}]`);
    const first = place?.querySelector("input:not([type=file])") ?? place?.querySelector("h1");
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  }

  #view() {
    const index = steps.findIndex(({ id }) => id === this.#open);
    return html`
      <nav class="steps" aria-label="Steps of the setup">
        <p class="steps-compact">Step ${index + 1} of ${steps.length}: ${steps[index]?.title}</p>
        <ol>
          ${steps.map(({ id, title, done }, at) => html`<li class=${done(this.state) ? "step-done" : ""}>
            <a href=${`#${id}`} aria-current=${id === this.#open ? "step" : nothing}>
              <span class="step-mark">${done(this.state) ? icon("check") : at + 1}</span>
              <span class="step-title">${title}<span class="visually-hidden">${done(this.state) ? "(done)" : ""}</span></span>
            </a>
          </li>`)}
        </ol>
      </nav>
      <div class="card step-card">
        ${this.telegram.rights()}
        ${steps.map(({ id }) => html`<div data-step=${id} ?hidden=${id !== this.#open}>${this.parts[id].view()}</div>`)}
      </div>
    `;
  }
}
