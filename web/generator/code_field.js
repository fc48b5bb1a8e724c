// @ts-check
import { html } from "#lib/html.js";
import { cleanCode, kLongestCaption } from "#lib/picture/caption.js";
import { icon } from "#components/icons.js";

/** @typedef {import("./code_check.js").CodeCheck} CodeCheck */

/** @type {Record<import("./code_check.js").Standing, {look: string, shape: import("#components/icons.js").IconName | null}>} */
const looks = {
  unknown: { look: "field-hint", shape: null },
  asking: { look: "field-hint", shape: null },
  good: { look: "code-good", shape: "check" },
  wrong: { look: "field-error", shape: "alert" },
  unanswered: { look: "code-unanswered", shape: "info" },
};

/**
 * The coupon code: cleaned while it is typed, checked on Enter, when it is left, or by the button.
 * @param {{code: string, check: CodeCheck, checks: boolean, onType: (code: string) => void, onAsk: () => void}} field
 */
export function codeField({ code, check, checks, onType, onAsk }) {
  const { look, shape } = looks[check.standing];
  const asking = check.standing === "asking";
  const hint = checks ? "Letters, digits, - and _. It is checked before you can download." : "Letters, digits, - and _.";
  return html`<form class="field code" novalidate @submit=${(/** @type {Event} */ event) => (event.preventDefault(), onAsk())}>
    <label class="field-label" for="code">Coupon code</label>
    <div class="code-line">
      <input
        class="input code-input" id="code" name="code" .value=${code} placeholder="SUMMER2026" maxlength=${kLongestCaption} autocomplete="off" autocapitalize="characters" spellcheck="false" enterkeyhint="go"
        aria-describedby="code-said" aria-invalid=${check.standing === "wrong" ? "true" : "false"} @input=${(/** @type {Event} */ event) => typed(event, onType)} @paste=${trimmed} @blur=${() => check.standing === "unknown" && onAsk()}
      />
      <button type="submit" class="button" ?disabled=${!code || asking}>
        ${asking ? html`<span class="spinner"></span>` : icon("check")} ${check.standing === "unanswered" ? "Try again" : checks ? "Check code" : "Use code"}
      </button>
    </div>
    <p class=${look} id="code-said" aria-live="polite">${shape ? icon(shape) : ""}<span>${check.message || hint}</span></p>
  </form>`;
}

/** A space becomes a dash at once, so it can be typed; the caret stays between the same letters. @param {Event} event @param {(code: string) => void} onType */
function typed(event, onType) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const caret = input.selectionStart ?? input.value.length;
  const before = whileTyping(input.value.slice(0, caret));
  const code = whileTyping(input.value);
  if (code !== input.value) {
    input.value = code;
    input.setSelectionRange(before.length, before.length);
  }
  onType(code);
}

/** @param {string} value */
function whileTyping(value) {
  return cleanCode(value.replace(/^\s+/, "").replace(/\s+$/, "-"));
}

/** What is copied elsewhere often has blanks around it. @param {ClipboardEvent} event */
function trimmed(event) {
  const text = event.clipboardData?.getData("text") ?? "";
  if (text === text.trim()) return;
  event.preventDefault();
  const input = /** @type {HTMLInputElement} */ (event.target);
  input.setRangeText(text.trim().slice(0, kLongestCaption), input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
  input.dispatchEvent(new Event("input"));
}
