// @ts-check
import { html, render } from "#lib/html.js";
import { ApiError } from "#lib/api.js";
import { confirm, openDialog } from "#components/dialog.js";
import { icon } from "#components/icons.js";
import { oneTimeLink } from "#components/one_time_link.js";
import { textField } from "#components/text_field.js";

/** @typedef {import("./tenant.js").Tenant} Tenant */

/** @param {Tenant} tenant */
export function confirmSuspend({ display_name: title }) {
  return confirm({
    title: `Suspend ${title}?`,
    text: "Its people are told that it is suspended, its bots and schedules stand still, and nothing is deleted. You can reactivate it at any time.",
    action: "Suspend",
    danger: true,
  });
}

/** @param {Tenant} tenant */
export function confirmReactivate({ display_name: title }) {
  return confirm({ title: `Reactivate ${title}?`, text: "Its people get in again, and its schedules go on from now.", action: "Reactivate" });
}

/** @param {Tenant} tenant */
export function confirmDelete({ display_name: title, members }) {
  return confirm({
    title: `Delete ${title}?`,
    text: html`<p>Everything that belongs to it goes: bots, keys, subscribers, pictures and its log. ${members > 0 ? "Its members keep their accounts, not this workspace." : ""}</p><p>This cannot be undone.</p>`,
    action: "Delete for good",
    danger: true,
    typed: title,
  });
}

/** Makes a tenant; resolves with its name, or null when nothing was made. @param {import("#lib/api.js").Api} api @returns {Promise<string | null>} */
export async function createTenant(api) {
  const form = new NewTenantForm(api);
  await openDialog({
    title: "New tenant",
    content: (close) => {
      form.onClose = () => close(null);
      return form.element;
    },
  });
  return form.made;
}

class NewTenantForm {
  element = document.createElement("div");
  /** @type {string | null} */
  made = null;
  onClose = () => {};
  #api;
  /** @type {string | null} */
  #ownerLink = null;
  #values = { name: "", owner_email: "" };
  #busy = false;
  /** @type {{text: string, field?: string} | null} */
  #problem = null;

  /** @param {import("#lib/api.js").Api} api */
  constructor(api) {
    this.#api = api;
    this.#draw();
  }

  #draw() {
    render(this.#ownerLink ? this.#invitation(this.#ownerLink) : this.#view(), this.element);
  }

  /** @param {string} link */
  #invitation(link) {
    const owner = this.#values.owner_email;
    const whom = owner ? `Only ${owner} can accept it` : "Whoever opens it first becomes the owner, so send it to one person";
    return html`<div class="dialog-body">${oneTimeLink({ link, title: "Link for the owner", text: `${whom}. It works for seven days.` })}</div>
      <footer class="dialog-footer"><button type="button" class="button button-primary" @click=${() => this.onClose()}>Done</button></footer>`;
  }

  #view() {
    const wrong = (/** @type {string} */ field) => (this.#problem?.field === field ? this.#problem.text : null);
    const elsewhere = this.#problem && !["name", "owner_email"].includes(this.#problem.field ?? "");
    return html`<form novalidate @submit=${this.#submit}>
      <div class="dialog-body">
        ${elsewhere ? html`<div class="notice notice-error" role="alert">${icon("alert")}<p>${this.#problem?.text}</p></div>` : ""}
        ${textField({
          id: "tenant-name", label: "Name", placeholder: "Acme Trading", required: true, autofocus: true, maxLength: 120, disabled: this.#busy,
          error: wrong("name"), onInput: (value) => (this.#values.name = value),
        })}
        ${textField({
          id: "tenant-owner_email", label: "Owner's e-mail", type: "email", placeholder: "owner@example.com", disabled: this.#busy,
          hint: "Optional. With it, only somebody who signs in with this address can become the owner.",
          error: wrong("owner_email"), onInput: (value) => (this.#values.owner_email = value),
        })}
      </div>
      <footer class="dialog-footer">
        <button type="button" class="button" @click=${() => this.onClose()}>Cancel</button>
        <button type="submit" class="button button-primary" ?disabled=${this.#busy}>${this.#busy ? "Making it…" : "Make the tenant"}</button>
      </footer>
    </form>`;
  }

  /** @param {Event} event */
  #submit = async (event) => {
    event.preventDefault();
    if (this.#busy) return;
    const { name: title, owner_email: owner } = this.#values;
    if (!title) return this.#explain({ text: "Give it a name.", field: "name" });
    this.#busy = true;
    this.#problem = null;
    this.#draw();
    try {
      const answer = await this.#api.post("/api/admin/tenants", { name: title, ...(owner ? { owner_email: owner } : {}) });
      this.made = title;
      this.#ownerLink = answer.owner_link;
      this.#draw();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      this.#busy = false;
      this.#explain({ text: failure.message, field: failure.field });
    }
  };

  /** @param {{text: string, field?: string}} problem */
  #explain(problem) {
    this.#problem = problem;
    this.#draw();
    const field = this.element.querySelector(`#tenant-${problem.field ?? "name"}`) ?? this.element.querySelector("#tenant-name");
    if (field instanceof HTMLElement) field.focus();
  }
}
