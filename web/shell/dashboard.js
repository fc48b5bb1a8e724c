// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { Keyboard } from "#lib/keyboard.js";
import { preference, rememberPreference } from "#lib/preferences.js";
import { Router, routeHref } from "#lib/router.js";
import { displayName, signOut, switchTenant } from "#lib/session.js";
import { chooseTheme } from "#lib/theme.js";
import { endView } from "#lib/view_as.js";
import { accountMenu } from "#components/account_menu.js";
import { icon, mark } from "#components/icons.js";
import { sidebar } from "#components/sidebar.js";
import { openShortcutsHelp } from "#components/shortcuts_help.js";
import { tenantSwitcher } from "#components/tenant_switcher.js";
import { bindShortcuts, openPalette } from "./commands.js";
import { Drawer } from "./drawer.js";
import { Outlet } from "./outlet.js";

/** @typedef {import("#features/navigation.js").Product} Product */
/** @typedef {import("#features/view.js").Session} Session */
/** @typedef {import("#lib/router.js").Route} Route */

/** One dashboard for somebody who is signed in: sidebars, keyboard, and the page the address names. */
export class Dashboard {
  #host;
  #options;
  #drawer;
  #outlet;
  #collapsed = preference("sidebar") === "collapsed";
  /** @type {Route | null} */
  #route = null;

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {import("#features/navigation.js").DashboardName} options.name
   * @param {string} options.title
   * @param {Product[]} options.products
   * @param {Session} options.session
   * @param {import("#lib/api.js").Api} options.api
   * @param {import("#components/toast.js").Toasts} options.toasts
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.keyboard = new Keyboard();
    this.router = new Router((route) => this.#follow(route));
    this.#drawer = new Drawer(host, () => this.#render());
    this.#render();
    const main = /** @type {HTMLElement} */ (host.querySelector("#main"));
    this.#outlet = new Outlet(main, { ...options, keyboard: this.keyboard, router: this.router });
  }

  start() {
    bindShortcuts(this);
    this.router.start();
  }

  get products() {
    return this.#options.products;
  }

  /** Shows or hides the feature sidebar; on a phone, the drawer. */
  toggleSidebar = () => {
    this.#collapsed = !this.#collapsed;
    rememberPreference("sidebar", this.#collapsed ? "collapsed" : "open");
    this.#render();
  };

  openHelp = () => void openShortcutsHelp(this.keyboard.shortcuts);

  signOut = () => this.#attempt(() => signOut(this.#options.api));

  /** @param {string} tenantId */
  switchTenant = (tenantId) => this.#attempt(() => switchTenant(this.#options.api, tenantId));

  /** Back from somebody else's workspace to where the platform's people came from. */
  endView = () => {
    endView();
    location.assign("/admin");
  };

  get session() {
    return this.#options.session;
  }

  /** @param {() => Promise<void>} deed */
  async #attempt(deed) {
    try {
      await deed();
    } catch (failure) {
      this.#options.toasts.failure(failure);
    }
  }

  /** @param {import("#lib/theme.js").ThemeChoice} choice */
  setTheme = (choice) => {
    chooseTheme(choice);
    this.#render();
  };

  /** @param {Route | null} route */
  #follow(route) {
    const product = this.products.find(({ id }) => id === route?.product) ?? (route ? undefined : this.products[0]);
    if (product?.features[0] && !route?.feature) {
      this.router.replace(routeHref({ product: product.id, feature: product.features[0].id }));
      return;
    }
    this.#route = route;
    this.#drawer.close();
    this.#render();
    void this.#outlet?.open(route, product?.features.find(({ id }) => id === route?.feature), [product?.title, this.#options.title]);
  }

  #render() {
    this.#host.classList.toggle("collapsed", this.#collapsed);
    render(this.#view(), this.#host);
  }

  #view() {
    const { session } = this.#options;
    const product = this.products.find(({ id }) => id === this.#route?.product) ?? this.products[0];
    if (!product) return nothing;
    return html`
      <a class="skip-link" href="#main" @click=${this.#skip}>Skip to content</a>
      <header class="topbar">
        <button type="button" class="icon-button topbar-menu" aria-label="Open navigation" aria-expanded=${this.#drawer?.isOpen ?? false} @click=${() => this.#drawer.open()}>
          ${icon("menu")}
        </button>
        <span class="topbar-brand">${mark()}<span>PromoStack</span></span>
        <button type="button" class="icon-button" aria-label="Go to…" @click=${() => openPalette(this)}>${icon("search")}</button>
      </header>
      <div class="drawer-shade" @click=${() => this.#drawer.close(true)}></div>
      <div class="sidebars">
        ${sidebar({
          products: this.products,
          product,
          feature: this.#route?.product === product.id ? this.#route.feature : null,
          workspace: tenantSwitcher({ current: session.tenant, memberships: session.impersonating ? [] : session.memberships, onSwitch: this.switchTenant }),
          collapsed: this.#collapsed,
          onToggle: this.toggleSidebar,
          account: this.#account(),
        })}
      </div>
      <div class="main-column">
        ${session.impersonating ? this.#viewBanner() : nothing}
        <main class="main" id="main" tabindex="-1"></main>
      </div>
    `;
  }

  #account() {
    const { session, name: which } = this.#options;
    const admin = { title: "Admin dashboard", href: "/admin" };
    return accountMenu({
      name: displayName(session),
      detail: session.is_platform_admin ? "Platform admin" : (session.tenant.role ?? "Guest"),
      picture: session.avatar_url,
      profileHref: routeHref({ product: "account", feature: "profile" }),
      otherDashboard: which === "admin" ? { title: "Client dashboard", href: "/app" } : session.is_platform_admin ? admin : null,
      onTheme: this.setTheme,
      onHelp: this.openHelp,
      onSignOut: this.signOut,
    });
  }

  #viewBanner() {
    return html`<aside class="banner" aria-label="Viewing another workspace">
      ${icon("eye")}
      <p>You are viewing <strong>${this.session.tenant.name}</strong> as a platform admin. Keys, billing and ownership stay with its people.</p>
      <button type="button" class="button button-small" @click=${this.endView}>Exit</button>
    </aside>`;
  }

  /** @param {Event} event */
  #skip = (event) => {
    // The hash belongs to the router, so the jump is made by hand.
    event.preventDefault();
    const main = this.#host.querySelector("#main");
    if (main instanceof HTMLElement) main.focus();
  };
}
