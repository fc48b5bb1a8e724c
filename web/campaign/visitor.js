// @ts-check
import { preference, rememberPreference } from "#lib/preferences.js";

const kVisitor = "visitor";

/** What this browser is called when supporters are counted: random, and stored nowhere else. */
export function visitorName() {
  const known = preference(kVisitor);
  if (known && /^[\w-]{16,64}$/.test(known)) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  const name = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  rememberPreference(kVisitor, name);
  return name;
}
