// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { openDialog } from "#components/dialog.js";
import { numberField } from "#components/number_field.js";
import { toggleSwitch } from "#components/switch.js";

const kMost = 30;
const kMostPaid = 1000;
const kMostPeople = 10_000_000;

/** @typedef {{broadcast_per_second: number, paid_broadcast: boolean}} Settings */
/** How many people broadcasts may be for in a day; `chosen` is null for what is usual. @typedef {{chosen: number | null, usual: number, used: number}} Limit */
/** @typedef {{settings: Settings, limit: Limit}} Pace */

/** Asks how fast the workspace's broadcasts leave, and to how many; null when nothing is to change. @param {Pace} pace @returns {Promise<Pace | null>} */
export function askPace({ settings, limit }) {
  const wanted = { settings: { ...settings }, limit: { ...limit } };
  const place = document.createElement("div");
  place.className = "pace-fields";
  const draw = () => render(fields(wanted, draw), place);
  draw();
  return openDialog({
    title: "Pace of broadcasts",
    content: (/** @type {(pace: Pace | null) => void} */ close) => html`<form @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      close(wanted);
    }}>
      <div class="dialog-body">
        <p class="dialog-text">Replies never wait behind a broadcast, whatever its pace. Telegram lets a bot send about 30 messages a second; a little less leaves room for replies.</p>
        ${place}
      </div>
      <footer class="dialog-footer">
        <button type="button" class="button" @click=${() => close(null)}>Keep as it is</button>
        <button type="submit" class="button button-primary">Save</button>
      </footer>
    </form>`,
  });
}

/** @param {Pace} pace @param {() => void} draw */
function fields({ settings: wanted, limit }, draw) {
  const most = wanted.paid_broadcast ? kMostPaid : kMost;
  return html`${numberField({ id: "pace", label: "At most", value: wanted.broadcast_per_second, min: 1, max: most, unit: "a second", onInput: (pace) => (wanted.broadcast_per_second = pace) })}
    ${toggleSwitch({
      label: "Paid broadcasts, up to 1,000 a second",
      on: wanted.paid_broadcast,
      onChange: (on) => {
        wanted.paid_broadcast = on;
        if (!on) wanted.broadcast_per_second = Math.min(wanted.broadcast_per_second, kMost);
        draw();
      },
    })}
    ${wanted.paid_broadcast ? html`<p class="field-hint">Telegram takes 0.1 Stars from the bot for each message above 30 a second, and wants at least 10,000 Stars on its balance.</p>` : nothing}
    ${peopleFields(limit, draw)}`;
}

/** @param {Limit} limit @param {() => void} draw */
function peopleFields(limit, draw) {
  return html`${toggleSwitch({
      label: "Choose how many people broadcasts may be for in 24 hours",
      on: limit.chosen !== null,
      onChange: (on) => {
        limit.chosen = on ? limit.usual : null;
        draw();
      },
    })}
    ${limit.chosen === null ? nothing : numberField({ id: "people-a-day", label: "No more than", value: limit.chosen, min: 1, max: kMostPeople, unit: "people", onInput: (people) => (limit.chosen = people) })}
    <p class="field-hint">Usual are ${number(limit.usual)}; those of the last 24 hours were for ${number(limit.used)}. Whoever gets into this account cannot write to more than that.</p>`;
}
