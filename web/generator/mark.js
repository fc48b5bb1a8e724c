// @ts-check
import { loadPicture } from "#lib/picture/background.js";

/** What the canvas draws as the logo, or null. @param {{choice: import("./offer.js").LogoChoice, business: import("./offer.js").Business, own: import("./own_logo.js").OwnLogo | null}} options @returns {Promise<import("#lib/picture/draw.js").Logo | null>} */
export async function markOf({ choice, business, own }) {
  if (choice === "none" || (choice === "own" && !own)) return null;
  if (choice === "own" && own) return { picture: own.picture, initials: "" };
  const { logo_url: url, initials } = business;
  // A logo that cannot be fetched is no reason to show nothing; the server's picture follows.
  const picture = url ? await loadPicture(url).catch(() => null) : null;
  return picture ? { picture, initials } : { initials };
}
