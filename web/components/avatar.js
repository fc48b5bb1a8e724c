// @ts-check
import { html } from "#lib/html.js";

/** A photo, or the first letter of the name where there is none. Decoration: the name stands beside it. @param {string} name @param {string | null} picture @param {string} [className] */
export function avatar(name, picture, className = "") {
  const letter = name.slice(0, 1).toUpperCase();
  if (!picture?.startsWith("https://")) return html`<span class="avatar ${className}" aria-hidden="true">${letter}</span>`;
  return html`<span class="avatar ${className}" aria-hidden="true">${letter}<img src=${picture} alt="" referrerpolicy="no-referrer" @error=${hide} /></span>`;
}

/** @param {Event} event */
function hide(event) {
  if (event.target instanceof HTMLElement) event.target.hidden = true;
}
