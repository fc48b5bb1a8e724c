// @ts-check
import { html, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { displayName, goToSignIn, signOut } from "#lib/session.js";
import { maySetUp } from "#lib/start_page.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { Toasts } from "#components/toast.js";
import { icon, mark } from "#components/icons.js";
import { Wizard } from "#features/setup/wizard.js";

const host = /** @type {HTMLElement} */ (document.getElementById("setup"));
const api = new Api({ onRefused: ({ status }) => void (status === 401 && goToSignIn()) });
const toasts = new Toasts();

/** Who has just lost the last workspace decides whether to have another: asking for the state would make one. */
async function boot() {
  if (new URLSearchParams(location.search).get("left") !== "1") return setUp();
  alone(nowhere());
}

/** The first call makes a workspace for somebody who has none; then the setup goes on where it was left. */
async function setUp() {
  let state;
  let person;
  try {
    ({ state } = await api.get("/api/onboarding/state"));
    person = await api.get("/api/me");
  } catch (failure) {
    const error = /** @type {import("#lib/api.js").ApiError} */ (failure);
    if (error.status !== 401) alone(html`${failureState(error, () => location.reload())}<p class="alone-exit">${signOutButton()}</p>`);
    return;
  }
  if (person.tenant && !maySetUp(person.tenant.role)) {
    alone(notYours(person.tenant.name));
    return;
  }
  host.replaceChildren();
  host.className = "setup";
  render(
    html`<header class="setup-head">
        <a class="setup-brand" href="/setup">${mark()}<span>PromoStack</span></a>
        <p class="setup-person">${displayName(person)}</p>
        ${signOutButton()}
      </header>
      <main class="setup-main" id="main"></main>`,
    host,
  );
  new Wizard(/** @type {HTMLElement} */ (document.getElementById("main")), { api, state, person }).start();
}

const leave = () => void signOut(api).catch((failure) => toasts.failure(failure));

function signOutButton() {
  return html`<button type="button" class="button button-small" @click=${leave}>${icon("sign_out")} Sign out</button>`;
}

/** @param {unknown} content */
function alone(content) {
  host.replaceChildren();
  host.className = "alone";
  render(html`<main class="alone-card card"><h1 class="alone-brand">${mark()} PromoStack</h1>${content}</main>`, host);
}

function nowhere() {
  return emptyState({
    icon: "workspace",
    title: "You are in no workspace now",
    text: "You left it, were removed from it, or it was deleted. To join another, open the invitation that its people send you.",
    action: html`<a class="button button-primary" href="/setup">Set up a business of my own</a>
      ${signOutButton()}`,
  });
}

/** @param {string} name */
function notYours(name) {
  return emptyState({
    icon: "settings",
    title: "The owners do the setup",
    text: html`${name} is set up by its owners and admins. You can use the dashboard already.`,
    action: html`<a class="button button-primary" href="/app">Open the dashboard</a>
      ${signOutButton()}`,
  });
}

await boot();
