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
        class="input code-input" id="code" name="code" value=${code} placeholder="SUMMER2026" maxlength=${kLongestCaption} autocomplete="off" autocapitalize="characters" spellcheck="false" enterkeyhint="go"
        aria-describedby="code-said" aria-invalid=${check.standing === "wrong" ? "true" : "false"} @input=${(/** @type {Event} */ event) => typed(event, onType)} @paste=${trimmed} @blur=${() => check.standing === "unknown" && onAsk()}
      />
      <button type="submit" class="button" ?disabled=${!code || asking}>
        ${asking ? html`<span class="spinner"></span>` : icon("check")} ${check.standing === "unanswered" ? "Try again" : checks ? "Check code" : "Use code"}
      </button>
    </div>
    <p class=${look} id="code-said" aria-live="polite">${shape ? icon(shape) : ""}<span>${check.message || hint}</span></p>
  </form>`;
}

/** The code as it is cleaned; the caret stays between the same letters. @param {Event} event @param {(code: string) => void} onType */
function typed(event, onType) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const caret = shown(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
  const value = shown(input.value);
  if (value !== input.value) {
    input.value = value;
    input.setSelectionRange(caret, caret);
  }
  onType(cleanCode(value));
}

/** A blank at the end may become a dash when more follows. Keyboards of phones leave one, too. @param {string} value */
function shown(value) {
  const code = cleanCode(value);
  return code && /\s$/.test(value) ? `${code} ` : code;
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
