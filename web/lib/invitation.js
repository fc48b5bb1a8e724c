// @ts-check
// An invitation while its guest signs in. It is a key to a workspace: the tab keeps it, no address that a server sees holds it.
import { recalled, remember } from "./tab_memory.js";

const kKey = "invitation";
const kToken = /^[\w-]{16,128}$/;

/** The token of `/invite#<token>`, or the one that waits since before sign-in. @param {string} hash @returns {string | null} */
export function takeInvitation(hash) {
  const token = hash.replace(/^#/, "");
  if (!kToken.test(token)) return recalled(kKey);
  remember(kKey, token);
  return token;
}

export function forgetInvitation() {
  remember(kKey, null);
}
