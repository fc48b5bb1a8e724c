// @ts-check
import { html, nothing } from "#lib/html.js";

/**
 * The top of every view. Its heading takes the focus after navigation.
 * @param {{title: string, subtitle?: string, actions?: unknown}} header
 */
export function pageHeader({ title, subtitle, actions = nothing }) {
  return html`<header class="page-header">
    <div class="page-heading">
      <h1 tabindex="-1">${title}</h1>
      ${subtitle ? html`<p class="page-subtitle">${subtitle}</p>` : nothing}
    </div>
    <div class="page-actions">${actions}</div>
  </header>`;
}
