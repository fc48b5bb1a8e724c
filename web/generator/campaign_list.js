// @ts-check
import { html, nothing } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { span, statuses } from "../campaign/campaign.js";

/** @typedef {import("../campaign/campaign.js").Campaign} Campaign */

/** What a visitor may take part in, now or soon. An extra: without an answer there is none. @param {import("#lib/api.js").Api} api @param {string} tenant @returns {Promise<Campaign[]>} */
export async function openCampaigns(api, tenant) {
  /** @type {Campaign[]} */
  const campaigns = await api.get("/api/campaigns", { query: { tenant } }).catch(() => []);
  return ["ongoing", "scheduled"].flatMap((wanted) => campaigns.filter(({ status }) => status === wanted));
}

/** @param {Campaign[]} campaigns */
export function campaignList(campaigns) {
  if (campaigns.length === 0) return nothing;
  return html`<section class="coupon-campaigns" aria-labelledby="campaigns-title">
    <h2 id="campaigns-title">Campaigns</h2>
    <ul>
      ${campaigns.map((campaign) => {
        const [word, tone] = statuses[campaign.status];
        return html`<li class="card coupon-campaign">
          ${badge(word, tone)}
          <h3><a href=${`/campaign/${campaign.id}`}>${campaign.title}</a></h3>
          <p>${icon("calendar")}<span>${span(campaign)}</span></p>
          ${campaign.prize ? html`<p>${icon("prize")}<span>${campaign.prize}</span></p>` : nothing}
        </li>`;
      })}
    </ul>
  </section>`;
}
