// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { badge } from "#components/badge.js";
import { copyButton } from "#components/copy_button.js";
import { icon } from "#components/icons.js";
import { statCard } from "#components/stat_card.js";
import { menuStates, sayings } from "./bot.js";

/** @typedef {import("./bot.js").CouponBot} CouponBot */

/** @param {CouponBot["numbers"]} numbers */
export function botNumbers({ users, active_24h: active, pictures_24h: pictures, blocked }) {
  return html`<div class="stats stats-four">
    ${statCard({ id: "bot-users", title: "Users", meaning: "People who talked to the bot, those who blocked it included. Groups and channels are not counted.", value: number(users) })}
    ${statCard({ id: "bot-active", title: "Active, 24 hours", meaning: "Different people who wrote to the bot or pressed a button in the last 24 hours.", value: number(active) })}
    ${statCard({ id: "bot-pictures", title: "Pictures, 24 hours", meaning: "Pictures that the bot made in the last 24 hours, in groups and channels too.", value: number(pictures) })}
    ${statCard({ id: "bot-blocked", title: "Blocked", meaning: "People who blocked the bot. Nothing is sent to them until they write again.", value: number(blocked) })}
  </div>`;
}

/** What stands in the way of a useful bot, with the way out. @param {CouponBot} state */
export function hints({ templates_shown: shown, checks_coupons: checks }) {
  return html`${shown === 0 ? hint("No template is shown in the bot, so nobody gets a picture.", "Show one", { product: "coupons", feature: "templates" }) : nothing}
    ${checks ? nothing : hint("The bot takes every code, as nobody says which ones are good.", "Choose who checks them", { product: "coupons", feature: "generator" })}`;
}

/** @param {string} words @param {string} step @param {{product: string, feature: string}} place */
function hint(words, step, place) {
  return html`<p class="callout">${icon("info")}<span>${words} <a class="section-link" href=${routeHref(place)}>${step}</a></span></p>`;
}

/**
 * @param {CouponBot & {bot: NonNullable<CouponBot["bot"]>, connection: import("./bot.js").Connection | undefined}} state
 * @param {{may: boolean, busy: boolean, onMenu: () => void}} menu
 */
export function botStatus({ bot, connection, menu, templates_shown: shown, checks_coupons: checks, try_url: sandbox }, { may, busy, onMenu }) {
  const { title, tone } = menuStates[menu.state];
  return html`<section class="card facts-card" aria-labelledby="bot-title">
    <h2 id="bot-title">${bot.name}</h2>
    <dl class="facts bot-facts">
      <div><dt>Bot</dt><dd>${badge("Connected", "ok")} <a href=${routeHref({ product: "workspace", feature: "connections" })}>Connections</a></dd></div>
      <div><dt>Webhook</dt><dd>${connection?.state === "active" && !connection.last_error ? badge("Delivers", "ok") : badge("Needs attention", "warn")}</dd></div>
      <div><dt>Command menu</dt><dd>${badge(title, tone)} ${may ? html`<button type="button" class="button button-small" ?disabled=${busy} @click=${onMenu}>Register again</button>` : nothing}</dd></div>
      <div><dt>Templates shown</dt><dd>${number(shown)}</dd></div>
      <div><dt>Coupons</dt><dd>${checks ? "checked" : "every code is taken"}</dd></div>
    </dl>
    ${connection?.last_error ? html`<p class="facts-note" role="alert">${icon("alert")}<span>${connection.last_error}</span></p>` : nothing}
    ${menu.error ? html`<p class="facts-note" role="alert">${icon("alert")}<span>${menu.error}</span></p>` : nothing}
    <h3 class="bot-try-title">Try it</h3>
    <p class="card-text">${sandbox ? "This bot lives in the sandbox: its chat page stands in for Telegram." : "Open the chat, and say hello. Put ?start= and a word behind the link to see in Analytics who came by it."}</p>
    <div class="share-line"><code>${bot.url}</code>${copyButton({ text: bot.url, label: "Copy the link to the bot" })}</div>
    <div class="card-actions">
      ${sandbox && isWebAddress(sandbox)
        ? html`<a class="button button-primary" href=${sandbox} target="_blank" rel="noopener">${icon("chat")} Chat in the sandbox</a>`
        : isWebAddress(bot.url)
          ? html`<a class="button button-primary" href=${bot.url} target="_blank" rel="noopener noreferrer">${icon("send")} Open in Telegram</a>`
          : nothing}
    </div>
  </section>`;
}

/** @param {string} address */
function isWebAddress(address) {
  return /^https?:\/\//.test(address);
}

export function cheatSheet() {
  return html`<section class="card facts-card" aria-labelledby="sayings-title">
    <h2 id="sayings-title">What people can say</h2>
    <dl class="sayings">
      ${sayings.map(({ words, does, where }) => html`<div><dt><code>${words}</code></dt><dd>${does}${where ? html` <span class="muted">(${where})</span>` : nothing}</dd></div>`)}
    </dl>
    <p class="card-note">In groups and channels the bot answers commands alone. Make it an administrator there: to others Telegram shows no posts of a channel, and in a group not every command with a slash inside.</p>
  </section>`;
}
