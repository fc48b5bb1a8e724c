// @ts-check

/** Whether somebody with this role sets a tenant up. @param {string | null | undefined} role */
export function maySetUp(role) {
  return role === "owner" || role === "admin";
}

/**
 * Where somebody starts who asked for no place: the platform's people in their dashboard, new people in the setup.
 * @param {"default" | "admin" | "dash"} hostType
 * @param {{is_platform_admin: boolean, tenant: {role: string | null, onboarding: {is_complete: boolean}} | null}} me
 */
export function startPage(hostType, me) {
  if (hostType === "admin" || (me.is_platform_admin && hostType === "default")) return "/admin";
  if (!me.tenant) return "/setup";
  return !me.tenant.onboarding.is_complete && maySetUp(me.tenant.role) ? "/setup" : "/app";
}
