// @ts-check
import { html } from "#lib/html.js";
import { icon } from "./icons.js";

/** @typedef {{tenant_id: string, tenant_name: string, tenant_status: string, role: string}} Membership */

/**
 * The workspace that is acted in. Somebody with several gets a menu to change to another.
 * @param {{current: {id: string, name: string}, memberships: Membership[], onSwitch: (tenantId: string) => void}} state
 */
export function tenantSwitcher({ current, memberships, onSwitch }) {
  if (memberships.length < 2) {
    return html`<p class="features-workspace" title="The workspace you act in"><span class="features-dot"></span>${current.name}</p>`;
  }
  return html`<div class="workspaces">
    <button type="button" class="features-workspace workspaces-button" popovertarget="workspaces-menu">
      <span class="features-dot"></span><span class="visually-hidden">Workspace: </span><span class="workspaces-name">${current.name}</span>${icon("swap")}
    </button>
    <div class="account-menu workspaces-menu" id="workspaces-menu" popover>
      <p class="account-who">Change to another workspace</p>
      ${memberships.map(({ tenant_id: id, tenant_name: name, tenant_status: status, role }) => html`<button
        type="button" class="menu-item" aria-current=${id === current.id ? "true" : "false"} @click=${() => id !== current.id && onSwitch(id)}
      >
        ${icon(id === current.id ? "check" : "inbox")}<span>${name}<small>${status === "suspended" ? "suspended" : role}</small></span>
      </button>`)}
    </div>
  </div>`;
}
