// @ts-check
import { html } from "#lib/html.js";
import { number } from "#lib/format.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { time } from "#components/time.js";
import { kSupporters, platforms, platformTitles, span, statuses } from "./campaign.js";

/** @typedef {import("./campaign.js").Campaign} Campaign */
/** @typedef {import("./campaign.js").Entry} Entry */

/**
 * @param {{href: (campaign: Campaign) => string}} options
 * @returns {import("#components/table.js").Column<Campaign>[]}
 */
export function campaignColumns({ href }) {
  return [
    {
      title: "Campaign",
      className: "cell-main",
      cell: (campaign) => html`<span class="campaign-cell">
        <span class="campaign-thumb" aria-hidden="true">${campaign.overlay_preview_url ? html`<img src=${campaign.overlay_preview_url} alt="" loading="lazy" />` : icon("image")}</span>
        <span><a class="cell-title" href=${href(campaign)}>${campaign.title}</a><span class="cell-detail">${platformTitles(campaign.platforms)}</span></span>
      </span>`,
      text: ({ title }) => title,
    },
    { title: "Id", className: "cell-csv", cell: () => "", text: ({ id }) => id },
    { title: "Status", className: "cell-state", cell: ({ status }) => badge(statuses[status].title, statuses[status].tone), text: ({ status }) => status },
    { title: "Days", cell: (campaign) => html`<span title=${campaign.time_zone}>${span(campaign)}</span>`, text: (campaign) => `${campaign.start_date} – ${campaign.end_date}` },
    { title: "Supporters", className: "cell-number", cell: ({ supporters }) => html`<span title=${kSupporters}>${number(supporters)}</span>`, text: ({ supporters }) => String(supporters) },
    { title: "Entries", className: "cell-number", cell: ({ submissions }) => number(submissions ?? 0), text: ({ submissions }) => String(submissions ?? 0) },
  ];
}

/**
 * @param {object} options
 * @param {() => number} options.now
 * @param {boolean} options.may
 * @param {(entry: Entry) => void} options.onRemove
 * @returns {import("#components/table.js").Column<Entry>[]}
 */
export function entryColumns({ now, may, onRemove }) {
  return [
    { title: "E-mail", className: "cell-main", cell: ({ email }) => html`<span class="cell-title">${email}</span>`, text: ({ email }) => email },
    { title: "Posts", cell: posts },
    { title: "Entered", className: "cell-time", cell: ({ created_at: at }) => time(at, now()), text: ({ created_at: at }) => at },
    {
      title: "Actions",
      hideTitle: true,
      className: "cell-actions",
      cell: (entry) => html`<div class="row-actions">
        ${may
          ? html`<button type="button" class="icon-button" title="Delete" aria-label=${`Delete the entry of ${entry.email}`} @click=${() => onRemove(entry)}>
              ${icon("remove")}<span class="row-action-title">Delete</span>
            </button>`
          : ""}
      </div>`,
    },
  ];
}

/** @param {Entry} entry */
function posts(entry) {
  const links = platforms.map(({ id, title }) => ({ title, url: entry[`${id}_url`] })).filter(({ url }) => url);
  return html`<span class="entry-posts">${links.map(({ title, url }) => html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${title}</a>`)}</span>`;
}
