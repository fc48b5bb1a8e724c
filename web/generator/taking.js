// @ts-check
import { html, nothing } from "#lib/html.js";
import { canCopyPictures, canShareFiles } from "#lib/take_picture.js";
import { icon } from "#components/icons.js";

/** What a visitor does with the finished picture. @typedef {"png" | "jpg" | "all" | "share" | "copy" | "copy_code"} Way */

/** Why nothing can be taken along yet. @param {string} code @param {import("./code_check.js").CodeCheck} check */
export function reasonAgainst(code, check) {
  if (!code) return "Type your coupon code first.";
  if (check.pass) return null;
  return { unknown: "Check your code to download.", asking: "Your code is being checked…", good: "Check your code once more.", wrong: "This code cannot be used.", unanswered: "Your code could not be checked yet." }[check.standing];
}

/**
 * The ways to take the picture along. `reason` says why there is none yet.
 * @param {{reason: string | null, busy: boolean, several: boolean, said: string, problem: string | null, onTake: (way: Way) => void}} taking
 */
export function takingButtons({ reason, busy, several, said, problem, onTake }) {
  const button = (/** @type {Way} */ way, /** @type {import("#components/icons.js").IconName} */ shape, /** @type {string} */ title, look = "") =>
    html`<button type="button" class="button ${look}" ?disabled=${reason !== null || busy} aria-describedby="taking-said" @click=${() => onTake(way)}>${icon(shape)} ${title}</button>`;
  return html`<div class="taking">
    <div class="taking-buttons">
      ${button("png", "download", "Download PNG", "button-primary")} ${button("jpg", "download", "Download JPEG")}
      ${several ? button("all", "download", "All sizes") : nothing} ${canShareFiles() ? button("share", "share", "Share") : nothing}
      ${canCopyPictures() ? button("copy", "copy", "Copy picture") : nothing} ${button("copy_code", "copy", "Copy code")}
    </div>
    <p class=${problem ? "field-error" : "field-hint"} id="taking-said" role="status">${problem ?? (said || reason || nothing)}</p>
  </div>`;
}
