// @ts-check

/**
 * Where to go after signing in, from `?next=`. Only a path of this very site is followed, and never the sign-in page itself;
 * anything else gives null.
 * @param {string | null} next
 * @param {string} origin
 * @returns {string | null}
 */
export function returnAddress(next, origin) {
  if (!next || !next.startsWith("/")) return null;
  try {
    const url = new URL(next, origin);
    if (url.origin !== origin || url.pathname === "/login") return null;
    return url.pathname + url.search + url.hash;
  } catch {
    return null;
  }
}
