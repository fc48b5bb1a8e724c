// @ts-check
import { html, nothing } from "#lib/html.js";
import { exactTime } from "#lib/format.js";
import { badge } from "#components/badge.js";
import { time } from "#components/time.js";
import { actionTitle, facts, outsiders } from "./entry.js";

/** @typedef {import("./entry.js").Entry} Entry */

const none = html`<span class="muted no-value">–</span>`;

/** @param {{now: () => number, everywhere: boolean}} options @returns {import("#components/table.js").Column<Entry>[]} */
export function activityColumns({ now, everywhere }) {
  /** @type {import("#components/table.js").Column<Entry>} */
  const tenant = {
    title: "Tenant",
    className: "cell-name",
    cell: ({ tenant_id: id }) => (id ? html`<code title=${id}>${id}</code>` : html`<span class="muted">Platform</span>`),
    text: ({ tenant_id: id }) => id ?? "",
  };
  return [
    {
      title: "What",
      className: "cell-main",
      cell: ({ action, subject }) => html`<span class="cell-title">${actionTitle(action)}</span>${subject ? html`<span class="cell-detail" title=${subject}>${subject}</span>` : nothing}`,
      text: ({ action }) => action,
    },
    { title: "Subject", className: "cell-csv", cell: () => nothing, text: ({ subject }) => subject },
    { title: "Who", className: "cell-who", cell: who, text: ({ actor_name: name }) => name },
    ...(everywhere ? [tenant] : []),
    {
      title: "Details",
      className: "cell-facts",
      cell: ({ details }) => (facts(details).length ? html`<span class="entry-facts">${facts(details).map(([name, value]) => html`<span><span class="muted">${name}</span> ${value}</span>`)}</span>` : none),
      text: ({ details }) => facts(details).map((pair) => pair.join(": ")).join("; "),
    },
    { title: "Address", className: "cell-name", cell: ({ address }) => (address ? html`<code>${address}</code>` : none), text: ({ address }) => address ?? "" },
    {
      title: "When",
      className: "cell-time",
      cell: ({ at }) => html`<span class="entry-when">${time(at, now())}<span class="cell-detail">${shortTime(at)}</span></span>`,
      text: ({ at }) => at,
    },
  ];
}

/** @param {Entry} entry */
function who({ actor_kind: kind, actor_name: name }) {
  const outsider = outsiders[kind];
  return html`<span class="entry-who"><span>${name}</span>${outsider ? badge(outsider.title, outsider.tone) : nothing}</span>`;
}

/** The reader's own time, without UTC beside it. @param {string} iso */
function shortTime(iso) {
  return exactTime(iso).replace(/ \(.*$/, "");
}
