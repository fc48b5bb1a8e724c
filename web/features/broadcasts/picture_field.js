// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { variants } from "#lib/picture/face.js";
import { DropZone } from "#components/drop_zone.js";
import { emptyState } from "#components/empty_state.js";
import { segmented } from "#components/segmented.js";
import { textField } from "#components/text_field.js";

/** @typedef {import("./broadcast.js").Picture} Picture */
/** @typedef {import("./broadcast.js").Variant} Variant */
/** @typedef {{slug: string, name: string, meta: Partial<Record<Variant, {image_url?: string, preview_url?: string}>>}} Template */

const kMaxBytes = 10 * 1024 * 1024;

/** @type {Record<Variant, string>} */
const sizes = { square: "Square", story: "Story", feed: "Feed" };

/** The picture of a broadcast: none, one for all, or a template with each person's own coupon. `element` is placed into a form. */
export class PictureField {
  element = document.createElement("div");
  #zone;
  #onChange;
  /** @type {Picture | null} */
  #picture;
  /** @type {"none" | "upload" | "template"} */
  #kind;
  /** @type {Template[] | null} */
  #templates = null;
  #href;

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, picture: Picture | null, templatesHref: string, onChange: (picture: Picture | null) => void}} options */
  constructor({ api, signal, picture, templatesHref, onChange }) {
    this.#picture = picture;
    this.#kind = picture?.kind ?? "none";
    this.#href = templatesHref;
    this.#onChange = onChange;
    this.#zone = new DropZone({
      id: "broadcast-picture",
      title: "Choose a picture",
      hint: "or drop it here: PNG, JPEG or WebP, up to 10 MB",
      maxBytes: kMaxBytes,
      signal,
      send: async (file, sending) => {
        const { image } = await api.upload("/api/broadcast-pictures", { image: file }, sending);
        this.#put({ kind: "upload", id: image.id, url: image.url });
      },
    });
    void this.#loadTemplates(api, signal);
    this.#draw();
  }

  /** @param {import("#lib/api.js").Api} api @param {AbortSignal} signal */
  async #loadTemplates(api, signal) {
    try {
      this.#templates = (await api.get("/api/templates", { signal })).templates;
    } catch {
      if (signal.aborted) return;
      // The chosen one, if any, stays chosen; others can be chosen when the page is opened again.
      this.#templates = null;
    }
    this.#draw();
  }

  /** @param {Picture | null} picture */
  #put(picture) {
    this.#picture = picture;
    this.#draw();
    this.#onChange(picture);
  }

  /** @param {"none" | "upload" | "template"} kind */
  #choose = (kind) => {
    this.#kind = kind;
    const first = this.#templates?.[0];
    if (kind === "template" && first) this.#put({ kind, template: first.slug, variant: firstSize(first), fallback_code: "" });
    else this.#put(null);
  };

  #draw() {
    const shown = this.#picture?.kind === "upload";
    this.#zone.adapt({ compact: shown ? "Replace" : null, title: shown ? "Choose another picture" : "Choose a picture" });
    render(this.#view(), this.element);
  }

  #view() {
    return html`${segmented({
        name: "picture-kind",
        label: "Picture",
        options: [
          { value: "none", title: "None" },
          { value: "upload", title: "One for all" },
          { value: "template", title: "With their coupon" },
        ],
        value: this.#kind,
        onChoose: this.#choose,
      })}
      ${this.#kind === "upload" ? html`<div class="picture-upload">${this.#zone.element}</div>` : nothing}
      ${this.#kind === "template" ? this.#template() : nothing}`;
  }

  #template() {
    const picture = this.#picture;
    const templates = this.#templates;
    if (!templates) return html`<p class="field-hint" role="status">Loading templates…</p>`;
    if (!picture || picture.kind !== "template") {
      return emptyState({ icon: "image", title: "There is no template yet", text: "A template is the picture that coupons are written onto.", action: html`<a class="button" href=${this.#href}>Make a template</a>` });
    }
    const chosen = templates.find(({ slug }) => slug === picture.template);
    const offered = variants.filter((variant) => chosen?.meta[variant]);
    return html`<div class="picture-template">
      <div class="field">
        <label class="field-label" for="picture-template">Template</label>
        <span class="select-field"><select class="input" id="picture-template" @change=${(/** @type {Event} */ event) => {
          const template = templates.find(({ slug }) => slug === /** @type {HTMLSelectElement} */ (event.target).value);
          if (template) this.#put({ ...picture, template: template.slug, variant: template.meta[picture.variant] ? picture.variant : firstSize(template) });
        }}>
          ${chosen ? nothing : html`<option value=${picture.template} selected>${picture.template} (gone)</option>`}
          ${templates.map(({ slug, name: title }) => html`<option value=${slug} .selected=${slug === picture.template}>${title}</option>`)}
        </select></span>
      </div>
      ${segmented({ name: "picture-size", label: "Size", options: offered.map((variant) => ({ value: variant, title: sizes[variant] })), value: picture.variant, onChoose: (variant) => this.#put({ ...picture, variant }) })}
      ${textField({ id: "fallback", label: "Code for people without a coupon", value: picture.fallback_code ?? "", maxLength: 64, hint: "Empty: they are left out.", onInput: (code) => this.#put({ ...picture, fallback_code: code }) })}
    </div>`;
  }
}

/** @param {Template} template @returns {Variant} */
function firstSize({ meta }) {
  return variants.find((variant) => meta[variant]) ?? "square";
}
