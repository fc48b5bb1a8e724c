// @ts-check
import { html } from "#lib/html.js";

/** Whose public page this is. @param {{name: string, logo_url: string | null}} business */
export function businessHead({ name, logo_url: logo }) {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  return html`<header class="business">
    ${logo ? html`<img class="business-mark" src=${logo} alt="" />` : html`<span class="business-mark" aria-hidden="true">${initials}</span>`}
    <span class="business-name">${name}</span>
  </header>`;
}
