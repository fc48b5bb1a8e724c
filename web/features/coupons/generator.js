// @ts-check
import { html, render } from "#lib/html.js";
import { mayAdminister } from "#lib/permissions.js";
import { copyButton } from "#components/copy_button.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { CodeList } from "./code_list.js";
import { CouponTest } from "./coupon_test.js";
import { pageSnippet } from "./coupon.js";
import { ProviderForm } from "./provider_form.js";

/** @typedef {import("./coupon.js").Settings} Settings */

/** The public coupon page: where it is, who says which codes are good, and the workspace's own list. @type {import("#features/view.js").OpenView} */
export function open(context) {
  new GeneratorPage(context).start();
  return {};
}

class GeneratorPage {
  #context;
  /** @type {Settings | null} */
  #settings = null;
  /** @type {Error | null} */
  #failure = null;
  /** @type {ProviderForm | null} */
  #form = null;
  /** @type {CodeList | null} */
  #codes = null;
  #test;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.#test = new CouponTest(context);
  }

  start() {
    const { keyboard, signal } = this.#context;
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#load() }, signal);
    this.#draw();
    void this.#load();
  }

  async #load() {
    const { api, signal, toasts } = this.#context;
    try {
      const [{ settings }, { tenant }] = await Promise.all([api.get("/api/coupon-settings", { signal }), api.get("/api/tenant", { signal })]);
      this.#keep(settings, tenant.time_zone);
    } catch (failure) {
      if (signal.aborted) return;
      if (this.#settings) toasts.failure(failure);
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  /** @param {Settings} settings @param {string} zone */
  #keep(settings, zone) {
    this.#settings = settings;
    this.#failure = null;
    this.#form ??= new ProviderForm(this.#context, settings, (saved) => {
      this.#settings = saved;
      this.#test.forget();
      this.#draw();
    });
    this.#form.show(settings);
    this.#codes ??= new CodeList(this.#context, zone, () => void this.#load());
    void this.#codes.refresh();
  }

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    const settings = this.#settings;
    return html`${pageHeader({
        title: "Coupon page",
        subtitle: "Where people put their coupon code onto one of your pictures",
        actions: settings ? html`<a class="button" href=${pathOf(settings.page_url)} target="_blank" rel="noopener">${icon("eye")} Open the page</a>` : "",
      })}
      ${this.#content()}`;
  }

  #content() {
    if (!this.#settings && this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>`;
    if (!this.#settings) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    return html`${mayAdminister(this.#context.session) ? "" : html`<p class="callout">${icon("info")}<span>Owners and admins change these settings and the list. You can look, and test codes.</span></p>`}
      <div class="coupon-settings">
        ${this.#form?.element}
        <div class="coupon-settings-side">${address(this.#settings.page_url)}${this.#test.element}</div>
      </div>
      ${this.#codes?.element}`;
  }
}

/** @param {string} url */
function address(url) {
  const snippet = pageSnippet(url);
  return html`<section class="card facts-card" aria-labelledby="address-title">
    <h2 id="address-title">Share it</h2>
    <div class="share-line"><code>${url}</code>${copyButton({ text: url, label: "Copy the address of the page" })}</div>
    <div class="share-line"><code>${snippet}</code>${copyButton({ text: snippet, label: "Copy the HTML that leads to the page" })}</div>
  </section>`;
}

/** The same page from the server that served this one. @param {string} url */
function pathOf(url) {
  return new URL(url).pathname;
}
