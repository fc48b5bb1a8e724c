// @ts-check
// What one tab keeps until it is closed. A browser that refuses storage only forgets it.

const kPrefix = "promostack.";

/** @param {string} key @returns {string | null} */
export function recalled(key) {
  try {
    return sessionStorage.getItem(kPrefix + key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string | null} value null forgets it */
export function remember(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(kPrefix + key);
    else sessionStorage.setItem(kPrefix + key, value);
  } catch {
    return;
  }
}
