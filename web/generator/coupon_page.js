// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { cleanCode, kLongestCaption } from "#lib/picture/caption.js";
import { variants } from "#lib/picture/face.js";
import { saveFile } from "#lib/save_file.js";
import { isChangeOfMind } from "#lib/take_picture.js";
import { businessHead } from "#components/business_head.js";
import { emptyState } from "#components/empty_state.js";
import { campaignList, openCampaigns } from "./campaign_list.js";
import { CodeCheck } from "./code_check.js";
import { codeField } from "./code_field.js";
import { logoField } from "./logo_field.js";
import { markOf } from "./mark.js";
import { faceOf, variantIn } from "./offer.js";
import { readOwnLogo } from "./own_logo.js";
import { PictureSource } from "./picture_source.js";
import { sizeChoice } from "./size_choice.js";
import { Stage } from "./stage.js";
import { reasonAgainst, takingButtons } from "./taking.js";
import { templateGallery } from "./template_gallery.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {import("./offer.js").Template} Template */
/** @typedef {import("./taking.js").Way} Way */

/** A business's pictures, with the visitor's code on them. */
export class CouponPage {
  #host;
  #api;
  #offer;
  #check;
  #source;
  #stage = new Stage();
  /** @type {Template | null} */
  #template;
  /** @type {Variant} */
  #variant = "square";
  #code;
  /** @type {import("./offer.js").LogoChoice} */
  #logo = "business";
  /** @type {import("./own_logo.js").OwnLogo | null} */
  #own = null;
  /** @type {string | null} */
  #logoProblem = null;
  /** @type {AbortController | null} */
  #looking = null;
  /** Counts what was shown, so that what comes late is not. */
  #turn = 0;
  #busy = false;
  #said = "";
  /** @type {string | null} */
  #problem = null;
  /** @type {import("../campaign/campaign.js").Campaign[]} */
  #campaigns = [];

  /**
   * @param {HTMLElement} host
   * @param {{api: import("#lib/api.js").Api, offer: import("./offer.js").Offer, wish: URLSearchParams}} options `wish` is what the address asks for
   */
  constructor(host, { api, offer, wish }) {
    this.#host = host;
    this.#api = api;
    this.#offer = offer;
    this.#check = new CodeCheck({ api, tenant: offer.tenant.id, onChange: () => this.#draw() });
    this.#source = new PictureSource({ api, tenant: offer.tenant.id });
    this.#template = offer.templates.find(({ slug }) => slug === wish.get("template")) ?? offer.templates[0] ?? null;
    this.#code = cleanCode(wish.get("code") ?? "").slice(0, kLongestCaption);
  }

  start() {
    document.title = `Coupon pictures · ${this.#offer.tenant.name}`;
    this.#check.about(this.#code);
    this.#choose(this.#template);
    if (this.#code && this.#template) void this.#ask();
    void this.#addCampaigns();
  }

  async #addCampaigns() {
    this.#campaigns = await openCampaigns(this.#api, this.#offer.tenant.id);
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.#host);
  }

  #view() {
    const { tenant } = this.#offer;
    return html`${businessHead(tenant)}
      <main class="coupon">
        <h1>Your coupon picture</h1>
        ${this.#template ? this.#maker(this.#template) : this.#nothing()} ${campaignList(this.#campaigns)}
      </main>`;
  }

  #nothing() {
    const { name } = this.#offer.tenant;
    return html`<section class="card coupon-card coupon-nothing">${emptyState({ icon: "image", title: "There is no picture yet", text: `${name} has not made a template so far. Come back later.` })}</section>`;
  }

  /** @param {Template} template */
  #maker(template) {
    const { templates, checks_coupons: checks } = this.#offer;
    return html`<section class="card coupon-card coupon-controls" aria-label="What goes onto the picture">
        ${codeField({ code: this.#code, check: this.#check, checks, onType: this.#type, onAsk: () => void this.#ask() })}
        ${templateGallery({ templates, chosen: template.slug, onChoose: (slug) => this.#choose(templates.find((one) => one.slug === slug) ?? null) })}
      </section>
      <section class="card coupon-card coupon-picture" aria-label="The picture">
        ${sizeChoice({ template, variant: this.#variant, onChoose: this.#chooseVariant })} ${this.#stage.element}
        ${faceOf(template, this.#variant)?.showLogo ? logoField({ choice: this.#logo, own: this.#own?.file ?? null, problem: this.#logoProblem, onChoose: this.#chooseLogo, onFile: (file) => void this.#takeLogo(file) }) : nothing}
        ${takingButtons({ reason: reasonAgainst(this.#code, this.#check), busy: this.#busy, several: variants.filter((variant) => faceOf(template, variant)).length > 1, said: this.#said, problem: this.#problem, onTake: (way) => void this.#take(way) })}
      </section>`;
  }

  /** @param {string} code */
  #type = (code) => {
    this.#code = code;
    this.#check.about(code);
    this.#show();
  };

  #ask = async () => {
    const code = this.#code;
    if (!code || this.#check.standing === "asking") return;
    if ((await this.#check.ask()) && code === this.#code) void this.#look();
  };

  /** @param {Template | null} template */
  #choose(template) {
    this.#template = template;
    if (template) this.#variant = variantIn(template, this.#variant);
    this.#show();
  }

  /** @param {Variant} variant */
  #chooseVariant = (variant) => {
    this.#variant = variant;
    this.#show();
  };

  /** @param {import("./offer.js").LogoChoice} choice */
  #chooseLogo = (choice) => {
    this.#logo = choice;
    this.#logoProblem = null;
    this.#show();
  };

  /** @param {File | null | undefined} file */
  async #takeLogo(file) {
    if (!file) return;
    this.#logoProblem = null;
    try {
      this.#own = await readOwnLogo(file);
      this.#logo = "own";
    } catch (failure) {
      this.#logoProblem = /** @type {Error} */ (failure).message;
    }
    this.#show();
  }

  /** The canvas at once; then the server's picture, when there is a pass for it. */
  #show() {
    this.#said = "";
    this.#problem = null;
    this.#looking?.abort();
    this.#draw();
    const turn = ++this.#turn;
    void this.#paint(turn).then(() => (turn === this.#turn ? this.#look() : undefined));
  }

  /** @param {number} turn */
  async #paint(turn) {
    const face = this.#template && faceOf(this.#template, this.#variant);
    if (!face) return;
    const logo = face.showLogo ? await markOf({ choice: this.#logo, business: this.#offer.tenant, own: this.#own }) : null;
    if (turn === this.#turn) await this.#stage.show({ face, text: this.#code, logo });
  }

  async #look() {
    this.#looking?.abort();
    const pass = this.#check.pass;
    if (!pass || !this.#template) return;
    const looking = new AbortController();
    this.#looking = looking;
    try {
      const picture = await this.#source.look(this.#wish(pass, this.#variant, "jpg"), looking.signal);
      if (!looking.signal.aborted) this.#stage.showExact(picture);
    } catch (failure) {
      if (looking.signal.aborted) return;
      this.#problem = /** @type {Error} */ (failure).message;
      this.#draw();
    }
  }

  /** @param {import("./code_check.js").Pass} pass @param {Variant} variant @param {import("./picture_source.js").Format} format */
  #wish(pass, variant, format) {
    const slug = this.#template?.slug ?? "";
    const logo = this.#logo === "own" && !this.#own ? "none" : this.#logo;
    return { slug, variant, format, pass, logo, ownLogo: this.#own?.file ?? null };
  }

  /** @param {Way} way */
  async #take(way) {
    if (this.#busy) return;
    this.#busy = true;
    this.#problem = null;
    this.#said = "Making the picture…";
    this.#draw();
    try {
      this.#said = await this.#taken(way);
    } catch (failure) {
      this.#said = "";
      if (!isChangeOfMind(failure)) this.#problem = failure instanceof DOMException ? "That did not work in this browser. Download the picture instead." : /** @type {Error} */ (failure).message;
    }
    this.#busy = false;
    this.#draw();
  }

  /** @param {Way} way */
  async #taken(way) {
    if (way === "copy_code") {
      await navigator.clipboard.writeText(this.#code);
      return "Copied the code.";
    }
    const pass = this.#check.pass ?? (await this.#check.ask());
    if (!pass || !this.#template) return "";
    const template = this.#template;
    const wanted = way === "all" ? variants.filter((variant) => faceOf(template, variant)) : [this.#variant];
    const files = [];
    for (const variant of wanted) files.push(await this.#source.take(this.#wish(pass, variant, way === "jpg" ? "jpg" : "png")));
    const [file] = files;
    if (way === "share") return navigator.share({ files }).then(() => "Shared.");
    if (way === "copy" && file) return navigator.clipboard.write([new ClipboardItem({ [file.type]: file })]).then(() => "Copied. Paste it into your post.");
    for (const one of files) saveFile(one.name, one);
    return `Saved as ${files.map(({ name }) => name).join(", ")}.`;
  }
}
