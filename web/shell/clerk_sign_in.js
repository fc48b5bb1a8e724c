// @ts-check
import { html, render } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { loadClerk } from "#lib/clerk.js";
import { icon } from "#components/icons.js";

/** @typedef {import("#lib/clerk.js").Clerk} Clerk */

/** Signs in with Clerk, then exchanges its token for our own session. Says so when Clerk cannot be reached, and tries again on request. */
export class ClerkSignIn {
  #options;
  #state = document.createElement("div");
  #place = document.createElement("div");
  #exchanging = false;

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {import("#lib/api.js").Api} options.api
   * @param {{frontendUrl: string, publishableKey: string}} options.site
   * @param {"signin" | "signup"} options.mode
   * @param {boolean} options.signedOut ends Clerk's session instead of using it
   * @param {() => Promise<void>} options.onSignedIn
   */
  constructor(host, options) {
    this.#options = options;
    this.#place.className = "clerk-place";
    host.replaceChildren(this.#state, this.#place);
  }

  async show() {
    this.#say(html`<p class="clerk-wait" role="status"><span class="spinner"></span> Loading sign-in…</p>`);
    try {
      const clerk = await loadClerk(this.#options.site);
      if (this.#options.signedOut && clerk.session) await clerk.signOut({ redirectUrl: location.href });
      this.#say(html``);
      clerk.addListener(() => void this.#exchange(clerk));
      if (clerk.session) await this.#exchange(clerk);
      else this.#mount(clerk);
    } catch {
      this.#explain("Sign-in by Clerk could not be loaded. An ad blocker, your network or Clerk itself may be in the way.", () => void this.show());
    }
  }

  /** @param {Clerk} clerk */
  #mount(clerk) {
    const { mode } = this.#options;
    const here = { appearance: { variables: ourLooks() }, fallbackRedirectUrl: loginAddress(mode), signInUrl: loginAddress("signin"), signUpUrl: loginAddress("signup") };
    if (mode === "signup") clerk.mountSignUp(this.#place, here);
    else clerk.mountSignIn(this.#place, here);
  }

  /** @param {Clerk} clerk */
  async #exchange(clerk) {
    if (this.#exchanging || !clerk.session) return;
    this.#exchanging = true;
    this.#place.hidden = true;
    this.#say(html`<p class="clerk-wait" role="status"><span class="spinner"></span> Signing you in…</p>`);
    try {
      const token = await clerk.session.getToken();
      await this.#options.api.post("/api/session", {}, { token: token ?? "" });
      await this.#options.onSignedIn();
    } catch (failure) {
      this.#exchanging = false;
      const refused = failure instanceof ApiError && failure.status === 401;
      this.#explain(
        refused
          ? "Clerk knows you, but this server did not accept its word. Try again; if it stays so, tell the operator."
          : failure instanceof Error ? failure.message : "Signing in failed. Try again.",
        () => location.reload(),
        failure instanceof ApiError ? failure.requestId : undefined,
      );
    }
  }

  /** @param {string} text @param {() => void} retry @param {string} [reference] */
  #explain(text, retry, reference) {
    this.#say(html`<div class="notice notice-error" role="alert">
        ${icon("alert")}
        <div>
          <p>${text}</p>
          ${reference ? html`<p class="notice-reference">Reference ${reference}</p>` : ""}
        </div>
      </div>
      <button type="button" class="button button-wide" @click=${retry}>${icon("refresh")} Try again</button>`);
  }

  /** @param {unknown} content */
  #say(content) {
    render(content, this.#state);
  }
}

/** Our palette, by the names that Clerk has for it. */
function ourLooks() {
  const palette = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => palette.getPropertyValue(name).trim();
  return {
    colorPrimary: token("--accent"),
    colorBackground: token("--raised"),
    colorText: token("--text"),
    colorTextSecondary: token("--text-2"),
    colorInputBackground: token("--field"),
    colorInputText: token("--text"),
    colorNeutral: token("--text"),
    colorDanger: token("--error"),
    fontFamily: token("--font"),
    borderRadius: token("--radius-2"),
  };
}

/** This page in one of its modes, and never as "signed out": that would end the session which is being begun. @param {string} mode */
function loginAddress(mode) {
  const address = new URL(location.href);
  address.searchParams.set("mode", mode);
  address.searchParams.delete("signed_out");
  return address.pathname + address.search;
}
