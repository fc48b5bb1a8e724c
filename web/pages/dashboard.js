// @ts-check
import { html, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { Toasts } from "#components/toast.js";
import { icon, mark } from "#components/icons.js";
import { navigation } from "#features/navigation.js";
import { Dashboard } from "../shell/dashboard.js";
import { displayName, goToSignIn, signOut } from "../shell/session.js";

const host = /** @type {HTMLElement} */ (document.getElementById("shell"));
const which = document.documentElement.dataset.dashboard === "admin" ? "admin" : "app";
const api = new Api({ onRefused: ({ status }) => status === 401 && goToSignIn() });
const toasts = new Toasts();

/** Asks who is signed in, then shows the dashboard, the refusal, or why the server could not be asked. */
async function boot() {
  let session;
  try {
    session = await api.get("/api/me");
  } catch (failure) {
    const error = /** @type {import("#lib/api.js").ApiError} */ (failure);
    if (error.status !== 401) alone(failureState(error, () => location.reload()));
    return;
  }
  if (which === "admin" && !session.is_platform_admin) {
    alone(refused(session));
    return;
  }
  if (!session.tenant) {
    alone(workspaceIsGone(session));
    return;
  }
  host.replaceChildren();
  host.className = "shell";
  new Dashboard(host, { name: which, ...navigation[which], session, api, toasts }).start();
}

/** @param {unknown} content */
function alone(content) {
  host.replaceChildren();
  host.className = "alone";
  render(html`<main class="alone-card card"><h1 class="alone-brand">${mark()} PromoStack</h1>${content}</main>`, host);
}

const leave = () => void signOut(api).catch((failure) => toasts.failure(failure));

/** @param {import("#features/view.js").Session} session */
function workspaceIsGone(session) {
  return emptyState({
    icon: "inbox",
    title: "This workspace no longer exists",
    text: html`You are signed in as ${displayName(session)}, but the workspace you acted in was removed. Sign in again to choose another.`,
    action: html`<button type="button" class="button" @click=${leave}>${icon("sign_out")} Sign out</button>`,
  });
}

/** @param {import("#features/view.js").Session} session */
function refused(session) {
  return emptyState({
    icon: "cancel",
    title: "This dashboard is for platform admins",
    text: html`You are signed in as ${displayName(session)}. Your own workspace is in the client dashboard.`,
    action: html`<a class="button button-primary" href="/app">Open the client dashboard</a>
      <button type="button" class="button" @click=${leave}>${icon("sign_out")} Sign out</button>`,
  });
}

await boot();
