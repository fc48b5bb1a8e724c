// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { focusFirstError, formValues } from "#lib/form.js";
import { mayAdminister, mayEnterSecrets } from "#lib/permissions.js";
import { saveFile } from "#lib/save_file.js";
import { timeZones } from "#lib/time_zones.js";
import { confirm } from "#components/dialog.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { LogoPicker } from "#components/logo_picker.js";
import { pageHeader } from "#components/page_header.js";
import { textField } from "#components/text_field.js";

/** @typedef {{id: string, name: string, status: string, owner_email: string | null, support_email: string | null, logo_url: string | null, time_zone: string, created_at: string}} Workspace */

/** The workspace itself: what it is called, its data, its end. @type {import("#features/view.js").OpenView} */
export function open(context) {
  void new Settings(context).load();
  return {};
}

class Settings {
  #context;
  /** @type {Workspace | null} */
  #workspace = null;
  /** @type {LogoPicker | null} */
  #logo = null;
  /** @type {import("#lib/api.js").ApiError | null} */
  #failure = null;
  /** @type {import("#lib/api.js").ApiError | null} */
  #refused = null;
  #busy = false;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.#draw();
  }

  async load() {
    const { api, signal } = this.#context;
    this.#failure = null;
    this.#draw();
    try {
      this.#workspace = (await api.get("/api/tenant", { signal })).tenant;
      this.#logo = new LogoPicker({ api, url: this.#workspace?.logo_url ?? null, disabled: !mayEnterSecrets(this.#context.session) });
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {import("#lib/api.js").ApiError} */ (failure);
    }
    this.#draw();
  }

  get #mayChange() {
    return mayAdminister(this.#context.session);
  }

  get #isOwner() {
    return this.#context.session.tenant.role === "owner";
  }

  /** @param {SubmitEvent} event */
  #save = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (this.#busy) return;
    this.#busy = true;
    this.#refused = null;
    this.#draw();
    try {
      const { name, support_email, time_zone } = formValues(form);
      this.#workspace = (await this.#context.api.put("/api/tenant", { name, support_email, time_zone })).tenant;
      this.#context.toasts.success("Saved.");
    } catch (failure) {
      this.#refused = /** @type {import("#lib/api.js").ApiError} */ (failure);
      if (!this.#refused.field) this.#context.toasts.failure(failure);
    }
    this.#busy = false;
    this.#draw();
    focusFirstError(form);
  };

  #export = async () => {
    const { api, toasts, session, signal } = this.#context;
    this.#busy = true;
    this.#draw();
    try {
      saveFile(`${session.tenant.id}.ndjson`, await api.download("/api/tenant/export", { signal }));
    } catch (failure) {
      if (!signal.aborted) toasts.failure(failure);
    }
    this.#busy = false;
    this.#draw();
  };

  #delete = async () => {
    const { api, session, toasts } = this.#context;
    const name = this.#workspace?.name ?? "";
    const sure = await confirm({
      title: "Delete this workspace?",
      text: html`<p>
        Its bots stop, and everything that belongs to <strong>${name}</strong> is deleted: members, connections, subscribers, history. Nobody can bring it back.
        Export your data first.
      </p>`,
      action: "Delete for ever",
      danger: true,
      typed: name,
    });
    if (!sure) return;
    try {
      await api.delete("/api/tenant", { typed_name: name });
      location.assign(session.memberships.length > 1 ? "/app" : "/setup?left=1");
    } catch (failure) {
      toasts.failure(failure);
    }
  };

  #draw() {
    render(html`${pageHeader({ title: "Settings", subtitle: "What your workspace is called, and what belongs to it" })}${this.#content()}`, this.#context.host);
  }

  #content() {
    if (this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.load())}</div>`;
    if (!this.#workspace) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    return html`${this.#mayChange ? nothing : html`<p class="callout">${icon("info")}<span>Only owners and admins change these settings. Ask one of them.</span></p>`}
      ${this.#about(this.#workspace)}
      ${this.#isOwner ? html`<div class="columns">${this.#data()}${this.#end()}</div>` : nothing}`;
  }

  /** @param {Workspace} workspace */
  #about(workspace) {
    const wrong = (/** @type {string} */ field) => (this.#refused?.field === field ? this.#refused.message : null);
    const disabled = !this.#mayChange;
    return html`<form class="card form-card" novalidate aria-label="About the workspace" @submit=${this.#save}>
      ${textField({ id: "name", label: "Name", value: workspace.name, required: true, maxLength: 100, disabled, error: wrong("name"), hint: "Your customers see it." })}
      ${textField({ id: "support_email", label: "Support e-mail", type: "email", value: workspace.support_email ?? "", disabled, error: wrong("support_email"), hint: "Where your customers get help." })}
      <div class="field">
        <label class="field-label" for="time_zone">Time zone</label>
        <span class="select-field">
          <select class="input" id="time_zone" name="time_zone" ?disabled=${disabled} aria-invalid=${wrong("time_zone") ? "true" : "false"} aria-describedby="time_zone-hint">
            ${timeZones(workspace.time_zone).map((zone) => html`<option value=${zone} ?selected=${zone === workspace.time_zone}>${zone.replaceAll("_", " ")}</option>`)}
          </select>
        </span>
        <p class=${wrong("time_zone") ? "field-error" : "field-hint"} id="time_zone-hint">${wrong("time_zone") ?? "What “today” and “9 in the morning” mean here."}</p>
      </div>
      ${this.#logo?.element ?? nothing}
      <div class="card-actions">
        <button type="submit" class="button button-primary" ?disabled=${this.#busy || disabled}>${this.#busy ? "Saving…" : "Save"}</button>
      </div>
    </form>`;
  }

  #data() {
    return html`<section class="card facts-card" aria-labelledby="data-title">
      <h2 id="data-title">Your data</h2>
      <p class="card-text">Everything of this workspace in one file, a JSON object per line. Keys and tokens are left out.</p>
      <div class="card-actions">
        <button type="button" class="button" ?disabled=${this.#busy} @click=${this.#export}>${icon("download")} Export</button>
      </div>
    </section>`;
  }

  #end() {
    return html`<section class="card facts-card" aria-labelledby="end-title">
      <h2 id="end-title">Delete the workspace</h2>
      <p class="card-text">Ends everything at once, for all its members. It cannot be undone.</p>
      <div class="card-actions">
        <button type="button" class="button button-danger" @click=${this.#delete}>Delete…</button>
      </div>
    </section>`;
  }
}
