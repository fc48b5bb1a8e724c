// @ts-check
import { html } from "#lib/html.js";
import { variants } from "#lib/picture/face.js";
import { faceOf, variantIn } from "./offer.js";

/** The templates to choose from: radio buttons that look like pictures. @param {{templates: import("./offer.js").Template[], chosen: string, onChoose: (slug: string) => void}} gallery */
export function templateGallery({ templates, chosen, onChoose }) {
  return html`<fieldset class="gallery">
    <legend class="field-label">Template</legend>
    <div class="gallery-row">
      ${templates.map((template) => {
        const face = faceOf(template, variantIn(template, variants[0] ?? "square"));
        return html`<label class="gallery-item">
          <input type="radio" name="template" value=${template.slug} .checked=${template.slug === chosen} @change=${() => onChoose(template.slug)} />
          <span class="gallery-picture"><img src=${face?.previewUrl ?? ""} alt="" loading="lazy" decoding="async" /></span>
          <span class="gallery-name">${template.name}</span>
        </label>`;
      })}
    </div>
  </fieldset>`;
}
