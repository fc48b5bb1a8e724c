// @ts-check
// The tenant that a platform admin looks into. It belongs to one tab, so that another tab stays what it was.
import { recalled, remember } from "./tab_memory.js";

const kKey = "view_as";

/** @typedef {{id: string, name: string}} ViewedTenant */

/** @returns {ViewedTenant | null} */
export function viewedTenant() {
  try {
    const stored = JSON.parse(recalled(kKey) ?? "null");
    return typeof stored?.id === "string" && stored.id ? { id: stored.id, name: String(stored.name ?? stored.id) } : null;
  } catch {
    return null;
  }
}

/** From the next call on. @param {ViewedTenant} tenant */
export function viewAs({ id, name }) {
  remember(kKey, JSON.stringify({ id, name }));
}

export function endView() {
  remember(kKey, null);
}
