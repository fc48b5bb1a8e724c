// @ts-check
import { html, nothing } from "#lib/html.js";
import { themeChoice, themes } from "#lib/theme.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";

/** @typedef {import("#lib/theme.js").ThemeChoice} ThemeChoice */

/**
 * Who is signed in, and a menu that drops up: theme, profile, the other dashboard, the keyboard map, sign out.
 * @param {object} state
 * @param {string} state.name
 * @param {string} state.detail
 * @param {string | null} state.picture the address of a photo
 * @param {string} state.profileHref
 * @param {{title: string, href: string} | null} state.otherDashboard
 * @param {(choice: ThemeChoice) => void} state.onTheme
 * @param {() => void} state.onHelp
 * @param {() => void} state.onSignOut
 */
export function accountMenu({ name: who, detail, picture, profileHref, otherDashboard, onTheme, onHelp, onSignOut }) {
  return html`<div class="account">
    <button type="button" class="account-chip" popovertarget="account-menu">
      ${avatar(who, picture)}
      <span class="account-text"><span class="visually-hidden">Account: </span><strong>${who}</strong><span>${detail}</span></span>
      <span class="account-chevron">${icon("swap")}</span>
    </button>
    <div class="account-menu" id="account-menu" popover>
      <div class="account-who"><strong>${who}</strong><span>${detail}</span></div>
      ${themeSwitch(onTheme)}
      <a class="menu-item" href=${profileHref} @click=${(/** @type {Event} */ event) => closeThen(event, () => {})}>${icon("user")}<span>Your profile</span></a>
      ${otherDashboard
        ? html`<a class="menu-item" href=${otherDashboard.href}>${icon("swap")}<span>${otherDashboard.title}</span></a>`
        : nothing}
      <button type="button" class="menu-item" @click=${(/** @type {Event} */ event) => closeThen(event, onHelp)}>
        ${icon("keyboard")}<span>Keyboard shortcuts</span><kbd>?</kbd>
      </button>
      <button type="button" class="menu-item" @click=${(/** @type {Event} */ event) => closeThen(event, onSignOut)}>
        ${icon("sign_out")}<span>Sign out</span>
      </button>
    </div>
  </div>`;
}

/** @param {(choice: ThemeChoice) => void} onTheme */
function themeSwitch(onTheme) {
  const current = themeChoice();
  return html`<fieldset class="segments" aria-label="Theme">
    ${themes.map(({ id, title }) => html`<label class="segment">
      <input type="radio" name="theme" value=${id} .checked=${id === current} @change=${() => onTheme(id)} />
      <span>${title}</span>
    </label>`)}
  </fieldset>`;
}

/** @param {Event} event @param {() => void} act */
function closeThen(event, act) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget).closest("[popover]");
  if (menu instanceof HTMLElement) menu.hidePopover();
  act();
}
