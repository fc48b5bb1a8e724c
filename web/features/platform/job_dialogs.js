// @ts-check
import { html, nothing } from "#lib/html.js";
import { exactTime } from "#lib/format.js";
import { confirm, openDialog } from "#components/dialog.js";
import { stateBadge } from "./job_columns.js";

/** @typedef {import("./job.js").Job} Job */

/** Everything that is known about one job. @param {Job} job */
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
      </dl>
      ${job.last_error ? html`<h3 class="dialog-subtitle">Last error</h3><pre class="error-text" tabindex="0">${job.last_error}</pre>` : nothing}
    </div>`,
  });
}

/** @param {Job} job */
export function confirmRetry(job) {
  return confirm({
    title: "Run this job again?",
    text: html`<p><code>${job.kind}</code> becomes due at once, with a fresh set of attempts. Do this when the reason for the failure is gone.</p>`,
    action: "Run again",
  });
}

/** @param {Job} job */
export function confirmCancel(job) {
  return confirm({
    title: "Cancel this job?",
    text: html`<p><code>${job.kind}</code> will not run. What it was going to do stays undone until it is retried.</p>`,
    action: "Cancel the job",
    danger: true,
  });
}
