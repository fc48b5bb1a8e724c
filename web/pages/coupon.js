// @ts-check
import { html, render } from "#lib/html.js";
import { Api } from "#lib/api.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { CouponPage } from "../generator/coupon_page.js";

/** @typedef {import("#lib/api.js").ApiError} ApiError */

const host = /** @type {HTMLElement} */ (document.getElementById("coupon"));
const api = new Api();
const tenant = decodeURIComponent(location.pathname.split("/")[2] ?? "");

/** Shows what the business offers, or what stands in its way. */
async function boot() {
  alone(html`<p class="boot"><span class="spinner"></span> Loading…</p>`);
  try {
    const offer = await api.get("/api/coupon-page", tenant ? { query: { tenant } } : {});
    new CouponPage(host, { api, offer, wish: new URLSearchParams(location.search) }).start();
  } catch (failure) {
    const error = /** @type {ApiError} */ (failure);
    alone(error.status === 404 ? nobody() : failureState(error, () => void boot()));
  }
}

function nobody() {
  return emptyState({
    icon: "compass",
    title: "Nobody offers pictures here",
    text: "A part of the address may be missing. Open the whole link that you were sent.",
  });
}

/** @param {unknown} content */
function alone(content) {
  render(html`<main class="public-alone card">${content}</main>`, host);
}

// What stood here until now is not the renderer's, which only adds.
host.replaceChildren();
await boot();
