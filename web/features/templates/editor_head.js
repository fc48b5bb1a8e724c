// @ts-check
import { html, nothing } from "#lib/html.js";
import { variantFacts, variants } from "#lib/picture/face.js";
import { keyCaps } from "#lib/keyboard.js";
import { icon } from "#components/icons.js";
import { segmented } from "#components/segmented.js";
import { toggleSwitch } from "#components/switch.js";
import { textField } from "#components/text_field.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */

/**
 * What the template is called, and where it shows.
 * @param {object} state
 * @param {import("./template.js").Draft} state.draft
 * @param {boolean} state.isNew
 * @param {boolean} state.readOnly
 * @param {{field?: string, message: string} | null} state.refused
 * @param {import("./editing.js").Editing} state.editing
 */
export function aboutTemplate({ draft, isNew, readOnly, refused, editing }) {
  const wrong = (/** @type {string} */ field) => (refused?.field === field ? refused.message : null);
  const all = { required: true, disabled: readOnly, onLeave: editing.settle };
  const own = { ...all, id: "name", label: "Name", value: draft.name, maxLength: 100, error: wrong("name") };
  const address = { ...all, id: "slug", label: "Address", value: draft.slug, maxLength: 64, error: wrong("slug") };
  return html`<div class="card editor-about">
    ${textField({ ...own, hint: "Your people and the users of your bot see it.", onInput: editing.typeName })}
    ${isNew
      ? textField({ ...address, hint: "Lowercase letters, digits and dashes. It cannot be changed later.", onInput: editing.typeSlug })
      : html`<div class="field"><span class="field-label">Address</span><code class="editor-slug">${draft.slug}</code></div>`}
    <div class="field">
      <span class="field-label">Telegram</span>
      ${toggleSwitch({ label: "Offered by the bot", on: draft.telegramEnabled, disabled: readOnly, onChange: (telegramEnabled) => editing.change({ telegramEnabled }) })}
    </div>
  </div>`;
}

/**
 * What is looked at, and how.
 * @param {object} state
 * @param {Variant} state.selected
 * @param {string} state.sample
 * @param {string | null} state.sampleProblem
 * @param {boolean} state.guides
 * @param {boolean} state.exact
 * @param {boolean} state.canUndo
 * @param {boolean} state.canRedo
 * @param {boolean} state.readOnly
 * @param {(variant: Variant) => void} state.select
 * @param {(typed: string) => void} state.typeSample
 * @param {(on: boolean) => void} state.setGuides
 * @param {(on: boolean) => void} state.setExact
 * @param {() => void} state.undo
 * @param {() => void} state.redo
 */
export function editorBar(state) {
  const { selected, sample, sampleProblem, guides, exact, readOnly } = state;
  const options = variants.map((value) => ({ value, title: variantFacts[value].title }));
  return html`<div class="editor-bar">
    ${segmented({ name: "selected-face", label: "Shape", hideLabel: true, options, value: selected, onChoose: state.select })}
    ${readOnly
      ? nothing
      : html`<div class="editor-steps">
          ${step("undo", "Undo", "mod+z", state.canUndo, state.undo)}${step("redo", "Redo", "mod+shift+z", state.canRedo, state.redo)}
        </div>`}
    <div class="editor-sample">
      <label class="field-label" for="sample">Text to try</label>
      <input
        class="input" id="sample" autocomplete="off" spellcheck="false" placeholder="Text to try" maxlength="200" .value=${sample}
        aria-invalid=${sampleProblem ? "true" : "false"} aria-describedby="sample-hint" @input=${(/** @type {Event} */ event) => state.typeSample(/** @type {HTMLInputElement} */ (event.target).value)}
      />
      <p class="field-error" id="sample-hint" aria-live="polite">${sampleProblem ?? nothing}</p>
    </div>
    ${toggleSwitch({ label: "Guides", on: guides, onChange: state.setGuides })}
    ${toggleSwitch({ label: "Exact picture", on: exact, onChange: state.setExact })}
  </div>`;
}

/** @param {"undo" | "redo"} shape @param {string} title @param {string} keys @param {boolean} possible @param {() => void} run */
function step(shape, title, keys, possible, run) {
  return html`<button type="button" class="icon-button" aria-label=${title} title=${`${title} (${keyCaps(keys).join("+")})`} ?disabled=${!possible} @click=${run}>${icon(shape)}</button>`;
}
