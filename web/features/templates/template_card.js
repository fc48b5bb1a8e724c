// @ts-check
import { html, nothing } from "#lib/html.js";
import { variantFacts, variants } from "#lib/picture/face.js";
import { routeHref } from "#lib/router.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { toggleSwitch } from "#components/switch.js";
import { firstVariant } from "./template.js";

/** @typedef {import("./template.js").Template} Template */

/**
 * @typedef {object} CardState
 * @property {Template} template
 * @property {boolean} may
 * @property {boolean} selected
 * @property {boolean} dragged
 * @property {boolean} sortable
 * @property {string} text
 */

/**
 * @typedef {object} CardActions
 * @property {(template: Template, selected: boolean) => void} select
 * @property {(template: Template, shown: boolean) => void} showInBot
 * @property {(template: Template) => void} duplicate
 * @property {(template: Template) => void} remove
 */

/** @param {string} slug */
export function editorHref(slug) {
  return routeHref({ product: "coupons", feature: "templates", rest: ["edit", slug] });
}

/** One template in the gallery. Its canvas is painted by the page. @param {CardState} state @param {CardActions} actions */
export function templateCard(state, actions) {
  const { template, may, selected, dragged, text } = state;
  const { slug, meta } = template;
  const shown = firstVariant(meta);
  const face = shown && meta[shown];
  return html`<li class="card template ${selected ? "template-selected" : ""} ${dragged ? "template-dragged" : ""}" data-sort-key=${slug}>
    <a class="template-picture" href=${editorHref(slug)} tabindex="-1" aria-hidden="true">
      ${face ? html`<canvas class="template-canvas" data-preview=${slug} data-text=${text}></canvas>` : icon("image")}
    </a>
    ${may ? html`<label class="template-check"><input class="tick" type="checkbox" .checked=${selected} aria-label=${`Select ${template.name}`} @change=${() => actions.select(template, !selected)} /></label>` : nothing}
    <div class="template-words">
      <h2><a href=${editorHref(slug)}>${template.name}</a></h2>
      <p><code>${slug}</code></p>
      <p class="template-faces">${variants.filter((variant) => meta[variant]).map((variant) => badge(variantFacts[variant].title, "idle"))}</p>
    </div>
    ${may ? foot(state, actions) : html`<div class="template-foot">${badge(template.telegram_enabled ? "In the bot" : "Not in the bot", template.telegram_enabled ? "ok" : "idle")}</div>`}
  </li>`;
}

/** @param {CardState} state @param {CardActions} actions */
function foot({ template, sortable }, actions) {
  const { name: title } = template;
  return html`<div class="template-foot">
    ${toggleSwitch({ label: "Bot", described: `offers ${title}`, on: template.telegram_enabled, onChange: (on) => actions.showInBot(template, on) })}
    <span class="template-tools">
      <a class="icon-button" href=${editorHref(template.slug)} aria-label=${`Edit ${title}`} title="Edit">${icon("edit")}</a>
      <button type="button" class="icon-button" aria-label=${`Duplicate ${title}`} title="Duplicate" @click=${() => actions.duplicate(template)}>${icon("copy")}</button>
      <button type="button" class="icon-button" aria-label=${`Delete ${title}`} title="Delete" @click=${() => actions.remove(template)}>${icon("remove")}</button>
      ${sortable
        ? html`<button type="button" class="icon-button template-grip" data-sort-handle aria-label=${`Move ${title}`} aria-describedby="order-keys" title="Drag, or use the arrow keys">${icon("grip")}</button>`
        : nothing}
    </span>
  </div>`;
}
