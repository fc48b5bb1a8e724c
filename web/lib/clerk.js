// @ts-check
// Clerk's own script, fetched from the address that belongs to the publishable key, and only by the sign-in page.

const kPath = "/npm/@clerk/clerk-js@5/dist/clerk.browser.js";
const kDeadlineMs = 15_000;

/**
 * The part of Clerk that the sign-in page uses.
 * @typedef {object} Clerk
 * @property {(options?: object) => Promise<void>} load
 * @property {{getToken: () => Promise<string | null>} | null | undefined} session
 * @property {(place: HTMLElement, options?: object) => void} mountSignIn
 * @property {(place: HTMLElement, options?: object) => void} mountSignUp
 * @property {(options?: {redirectUrl?: string}) => Promise<void>} signOut
 * @property {(listener: (state: {session?: unknown}) => void) => () => void} addListener
 */

/**
 * Fetches and starts Clerk. Rejects when it is blocked, away or too slow; may then be called again.
 * @param {{frontendUrl: string, publishableKey: string}} site
 * @returns {Promise<Clerk>}
 */
export async function loadClerk({ frontendUrl, publishableKey }) {
  let timer = 0;
  const late = new Promise((_, reject) => (timer = window.setTimeout(() => reject(new Error("Clerk did not answer in time.")), kDeadlineMs)));
  try {
    await Promise.race([fetchScript(frontendUrl + kPath, publishableKey), late]);
    const clerk = /** @type {{Clerk?: Clerk}} */ (/** @type {unknown} */ (window)).Clerk;
    if (!clerk) throw new Error("Clerk's script did not start.");
    await Promise.race([clerk.load(), late]);
    return clerk;
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} url @param {string} publishableKey @returns {Promise<void>} */
function fetchScript(url, publishableKey) {
  document.querySelector("script[data-clerk-publishable-key]")?.remove();
  const script = document.createElement("script");
  script.src = url;
  script.async = true;
  script.crossOrigin = "anonymous";
  script.dataset.clerkPublishableKey = publishableKey;
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error("Clerk's script could not be fetched.")));
    document.head.append(script);
  });
}
