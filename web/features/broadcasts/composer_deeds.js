// @ts-check
import { html } from "#lib/html.js";
import { icon } from "#components/icons.js";

/** What can be done with what was written. @param {{later: boolean, busy: boolean, nobody: boolean, onTest: () => void, onSend: () => void}} state */
export function composerDeeds({ later, busy, nobody, onTest, onSend }) {
  return html`<div class="composer-deeds">
    <button type="button" class="button" ?disabled=${busy} @click=${onTest}>${icon("eye")} Send a test…</button>
    <button type="button" class="button button-primary" ?disabled=${busy || nobody} @click=${onSend}>${icon(later ? "calendar" : "send")} ${later ? "Schedule…" : "Send…"}</button>
  </div>`;
}
