// @ts-check

/** All zones that the browser knows, UTC first; the one in use is always among them. @param {string} used */
export function timeZones(used) {
  return [...new Set(["UTC", used, ...Intl.supportedValuesOf("timeZone")])].filter(Boolean);
}
