// @ts-check
// The order of the setup, and where somebody stands in it. The server decides what is done; any order is fine.

/** @typedef {"telegram" | "stripe" | "business" | "done"} StepId */

/**
 * `GET /api/onboarding/state`.
 * @typedef {object} SetupState
 * @property {string} tenant_id
 * @property {boolean} telegram_completed
 * @property {boolean} stripe_completed
 * @property {boolean} business_completed
 * @property {boolean} is_complete
 * @property {string | null} stripe_webhook_url
 * @property {{telegram?: {bot_username?: string, bot_name?: string, free_channel_id?: string, vip_channel_id?: string},
 *   stripe?: {is_live?: boolean}, business?: {display_name?: string, support_email?: string, logo_url?: string | null}}} progress_json
 */

/** @type {{id: StepId, title: string, done: (state: SetupState) => boolean}[]} */
export const steps = [
  { id: "telegram", title: "Telegram", done: (state) => state.telegram_completed },
  { id: "stripe", title: "Stripe", done: (state) => state.stripe_completed },
  { id: "business", title: "Your business", done: (state) => state.business_completed },
  { id: "done", title: "Ready", done: (state) => state.is_complete },
];

/** The step to do next: the first that is missing. @param {SetupState} state @returns {StepId} */
export function nextStep(state) {
  return steps.find(({ done }) => !done(state))?.id ?? "done";
}

/** The steps before "Ready" that are missing. @param {SetupState} state */
export function missingSteps(state) {
  return steps.filter(({ id, done }) => id !== "done" && !done(state));
}

/** @param {string} hash @returns {StepId | null} */
export function stepOfHash(hash) {
  return steps.find(({ id }) => `#${id}` === hash)?.id ?? null;
}

/** What a Stripe key is for, told by how it begins. @param {string} key @returns {"live" | "test" | null} */
export function keyMode(key) {
  return /^[sp]k_live_/.test(key) ? "live" : /^[sp]k_test_/.test(key) ? "test" : null;
}

/** Whether something may not be kept in the browser, even if it was pasted into the wrong field. @param {string} text */
export function looksSecret(text) {
  return /^(sk|rk|whsec)_/.test(text) || /^\d{6,}:/.test(text);
}
