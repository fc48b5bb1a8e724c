// @ts-check
import { chosenFile, droppedFile } from "#lib/file_intake.js";
import { html, nothing } from "#lib/html.js";
import { kLogoTypes } from "#lib/logo_file.js";
import { segmented } from "#components/segmented.js";

/** @typedef {import("./offer.js").LogoChoice} LogoChoice */

/**
 * Whose mark goes onto the picture; an own one is chosen or dropped.
 * @param {{choice: LogoChoice, own: File | null, problem: string | null, onChoose: (choice: LogoChoice) => void, onFile: (file: File | null) => void}} field
 */
export function logoField({ choice, own, problem, onChoose, onFile }) {
  return html`<div class="logo-field" @dragover=${(/** @type {Event} */ event) => event.preventDefault()} @drop=${(/** @type {DragEvent} */ event) => onFile(droppedFile(event))}>
    ${segmented({
      name: "logo-choice",
      label: "Logo on the picture",
      hideLabel: true,
      value: choice,
      options: [
        { value: /** @type {LogoChoice} */ ("business"), title: "Their logo" },
        { value: "own", title: "My logo" },
        { value: "none", title: "No logo" },
      ],
      onChoose,
    })}
    ${choice === "own"
      ? html`<label class="button button-small chooser">
          ${own ? "Another file" : "Choose a file"}
          <input class="chooser-input" type="file" aria-label="Your logo" accept=${kLogoTypes.join(",")} @change=${(/** @type {Event} */ event) => onFile(chosenFile(event))} />
        </label>`
      : nothing}
    <p class=${problem ? "field-error" : "field-hint"} aria-live="polite">${said(choice, own, problem)}</p>
  </div>`;
}

/** @param {LogoChoice} choice @param {File | null} own @param {string | null} problem */
function said(choice, own, problem) {
  if (problem || choice !== "own") return problem ?? nothing;
  return own ? `${own.name}: sent along with your picture, and not kept.` : "PNG, JPEG or WebP, up to 5 MB. You can drop it here.";
}
