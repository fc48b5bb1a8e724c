// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { displayName, signOut, switchTenant } from "#lib/session.js";
import { avatar } from "#components/avatar.js";
import { badge } from "#components/badge.js";
import { confirm } from "#components/dialog.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";

/** @typedef {import("#features/view.js").ViewContext} ViewContext */
/** @typedef {import("#features/view.js").Membership} Membership */

/** Who you are here, the workspaces you belong to, and where you are signed in. @type {import("#features/view.js").OpenView} */
export function open(context) {
  render(
    html`${pageHeader({ title: "Profile", subtitle: "You, your workspaces and your sessions" })}
      <div class="columns">${person(context)}${sessions(context)}</div>
      ${workspaces(context)}`,
    context.host,
  );
  return {};
}

/** @param {ViewContext} context */
function person({ session }) {
  const name = displayName(session);
  return html`<section class="card facts-card" aria-labelledby="person-title">
    <div class="person">
      ${avatar(name, session.avatar_url, "avatar-large")}
      <div>
        <h2 id="person-title">${name}</h2>
        ${session.is_platform_admin ? badge("Platform admin", "accent") : nothing}
      </div>
    </div>
    <dl class="facts">
      <div><dt>E-mail</dt><dd>${session.email ?? html`<span class="muted">none that is verified</span>`}</dd></div>
      <div><dt>Signs in with</dt><dd>${session.sign_in === "password" ? "the administrator password" : "Clerk"}</dd></div>
      <div><dt>Id</dt><dd><code>${session.user_id}</code></dd></div>
    </dl>
    ${session.sign_in === "clerk" ? html`<p class="card-note">Name, photo and e-mail come from your Clerk account, and are read anew when you sign in.</p>` : nothing}
  </section>`;
}

/** @param {ViewContext} context */
function sessions(context) {
  const { api, session } = context;
  const everywhere = async () => {
    const sure = await confirm({
      title: "Sign out everywhere?",
      text: html`<p>Every browser that is signed in ${session.sign_in === "password" ? "with the administrator password" : "as you"} has to sign in again, this one too.</p>
        ${session.sign_in === "clerk" ? html`<p>Clerk itself may still remember you there. If a device is lost, end its session in your Clerk account as well.</p>` : nothing}`,
      action: "Sign out everywhere",
      danger: true,
    });
    if (sure) await attempt(context, () => signOut(api, { everywhere: true }));
  };
  return html`<section class="card facts-card" aria-labelledby="sessions-title">
    <h2 id="sessions-title">Sessions</h2>
    <p class="card-text">Lost a device, or used somebody else's computer? End all sessions at once.</p>
    <div class="card-actions">
      <button type="button" class="button" @click=${() => attempt(context, () => signOut(api))}>${icon("sign_out")} Sign out here</button>
      <button type="button" class="button" @click=${everywhere}>${icon("sign_out")} Sign out everywhere</button>
    </div>
  </section>`;
}

/** @param {ViewContext} context */
function workspaces(context) {
  const { memberships } = context.session;
  return html`<section class="section" aria-labelledby="workspaces-title">
    <div class="section-head"><h2 id="workspaces-title">Your workspaces</h2></div>
    <ul class="card rows">
      ${memberships.length > 0
        ? memberships.map((membership) => row(context, membership))
        : html`<li class="row"><p class="row-words">You are not a member of a workspace. An invitation from one of its owners makes you one.</p></li>`}
    </ul>
  </section>`;
}

/** @param {ViewContext} context @param {Membership} membership */
function row(context, { tenant_id: id, tenant_name: name, tenant_status: status, role }) {
  const { api, session } = context;
  const current = id === session.tenant.id && !session.impersonating;
  return html`<li class="row">
    <span class="row-icon">${icon("workspace")}</span>
    <p class="row-words"><strong>${name}</strong><span>You are ${article(role)} <code>${id}</code></span></p>
    ${status === "suspended" ? badge("Suspended", "warn") : current ? badge("Current", "ok") : nothing}
    <span class="row-buttons">
      ${current
        ? html`<button type="button" class="button button-small" @click=${() => void leave(context, name)}>Leave</button>`
        : html`<button type="button" class="button button-small" @click=${() => attempt(context, () => switchTenant(api, id))}>Open</button>`}
    </span>
  </li>`;
}

/** @param {ViewContext} context @param {string} name */
async function leave(context, name) {
  const sure = await confirm({
    title: `Leave ${name}?`,
    text: html`<p>You lose access at once. Only an owner or admin of the workspace can invite you again.</p>`,
    action: "Leave the workspace",
    danger: true,
  });
  if (!sure) return;
  await attempt(context, async () => {
    await context.api.post("/api/members/leave");
    location.assign(context.session.memberships.length > 1 ? "/app" : "/setup?left=1");
  });
}

/** @param {ViewContext} context @param {() => Promise<void>} deed */
async function attempt({ toasts, signal }, deed) {
  try {
    await deed();
  } catch (failure) {
    if (!signal.aborted) toasts.failure(failure);
  }
}

/** @param {string} role */
function article(role) {
  return role === "owner" || role === "admin" ? `an ${role}` : `a ${role}`;
}
