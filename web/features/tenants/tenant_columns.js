// @ts-check
import { html } from "#lib/html.js";
import { number } from "#lib/format.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { time } from "#components/time.js";

/** @typedef {import("./tenant.js").Tenant} Tenant */

const none = html`<span class="muted no-value">–</span>`;

/**
 * @param {object} options
 * @param {() => number} options.now
 * @param {(tenant: Tenant) => void} options.onView
 * @param {(tenant: Tenant) => void} options.onSuspend
 * @param {(tenant: Tenant) => void} options.onReactivate
 * @param {(tenant: Tenant) => void} options.onDelete
 * @returns {import("#components/table.js").Column<Tenant>[]}
 */
export function tenantColumns({ now, onView, onSuspend, onReactivate, onDelete }) {
  return [
    {
      title: "Tenant",
      className: "cell-main",
      cell: (tenant) => html`<span class="cell-title">${tenant.display_name}</span><span class="cell-detail" title=${tenant.tenant_id}>${tenant.tenant_id}</span>`,
      text: (tenant) => tenant.display_name,
    },
    { title: "Id", className: "cell-csv", cell: () => "", text: (tenant) => tenant.tenant_id },
    { title: "Status", className: "cell-state", cell: status, text: ({ status: state }) => state },
    { title: "Owner", className: "cell-name", cell: ({ owner_email: owner }) => owner ?? none, text: ({ owner_email: owner }) => owner ?? "" },
    { title: "Setup", className: "cell-csv", cell: () => "", text: ({ onboarding_complete: done }) => (done ? "complete" : "pending") },
    { title: "Members", className: "cell-number", cell: ({ members }) => number(members), text: ({ members }) => String(members) },
    { title: "Last seen", className: "cell-time", cell: ({ last_seen_at: at }) => (at ? time(at, now()) : none), text: ({ last_seen_at: at }) => at ?? "" },
    { title: "Created", className: "cell-time", cell: ({ created_at: at }) => time(at, now()), text: ({ created_at: at }) => at },
    {
      title: "Actions",
      hideTitle: true,
      className: "cell-actions",
      cell: (tenant) => html`<div class="row-actions">
        ${action("View as", "eye", tenant, onView)}
        ${tenant.status === "active" ? action("Suspend", "pause", tenant, onSuspend) : action("Reactivate", "play", tenant, onReactivate)}
        ${action("Delete", "remove", tenant, onDelete)}
      </div>`,
    },
  ];
}

/** @param {Tenant} tenant */
function status({ status: state, onboarding_complete: done }) {
  return html`<span class="tenant-status">
    ${state === "active" ? badge("Active", "ok") : badge("Suspended", "error")}
    <span class="muted">${done ? "Setup complete" : "Setup pending"}</span>
  </span>`;
}

/**
 * @param {string} title
 * @param {import("#components/icons.js").IconName} shape
 * @param {Tenant} tenant
 * @param {(tenant: Tenant) => void} act
 */
function action(title, shape, tenant, act) {
  return html`<button type="button" class="icon-button" title=${title} aria-label=${`${title} ${tenant.display_name}`} @click=${() => act(tenant)}>
    ${icon(shape)}<span class="row-action-title">${title}</span>
  </button>`;
}
