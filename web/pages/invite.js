// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { forgetInvitation, takeInvitation } from "#lib/invitation.js";
import { displayName } from "#lib/session.js";
import { startPage } from "#lib/start_page.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon, mark } from "#components/icons.js";
import { time } from "#components/time.js";

/** @typedef {import("#lib/api.js").ApiError} ApiError */
/** @typedef {{tenant_name: string, role: string, email: string | null, expires_at: string}} Preview */

const host = /** @type {HTMLElement} */ (document.getElementById("invite"));
const api = new Api();
const token = takeInvitation(location.hash);
// The address stays in histories and screenshots; the token does not.
history.replaceState(null, "", location.pathname);
window.addEventListener("hashchange", () => location.reload());

/** Shows what the invitation is to, and to whom it is offered. */
async function boot() {
  if (!token) {
    show(gone("Open the whole link that you were sent: its last part is the invitation."));
    return;
  }
  try {
    const [preview, person] = await Promise.all([api.post("/api/invitations/preview", { token }), whoIsThere()]);
    show(offer(preview, person));
  } catch (failure) {
    const error = /** @type {ApiError} */ (failure);
    if (error.status !== 404) return show(failureState(error, () => location.reload()));
    forgetInvitation();
    show(gone("It was used, withdrawn, or is older than seven days. Ask the person who invited you for another."));
  }
}

/** @returns {Promise<import("#features/view.js").Session | null>} */
async function whoIsThere() {
  try {
    return await api.get("/api/me");
  } catch (failure) {
    if (/** @type {ApiError} */ (failure).status === 401) return null;
    throw failure;
  }
}

/**
 * @param {Preview} preview
 * @param {import("#features/view.js").Session | null} person
 * @param {{busy?: boolean, problem?: ApiError}} [state]
 */
function offer(preview, person, { busy = false, problem } = {}) {
  const accept = () => void join(preview, person);
  return html`<h1>Join ${preview.tenant_name}</h1>
    <p class="login-lead">You are invited as ${preview.role === "member" ? "a member" : `an ${preview.role}`}. The invitation ends ${time(preview.expires_at, api.now())}.</p>
    ${preview.email ? html`<p class="callout">${icon("info")}<span>It is for <strong>${preview.email}</strong>: sign in with that address.</span></p>` : nothing}
    <div role="alert">
      ${problem ? html`<p class="notice notice-error">${icon("alert")}<span>${problem.message}</span></p>` : nothing}
    </div>
    ${person
      ? html`<button type="button" class="button button-primary button-wide" ?disabled=${busy} @click=${accept}>
            ${busy ? html`<span class="spinner"></span> Joining…` : `Accept as ${displayName(person)}`}
          </button>
          <p class="invite-other"><button type="button" class="link-button" @click=${changePerson}>Sign in as somebody else</button></p>`
      : html`<a class="button button-primary button-wide" href="/login?next=%2Finvite">Sign in to accept</a>
          <p class="invite-other"><a href="/login?mode=signup&next=%2Finvite">I have no account yet</a></p>`}`;
}

/** @param {Preview} preview @param {import("#features/view.js").Session | null} person */
async function join(preview, person) {
  show(offer(preview, person, { busy: true }));
  try {
    await api.post("/api/invitations/accept", { token });
    forgetInvitation();
    // Whoever is given a workspace of their own has it to set up.
    location.assign(preview.role === "owner" ? startPage("dash", await api.get("/api/me")) : "/app");
  } catch (failure) {
    show(offer(preview, person, { problem: /** @type {ApiError} */ (failure) }));
  }
}

async function changePerson() {
  try {
    await api.post("/api/logout");
    location.assign("/login?signed_out=1&next=%2Finvite");
  } catch (failure) {
    show(failureState(/** @type {ApiError} */ (failure), () => location.reload()));
  }
}

/** @param {string} text */
function gone(text) {
  return emptyState({
    icon: "inbox",
    title: "This invitation does not work",
    text,
    action: html`<a class="button" href="/login">Go to sign-in</a>`,
  });
}

/** @param {unknown} content */
function show(content) {
  if (host.querySelector(".boot")) host.replaceChildren();
  render(html`<div class="login-brand">${mark()}<span>PromoStack</span></div><div class="card login-card">${content}</div>`, host);
}

await boot();
