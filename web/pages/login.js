// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { returnAddress } from "#lib/return_address.js";
import { endView } from "#lib/view_as.js";
import { startPage } from "#lib/start_page.js";
import { failureState } from "#components/empty_state.js";
import { mark } from "#components/icons.js";
import { ClerkSignIn } from "../shell/clerk_sign_in.js";
import { SignInForm } from "../shell/sign_in_form.js";

/** @typedef {{clerkPublishableKey: string | null, clerkFrontendUrl: string | null, hostType: "default" | "admin" | "dash", passwordSignIn: boolean}} Config */

const host = /** @type {HTMLElement} */ (document.getElementById("login"));
const address = new URLSearchParams(location.search);
// Clerk's own forms write into the hash, so what came in it is kept first.
const wanted = returnAddress(address.get("next"), location.origin, location.hash);
const signedOut = address.get("signed_out") === "1";
const signUp = address.get("mode") === "signup";
const api = new Api();

/** Shows the ways to sign in that the server offers. */
async function boot() {
  endView();
  let config;
  try {
    config = /** @type {Config} */ (await api.get("/api/config"));
  } catch (failure) {
    show(failureState(/** @type {Error} */ (failure), () => location.reload()));
    return;
  }
  const clerk = config.clerkPublishableKey && config.clerkFrontendUrl ? { frontendUrl: config.clerkFrontendUrl, publishableKey: config.clerkPublishableKey } : null;
  if (!clerk && !config.passwordSignIn) {
    show(signInIsOff());
    return;
  }
  // Nobody gets an account by the administrator's password.
  show(waysIn(Boolean(clerk), config.passwordSignIn && !(signUp && clerk)));
  const onSignedIn = async () => location.replace(wanted ?? startPage(config.hostType, await api.get("/api/me")));
  const places = { clerk: document.getElementById("clerk"), password: document.getElementById("password-sign-in") };
  if (clerk && places.clerk) void new ClerkSignIn(places.clerk, { api, site: clerk, mode: signUp ? "signup" : "signin", signedOut, onSignedIn }).show();
  if (places.password) new SignInForm(places.password, { api, onSignedIn }).show({ focus: !clerk });
}

/** @param {unknown} content */
function show(content) {
  host.replaceChildren();
  render(
    html`<div class="login-brand">${mark()}<span>PromoStack</span></div>
      <div class="card login-card">${content}</div>
      <p class="login-note">Branded coupons, signals and subscriptions for Telegram.</p>`,
    host,
  );
}

/** @param {boolean} clerk @param {boolean} password */
function waysIn(clerk, password) {
  const lead = signedOut
    ? "You are signed out. See you soon."
    : signUp ? (wanted === "/invite" ? "Then you can accept the invitation." : "Your workspace is ready in a few minutes.") : clerk ? "Welcome back." : "Welcome back. Enter the administrator password.";
  return html`<h1>${signUp ? "Create your account" : "Sign in"}</h1>
    <p class="login-lead" role=${signedOut ? "status" : nothing}>${lead}</p>
    ${clerk ? html`<div id="clerk" class="clerk"></div>` : nothing}
    ${clerk && password ? html`<p class="login-or"><span>or with the administrator password</span></p>` : nothing}
    ${password ? html`<div id="password-sign-in"></div>` : nothing}`;
}

function signInIsOff() {
  return html`<h1>Sign-in is not set up</h1>
    <p class="login-lead">This server has no password yet. Set <code>ADMIN_PASSWORD</code> in its environment, start it again, and come back here.</p>
    <pre class="login-command">ADMIN_PASSWORD='a long passphrase' promostack serve</pre>
    <a class="button button-primary button-wide" href=${location.href}>I have set it: try again</a>`;
}

await boot();
