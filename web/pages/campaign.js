// @ts-check
import { html, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { CampaignPage } from "../campaign/campaign_page.js";

/** @typedef {import("#lib/api.js").ApiError} ApiError */

const host = /** @type {HTMLElement} */ (document.getElementById("campaign"));
const api = new Api();
const id = decodeURIComponent(location.pathname.split("/")[2] ?? "");

/** Shows the campaign that the address names, or what stands in its way. */
async function boot() {
  try {
    const { campaign, tenant } = await api.get(`/api/campaigns/${encodeURIComponent(id)}`);
    host.replaceChildren();
    new CampaignPage(host, { api, campaign, tenant }).start();
  } catch (failure) {
    const error = /** @type {ApiError} */ (failure);
    alone(error.status === 404 ? notFound() : failureState(error, () => location.reload()));
  }
}

function notFound() {
  return emptyState({
    icon: "compass",
    title: "There is no campaign here",
    text: "It may have been deleted, or a part of its address is missing. Open the whole link that you were sent.",
    action: html`<a class="button" href="/coupon">Go to the pictures</a>`,
  });
}

/** @param {unknown} content */
function alone(content) {
  host.replaceChildren();
  render(html`<main class="public-alone card">${content}</main>`, host);
}

await boot();
