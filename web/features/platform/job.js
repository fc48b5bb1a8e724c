// @ts-check
// What the browser knows about a job; the server decides what may be done with it.

/** @typedef {"pending" | "running" | "done" | "parked" | "cancelled"} JobState */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {string | null} tenant_id empty for the platform's own work
 * @property {string} kind
 * @property {JobState} state
 * @property {number} attempt
 * @property {number} max_attempts
 * @property {string} run_at
 * @property {string} created_at
 * @property {number} crashes how often a worker vanished with it
 * @property {string | null} finished_at
 * @property {string | null} last_error
 */

/** @typedef {{states: Partial<Record<JobState, number>>, kinds: string[], leader: {holder: string, epoch: number, lease_until: string} | null}} JobsSummary */

/** @type {{id: JobState, title: string, tone: import("#components/badge.js").Tone, meaning: string}[]} */
export const jobStates = [
  { id: "pending", title: "Pending", tone: "accent", meaning: "Waiting for their time or for a free worker" },
  { id: "running", title: "Running", tone: "warn", meaning: "Held by a worker right now" },
  { id: "parked", title: "Parked", tone: "error", meaning: "Failed too often; waiting for somebody to look" },
  { id: "done", title: "Done", tone: "ok", meaning: "Finished, and kept for a while" },
  { id: "cancelled", title: "Cancelled", tone: "idle", meaning: "Stopped before they were finished" },
];

/** @param {Job} job */
export function canRetry(job) {
  return job.state === "parked" || job.state === "pending";
}

/** @param {Job} job */
export function canCancel(job) {
  return job.state === "pending" || job.state === "running" || job.state === "parked";
}
