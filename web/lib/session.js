// @ts-check
import { endView } from "./view_as.js";

/** Where somebody who is not signed in goes; they come back to the place they wanted. */
export function goToSignIn() {
  const here = location.pathname + location.search + location.hash;
  location.replace(`/login?next=${encodeURIComponent(here)}`);
}

/**
 * Ends the session on the server, then leaves; the sign-in page ends Clerk's session as well.
 * @param {import("./api.js").Api} api
 * @param {{everywhere?: boolean}} [options] `everywhere` ends the sessions of all other browsers, too
 */
export async function signOut(api, { everywhere = false } = {}) {
  await api.post("/api/logout", { everywhere });
  endView();
  location.assign("/login?signed_out=1");
}

/**
 * From now on the person acts for another of their tenants.
 * @param {import("./api.js").Api} api
 * @param {string} tenantId
 */
export async function switchTenant(api, tenantId) {
  await api.post("/api/me/tenant", { tenant_id: tenantId });
  endView();
  location.assign("/app");
}

/**
 * What to call the person at the keyboard.
 * @param {{name?: string | null, email: string | null, user_id: string, is_platform_admin: boolean}} person
 */
export function displayName({ name, email, user_id: id, is_platform_admin: admin }) {
  return name || email || (admin ? "Administrator" : id);
}
