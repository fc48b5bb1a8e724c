// @ts-check
import { html, nothing } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { copyButton } from "#components/copy_button.js";
import { icon } from "#components/icons.js";
import { time } from "#components/time.js";
import { channelList } from "./channel_list.js";
import { otherRoles, problems, reports, standing, standings } from "./connection.js";
import { roleTitle } from "./roles.js";

/** @typedef {import("./connection.js").Connection} Connection */

/**
 * Everything a card shows. `form` is the open form, if it is open; `busy` is what is being done right now.
 * @typedef {object} CardState
 * @property {import("./roles.js").Role} role
 * @property {Connection | undefined} connection
 * @property {Connection[]} all
 * @property {import("./connection.js").Check | null} check
 * @property {boolean} checking
 * @property {boolean} unchecked the check itself could not be made
 * @property {unknown} form
 * @property {string | null} busy
 * @property {boolean} mayAdminister
 * @property {boolean} mayEnterSecrets
 * @property {number} now
 */

/**
 * @typedef {object} CardActions
 * @property {() => void} edit
 * @property {() => void} check
 * @property {() => void} renewWebhook
 * @property {(channel: import("./roles.js").ChannelName) => void} testMessage
 * @property {() => void} remove
 */

/** What one bot is for, how it stands, and what can be done about it. @param {CardState} state @param {CardActions} actions */
export function connectionCard(state, actions) {
  const { role, connection, form } = state;
  const stands = standings[standing(state)];
  return html`<section class="card connection" id=${role.id} aria-labelledby=${`${role.id}-title`} aria-busy=${state.busy !== null}>
    <header class="connection-head">
      <span class="connection-icon">${icon(role.icon)}</span>
      <div class="connection-words">
        <h2 id=${`${role.id}-title`} tabindex="-1">${role.title}</h2>
        <p>${role.purpose}</p>
      </div>
      <span class="connection-state" role="status"><span class="visually-hidden">${role.title}: </span>${badge(stands.title, stands.tone)}</span>
    </header>
    ${connection ? connected(state, connection, actions) : nothing}
    ${form ?? nothing}
    ${connection || form ? nothing : notConnected(state, actions)}
    ${connection && !form ? footer(state, actions) : nothing}
  </section>`;
}

/** @param {CardState} state @param {CardActions} actions */
function notConnected({ role, mayEnterSecrets: may }, { edit }) {
  return html`<div class="connection-empty">
    <p>${may ? "Takes about two minutes: a bot of your own from @BotFather, and its token." : "Nobody has connected a bot for this yet."}</p>
    ${may ? html`<button type="button" class="button button-primary" data-edit @click=${edit}>${icon("plug")} Connect the ${role.title.toLowerCase()}</button>` : nothing}
  </div>`;
}

/** @param {CardState} state @param {Connection} connection @param {CardActions} actions */
function connected(state, connection, actions) {
  const { all, check, busy, mayEnterSecrets, now } = state;
  const shared = otherRoles(all, connection).map(roleTitle);
  return html`
    ${problems(connection, check).map((text) => html`<div class="connection-problem" role="alert">${icon("alert")}<p>${text}</p></div>`)}
    <dl class="facts connection-facts">
      <div><dt>Bot</dt><dd><strong>${connection.bot_name}</strong> <span class="muted">${connection.bot_username}</span></dd></div>
      ${shared.length ? html`<div><dt>Also used as</dt><dd>${shared.join(" and ")} – a new token counts there, too.</dd></div>` : nothing}
      <div><dt>Webhook</dt><dd class="connection-webhook">
        <code title=${connection.webhook_url}>${connection.webhook_url}</code>
        ${copyButton({ text: connection.webhook_url, label: "Copy the webhook address" })}
      </dd></div>
      ${check?.webhook ? html`<div><dt>Deliveries</dt><dd>${deliveries(check.webhook)}</dd></div>` : nothing}
      ${connection.free_channel_link ? html`<div><dt>Public link</dt><dd><a href=${connection.free_channel_link} target="_blank" rel="noopener noreferrer">${connection.free_channel_link}</a></dd></div>` : nothing}
      <div><dt>Last checked</dt><dd>${connection.last_validated_at ? time(connection.last_validated_at, now) : "not yet"}</dd></div>
    </dl>
    ${channelList({ reports: reports(connection, check), bot: connection.bot_username, may: mayEnterSecrets, busy: busy !== null, onTest: actions.testMessage })}
  `;
}

/** @param {NonNullable<import("./connection.js").Check["webhook"]>} webhook */
function deliveries({ ok, pending_updates: waiting }) {
  const backlog = waiting > 0 ? `, ${waiting} waiting at Telegram` : "";
  return ok ? `Telegram delivers here${backlog}` : `Telegram does not deliver here${backlog}`;
}

/** @param {CardState} state @param {CardActions} actions */
function footer({ role, busy, checking, mayAdminister, mayEnterSecrets }, actions) {
  if (!mayAdminister) return nothing;
  const still = busy !== null;
  return html`<footer class="connection-foot">
    ${mayEnterSecrets ? html`<button type="button" class="button" data-edit ?disabled=${still} @click=${actions.edit}>${icon("edit")} Edit</button>` : nothing}
    <button type="button" class="button" ?disabled=${still || checking} @click=${actions.check}>${icon("refresh")} Check now</button>
    ${mayEnterSecrets ? html`<button type="button" class="button" ?disabled=${still} @click=${actions.renewWebhook}>${icon("link")} Renew webhook</button>` : nothing}
    <span class="connection-busy" role="status">${busy ?? nothing}</span>
    ${mayEnterSecrets
      ? html`<button type="button" class="button button-quiet-danger" aria-label=${`Remove ${role.title}`} ?disabled=${still} @click=${actions.remove}>${icon("remove")} Remove</button>`
      : nothing}
  </footer>`;
}
