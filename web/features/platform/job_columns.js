// @ts-check
import { html, nothing } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { time } from "#components/time.js";
import { canCancel, canRetry, jobStates } from "./job.js";

/** @typedef {import("./job.js").Job} Job */

/** A dash on a wide table; on a phone the line is left out. */
const none = html`<span class="muted no-value">–</span>`;

/** @param {Job} job */
export function stateBadge(job) {
  const state = jobStates.find(({ id }) => id === job.state);
  return badge(state?.title ?? job.state, state?.tone ?? "idle");
}

/**
 * @param {object} options
 * @param {() => number} options.now
 * @param {(job: Job) => void} options.onDetails
 * @param {(job: Job) => void} options.onRetry
 * @param {(job: Job) => void} options.onCancel
 * @returns {import("#components/table.js").Column<Job>[]}
 */
export function jobColumns({ now, onDetails, onRetry, onCancel }) {
  return [
    {
      title: "Job",
      className: "cell-main",
      cell: (job) => html`<button type="button" class="link-button cell-title" @click=${() => onDetails(job)}>${job.kind}</button>
        <span class="cell-detail" title=${job.id}>${job.id}</span>`,
      text: (job) => job.kind,
    },
    { title: "State", className: "cell-state", cell: stateBadge, text: (job) => job.state },
    { title: "Tenant", className: "cell-name", cell: (job) => (job.tenant_id ? html`<code>${job.tenant_id}</code>` : none), text: (job) => job.tenant_id ?? "" },
    {
      title: "Attempt",
      className: "cell-number",
      cell: (job) => html`<span>${job.attempt}<span class="muted"> / ${job.max_attempts}</span></span>`,
      text: (job) => `${job.attempt}/${job.max_attempts}`,
    },
    { title: "Runs", className: "cell-time", cell: (job) => time(job.run_at, now()), text: (job) => job.run_at },
    { title: "Created", className: "cell-time", cell: (job) => time(job.created_at, now()), text: (job) => job.created_at },
    {
      title: "Last error",
      className: "cell-error",
      cell: (job) => (job.last_error ? html`<span class="clipped" title=${job.last_error}>${job.last_error}</span>` : none),
      text: (job) => job.last_error ?? "",
    },
    {
      title: "Actions",
      hideTitle: true,
      className: "cell-actions",
      cell: (job) => html`<div class="row-actions">
        ${canRetry(job) ? action(job.state === "pending" ? "Run now" : "Retry", "refresh", job, onRetry) : nothing}
        ${canCancel(job) ? action("Cancel", "cancel", job, onCancel) : nothing}
      </div>`,
    },
  ];
}

/**
 * @param {string} title
 * @param {import("#components/icons.js").IconName} shape
 * @param {Job} job
 * @param {(job: Job) => void} act
 */
function action(title, shape, job, act) {
  return html`<button type="button" class="icon-button" title=${title} aria-label=${`${title} ${job.kind} ${job.id}`} @click=${() => act(job)}>
    ${icon(shape)}<span class="row-action-title">${title}</span>
  </button>`;
}
