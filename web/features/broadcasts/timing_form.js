// @ts-check
import { html, nothing } from "#lib/html.js";
import { numberField } from "#components/number_field.js";
import { segmented } from "#components/segmented.js";
import { toggleSwitch } from "#components/switch.js";

/** @typedef {import("./broadcast.js").Timing} Timing */
/** @typedef {import("./broadcast.js").Zone} Zone */
/** @typedef {"now" | "workspace" | "recipient"} When */

const kQuiet = { from: "22:00", to: "08:00", zone: /** @type {Zone} */ ("recipient") };

/** @param {Timing} timing @returns {When} */
export function whenOf({ at, local_time: local, zone }) {
  if (at !== null) return "workspace";
  return local === null ? "now" : zone;
}

/**
 * When a broadcast is sent, and what is done when nobody can say whether a message arrived.
 * @param {{timing: Timing, timeZone: string, error: (field: string) => string | null, onChange: (timing: Timing) => void}} form
 */
export function timingForm({ timing, timeZone, error, onChange }) {
  const put = (/** @type {Partial<Timing>} */ change) => onChange({ ...timing, ...change });
  const when = whenOf(timing);
  return html`<div class="timing">
    ${segmented({
      name: "when",
      label: "When",
      options: [
        { value: /** @type {When} */ ("now"), title: "Now" },
        { value: "workspace", title: "At a time" },
        { value: "recipient", title: "In their own time" },
      ],
      value: when,
      onChoose: (chosen) => put(chosen === "now" ? { at: null, local_time: null, zone: "workspace" } : { at: null, local_time: timing.local_time ?? tomorrow(), zone: chosen }),
    })}
    ${when === "now" ? nothing : moment(timing, when, timeZone, error("timing.local_time") ?? error("timing.at"), put)}
    <div class="timing-quiet">
      ${toggleSwitch({ label: "Quiet hours", on: timing.quiet !== null, onChange: (on) => put({ quiet: on ? kQuiet : null }) })}
      ${timing.quiet ? quietHours(timing.quiet, error("timing.quiet"), (quiet) => put({ quiet })) : html`<p class="field-hint">Nobody is written to at night when these are on.</p>`}
    </div>
    ${inDoubt(timing, put)}
    <details class="timing-more" ?open=${timing.per_second !== null || timing.expires_hours !== 24}>
      <summary>Pace and patience</summary>
      <div class="audience-grid">
        ${numberField({ id: "expires", label: "Give up after", value: timing.expires_hours, min: 1, max: 72, unit: "hours", onInput: (hours) => put({ expires_hours: hours }) })}
        <div class="field">
          ${toggleSwitch({ label: "Slower than usual", on: timing.per_second !== null, onChange: (on) => put({ per_second: on ? 5 : null }) })}
          ${timing.per_second === null ? nothing : numberField({ id: "per-second", label: "At most", value: timing.per_second, min: 1, max: 1000, unit: "a second", onInput: (rate) => put({ per_second: rate }) })}
        </div>
      </div>
    </details>
  </div>`;
}

/** @param {Timing} timing @param {When} when @param {string} timeZone @param {string | null} error @param {(change: Partial<Timing>) => void} put */
function moment(timing, when, timeZone, error, put) {
  const hint = when === "workspace" ? `In the workspace's time zone${timeZone ? `, ${timeZone.replaceAll("_", " ")}` : ""}.` : "Each person gets it when their own clock shows this; where nobody knows their zone, the workspace's counts.";
  return html`<div class="field">
    <label class="field-label" for="moment">Date and time</label>
    <input class="input" type="datetime-local" id="moment" .value=${timing.local_time ?? ""} min="2020-01-01T00:00" max="2100-01-01T00:00" aria-invalid=${error ? "true" : "false"} aria-describedby="moment-hint"
      @change=${(/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLInputElement} */ (event.target);
        if (value) put({ at: null, local_time: value.slice(0, 16), zone: when === "recipient" ? "recipient" : "workspace" });
      }} />
    <p class=${error ? "field-error" : "field-hint"} id="moment-hint" aria-live="polite">${error ?? hint}</p>
  </div>`;
}

/** @param {NonNullable<Timing["quiet"]>} quiet @param {string | null} error @param {(quiet: NonNullable<Timing["quiet"]>) => void} onChange */
function quietHours(quiet, error, onChange) {
  const field = (/** @type {"from" | "to"} */ end, /** @type {string} */ label) => html`<div class="field">
    <label class="field-label" for=${`quiet-${end}`}>${label}</label>
    <input class="input" type="time" id=${`quiet-${end}`} .value=${quiet[end].slice(0, 5)} aria-invalid=${error ? "true" : "false"} @change=${(/** @type {Event} */ event) => {
      const { value } = /** @type {HTMLInputElement} */ (event.target);
      if (value) onChange({ ...quiet, [end]: value.slice(0, 5) });
    }} />
  </div>`;
  return html`<div class="quiet-hours">
      ${field("from", "From")}${field("to", "To")}
      <div class="field">
        <label class="field-label" for="quiet-zone">By the clock of</label>
        <span class="select-field"><select class="input" id="quiet-zone" @change=${(/** @type {Event} */ event) => onChange({ ...quiet, zone: /** @type {Zone} */ (/** @type {HTMLSelectElement} */ (event.target).value) })}>
          <option value="recipient" .selected=${quiet.zone === "recipient"}>each person</option>
          <option value="workspace" .selected=${quiet.zone === "workspace"}>the workspace</option>
        </select></span>
      </div>
    </div>
    <p class=${error ? "field-error" : "field-hint"} aria-live="polite">${error ?? "Who is due in them gets it when they end."}</p>`;
}

/** @param {Timing} timing @param {(change: Partial<Timing>) => void} put */
function inDoubt({ in_doubt: chosen }, put) {
  /** @type {{value: Timing["in_doubt"], title: string, text: string}[]} */
  const choices = [
    { value: "never_twice", title: "Never twice", text: "When no answer comes back, it is not sent again. A few may miss it; you decide about each afterwards." },
    { value: "never_miss", title: "Never miss", text: "When no answer comes back, it is sent again. A few may get it twice; the copy says so." },
  ];
  return html`<fieldset class="in-doubt">
    <legend class="field-label">When nobody can say whether it arrived</legend>
    ${choices.map(({ value, title, text }) => html`<label class="in-doubt-choice">
      <input class="tick" type="radio" name="in-doubt" value=${value} .checked=${chosen === value} @change=${() => put({ in_doubt: value })} />
      <span><strong>${title}</strong><span>${text}</span></span>
    </label>`)}
  </fieldset>`;
}

/** Ten in the morning of the next day, where this browser is. */
function tomorrow() {
  const day = new Date(Date.now() + 86_400_000);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T10:00`;
}
