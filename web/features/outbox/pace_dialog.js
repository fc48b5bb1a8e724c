// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { openDialog } from "#components/dialog.js";
import { numberField } from "#components/number_field.js";
import { toggleSwitch } from "#components/switch.js";

const kMost = 30;
const kMostPaid = 1000;

/** @typedef {{broadcast_per_second: number, paid_broadcast: boolean}} Settings */

/** Asks how fast the workspace's broadcasts leave; null when nothing is to change. @param {Settings} settings @returns {Promise<Settings | null>} */
export function askPace(settings) {
  const wanted = { ...settings };
  const place = document.createElement("div");
  place.className = "pace-fields";
  const draw = () => render(fields(wanted, draw), place);
  draw();
  return openDialog({
    title: "Pace of broadcasts",
    content: (/** @type {(settings: Settings | null) => void} */ close) => html`<form @submit=${(/** @type {SubmitEvent} */ event) => {
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

/** @param {Settings} wanted @param {() => void} draw */
function fields(wanted, draw) {
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
    ${wanted.paid_broadcast ? html`<p class="field-hint">Telegram takes 0.1 Stars from the bot for each message above 30 a second, and wants at least 10,000 Stars on its balance.</p>` : nothing}`;
}
