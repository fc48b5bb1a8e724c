// @ts-check
import { html, nothing } from "#lib/html.js";
import { exactTime } from "#lib/format.js";
import { confirm, openDialog } from "#components/dialog.js";
import { stateBadge } from "./job_columns.js";

/** @typedef {import("./job.js").Job} Job */

/** Everything that is known about one job. @param {Job & {payload?: string}} job */
export function showJob(job) {
  return openDialog({
    title: job.kind,
    className: "dialog-wide",
    content: () => html`<div class="dialog-body">
      <dl class="facts">
        <div><dt>State</dt><dd>${stateBadge(job)}</dd></div>
        <div><dt>Id</dt><dd><code>${job.id}</code></dd></div>
        <div><dt>Tenant</dt><dd>${job.tenant_id ? html`<code>${job.tenant_id}</code>` : "None: platform work"}</dd></div>
        <div><dt>Attempt</dt><dd>${job.attempt} of ${job.max_attempts}</dd></div>
        <div><dt>Runs</dt><dd>${exactTime(job.run_at)}</dd></div>
        <div><dt>Created</dt><dd>${exactTime(job.created_at)}</dd></div>
        ${job.finished_at ? html`<div><dt>Ended</dt><dd>${exactTime(job.finished_at)}</dd></div>` : nothing}
        ${job.crashes ? html`<div><dt>Lost workers</dt><dd>${job.crashes}</dd></div>` : nothing}
      </dl>
      ${job.last_error ? html`<h3 class="dialog-subtitle">Last error</h3><pre class="error-text" tabindex="0">${job.last_error}</pre>` : nothing}
      ${job.payload ? html`<h3 class="dialog-subtitle">Payload</h3><pre class="payload-text" tabindex="0">${job.payload}</pre>` : nothing}
    </div>`,
  });
}

/** @param {Job} job */
export function confirmRetry(job) {
  return confirm({
    title: job.state === "pending" ? "Run this job now?" : "Run this job again?",
    text: html`<p>
      <code>${job.kind}</code> becomes due at once, with a fresh set of attempts.
      ${job.state === "parked" ? "Do this when the reason for the failure is gone." : nothing}
    </p>`,
    action: job.state === "pending" ? "Run now" : "Run again",
  });
}

/** @param {Job} job */
export function confirmCancel(job) {
  return confirm({
    title: "Cancel this job?",
    text: html`<p>
      <code>${job.kind}</code> ends here, and cannot be started again.
      ${job.state === "running" ? "The attempt that is under way may still finish, but its result no longer counts." : "What it was going to do stays undone."}
    </p>`,
    action: "Cancel the job",
    danger: true,
  });
}
