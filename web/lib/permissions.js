// @ts-check
// What somebody may do in the workspace on screen, so that a page offers nothing that the server is going to refuse.

/** @typedef {{impersonating: boolean, is_platform_admin: boolean, tenant: {role: string | null} | null}} Caller */

/** Members, channels, tests: whatever changes how the workspace works. @param {Caller} caller */
export function mayAdminister(caller) {
  return caller.is_platform_admin || isAdmin(caller.tenant?.role);
}

/** Keys come from the workspace's own admins, never from somebody who looks in from outside. @param {Caller} caller */
export function mayEnterSecrets(caller) {
  return !caller.impersonating && isAdmin(caller.tenant?.role);
}

/** @param {string | null | undefined} role */
function isAdmin(role) {
  return role === "owner" || role === "admin";
}
