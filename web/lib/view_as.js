// @ts-check
// The tenant that a platform admin looks into. It belongs to one tab, so that another tab stays what it was.

const kKey = "promostack.view_as";

/** @typedef {{id: string, name: string}} ViewedTenant */

/** @returns {ViewedTenant | null} */
export function viewedTenant() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(kKey) ?? "null");
    return typeof stored?.id === "string" && stored.id ? { id: stored.id, name: String(stored.name ?? stored.id) } : null;
  } catch {
    return null;
  }
}

/** From the next call on. @param {ViewedTenant} tenant */
export function viewAs({ id, name }) {
  sessionStorage.setItem(kKey, JSON.stringify({ id, name }));
}

export function endView() {
  try {
    sessionStorage.removeItem(kKey);
  } catch {
    return;
  }
}
