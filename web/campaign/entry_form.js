// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { focusFirstError, formValues } from "#lib/form.js";
import { icon } from "#components/icons.js";
import { textField } from "#components/text_field.js";
import { day, platformNames, platformsOf } from "./campaign.js";

/** @typedef {import("#lib/api.js").ApiError} ApiError */

/** Takes the visitor's entry: who, and where the picture is shown. `element` is placed into the page. */
export class EntryForm {
  element = document.createElement("div");
  #options;
  #busy = false;
  /** @type {ApiError | null} */
  #refused = null;
  /** The address of the entry that was taken. @type {string | null} */
  #email = null;

  /** @param {{api: import("#lib/api.js").Api, campaign: import("./campaign.js").Campaign, business: import("./campaign.js").Business}} options */
  constructor(options) {
    this.#options = options;
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    event.preventDefault();
    if (this.#busy) return;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const values = formValues(form);
    this.#busy = true;
    this.#refused = null;
    this.#draw();
    try {
      await this.#options.api.post(`/api/campaigns/${this.#options.campaign.id}/submit`, values);
      this.#email = values.email ?? "";
    } catch (failure) {
      this.#refused = /** @type {ApiError} */ (failure);
    }
    this.#busy = false;
    this.#draw();
    if (this.#email !== null) /** @type {HTMLElement | null} */ (this.element.querySelector("h2"))?.focus();
    else focusFirstError(form);
  };

  #draw() {
    render(this.#email === null ? this.#form() : this.#done(this.#email), this.element);
  }

  #form() {
    const { campaign } = this.#options;
    const wrong = (/** @type {string} */ field) => (this.#refused?.field === field ? this.#refused.message : null);
    const elsewhere = this.#refused && !["email", ...fieldsOf(campaign)].includes(this.#refused.field ?? "");
    return html`<h2 class="step-title" id="entry-title"><span class="step-number">2</span> Take part</h2>
      <p class="campaign-lead">Post your picture on ${platformNames(campaign)}, then tell us where it is${campaign.prize ? " to be in for the prize" : ""}.</p>
      <form class="entry-form" novalidate aria-labelledby="entry-title" @submit=${this.#submit}>
        <div role="alert">${elsewhere && this.#refused ? html`<p class="notice notice-error">${icon("alert")}<span>${this.#refused.message}</span></p>` : nothing}</div>
        ${textField({ id: "email", label: "Your e-mail", type: "email", autocomplete: "email", required: true, maxLength: 254, error: wrong("email"), hint: "Only the organiser sees it. One entry per person." })}
        ${platformsOf(campaign).map(({ id, title, example }) => textField({ id: `${id}_url`, label: `Link of your post on ${title}`, type: "url", placeholder: example, maxLength: 2048, error: wrong(`${id}_url`) }))}
        <p class="entry-trap" aria-hidden="true"><label>Leave this empty <input name="website" tabindex="-1" autocomplete="off" /></label></p>
        <button type="submit" class="button button-primary button-wide" ?disabled=${this.#busy}>
          ${this.#busy ? html`<span class="spinner"></span> Sending…` : html`${icon("send")} Send my entry`}
        </button>
      </form>`;
  }

  /** @param {string} email */
  #done(email) {
    const { campaign, business } = this.#options;
    return html`<div class="entry-done">
      <span class="entry-done-icon">${icon("check")}</span>
      <h2 tabindex="-1">You are in</h2>
      <p>${business.name} has your entry from <strong>${email}</strong>.</p>
      <ul class="entry-next">
        <li>${icon("eye")}<span>Keep your post public until ${day(campaign.end_date)}.</span></li>
        <li>${icon("members")}<span>Show this page to others: everybody can put a photo into the frame.</span></li>
      </ul>
    </div>`;
  }
}

/** @param {import("./campaign.js").Campaign} campaign */
function fieldsOf(campaign) {
  return platformsOf(campaign).map(({ id }) => `${id}_url`);
}
