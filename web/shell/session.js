// @ts-check

/** Where somebody who is not signed in goes; they come back to the place they wanted. */
export function goToSignIn() {
  const here = location.pathname + location.search + location.hash;
  location.replace(`/login?next=${encodeURIComponent(here)}`);
}

/**
 * Ends the session on the server, then leaves.
 * @param {import("#lib/api.js").Api} api
 */
export async function signOut(api) {
  await api.post("/api/logout");
  location.assign("/login?signed_out=1");
}

/** What to call the person at the keyboard. @param {import("#features/view.js").Session} session */
export function displayName(session) {
  if (session.email) return session.email;
  return session.is_platform_admin ? "Administrator" : session.user_id;
}
