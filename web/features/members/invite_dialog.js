// @ts-check
import { html, render } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { exactTime } from "#lib/format.js";
import { openDialog } from "#components/dialog.js";
import { icon } from "#components/icons.js";
import { oneTimeLink } from "#components/one_time_link.js";
import { textField } from "#components/text_field.js";
import { roleChoice } from "./member_columns.js";

/** @typedef {import("./member.js").MemberRole} MemberRole */

/**
 * Asks whom to invite and as what, then shows the link, which nobody can see again. True when an invitation was made.
 * @param {object} options
 * @param {import("#lib/api.js").Api} options.api
 * @param {string | null} options.ownRole
 * @param {string} options.workspace
 */
export async function inviteSomebody(options) {
  const form = new InviteForm(options);
  await openDialog({
    title: "Invite somebody",
    content: (close) => {
      form.onClose = () => close(null);
      return form.element;
    },
  });
  return form.made;
}

class InviteForm {
  element = document.createElement("div");
  made = false;
  onClose = () => {};
  #options;
  /** @type {MemberRole} */
  #role = "member";
  #email = "";
  #busy = false;
  /** @type {ApiError | null} */
  #failure = null;
  /** @type {{link: string, invitation: import("./member.js").Invitation} | null} */
  #answer = null;

  /** @param {{api: import("#lib/api.js").Api, ownRole: string | null, workspace: string}} options */
  constructor(options) {
    this.#options = options;
    this.#draw();
  }

  #draw() {
    render(this.#answer ? this.#link(this.#answer) : this.#form(), this.element);
  }

  #form() {
    const failure = this.#failure;
    const wrongEmail = failure?.field === "email";
    return html`<form novalidate @submit=${this.#submit}>
      <div class="dialog-body">
        <p class="dialog-text">You get a link to ${this.#options.workspace} to pass on yourself. It works once, for seven days.</p>
        ${failure && !wrongEmail ? html`<div class="notice notice-error" role="alert">${icon("alert")}<p>${failure.message}</p></div>` : ""}
        ${roleChoice(this.#options.ownRole, this.#role, (role) => (this.#role = role))}
        ${textField({
          id: "invite-email",
          label: "E-mail",
          type: "email",
          placeholder: "colleague@example.com",
          hint: "Optional. With it, only somebody who signs in with this address can accept.",
          error: wrongEmail ? failure?.message : null,
          autofocus: true,
          disabled: this.#busy,
          onInput: (value) => (this.#email = value),
        })}
      </div>
      <footer class="dialog-footer">
        <button type="button" class="button" @click=${() => this.onClose()}>Cancel</button>
        <button type="submit" class="button button-primary" ?disabled=${this.#busy}>${this.#busy ? "Making the link…" : "Make the link"}</button>
      </footer>
    </form>`;
  }

  /** @param {{link: string, invitation: import("./member.js").Invitation}} answer */
  #link({ link, invitation }) {
    const whom = invitation.email ? `Only ${invitation.email} can accept it.` : "Whoever opens it first joins, so send it to one person.";
    return html`<div class="dialog-body">
        ${oneTimeLink({ link, title: "Invitation link", text: `${whom} It expires ${exactTime(invitation.expires_at)}.` })}
      </div>
      <footer class="dialog-footer"><button type="button" class="button button-primary" @click=${() => this.onClose()}>Done</button></footer>`;
  }

  /** @param {Event} event */
  #submit = async (event) => {
    event.preventDefault();
    if (this.#busy) return;
    this.#busy = true;
    this.#failure = null;
    this.#draw();
    try {
      this.#answer = await this.#options.api.post("/api/invitations", { role: this.#role, email: this.#email || null });
      this.made = true;
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      this.#failure = failure;
    }
    this.#busy = false;
    this.#draw();
    const next = this.element.querySelector(this.#answer ? "input[readonly]" : "#invite-email");
    if (next instanceof HTMLElement) next.focus();
  };
}
