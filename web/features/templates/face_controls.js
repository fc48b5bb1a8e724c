// @ts-check
import { html, nothing } from "#lib/html.js";
import { fonts } from "#lib/picture/fonts.js";
import { colourField } from "#components/colour_field.js";
import { icon } from "#components/icons.js";
import { numberField, sliderField } from "#components/number_field.js";
import { segmented } from "#components/segmented.js";
import { toggleSwitch } from "#components/switch.js";
import { limits, withNumber } from "./box.js";

/** @typedef {import("#lib/picture/face.js").Style} Style */

export const kFontLimits = { least: 8, most: 200 };

/**
 * @typedef {object} Controls
 * @property {string} title of the face
 * @property {Style} style
 * @property {boolean} disabled
 * @property {boolean} alone whether there is no other face to copy to
 * @property {(style: Style, gesture?: string) => void} change
 * @property {() => void} settle
 * @property {() => void} pickColour
 * @property {() => void} copyToOthers
 */

/** Everything about the text of one face. @param {Controls} controls */
export function faceControls(controls) {
  return html`<section class="card editor-controls" aria-label=${`${controls.title}: text`}>
    <div class="editor-group"><h3>Letters</h3>${letters(controls)}</div>
    <div class="editor-group"><h3>Colour</h3>${colours(controls)}</div>
    <div class="editor-group"><h3>Place</h3>${place(controls)}</div>
  </section>`;
}

/** @param {Controls} controls */
function letters({ style, disabled, change, settle }) {
  const limited = style.maxFontPx > 0;
  const chooseFont = (/** @type {Event} */ event) => {
    change({ ...style, font: /** @type {import("#lib/picture/face.js").FontName} */ (/** @type {HTMLSelectElement} */ (event.target).value) });
  };
  return html`<div class="field">
      <label class="field-label" for="face-font">Font</label>
      <span class="select-field">
        <select class="input" id="face-font" ?disabled=${disabled} .value=${style.font} @change=${chooseFont}>
          ${Object.entries(fonts).map(([value, { title }]) => html`<option value=${value} ?selected=${value === style.font}>${title}</option>`)}
        </select>
      </span>
    </div>
    ${toggleSwitch({ label: "Limit the size", on: limited, disabled, onChange: (on) => change({ ...style, maxFontPx: on ? 80 : 0 }) })}
    ${limited
      ? sliderField({
          id: "face-size",
          label: "Largest size",
          unit: "px",
          value: style.maxFontPx,
          min: kFontLimits.least,
          max: kFontLimits.most,
          disabled,
          onInput: (px) => change({ ...style, maxFontPx: Math.round(px) }, "size"),
          onSettle: settle,
        })
      : nothing}`;
}

/** @param {Controls} controls */
function colours({ style, disabled, change, settle, pickColour }) {
  return html`${colourField({
      id: "face-colour",
      label: "Colour of the letters",
      value: style.fontColor,
      disabled,
      onInput: (fontColor) => change({ ...style, fontColor }, "colour"),
      onSettle: settle,
      onPick: pickColour,
    })}
    ${toggleSwitch({ label: "Dark outline", on: style.outline, disabled, onChange: (outline) => change({ ...style, outline }) })}
    ${toggleSwitch({ label: "Logo in the corner", on: style.showLogo, disabled, onChange: (showLogo) => change({ ...style, showLogo }) })}`;
}

/** @param {Controls} controls */
function place({ style, disabled, alone, change, settle, copyToOthers }) {
  const { box } = style;
  const may = limits(box);
  const edge = (/** @type {keyof import("./box.js").Frame} */ key, /** @type {string} */ label) =>
    numberField({
      id: `face-${key}`,
      label,
      unit: "%",
      value: box[key],
      min: may[key].least,
      max: may[key].most,
      step: 0.1,
      disabled,
      onInput: (value) => change({ ...style, box: withNumber(box, key, value) }, key),
      onSettle: settle,
    });
  return html`<div class="editor-numbers">${edge("leftPct", "Left")}${edge("topPct", "Top")}${edge("widthPct", "Width")}${edge("heightPct", "Height")}</div>
    <div class="editor-alignments">
      ${segmented({
        name: "h-align",
        label: "Across",
        value: box.hAlign,
        disabled,
        options: [
          { value: "left", title: "Left", icon: "align_left" },
          { value: "center", title: "Centre", icon: "align_center" },
          { value: "right", title: "Right", icon: "align_right" },
        ],
        onChoose: (hAlign) => change({ ...style, box: { ...box, hAlign } }),
      })}
      ${segmented({
        name: "v-align",
        label: "Up and down",
        value: box.vAlign,
        disabled,
        options: [
          { value: "top", title: "Top", icon: "align_top" },
          { value: "middle", title: "Middle", icon: "align_middle" },
          { value: "bottom", title: "Bottom", icon: "align_bottom" },
        ],
        onChoose: (vAlign) => change({ ...style, box: { ...box, vAlign } }),
      })}
    </div>
    <button type="button" class="button" ?disabled=${disabled || alone} @click=${copyToOthers}>${icon("copy")} Use these settings for all pictures</button>`;
}
