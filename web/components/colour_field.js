// @ts-check
import { html } from "#lib/html.js";
import { preference, rememberPreference } from "#lib/preferences.js";
import { icon } from "./icons.js";

const kSwatches = ["#FF273E", "#FFFFFF"];
const kRecent = "recent_colours";
const kRecentKept = 6;

/** `#rrggbb` or `rrggbb` in whatever case as `#RRGGBB`; null when it is no colour. @param {string} typed */
export function colourOf(typed) {
  const match = /^#?([0-9a-f]{6})$/i.exec(typed.trim());
  return match?.[1] ? `#${match[1].toUpperCase()}` : null;
}

/** Among the swatches from now on. @param {string} colour */
export function rememberColour(colour) {
  if (kSwatches.includes(colour)) return;
  rememberPreference(kRecent, [colour, ...recent().filter((other) => other !== colour)].slice(0, kRecentKept).join(" "));
}

function recent() {
  return (preference(kRecent) ?? "").split(" ").filter((colour) => colourOf(colour) === colour);
}

/**
 * A colour by swatch, by its code, from the browser's own picker, or from the screen.
 * @param {object} field
 * @param {string} field.id
 * @param {string} field.label
 * @param {string} field.value `#RRGGBB`
 * @param {boolean} [field.disabled]
 * @param {(colour: string) => void} field.onInput while it is being chosen
 * @param {() => void} field.onSettle
 * @param {() => void} field.onPick the user wants to take a colour out of the picture
 */
export function colourField({ id, label, value, disabled = false, onInput, onSettle, onPick }) {
  const take = (/** @type {Event} */ event) => {
    const colour = colourOf(/** @type {HTMLInputElement} */ (event.target).value);
    if (colour) onInput(colour);
    return colour;
  };
  const settle = (/** @type {Event} */ event) => {
    if (!take(event)) /** @type {HTMLInputElement} */ (event.target).value = value;
    onSettle();
  };
  const choose = (/** @type {string} */ colour) => {
    onInput(colour);
    onSettle();
  };
  return html`<fieldset class="field colour-field" ?disabled=${disabled}>
    <legend class="field-label">${label}</legend>
    <div class="swatches">
      ${[...new Set([...kSwatches, ...recent()])].map(
        (colour) => html`<button type="button" class="swatch" aria-label=${colour} title=${colour} aria-pressed=${colour === value} @click=${() => choose(colour)}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="5" fill=${colour} /></svg>
        </button>`,
      )}
      <input class="swatch-native" type="color" aria-label="More colours" title="More colours" .value=${value.toLowerCase()} @input=${take} @change=${settle} />
      <button type="button" class="icon-button" aria-label="Take a colour from the picture" title="Take a colour from the picture" @click=${onPick}>${icon("dropper")}</button>
    </div>
    <input class="input colour-code" id=${id} aria-label=${`${label}, as a code`} maxlength="7" autocomplete="off" spellcheck="false" .value=${value} @input=${take} @change=${settle} />
  </fieldset>`;
}
