// @ts-check
// The templates that pictures are drawn with, and the fields that choose among them and their shapes.
import { html } from "#lib/html.js";
import { routeHref } from "#lib/router.js";
import { mayAdminister } from "#lib/permissions.js";
import { variantFacts, variants } from "#lib/picture/face.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {{slug: string, name: string, meta: import("#lib/picture/face.js").Meta}} Template */
/** @typedef {"jpg" | "png"} Format */

/** @type {{value: Format, title: string}[]} */
export const formats = [
  { value: "jpg", title: "JPG" },
  { value: "png", title: "PNG" },
];

/** @param {import("#lib/api.js").Api} api @param {AbortSignal} signal @returns {Promise<Template[]>} */
export async function loadTemplates(api, signal) {
  return (await api.get("/api/templates", { signal })).templates;
}

/** The shapes that a template has. @param {Template} template @returns {Variant[]} */
export function variantsOf({ meta }) {
  return variants.filter((variant) => meta[variant]);
}

/** Whether one of these shapes has a place for the logo. @param {Template} template @param {Variant[]} wanted */
export function showsLogo({ meta }, wanted) {
  return wanted.some((variant) => meta[variant]?.showLogo);
}

/** "Square (1:1)". @param {Variant} variant */
export function variantTitle(variant) {
  const { title, shape } = variantFacts[variant];
  return `${title} (${shape})`;
}

/** @param {{templates: Template[], chosen: Template, onChoose: (template: Template) => void}} field */
export function templateField({ templates, chosen, onChoose }) {
  const choose = (/** @type {Event} */ event) => {
    const wanted = templates.find(({ slug }) => slug === /** @type {HTMLSelectElement} */ (event.target).value);
    if (wanted) onChoose(wanted);
  };
  return html`<label class="field">
    <span class="field-label">Template</span>
    <span class="select-field">
      <select class="input" .value=${chosen.slug} @change=${choose}>
        ${templates.map(({ slug, name: title }) => html`<option value=${slug} .selected=${slug === chosen.slug}>${title}</option>`)}
      </select>
    </span>
  </label>`;
}

/** What stands where nothing can be drawn yet. @param {import("#features/view.js").Session} session */
export function noTemplates(session) {
  const may = mayAdminister(session);
  return emptyState({
    icon: "image",
    title: "There is no template yet",
    text: may ? "Pictures are drawn with a template: a background, and where the text goes." : "Owners and admins of the workspace make templates.",
    action: may ? html`<a class="button button-primary" href=${routeHref({ product: "coupons", feature: "templates", rest: ["new"] })}>${icon("add")} New template</a>` : "",
  });
}
