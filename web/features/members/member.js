// @ts-check
// What the browser knows about members; the server decides who may change whom.

/** @typedef {"owner" | "admin" | "member"} MemberRole */

/** @typedef {{user_id: string, email: string | null, name: string | null, avatar_url: string | null, role: MemberRole, created_at: string, last_seen_at: string, is_you: boolean}} Member */

/** @typedef {{id: string, role: MemberRole, email: string | null, created_by: string | null, created_at: string, expires_at: string}} Invitation */

/** @type {{id: MemberRole, title: string, meaning: string}[]} */
export const memberRoles = [
  { id: "owner", title: "Owner", meaning: "Everything, including other owners and deleting the workspace" },
  { id: "admin", title: "Admin", meaning: "Bots, keys, settings and members" },
  { id: "member", title: "Member", meaning: "Daily work, without keys and members" },
];

/** @param {MemberRole} role */
export function roleTitle(role) {
  return memberRoles.find(({ id }) => id === role)?.title ?? role;
}

/** @param {Member} member */
export function memberName({ name, email, user_id: id }) {
  return name || email || id;
}

/** The roles that somebody may give; only an owner makes owners. @param {string | null} own */
export function grantableRoles(own) {
  return memberRoles.filter(({ id }) => id !== "owner" || own === "owner");
}

/** Only an owner changes an owner. @param {string | null} own @param {Member} member */
export function mayChange(own, { role }) {
  return role !== "owner" || own === "owner";
}
