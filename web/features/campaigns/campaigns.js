// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { mayAdminister } from "#lib/permissions.js";
import { routeHref } from "#lib/router.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { campaignColumns } from "./campaign_columns.js";
import { CampaignDetails } from "./campaign_details.js";
import { CampaignEditor } from "./campaign_editor.js";

/** @typedef {import("./campaign.js").Campaign} Campaign */

/** Campaigns: their list, one of them with its entries, or the form that makes and changes one. @type {import("#features/view.js").OpenView} */
export function open(context) {
  const [id, deed] = context.route.rest;
  const here = (/** @type {string[]} */ ...rest) => routeHref({ product: context.route.product, feature: context.route.feature, rest });
  if (!id) new CampaignList(context, here).start();
  else if (id === "new" || deed === "edit") void new CampaignEditor(context, here, id === "new" ? null : id).load();
  else new CampaignDetails(context, here, id).start();
  return {};
}

class CampaignList {
  #context;
  #here;
  #table;

  /** @param {import("#features/view.js").ViewContext} context @param {(...rest: string[]) => string} here */
  constructor(context, here) {
    const { api, host, signal } = context;
    this.#context = context;
    this.#here = here;
    this.#render();
    this.#table = new DataTable(/** @type {HTMLElement} */ (host.querySelector("[data-table]")), {
      caption: "Campaigns",
      noun: ["campaign", "campaigns"],
      columns: campaignColumns({ href: (/** @type {Campaign} */ { id }) => here(id) }),
      key: (/** @type {Campaign} */ { id }) => id,
      fetchPage: async () => ({ items: await api.get("/api/campaigns", { signal }), next_cursor: null }),
      empty: () => this.#empty(),
    });
  }

  start() {
    const { keyboard, router, signal } = this.#context;
    const here = { group: "This page" };
    keyboard.bind({ ...here, keys: "r", title: "Refresh", run: () => void this.#refresh() }, signal);
    if (this.#may) keyboard.bind({ ...here, keys: "n", title: "New campaign", run: () => router.go(this.#here("new")) }, signal);
    void this.#refresh();
  }

  get #may() {
    return mayAdminister(this.#context.session);
  }

  async #refresh() {
    await this.#table.list.refresh();
    this.#render();
  }

  #render() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    return html`
      ${pageHeader({
        title: "Campaigns",
        subtitle: "Frames that people put around their own photos",
        actions: html`
          <button type="button" class="button" ?disabled=${!this.#table?.list.rows.length} @click=${() => this.#table.exportCsv("campaigns.csv")}>${icon("download")} CSV</button>
          ${this.#newButton()}`,
      })}
      <div data-table></div>
    `;
  }

  #newButton() {
    return this.#may ? html`<a class="button button-primary" href=${this.#here("new")}>${icon("add")} New campaign</a>` : nothing;
  }

  #empty() {
    return emptyState({
      icon: "image",
      title: "There is no campaign yet",
      text: this.#may ? "Upload a frame, choose the days, and share the page where people put their photo into it." : "Owners and admins of the workspace make them.",
      action: this.#newButton(),
    });
  }
}
