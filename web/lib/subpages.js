// @ts-check

/** @typedef {import("./router.js").Route} Route */

/**
 * A page within a feature. `follow` takes another address without starting anew, and says whether it did.
 * @typedef {{follow?: (route: Route) => boolean}} Subpage
 */

/**
 * The pages of one feature, one at a time: its list, one of its things. What a page starts ends with its own signal.
 * @template {{host: HTMLElement, route: Route, signal: AbortSignal}} Context
 */
export class Subpages {
  #context;
  #show;
  #end = new AbortController();
  /** @type {Subpage | null} */
  #open = null;

  /** @param {Context} context @param {(context: Context) => Subpage} show opens the page of `context.route` */
  constructor(context, show) {
    this.#context = context;
    this.#show = show;
    this.#begin(context.route);
  }

  routeChanged = (/** @type {Route} */ route) => {
    if (this.#open?.follow?.(route)) return;
    this.#begin(route);
    window.scrollTo({ top: 0 });
    const heading = this.#context.host.querySelector("h1");
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  };

  /** @param {Route} route */
  #begin(route) {
    this.#end.abort();
    this.#end = new AbortController();
    const host = document.createElement("div");
    this.#context.host.replaceChildren(host);
    this.#open = this.#show({ ...this.#context, host, route, signal: AbortSignal.any([this.#context.signal, this.#end.signal]) });
  }
}
