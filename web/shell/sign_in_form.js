// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { countdown } from "#lib/format.js";
import { icon } from "#components/icons.js";

const kTickMs = 500;
const kDefaultLockSeconds = 30;

/** Asks for the password, and explains every way in which it can fail: wrong, locked out with a countdown, offline. */
export class SignInForm {
  #host;
  #options;
  #visible = false;
  #busy = false;
  #capsLock = false;
  #lockedUntil = 0;
  /** @type {{text: string, field: boolean, reference?: string} | null} */
  #problem = null;

  /**
   * @param {HTMLElement} host
   * @param {{api: import("#lib/api.js").Api, onSignedIn: () => Promise<void>}} options
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
  }

  /** @param {{focus: boolean}} options */
  show({ focus }) {
    this.#draw();
    if (focus) this.#input?.focus();
  }

  get #input() {
    return /** @type {HTMLInputElement | null} */ (this.#host.querySelector("#password"));
  }

  get #locked() {
    return this.#lockedUntil > Date.now();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    event.preventDefault();
    const input = this.#input;
    if (!input || this.#busy || this.#locked) return;
    if (input.value === "") return this.#explain({ text: "Enter the password.", field: true });
    this.#busy = true;
    this.#problem = null;
    this.#draw();
    try {
      await this.#options.api.post("/api/login", { password: input.value });
      await this.#options.onSignedIn();
    } catch (failure) {
      this.#busy = false;
      this.#fail(failure);
    }
  };

  /** @param {unknown} failure */
  #fail(failure) {
    if (!(failure instanceof ApiError)) throw failure;
    if (failure.status === 429) return this.#lock(failure);
    if (failure.status === 401) return this.#explain({ text: "That is not the password. Check it and try again.", field: true });
    return this.#explain({ text: failure.message, field: false, reference: failure.requestId });
  }

  /** @param {{text: string, field: boolean, reference?: string}} problem */
  #explain(problem) {
    this.#problem = problem;
    this.#draw();
    this.#input?.select();
  }

  /** @param {ApiError} failure */
  #lock(failure) {
    this.#lockedUntil = Date.now() + 1000 * (failure.retryAfterSeconds ?? kDefaultLockSeconds);
    this.#problem = { text: "Too many wrong passwords. For safety, sign-in is closed for a while.", field: false };
    const timer = setInterval(() => {
      if (!this.#locked) {
        clearInterval(timer);
        this.#problem = null;
      }
      this.#draw();
      if (!this.#locked) this.#input?.select();
    }, kTickMs);
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.#host);
  }

  #view() {
    return html`
      <form class="login-form" method="post" novalidate @submit=${this.#submit}>
        <div role="alert">${this.#notice()}</div>
        <input class="visually-hidden" type="text" name="username" autocomplete="username" value="admin" tabindex="-1" aria-hidden="true" readonly />
        ${this.#passwordField()}
        <button type="submit" class="button button-primary button-wide" ?disabled=${this.#busy || this.#locked}>${this.#submitTitle()}</button>
      </form>
    `;
  }

  #notice() {
    if (!this.#problem || this.#problem.field) return nothing;
    return html`<div class="notice notice-error">
      ${icon("alert")}
      <div>
        <p>${this.#problem.text}</p>
        ${this.#problem.reference ? html`<p class="notice-reference">Reference ${this.#problem.reference}</p>` : nothing}
      </div>
    </div>`;
  }

  #passwordField() {
    const wrong = this.#problem?.field ?? false;
    return html`<div class="field">
      <label class="field-label" for="password">Password</label>
      <div class="field-box">
        <input
          class="input" id="password" name="password" type=${this.#visible ? "text" : "password"} autocomplete="current-password" required
          aria-invalid=${wrong} aria-describedby="password-hint" ?disabled=${this.#locked} @keyup=${this.#watchCapsLock}
        />
        <button type="button" class="icon-button field-button" aria-pressed=${this.#visible} aria-label="Show password" @click=${this.#toggleVisible}>
          ${icon(this.#visible ? "eye_off" : "eye")}
        </button>
      </div>
      <p class=${wrong ? "field-error" : "field-hint"} id="password-hint" aria-live="polite">
        ${wrong ? this.#problem?.text : this.#capsLock ? "Caps Lock is on." : nothing}
      </p>
    </div>`;
  }

  #submitTitle() {
    if (this.#locked) return `Try again in ${countdown((this.#lockedUntil - Date.now()) / 1000)}`;
    return this.#busy ? "Signing in…" : "Sign in";
  }

  #toggleVisible = () => {
    this.#visible = !this.#visible;
    this.#draw();
  };

  /** @param {KeyboardEvent} event */
  #watchCapsLock = (event) => {
    const on = event.getModifierState("CapsLock");
    if (on === this.#capsLock) return;
    this.#capsLock = on;
    this.#draw();
  };
}
