// @ts-check
import { loadPicture } from "#lib/picture/background.js";

/** @typedef {import("#lib/picture/draw.js").Logo} Logo */

/** What stands in the corner of the workspace's pictures. Null when it cannot be told now. @param {import("#features/view.js").ViewContext} context @returns {Promise<Logo | null>} */
export async function workspaceLogo({ api, session, signal }) {
  try {
    const { tenant } = await api.get("/api/coupon-page", { query: { tenant: session.tenant.id }, signal });
    return { initials: tenant.initials, picture: tenant.logo_url ? await loadPicture(tenant.logo_url) : undefined };
  } catch {
    return null;
  }
}
