// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { focusFirstError, formValues } from "#lib/form.js";
import { mayAdminister } from "#lib/permissions.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { textField } from "#components/text_field.js";
import { platforms } from "./campaign.js";
import { OverlayField } from "./overlay_field.js";

/** @typedef {import("./campaign.js").Campaign} Campaign */
/** @typedef {import("#lib/api.js").ApiError} ApiError */

/** The form of a campaign, new or stored. */
export class CampaignEditor {
  #context;
  #here;
  #id;
  /** @type {Campaign | null} */
  #campaign = null;
  /** @type {OverlayField | null} */
  #overlay = null;
  /** @type {Error | null} */
  #failure = null;
  /** @type {ApiError | null} */
  #refused = null;
  #busy = false;

  /** @param {import("#features/view.js").ViewContext} context @param {(...rest: string[]) => string} here @param {string | null} id */
  constructor(context, here, id) {
    this.#context = context;
    this.#here = here;
    this.#id = id;
  }

  async load() {
    const { api, signal } = this.#context;
    this.#failure = null;
    this.#draw();
    try {
      if (this.#id) this.#campaign = (await api.get(`/api/campaigns/${this.#id}`, { signal })).campaign;
      this.#overlay = new OverlayField({ api, signal, campaign: this.#campaign, onChange: () => this.#draw() });
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  #save = async (event) => {
    event.preventDefault();
    if (this.#busy || this.#overlay?.busy) return;
    const { api, router, toasts } = this.#context;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const wanted = this.#wanted(form);
    this.#busy = true;
    this.#refused = null;
    this.#draw();
    try {
      const stored = this.#campaign
        ? await api.put(`/api/campaigns/${this.#campaign.id}`, { ...changes(wanted, this.#campaign), revision: this.#campaign.revision })
        : await api.post("/api/campaigns", wanted);
      toasts.success(this.#campaign ? "The campaign is saved." : "The campaign is made. Share its page.");
      router.go(this.#here(stored.id));
      return;
    } catch (failure) {
      this.#refused = /** @type {ApiError} */ (failure);
      if (!this.#refused.field) toasts.failure(failure);
    }
    this.#busy = false;
    this.#draw();
    focusFirstError(form);
  };

  /** @param {HTMLFormElement} form */
  #wanted(form) {
    const { title, description, prize, start_date, end_date } = formValues(form);
    const chosen = platforms.filter(({ id }) => /** @type {HTMLInputElement} */ (form.elements.namedItem(id)).checked).map(({ id }) => id);
    return { title, description, prize, start_date, end_date, platforms: chosen, overlay_id: this.#overlay?.id ?? null };
  }

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    return html`${pageHeader({
        title: this.#id ? "Change the campaign" : "New campaign",
        subtitle: this.#id ? this.#campaign?.title : "A frame, the days, and where people show it",
        actions: html`<a class="button" href=${this.#here(...(this.#id ? [this.#id] : []))}>${icon("back")} Back</a>`,
      })}
      ${this.#content()}`;
  }

  #content() {
    if (this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.load())}</div>`;
    if (!this.#overlay) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    if (!mayAdminister(this.#context.session)) return html`<p class="callout">${icon("info")}<span>Only owners and admins change campaigns. Ask one of them.</span></p>`;
    return this.#form(this.#overlay);
  }

  /** @param {OverlayField} overlay */
  #form(overlay) {
    const campaign = this.#campaign;
    const wrong = (/** @type {string} */ field) => (this.#refused?.field === field ? this.#refused.message : null);
    const zone = campaign ? ` (${campaign.time_zone.replaceAll("_", " ")})` : "";
    return html`<form class="campaign-form" novalidate aria-label="Campaign" @submit=${this.#save}>
      <div class="card form-card">
        ${textField({ id: "title", label: "Title", value: campaign?.title, required: true, maxLength: 255, error: wrong("title") })}
        <div class="field">
          <label class="field-label" for="description">Description</label>
          <textarea class="input campaign-text" id="description" name="description" rows="5" maxlength="5000" aria-invalid=${wrong("description") ? "true" : "false"} aria-describedby="description-hint" .value=${campaign?.description ?? ""}></textarea>
          <p class=${wrong("description") ? "field-error" : "field-hint"} id="description-hint">${wrong("description") ?? "What people should do, and why."}</p>
        </div>
        <div class="campaign-days">
          ${dateField("start_date", "First day", campaign?.start_date, wrong("start_date"), `From its start${zone}.`)}
          ${dateField("end_date", "Last day", campaign?.end_date, wrong("end_date"), `To its end${zone}.`)}
        </div>
        ${textField({ id: "prize", label: "Prize", value: campaign?.prize, maxLength: 255, error: wrong("prize"), hint: "Optional." })}
        ${platformChoice(campaign)}
      </div>
      <div class="card form-card">${overlay.element}</div>
      <div class="card-actions">
        <button type="submit" class="button button-primary" ?disabled=${this.#busy || overlay.busy}>${this.#busy ? "Saving…" : campaign ? "Save" : "Make the campaign"}</button>
      </div>
    </form>`;
  }
}

/** @param {string} id @param {string} label @param {string | undefined} value @param {string | null} error @param {string} hint */
function dateField(id, label, value, error, hint) {
  return html`<div class="field">
    <label class="field-label" for=${id}>${label}</label>
    <input class="input" type="date" id=${id} name=${id} min="2000-01-01" max="2100-12-31" value=${value ?? nothing} aria-required="true" aria-invalid=${error ? "true" : "false"} aria-describedby=${`${id}-hint`} />
    <p class=${error ? "field-error" : "field-hint"} id=${`${id}-hint`} aria-live="polite">${error ?? hint}</p>
  </div>`;
}

/** @param {Campaign | null} campaign */
function platformChoice(campaign) {
  const on = (/** @type {import("./campaign.js").Platform} */ id) => !campaign || campaign.platforms.length === 0 || campaign.platforms.includes(id);
  return html`<fieldset class="campaign-platforms">
    <legend class="field-label">Where people show it</legend>
    ${platforms.map(({ id, title }) => html`<label class="check"><input class="tick" type="checkbox" name=${id} ?checked=${on(id)} /> ${title}</label>`)}
  </fieldset>`;
}

/** What is different from the stored one, so that a time that is no day's start stays as it is. @param {Record<string, unknown>} wanted @param {Campaign} campaign */
function changes(wanted, campaign) {
  const stored = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (campaign));
  const same = (/** @type {string} */ field) => JSON.stringify(wanted[field]) === JSON.stringify(stored[field]);
  return Object.fromEntries(Object.entries(wanted).filter(([field]) => !same(field)));
}
