// @ts-check
// Whether the code that stands in the field is good, as far as it is known.
import { count } from "#lib/format.js";

/** @typedef {import("#lib/api.js").ApiError} ApiError */
/** @typedef {{code: string, pass: string, until: number}} Pass */

/**
 * `unknown`: nobody has asked. `good`: there is a pass. `wrong`: the provider says no. `unanswered`: nobody could say; asking again may help.
 * @typedef {"unknown" | "asking" | "good" | "wrong" | "unanswered"} Standing
 */

/** A pass that ends within this time is renewed before it is used. */
const kRenewSeconds = 60;
/** Says nothing about the coupon. */
const kNoAnswer = ["unavailable", "timeout", "not_configured"];

/** @param {ApiError} error */
function told(error) {
  if (error.status !== 429 || !error.retryAfterSeconds) return error.message;
  return `Many codes were checked from your network. Try again in ${count(error.retryAfterSeconds, "second", "seconds")}.`;
}

/** Asks about one code at a time. An answer to an earlier question never counts for a later one. */
export class CodeCheck {
  /** @type {Standing} */
  standing = "unknown";
  message = "";
  #api;
  #tenant;
  #onChange;
  #code = "";
  /** @type {Pass | null} */
  #pass = null;
  /** @type {AbortController | null} */
  #question = null;

  /** @param {{api: import("#lib/api.js").Api, tenant: string, onChange: () => void}} options */
  constructor({ api, tenant, onChange }) {
    this.#api = api;
    this.#tenant = tenant;
    this.#onChange = onChange;
  }

  /** Another code is in the field: what was known of the last one is forgotten. @param {string} code */
  about(code) {
    if (code === this.#code) return;
    this.#question?.abort();
    this.#code = code;
    this.#pass = null;
    this.#become("unknown", "");
  }

  /** What the code in the field may be taken away with. */
  get pass() {
    const left = this.#pass ? this.#pass.until - this.#api.now() / 1000 : 0;
    return left > kRenewSeconds ? this.#pass : null;
  }

  /** Gives the pass, or null: `message` says why. */
  async ask() {
    if (this.pass) return this.pass;
    this.#question?.abort();
    const question = new AbortController();
    this.#question = question;
    const code = this.#code;
    this.#become("asking", "Checking…");
    try {
      const answer = await this.#api.post("/api/validate-coupon", { coupon_code: code, tenant: this.#tenant }, { signal: question.signal });
      if (question.signal.aborted) return null;
      this.#pass = answer.valid && answer.pass ? { code: answer.code, pass: answer.pass, until: answer.pass_until } : null;
      this.#become(this.#pass ? "good" : kNoAnswer.includes(answer.reason) ? "unanswered" : "wrong", answer.message);
    } catch (failure) {
      if (question.signal.aborted) return null;
      const error = /** @type {ApiError} */ (failure);
      this.#become(error.status === 400 ? "wrong" : "unanswered", told(error));
    }
    return this.pass;
  }

  /** @param {Standing} standing @param {string} message */
  #become(standing, message) {
    this.standing = standing;
    this.message = message;
    this.#onChange();
  }
}
