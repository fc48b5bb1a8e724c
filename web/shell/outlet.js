// @ts-check
import { html, render } from "#lib/html.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { pageHeader } from "#components/page_header.js";

/** @typedef {import("#features/navigation.js").Feature} Feature */
/** @typedef {import("#features/view.js").ViewContext} ViewContext */
/** @typedef {import("#lib/router.js").Route} Route */

/** The place where the open feature draws. Opening another one ends everything that the previous one had started. */
export class Outlet {
  #main;
  #context;
  /** @type {AbortController | null} */
  #opened = null;
  /** @type {Feature | undefined} */
  #feature;
  /** @type {import("#features/view.js").View | null} */
  #view = null;
  #first = true;

  /**
   * @param {HTMLElement} main
   * @param {Pick<ViewContext, "api" | "keyboard" | "router" | "toasts" | "session">} context
   */
  constructor(main, { api, keyboard, router, toasts, session }) {
    this.#main = main;
    this.#context = { api, keyboard, router, toasts, session };
  }

  /**
   * @param {Route | null} route
   * @param {Feature | undefined} feature undefined for a place that does not exist
   * @param {(string | undefined)[]} trail the rest of the page title
   */
  async open(route, feature, trail) {
    if (route && feature && feature === this.#feature && this.#view?.routeChanged) {
      this.#view.routeChanged(route);
      return;
    }
    this.#opened?.abort();
    const opened = (this.#opened = new AbortController());
    this.#feature = feature;
    this.#view = null;
    document.title = [feature?.title ?? "Page not found", ...trail, "PromoStack"].filter(Boolean).join(" · ");
    const host = document.createElement("div");
    host.className = "view";
    render(feature ? loading(feature) : notFound(), host);
    this.#main.replaceChildren(host);
    if (route && feature) await this.#load(host, route, feature, opened.signal);
    if (!opened.signal.aborted) this.#takeFocus(host);
  }

  /**
   * @param {HTMLElement} host
   * @param {Route} route
   * @param {Feature} feature
   * @param {AbortSignal} signal
   */
  async #load(host, route, feature, signal) {
    try {
      const { open } = await feature.load();
      if (!signal.aborted) this.#view = open({ ...this.#context, host, route, signal });
    } catch {
      // The code of the page did not arrive; a reload asks for it again, which a repeated import() would not.
      const failure = new Error("The page could not be fetched. Check your connection and try again.");
      render(html`${pageHeader({ title: feature.title })}<div class="card">${failureState(failure, () => location.reload())}</div>`, host);
    }
  }

  /** @param {HTMLElement} host */
  #takeFocus(host) {
    window.scrollTo({ top: 0 });
    const heading = host.querySelector("h1");
    // The first page keeps the browser's own starting point.
    if (!this.#first && heading instanceof HTMLElement) heading.focus({ preventScroll: true });
    this.#first = false;
  }
}

/** Seen only while the code of a page is on its way. @param {Feature} feature */
function loading(feature) {
  return html`${pageHeader({ title: feature.title })}<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
}

function notFound() {
  return html`${pageHeader({ title: "Page not found" })}
    <div class="card">
      ${emptyState({
        icon: "compass",
        title: "There is nothing at this address",
        text: "The link may be old, or mistyped. Everything there is can be found in the navigation.",
        action: html`<a class="button button-primary" href="#">Go to the start page</a>`,
      })}
    </div>`;
}
