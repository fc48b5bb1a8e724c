// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { count } from "#lib/format.js";
import { saveFile } from "#lib/save_file.js";
import { canCopyPictures, canShareFiles, isChangeOfMind } from "#lib/take_picture.js";
import { badge } from "#components/badge.js";
import { businessHead } from "#components/business_head.js";
import { copyButton } from "#components/copy_button.js";
import { icon } from "#components/icons.js";
import { day, fileName, platformNames, span, statuses } from "./campaign.js";
import { EntryForm } from "./entry_form.js";
import { PictureMaker } from "./picture_maker.js";
import { visitorName } from "./visitor.js";

/** The page of one campaign: what it is, the visitor's picture, the entry. */
export class CampaignPage {
  #host;
  #api;
  #campaign;
  #business;
  /** @type {PictureMaker | null} */
  #maker = null;
  /** @type {EntryForm | null} */
  #form = null;
  #counted = false;
  #busy = false;
  #said = "";
  /** @type {string | null} */
  #problem = null;

  /**
   * @param {HTMLElement} host
   * @param {{api: import("#lib/api.js").Api, campaign: import("./campaign.js").Campaign, tenant: import("./campaign.js").Business}} options
   */
  constructor(host, { api, campaign, tenant }) {
    this.#host = host;
    this.#api = api;
    this.#campaign = campaign;
    this.#business = tenant;
  }

  start() {
    const { status, overlay_url: overlayUrl } = this.#campaign;
    document.title = `${this.#campaign.title} · ${this.#business.name}`;
    if (status !== "expired") this.#maker = new PictureMaker({ overlayUrl, onChange: () => this.#maker && this.#draw() });
    if (status === "ongoing") this.#form = new EntryForm({ api: this.#api, campaign: this.#campaign, business: this.#business });
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.#host);
  }

  #view() {
    return html`${businessHead(this.#business)}
      <main class="campaign">
        ${this.#about()}
        ${this.#maker ? this.#picture(this.#maker) : nothing}
        ${this.#form ? html`<section class="card campaign-card">${this.#form.element}</section>` : nothing}
      </main>`;
  }

  #about() {
    const { title, description, prize, supporters, status } = this.#campaign;
    const [word, tone] = statuses[status];
    return html`<section class="card campaign-card campaign-about">
      <p>${badge(word, tone)}</p>
      <h1>${title}</h1>
      ${description ? html`<p class="campaign-description">${description}</p>` : nothing}
      <ul class="campaign-facts">
        <li>${icon("calendar")}<span>${span(this.#campaign)}</span></li>
        ${prize ? html`<li>${icon("prize")}<span>${prize}</span></li>` : nothing}
        ${supporters > 0 ? html`<li title="People who made a picture; everybody counts once.">${icon("members")}<span>${count(supporters, "supporter", "supporters")}</span></li>` : nothing}
      </ul>
      ${this.#notice()}
    </section>`;
  }

  #notice() {
    const { status, start_date: start, end_date: end, time_zone: zone } = this.#campaign;
    if (status === "scheduled") {
      return html`<p class="notice notice-warn">${icon("info")}<span>It starts on ${day(start)} (${zone.replaceAll("_", " ")}). You can make your picture now; entries open then.</span></p>`;
    }
    if (status === "expired") return html`<p class="notice notice-info">${icon("info")}<span>It ended on ${day(end)}. Entries are closed.</span></p>`;
    return nothing;
  }

  /** @param {PictureMaker} maker */
  #picture(maker) {
    const disabled = !maker.ready || this.#busy;
    return html`<section class="card campaign-card" aria-labelledby="picture-title">
      <h2 class="step-title" id="picture-title"><span class="step-number">1</span> Make your picture</h2>
      ${maker.element}
      <div class="maker-actions">
        <button type="button" class="button button-primary" ?disabled=${disabled} @click=${this.#download}>${icon("download")} Download</button>
        ${canShareFiles() ? html`<button type="button" class="button" ?disabled=${disabled} @click=${this.#share}>${icon("share")} Share</button>` : nothing}
        ${canCopyPictures() ? html`<button type="button" class="button" ?disabled=${disabled} @click=${this.#copy}>${icon("copy")} Copy</button>` : nothing}
      </div>
      <p class=${this.#problem ? "field-error" : "field-hint"} role="status">${this.#problem ?? this.#said}</p>
      <div class="campaign-link"><span>The link of this page</span>${copyButton({ text: this.#campaign.page_url, label: "Copy the link of this page" })}</div>
    </section>`;
  }

  #download = () =>
    this.#finish(async (file) => {
      saveFile(file.name, file);
      return `Saved as ${file.name}. Post it on ${platformNames(this.#campaign)}.`;
    });

  #share = () =>
    this.#finish(async (file) => {
      const { title, page_url: url } = this.#campaign;
      await navigator.share({ files: [file], title, text: `${title} ${url}` });
      return "Shared.";
    });

  #copy = () =>
    this.#finish(async (file) => {
      await navigator.clipboard.write([new ClipboardItem({ [file.type]: file })]);
      return "Copied. Paste it into your post.";
    });

  /** @param {(file: File) => Promise<string>} use gives what to say then */
  async #finish(use) {
    if (!this.#maker || this.#busy) return;
    this.#busy = true;
    this.#problem = null;
    this.#said = "Making the picture…";
    this.#draw();
    try {
      const picture = await this.#maker.toFile();
      this.#said = await use(new File([picture], fileName(this.#campaign.title), { type: picture.type }));
      void this.#count();
    } catch (failure) {
      this.#said = "";
      if (!isChangeOfMind(failure)) this.#problem = "That did not work in this browser. Download the picture instead.";
    }
    this.#busy = false;
    this.#draw();
  }

  /** Whoever takes the picture along supports the campaign. The picture is theirs also when this cannot be counted. */
  async #count() {
    if (this.#counted || this.#campaign.status !== "ongoing") return;
    this.#counted = true;
    try {
      const { supporters } = await this.#api.post(`/api/campaigns/${this.#campaign.id}/support`, { visitor: visitorName() });
      this.#campaign.supporters = supporters;
      this.#draw();
    } catch {
      this.#counted = false;
    }
  }
}
