// @ts-check

/**
 * Where to go after signing in, from `?next=`. Only a path of this very site is followed, and never the sign-in page itself;
 * anything else gives null. A server that redirects here does not see the hash, but the browser keeps it: `hash` completes such a
 * path.
 * @param {string | null} next
 * @param {string} origin
 * @param {string} [hash]
 * @returns {string | null}
 */
export function returnAddress(next, origin, hash = "") {
  if (!next || !next.startsWith("/")) return null;
  try {
    const url = new URL(next, origin);
    if (url.origin !== origin || url.pathname === "/login") return null;
    return url.pathname + url.search + (url.hash || hash);
  } catch {
    return null;
  }
}
