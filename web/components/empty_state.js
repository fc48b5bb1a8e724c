// @ts-check
import { html, nothing } from "#lib/html.js";
import { icon } from "./icons.js";

/**
 * What stands where there is nothing (yet), with the next step as `action`.
 * @param {{icon: import("./icons.js").IconName, title: string, text: unknown, action?: unknown, tone?: "calm" | "error"}} state
 */
export function emptyState({ icon: shape, title, text, action = nothing, tone = "calm" }) {
  return html`<div class="empty-state empty-state-${tone}" role=${tone === "error" ? "alert" : nothing}>
    <span class="empty-state-icon">${icon(shape)}</span>
    <h2 class="empty-state-title">${title}</h2>
    <p class="empty-state-text">${text}</p>
    ${action === nothing ? nothing : html`<div class="empty-state-action">${action}</div>`}
  </div>`;
}

/**
 * A failure that fills the place of what could not be loaded.
 * @param {Error & {requestId?: string}} failure
 * @param {() => void} retry
 */
export function failureState(failure, retry) {
  return emptyState({
    icon: "alert",
    tone: "error",
    title: "This could not be loaded",
    text: html`${failure.message}
    ${failure.requestId ? html`<span class="empty-state-reference">Reference ${failure.requestId}</span>` : nothing}`,
    action: html`<button type="button" class="button" @click=${retry}>${icon("refresh")} Try again</button>`,
  });
}
