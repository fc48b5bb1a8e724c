// @ts-check
import { html } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { icon } from "#components/icons.js";

/**
 * How the draft stands on the server.
 * @param {{saving: import("./draft_store.js").Saving, failure: Error | null, stored: import("./broadcast.js").Broadcast | null, href: string, onOverwrite: () => void, onReload: () => void, onRetry: () => void}} state
 */
export function savingNote({ saving, failure, stored, href, onOverwrite, onReload, onRetry }) {
  if (saving === "over") {
    return html`<div class="notice notice-warn" role="alert">
      ${icon("alert")}
      <div>
        <p>This broadcast has been ${stored?.state === "cancelled" ? "cancelled" : "started"} meanwhile, so it cannot be changed any more. What you wrote since it was saved last is not in it.</p>
        <p class="card-actions"><a class="button button-small" href=${href}>Open the broadcast</a></p>
      </div>
    </div>`;
  }
  if (saving === "conflict") {
    return html`<div class="notice notice-warn" role="alert">
      ${icon("alert")}
      <div>
        <p>${failure?.message ?? "Somebody else has changed this broadcast meanwhile."}</p>
        <p class="card-actions">
          <button type="button" class="button button-small" @click=${onReload}>Take theirs</button>
          <button type="button" class="button button-small" @click=${onOverwrite}>Keep mine</button>
        </p>
      </div>
    </div>`;
  }
  if (saving === "failed" && failure instanceof ApiError && failure.status === 400) {
    // Half of a tag is nothing wrong while it is being typed.
    return html`<p class="saving-note" role="status">${icon("edit")} Not saved yet: ${failure.message}</p>`;
  }
  if (saving === "failed") {
    return html`<div class="notice notice-error" role="alert">
      ${icon("alert")}
      <p>Not saved: ${failure?.message} <button type="button" class="button button-small" @click=${onRetry}>Save again</button></p>
    </div>`;
  }
  const words = { empty: "It is saved as a draft while you write.", saved: "Saved as a draft", changed: "Saving…", saving: "Saving…" }[saving];
  return html`<p class="saving-note" role="status">${saving === "saved" ? icon("check") : ""} ${words}</p>`;
}
