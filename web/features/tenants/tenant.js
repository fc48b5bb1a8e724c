// @ts-check
// What a platform admin knows about the tenants.

/**
 * @typedef {object} Tenant
 * @property {string} tenant_id
 * @property {string} display_name
 * @property {string | null} owner_email
 * @property {string} created_at
 * @property {boolean} onboarding_complete
 * @property {"active" | "suspended"} status
 * @property {number} members
 * @property {string | null} last_seen_at
 */

/** @typedef {{total: number, complete: number, pending: number, suspended: number}} TenantStats */

/** @type {{id: keyof TenantStats, title: string, tone: import("#components/badge.js").Tone, meaning: string}[]} */
export const counters = [
  { id: "total", title: "Tenants", tone: "accent", meaning: "All of them, whatever their state" },
  { id: "complete", title: "Set up", tone: "ok", meaning: "Finished their setup" },
  { id: "pending", title: "In setup", tone: "warn", meaning: "Did not finish their setup yet" },
  { id: "suspended", title: "Suspended", tone: "error", meaning: "Nobody but platform admins can act for them" },
];
