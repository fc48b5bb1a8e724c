// @ts-check
import { html, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { returnAddress } from "#lib/return_address.js";
import { failureState } from "#components/empty_state.js";
import { mark } from "#components/icons.js";
import { SignInForm } from "../shell/sign_in_form.js";

const host = /** @type {HTMLElement} */ (document.getElementById("login"));
const address = new URLSearchParams(location.search);
const api = new Api();

/** Shows the ways to sign in that the server offers. */
async function boot() {
  let config;
  try {
    config = await api.get("/api/config");
  } catch (failure) {
    show(failureState(/** @type {Error} */ (failure), () => location.reload()));
    return;
  }
  if (!config.passwordSignIn) {
    show(signInIsOff());
    return;
  }
  const place = document.createElement("div");
  show(place);
  new SignInForm(place, {
    api,
    signedOut: address.get("signed_out") === "1",
    onSignedIn: async () => location.replace(returnAddress(address.get("next"), location.origin, location.hash) ?? (await startPage(config.hostType))),
  }).show();
}

/** @param {string} hostType */
async function startPage(hostType) {
  if (hostType === "dash") return "/app";
  if (hostType === "admin") return "/admin";
  const session = await api.get("/api/me");
  return session.is_platform_admin ? "/admin" : "/app";
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

function signInIsOff() {
  return html`<h1>Sign-in is not set up</h1>
    <p class="login-lead">This server has no password yet. Set <code>ADMIN_PASSWORD</code> in its environment, start it again, and come back here.</p>
    <pre class="login-command">ADMIN_PASSWORD='a long passphrase' promostack serve</pre>
    <a class="button button-primary button-wide" href=${location.href}>I have set it: try again</a>`;
}

await boot();
