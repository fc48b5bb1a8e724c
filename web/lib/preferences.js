// @ts-check
// Small choices of one browser. Nothing secret, and a browser that refuses storage only forgets them.

const kPrefix = "promostack.";

/** @param {string} key @returns {string | null} */
export function preference(key) {
  try {
    return localStorage.getItem(kPrefix + key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
export function rememberPreference(key, value) {
  try {
    localStorage.setItem(kPrefix + key, value);
  } catch {
    return;
  }
}
