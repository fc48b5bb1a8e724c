// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { captionOf, kLongestCaption } from "#lib/picture/caption.js";
import { variantFacts } from "#lib/picture/face.js";
import { copyButton } from "#components/copy_button.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { segmented } from "#components/segmented.js";
import { toggleSwitch } from "#components/switch.js";
import { textField } from "#components/text_field.js";
import { imageSnippet, kFirstText, lasts, linkBody } from "./link.js";
import { LinkPreview } from "./link_preview.js";
import { formats, loadTemplates, noTemplates, showsLogo, templateField, variantsOf } from "./templates.js";

/** @typedef {import("./templates.js").Template} Template */
/** @typedef {import("./link.js").LinkWish} LinkWish */

/** Signed addresses of pictures, to be shown on other sites and in e-mails. @type {import("#features/view.js").OpenView} */
export function open(context) {
  new LinksPage(context).start();
  return {};
}

class LinksPage {
  #context;
  /** @type {Template[] | null} */
  #templates = null;
  /** @type {Template | null} */
  #template = null;
  /** @type {LinkWish} */
  #wish = { template: "", variant: "square", format: "jpg", text: kFirstText, logo: true, days: null };
  #preview;
  /** @type {string | null} */
  #url = null;
  #busy = false;
  /** @type {Error | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.#preview = new LinkPreview({ api: context.api, signal: context.signal });
  }

  start() {
    this.#draw();
    void this.#load();
  }

  async #load() {
    const { api, signal } = this.#context;
    this.#failure = null;
    try {
      this.#templates = await loadTemplates(api, signal);
      const [first] = this.#templates;
      if (first) this.#choose(first);
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  /** @param {Template} template */
  #choose(template) {
    const shapes = variantsOf(template);
    this.#template = template;
    this.#change({ template: template.slug, variant: shapes.includes(this.#wish.variant) ? this.#wish.variant : shapes[0] });
  }

  /** What is shown as the link is always the link of what is chosen. @param {Partial<LinkWish>} change */
  #change(change) {
    this.#wish = { ...this.#wish, ...change };
    this.#url = null;
    this.#preview.show(this.#wish);
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  #make = async (event) => {
    event.preventDefault();
    const { api, host, signal, toasts } = this.#context;
    const wish = this.#wish;
    if (this.#busy || captionOf(wish.text).problem) return;
    this.#busy = true;
    this.#draw();
    try {
      const { url } = await api.post("/api/render-links", linkBody(wish), { signal });
      if (wish === this.#wish) this.#url = url;
    } catch (failure) {
      if (signal.aborted) return;
      toasts.failure(failure);
    }
    this.#busy = false;
    this.#draw();
    host.querySelector("#link-title")?.scrollIntoView({ block: "nearest" });
  };

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    return html`${pageHeader({ title: "Picture links", subtitle: "The address of a picture, to show it on other sites and in e-mails" })}${this.#content()}`;
  }

  #content() {
    if (this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>`;
    if (!this.#templates) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    if (!this.#template) return html`<div class="card">${noTemplates(this.#context.session)}</div>`;
    return html`<div class="picture-link">
      <div class="picture-link-side">${this.#form(this.#templates, this.#template)}<div aria-live="polite">${this.#url ? result(this.#url, this.#wish) : nothing}</div></div>
      <section class="card facts-card" aria-labelledby="preview-title"><h2 id="preview-title">Preview</h2>${this.#preview.element}</section>
    </div>`;
  }

  /** @param {Template[]} templates @param {Template} template */
  #form(templates, template) {
    const { variant, format, text, logo, days } = this.#wish;
    const { caption, problem } = captionOf(text);
    return html`<form class="card picture-link-form" novalidate aria-label="Picture link" @submit=${this.#make}>
      ${templateField({ templates, chosen: template, onChoose: (chosen) => this.#choose(chosen) })}
      ${segmented({
        name: "link-variant",
        label: "Shape",
        options: variantsOf(template).map((value) => ({ value, title: variantFacts[value].title })),
        value: variant,
        onChoose: (value) => this.#change({ variant: value }),
      })}
      ${textField({ id: "link-text", label: "Text", value: kFirstText, maxLength: 4 * kLongestCaption, error: problem, hint: html`Drawn as <code>${caption}</code>`, onInput: (value) => this.#change({ text: value }) })}
      ${segmented({ name: "link-format", label: "Format", options: formats, value: format, onChoose: (value) => this.#change({ format: value }) })}
      ${showsLogo(template, [variant]) ? toggleSwitch({ label: "With the workspace's logo", on: logo, onChange: (on) => this.#change({ logo: on }) }) : nothing}
      <label class="field">
        <span class="field-label">Good for</span>
        <span class="select-field">
          <select class="input" @change=${(/** @type {Event} */ event) => this.#change({ days: Number(/** @type {HTMLSelectElement} */ (event.target).value) || null })}>
            ${lasts.map(({ days: value, title }) => html`<option value=${value ?? 0} .selected=${value === days}>${title}</option>`)}
          </select>
        </span>
      </label>
      <div class="card-actions"><button type="submit" class="button button-primary" ?disabled=${this.#busy || Boolean(problem)}>${icon("link")} ${this.#busy ? "Making the link…" : "Make the link"}</button></div>
    </form>`;
  }
}

/** @param {string} url @param {LinkWish} wish */
function result(url, wish) {
  const snippet = imageSnippet(url, wish);
  return html`<section class="card facts-card" aria-labelledby="link-title">
    <h2 id="link-title">The link is ready</h2>
    <div class="share-line"><code>${url}</code>${copyButton({ text: url, label: "Copy the link" })}</div>
    <div class="share-line"><code>${snippet}</code>${copyButton({ text: snippet, label: "Copy the HTML that shows the picture" })}</div>
    <p class="card-note">Whoever has the link sees the picture, ${wish.days ? "until it ends" : "as long as the template is there"}. When the template changes, the picture does, too.</p>
  </section>`;
}
