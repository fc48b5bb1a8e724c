// @ts-check
import { routeHref } from "#lib/router.js";
import { EditorPage } from "./editor.js";
import { Gallery } from "./gallery.js";

/** @typedef {import("#lib/router.js").Route} Route */

/** The gallery of templates, `…/new` and `…/edit/<slug>`. @type {import("#features/view.js").OpenView} */
export function open(context) {
  const pages = new Pages(context);
  pages.open(context.route);
  return { routeChanged: (route) => pages.follow(route) };
}

/** One of the feature's pages at a time. */
class Pages {
  #context;
  #opened = new AbortController();
  #place = "";

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
  }

  /** @param {Route} route */
  follow(route) {
    if (placeOf(route) === this.#place) return;
    this.open(route);
    window.scrollTo({ top: 0 });
    this.#context.host.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** @param {Route} route */
  open(route) {
    this.#opened.abort();
    this.#opened = new AbortController();
    this.#place = placeOf(route);
    const context = { ...this.#context, route, signal: AbortSignal.any([this.#context.signal, this.#opened.signal]) };
    const [what, slug = ""] = route.rest;
    if (what === "new" || (what === "edit" && slug)) new EditorPage(context, { slug, onCreated: this.#created }).start();
    else new Gallery(context).start();
  }

  /** The same page at its own address from now on. @param {string} slug */
  #created = (slug) => {
    const rest = ["edit", slug];
    this.#place = rest.join("/");
    this.#context.router.replace(routeHref({ product: "coupons", feature: "templates", rest }));
  };
}

/** @param {Route} route */
function placeOf({ rest }) {
  return rest.join("/");
}
