// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { icon } from "#components/icons.js";
import { textField } from "#components/text_field.js";
import { findingOf } from "./coupon.js";

/** @typedef {import("./coupon.js").Finding} Finding */
/** @typedef {import("#lib/api.js").ApiError} ApiError */

const looks = /** @type {const} */ ({
  valid: { shape: "check", className: "notice-ok" },
  wrong: { shape: "cancel", className: "notice-error" },
  unchecked: { shape: "alert", className: "notice-warn" },
});

/** Asks about one code as the coupon page would, by the settings that are stored. `element` is placed into a page. */
export class CouponTest {
  element = document.createElement("section");
  #context;
  #typed = "";
  #busy = false;
  /** @type {string | null} */
  #problem = null;
  /** @type {{code: string, finding: Finding} | null} */
  #found = null;
  #question = 0;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.element.className = "card facts-card";
    this.element.setAttribute("aria-labelledby", "coupon-test-title");
    this.#draw();
  }

  /** The answer was given by settings that are no more. */
  forget() {
    this.#question += 1;
    this.#busy = false;
    this.#found = null;
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  #ask = async (event) => {
    event.preventDefault();
    if (this.#busy) return;
    const { api, signal } = this.#context;
    const question = ++this.#question;
    const outcome = { problem: /** @type {string | null} */ (null), found: /** @type {{code: string, finding: Finding} | null} */ (null) };
    this.#busy = true;
    this.#problem = null;
    this.#found = null;
    this.#draw();
    try {
      const answer = await api.post("/api/coupon-settings/test", { coupon_code: this.#typed }, { signal });
      outcome.found = { code: answer.code, finding: findingOf(answer) };
    } catch (failure) {
      if (signal.aborted) return;
      const { field, message } = /** @type {ApiError} */ (failure);
      if (field === "coupon_code") outcome.problem = message;
      else outcome.found = { code: this.#typed, finding: findingOf({ valid: false, reason: "unavailable", message }) };
    }
    if (question !== this.#question) return;
    this.#busy = false;
    this.#problem = outcome.problem;
    this.#found = outcome.found;
    this.#draw();
  };

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    return html`<h2 id="coupon-test-title">Test a code</h2>
      <form class="coupon-test" novalidate @submit=${this.#ask}>
        ${textField({
          id: "coupon-test",
          label: "Coupon code",
          maxLength: 200,
          hint: "Asks as the coupon page does, by the settings that are saved.",
          error: this.#problem,
          onInput: (typed) => (this.#typed = typed),
        })}
        <button type="submit" class="button" ?disabled=${this.#busy}>${this.#busy ? "Checking…" : "Check"}</button>
      </form>
      <div aria-live="polite">${this.#answer()}</div>`;
  }

  #answer() {
    if (!this.#found) return nothing;
    const { code, finding } = this.#found;
    const { shape, className } = looks[finding.kind];
    return html`<div class="notice coupon-finding ${className}" data-finding=${finding.kind}>${icon(shape)}
      <div><strong>${finding.title}: <code>${code}</code></strong><p>${finding.message}</p></div>
    </div>`;
  }
}
