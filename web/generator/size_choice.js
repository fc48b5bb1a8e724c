// @ts-check
import { html, nothing } from "#lib/html.js";
import { variantFacts, variants } from "#lib/picture/face.js";
import { segmented } from "#components/segmented.js";
import { faceOf } from "./offer.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */

const lists = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** The shapes of picture; those that the template lacks are there, and say why they cannot be chosen. @param {{template: import("./offer.js").Template, variant: Variant, onChoose: (variant: Variant) => void}} choice */
export function sizeChoice({ template, variant, onChoose }) {
  const missing = variants.filter((one) => !faceOf(template, one)).map((one) => variantFacts[one].title);
  const lack = `${template.name} has no ${lists.format(missing)} picture.`;
  const options = variants.map((value) => {
    const { title, shape } = variantFacts[value];
    return { value, title: `${title} ${shape}`, ...(faceOf(template, value) ? {} : { lack }) };
  });
  return html`<div>
    ${segmented({ name: "variant", label: "Size", hideLabel: true, value: variant, options, onChoose })}
    ${missing.length > 0 ? html`<p class="field-hint">${lack}</p>` : nothing}
  </div>`;
}
