// @ts-check
import { html, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { displayName, goToSignIn, signOut, switchTenant } from "#lib/session.js";
import { endView, viewedTenant } from "#lib/view_as.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { Toasts } from "#components/toast.js";
import { icon, mark } from "#components/icons.js";
import { navigation } from "#features/navigation.js";
import { Dashboard } from "../shell/dashboard.js";

/** @typedef {import("#features/view.js").Session} Session */

const host = /** @type {HTMLElement} */ (document.getElementById("shell"));
const which = document.documentElement.dataset.dashboard === "admin" ? "admin" : "app";
const api = new Api({ onRefused, viewedTenant: () => viewedTenant()?.id ?? null });
const toasts = new Toasts();
/** What a platform admin acts in when there is nothing: the platform's own pages are there all the same. */
const kNoTenant = { id: "", name: "No workspace", role: null, status: "active", onboarding: { is_complete: true } };

/** Asks who is signed in, then shows the dashboard, or what stands in its way. */
async function boot() {
  const session = await whoIsThere();
  if (!session) return;
  if (which === "admin" && !session.is_platform_admin) {
    alone(refused(session));
    return;
  }
  if (!session.tenant && which === "app") {
    location.replace(session.is_platform_admin ? "/admin" : "/setup");
    return;
  }
  if (!session.tenant) {
    show({ ...session, tenant: kNoTenant }, navigation.admin.products.filter(({ id }) => id !== "workspace"));
    return;
  }
  if (session.tenant.status === "suspended" && !session.impersonating) {
    alone(suspended(session));
    return;
  }
  show(session, navigation[which].products);
}

/** @param {Session} session @param {import("#features/navigation.js").Product[]} products */
function show(session, products) {
  host.replaceChildren();
  host.className = "shell";
  new Dashboard(host, { name: which, title: navigation[which].title, products, session, api, toasts }).start();
}

/** Null when somebody else has taken over the page: a redirect, or the words why it could not be asked. @returns {Promise<Session | null>} */
async function whoIsThere() {
  try {
    return await api.get("/api/me");
  } catch (failure) {
    const error = /** @type {import("#lib/api.js").ApiError} */ (failure);
    if (viewedTenant() && [403, 404].includes(error.status)) {
      // The tenant is gone, or the person may not look any more: back to their own.
      endView();
      return whoIsThere();
    }
    if (error.status !== 401 && error.code !== "no_tenant") alone(failureState(error, () => location.reload()));
    return null;
  }
}

/** @param {import("#lib/api.js").ApiError} refusal */
function onRefused({ status, code }) {
  if (status === 401) goToSignIn();
  if (code === "no_tenant") location.replace(which === "admin" ? "/admin" : "/setup?left=1");
  // Suspended, or out of the tenant, since the page was opened: what is true now decides what is shown.
  if (code === "tenant_suspended" && host.classList.contains("shell")) location.reload();
}

/** @param {unknown} content */
function alone(content) {
  host.replaceChildren();
  host.className = "alone";
  render(html`<main class="alone-card card"><h1 class="alone-brand">${mark()} PromoStack</h1>${content}</main>`, host);
}

const leave = () => void signOut(api).catch((failure) => toasts.failure(failure));

/** @param {Session} session */
function suspended(session) {
  const others = session.memberships.filter(({ tenant_id: id, tenant_status: status }) => id !== session.tenant.id && status !== "suspended");
  return emptyState({
    icon: "pause",
    title: "This workspace is suspended",
    text: html`${session.tenant.name} was suspended by the people who run this installation. Nothing is lost, and nothing is sent. Ask them what has
      to be done.`,
    action: html`${others.map((other) => html`<button type="button" class="button button-primary" @click=${() => change(other.tenant_id)}>Open ${other.tenant_name}</button>`)}
      <button type="button" class="button" @click=${leave}>${icon("sign_out")} Sign out</button>`,
  });
}

/** @param {string} tenantId */
function change(tenantId) {
  void switchTenant(api, tenantId).catch((failure) => toasts.failure(failure));
}

/** @param {Session} session */
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
