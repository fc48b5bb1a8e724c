// @ts-check
import { html, nothing } from "#lib/html.js";
import { routeHref } from "#lib/router.js";
import { icon, mark } from "./icons.js";

/** @typedef {{id: string, title: string, icon: import("./icons.js").IconName}} Entry */
/** @typedef {Entry & {features: Entry[]}} ProductEntry */

/**
 * The two sidebars: products on the left, the features of the open product right of them. Entries are links.
 * @param {object} state
 * @param {ProductEntry[]} state.products
 * @param {ProductEntry} state.product the open product
 * @param {string | null} state.feature the open feature's id, null on an unknown page
 * @param {unknown} state.workspace the name of the workspace, or what changes it
 * @param {unknown} state.account
 * @param {boolean} state.collapsed
 * @param {() => void} state.onToggle
 */
export function sidebar({ products, product, feature, workspace, account, collapsed, onToggle }) {
  return html`
    <nav class="rail" aria-label="Products">
      <a class="rail-mark" href=${firstPlace(products[0] ?? product)} aria-label="PromoStack, start page">${mark()}</a>
      <ul class="rail-list">
        ${products.map((entry) => html`<li>
          <a class="rail-link" href=${firstPlace(entry)} aria-current=${entry.id === product.id ? "true" : nothing}>
            ${icon(entry.icon)}<span class="rail-title">${entry.title}</span>
          </a>
        </li>`)}
      </ul>
      <div class="rail-foot">
        <button type="button" class="rail-link rail-toggle" aria-expanded=${!collapsed} aria-controls="features" @click=${onToggle}>
          ${icon(collapsed ? "expand" : "collapse")}<span class="rail-title">${collapsed ? "Show sidebar" : "Hide sidebar"}</span>
        </button>
        ${collapsed ? account : nothing}
      </div>
    </nav>
    <div class="features" id="features">
      <div class="features-head">
        <p class="features-product">${product.title}</p>
        ${workspace}
      </div>
      <nav aria-label=${product.title}>
        <ul class="features-list">
          ${product.features.map((entry) => html`<li>
            <a class="features-link" href=${routeHref({ product: product.id, feature: entry.id })} aria-current=${entry.id === feature ? "page" : nothing}>
              ${icon(entry.icon)}<span>${entry.title}</span>
            </a>
          </li>`)}
        </ul>
      </nav>
      <div class="features-foot">${collapsed ? nothing : account}</div>
    </div>
  `;
}

/** @param {ProductEntry} product */
function firstPlace(product) {
  return routeHref({ product: product.id, feature: product.features[0]?.id ?? "" });
}
