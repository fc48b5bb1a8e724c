// @ts-check

/**
 * A place in a dashboard: `#/platform/jobs/17?state=parked` is product `platform`, feature `jobs`, rest `["17"]`.
 * @typedef {{product: string, feature: string, rest: string[], query: URLSearchParams}} Route
 */

/**
 * Reads a hash. Returns null when it is not a route, which includes an empty hash and broken percent-encoding.
 * @param {string} hash
 * @returns {Route | null}
 */
export function parseRoute(hash) {
  if (!hash.startsWith("#/")) return null;
  const cut = hash.indexOf("?");
  const path = cut < 0 ? hash.slice(2) : hash.slice(2, cut);
  try {
    const [product = "", feature = "", ...rest] = path.split("/").map(decodeURIComponent);
    if (!product) return null;
    return { product, feature, rest: rest.filter(Boolean), query: new URLSearchParams(cut < 0 ? "" : hash.slice(cut + 1)) };
  } catch {
    return null;
  }
}

/**
 * The link to a place; empty query values are left out, so that equal places have equal links.
 * @param {{product: string, feature: string, rest?: string[], query?: Record<string, string>}} place
 */
export function routeHref({ product, feature, rest = [], query = {} }) {
  const path = [product, feature, ...rest].map(encodeURIComponent).join("/");
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  const text = parameters.toString();
  return `#/${path}${text && `?${text}`}`;
}

/** Follows the address bar. `onRoute` gets every change, null for a hash that is no route. */
export class Router {
  #onRoute;
  #address = "";
  /** @type {(() => Promise<boolean>) | null} */
  #mayLeave = null;

  /** @param {(route: Route | null) => void} onRoute */
  constructor(onRoute) {
    this.#onRoute = onRoute;
  }

  /** Reports the current place, then every change until `signal` aborts. @param {AbortSignal} [signal] */
  start(signal) {
    window.addEventListener("hashchange", () => void this.#move(), { signal });
    this.#report();
  }

  /** Until `signal` aborts, the page is left only when `ask` allows it. @param {() => Promise<boolean>} ask @param {AbortSignal} signal */
  guard(ask, signal) {
    this.#mayLeave = ask;
    signal.addEventListener("abort", () => {
      if (this.#mayLeave === ask) this.#mayLeave = null;
    });
  }

  /** A new entry in the browser's history. @param {string} href */
  go(href) {
    location.hash = href;
  }

  /** The same entry with another address, for filters that change while typing. @param {string} href */
  replace(href) {
    if (href === location.hash) return;
    history.replaceState(history.state, "", href);
    this.#report();
  }

  async #move() {
    const wanted = location.hash;
    const ask = this.#mayLeave;
    if (ask) {
      // Back to where the page still is, as long as the question stands.
      history.pushState(history.state, "", this.#address);
      if (!(await ask())) return;
      history.replaceState(history.state, "", wanted || location.pathname);
    }
    this.#report();
  }

  #report() {
    this.#address = location.hash;
    this.#onRoute(parseRoute(location.hash));
  }
}
