// @ts-check
import { html, nothing, render, repeat } from "#lib/html.js";
import { count } from "#lib/format.js";
import { captionOf } from "#lib/picture/caption.js";
import { mayAdminister } from "#lib/permissions.js";
import { routeHref } from "#lib/router.js";
import { confirm } from "#components/dialog.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { Sortable } from "#components/sortable.js";
import { rememberSampleText, sampleText } from "./editor_scene.js";
import { PreviewPainter } from "./preview_painter.js";
import { draftOf, firstVariant } from "./template.js";
import { templateCard } from "./template_card.js";
import { workspaceLogo } from "./workspace_logo.js";

/** @typedef {import("./template.js").Template} Template */

const kSkeletons = 6;
const newHref = routeHref({ product: "coupons", feature: "templates", rest: ["new"] });

/** All templates of the workspace, in its order. */
export class Gallery {
  #context;
  #painter;
  /** @type {Sortable | null} */
  #sortable = null;
  /** @type {Template[] | null} */
  #templates = null;
  /** @type {Template[]} */
  #asStored = [];
  /** @type {Error | null} */
  #failure = null;
  /** @type {Set<string>} */
  #selected = new Set();
  #search = "";
  #sample = sampleText();
  #said = "";

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.#painter = new PreviewPainter(context.signal);
  }

  start() {
    const { keyboard, signal, router } = this.#context;
    const here = { group: "This page" };
    keyboard.bind({ ...here, keys: "/", title: "Search", run: () => this.#focus("#template-search") }, signal);
    keyboard.bind({ ...here, keys: "r", title: "Refresh", run: () => void this.load() }, signal);
    if (this.#may) keyboard.bind({ ...here, keys: "n", title: "New template", run: () => router.go(newHref) }, signal);
    this.#render();
    void this.load();
    void workspaceLogo(this.#context).then((logo) => logo && this.#painter.useLogo(logo));
  }

  async load() {
    const { api, signal, toasts } = this.#context;
    try {
      this.#keep((await api.get("/api/templates", { signal })).templates);
      this.#failure = null;
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
      if (this.#templates) toasts.failure(failure);
    }
    this.#render();
  }

  get #may() {
    return mayAdminister(this.#context.session);
  }

  /** @param {Template[]} templates */
  #keep(templates) {
    this.#templates = templates.map((template) => ({ ...template, meta: { ...template.meta, ...draftOf(template).faces } }));
    this.#asStored = this.#templates;
    this.#selected = new Set([...this.#selected].filter((slug) => templates.some((template) => template.slug === slug)));
  }

  get #found() {
    const wanted = this.#search.toLowerCase();
    return (this.#templates ?? []).filter(({ name: title, slug }) => title.toLowerCase().includes(wanted) || slug.includes(wanted));
  }

  /** What the search hides is not chosen: nobody deletes what he does not see. */
  get #chosen() {
    return this.#found.map(({ slug }) => slug).filter((slug) => this.#selected.has(slug));
  }

  /** @param {string} selector */
  #focus(selector) {
    const place = this.#context.host.querySelector(selector);
    if (place instanceof HTMLElement) place.focus();
  }

  /** Does it, says so, and shows what is stored now. @param {(api: import("#lib/api.js").Api) => Promise<unknown>} deed @param {string} done */
  async #act(deed, done) {
    const { api, toasts } = this.#context;
    try {
      await deed(api);
      if (done) toasts.success(done);
    } catch (failure) {
      toasts.failure(failure);
    }
    await this.load();
    if (document.activeElement === document.body) this.#focus("h1");
  }

  /** @param {Template} template @param {boolean} shown */
  #showInBot = async (template, shown) => {
    this.#templates = (this.#templates ?? []).map((other) => (other === template ? { ...template, telegram_enabled: shown } : other));
    this.#render();
    await this.#act((api) => api.post("/api/toggle-telegram-template", { slug: template.slug, enabled: shown }), `${template.name} is ${shown ? "offered" : "no longer offered"} by the bot.`);
  };

  /** @param {Template} template */
  #duplicate = (template) => this.#act((api) => api.post(`/api/templates/${encodeURIComponent(template.slug)}/duplicate`), `${template.name} is duplicated.`);

  /** @param {Template} template */
  #remove = async (template) => {
    const sure = await confirm({
      title: `Delete ${template.name}?`,
      text: "It disappears from the coupon page and the bot. Links to its pictures stop working. This cannot be undone.",
      action: "Delete",
      danger: true,
    });
    if (sure) await this.#act((api) => api.delete(`/api/templates/${encodeURIComponent(template.slug)}`), `${template.name} is deleted.`);
  };

  #removeSelected = async () => {
    const slugs = this.#chosen;
    const many = count(slugs.length, "template", "templates");
    const sure = await confirm({
      title: `Delete ${many}?`,
      text: "They disappear from the coupon page and the bot. Links to their pictures stop working. This cannot be undone.",
      action: "Delete",
      danger: true,
      typed: `delete ${slugs.length}`,
    });
    if (sure) await this.#act((api) => api.post("/api/templates/delete", { slugs }), `Deleted: ${many}.`);
  };

  /** @param {string[]} order @param {string} key */
  #move = (order, key) => {
    const places = new Map(order.map((slug, place) => [slug, place]));
    this.#templates = [...(this.#templates ?? [])].sort((one, other) => (places.get(one.slug) ?? 0) - (places.get(other.slug) ?? 0));
    this.#said = `${this.#templates.find(({ slug }) => slug === key)?.name}: place ${order.indexOf(key) + 1} of ${order.length}`;
    this.#render();
  };

  #drop = async () => {
    const slugs = (this.#templates ?? []).map(({ slug }) => slug);
    const { api, toasts } = this.#context;
    try {
      await api.post("/api/templates/order", { slugs });
      this.#asStored = this.#templates ?? [];
    } catch (failure) {
      toasts.failure(failure);
      this.#templates = this.#asStored;
      this.#render();
    }
  };

  /** @param {Template} template @param {boolean} selected */
  #select = ({ slug }, selected) => {
    if (selected) this.#selected.add(slug);
    else this.#selected.delete(slug);
    this.#render();
  };

  #clearSelection = () => {
    this.#selected.clear();
    this.#render();
    this.#focus("h1");
  };

  #render() {
    const { host, signal } = this.#context;
    if (signal.aborted) return;
    render(this.#view(), host);
    this.#paint();
    const list = host.querySelector("[data-templates]");
    if (!this.#may || this.#sortable || !(list instanceof HTMLElement)) return;
    this.#sortable = new Sortable(list, { order: () => (this.#templates ?? []).map(({ slug }) => slug), onMove: this.#move, onDrop: () => void this.#drop(), signal });
  }

  #paint() {
    const { caption } = captionOf(this.#sample);
    for (const { slug, meta } of this.#found) {
      const canvas = this.#context.host.querySelector(`canvas[data-preview="${slug}"]`);
      const shown = firstVariant(meta);
      const face = shown && meta[shown];
      if (face && canvas instanceof HTMLCanvasElement) this.#painter.show(canvas, face, caption);
    }
    this.#painter.tidy();
  }

  #view() {
    const create = html`<a class="button button-primary" href=${newHref}>${icon("add")} New template</a>`;
    return html`${pageHeader({ title: "Templates", subtitle: "The pictures that wait for a coupon code", actions: this.#may ? create : nothing })}${this.#content(create)}`;
  }

  /** @param {unknown} create */
  #content(create) {
    if (this.#failure && !this.#templates) return html`<div class="card">${failureState(this.#failure, () => void this.load())}</div>`;
    if (!this.#templates) {
      return html`<div class="templates" aria-busy="true">${Array.from({ length: kSkeletons }, () => html`<div class="card template template-loading"><span class="skeleton"></span></div>`)}</div><p class="visually-hidden" role="status">Loading templates…</p>`;
    }
    if (this.#templates.length === 0) {
      const text = "Upload a picture, draw where the code goes, and the bot and the coupon page can use it.";
      return html`<div class="card">${emptyState({ icon: "image", title: "No templates yet", text, action: this.#may ? create : nothing })}</div>`;
    }
    const found = this.#found;
    return html`${this.#bar()}
      <p class="visually-hidden" id="order-keys">Arrow keys move it to another place.</p>
      <p class="visually-hidden" role="status">${this.#said}</p>
      <ul class="templates" data-templates>${repeat(found, ({ slug }) => slug, (template) => this.#card(template))}</ul>
      ${found.length === 0 ? html`<div class="card">${emptyState({ icon: "search", title: "Nothing has this name", text: "Search for another word, or clear the search." })}</div>` : nothing}`;
  }

  /** @param {Template} template */
  #card(template) {
    const state = { template, may: this.#may, selected: this.#selected.has(template.slug), dragged: this.#sortable?.dragged === template.slug, sortable: this.#search === "", text: this.#sample };
    return templateCard(state, { select: this.#select, showInBot: this.#showInBot, duplicate: this.#duplicate, remove: this.#remove });
  }

  #bar() {
    const type = (/** @type {(typed: string) => void} */ take) => (/** @type {Event} */ event) => {
      take(/** @type {HTMLInputElement} */ (event.target).value);
      this.#render();
    };
    const chosen = this.#chosen.length;
    return html`<div class="filter-bar">
      <span class="search-field">${icon("search")}<input class="input" id="template-search" type="search" aria-label="Search templates" placeholder="Search templates" autocomplete="off" @input=${type((typed) => (this.#search = typed.trim()))} /><kbd>/</kbd></span>
      <span class="template-sample">
        <label class="field-label" for="sample">Text to try</label>
        <input class="input" id="sample" maxlength="200" autocomplete="off" spellcheck="false" value=${this.#sample} @input=${type((typed) => rememberSampleText((this.#sample = typed)))} />
      </span>
      ${chosen > 0
        ? html`<span class="template-chosen" role="status">${count(chosen, "template", "templates")} selected</span>
            <button type="button" class="button button-quiet-danger" @click=${this.#removeSelected}>${icon("remove")} Delete…</button>
            <button type="button" class="button" @click=${this.#clearSelection}>Clear</button>`
        : nothing}
    </div>`;
  }
}
