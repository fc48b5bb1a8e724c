// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { mayAdminister } from "#lib/permissions.js";
import { confirm } from "#components/dialog.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { inviteSomebody } from "./invite_dialog.js";
import { memberName, roleTitle } from "./member.js";
import { invitationColumns, memberColumns } from "./member_columns.js";

/** @typedef {import("./member.js").Member} Member */
/** @typedef {import("./member.js").Invitation} Invitation */

/** Who works in the workspace, as what, and who is invited. @type {import("#features/view.js").OpenView} */
export function open(context) {
  new MembersPage(context).start();
  return {};
}

class MembersPage {
  #context;
  #members;
  #pending;
  /** @type {Invitation[]} */
  #invitations = [];

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    const { api, host, session, signal } = context;
    const now = () => api.now();
    this.#context = context;
    this.#render();
    this.#members = new DataTable(place(host, "members"), {
      caption: "Members",
      noun: ["member", "members"],
      columns: memberColumns({ now, may: this.#may, ownRole: session.tenant.role, onRole: this.#changeRole, onRemove: this.#remove }),
      key: (/** @type {Member} */ member) => member.user_id,
      fetchPage: async () => {
        const { members, invitations } = await api.get("/api/members", { signal });
        this.#invitations = invitations;
        return { items: members, next_cursor: null };
      },
      empty: () => emptyState({ icon: "members", title: "Nobody belongs to this workspace yet", text: "Invite the people who run it.", action: this.#may ? this.#inviteButton() : nothing }),
    });
    this.#pending = new DataTable(place(host, "invitations"), {
      caption: "Pending invitations",
      noun: ["invitation", "invitations"],
      columns: invitationColumns({ now, may: this.#may, onRevoke: this.#revoke }),
      key: (/** @type {Invitation} */ invitation) => invitation.id,
      fetchPage: async () => ({ items: this.#invitations, next_cursor: null }),
      empty: () => emptyState({ icon: "link", title: "No invitation is open", text: "A link that you make shows up here until somebody used it or it expires." }),
    });
  }

  start() {
    const { keyboard, signal } = this.#context;
    const here = { group: "This page" };
    keyboard.bind({ ...here, keys: "r", title: "Refresh", run: () => void this.#refresh() }, signal);
    if (this.#may) keyboard.bind({ ...here, keys: "i", title: "Invite somebody", run: () => void this.#invite() }, signal);
    void this.#refresh();
  }

  get #may() {
    return mayAdminister(this.#context.session);
  }

  async #refresh() {
    await this.#members.list.refresh();
    if (this.#context.signal.aborted) return;
    if (this.#members.list.failure === null) await this.#pending.list.refresh();
    this.#render();
  }

  #render() {
    render(this.#view(), this.#context.host);
  }

  #view() {
    const state = this.#members?.list.state ?? "loading";
    return html`
      ${pageHeader({
        title: "Members",
        subtitle: `The people who work in ${this.#context.session.tenant.name}`,
        actions: html`
          <button type="button" class="button" ?disabled=${state !== "full"} @click=${() => this.#members.exportCsv("members.csv")}>${icon("download")} CSV</button>
          ${this.#may ? this.#inviteButton() : nothing}`,
      })}
      <div data-members></div>
      <section class="section" aria-labelledby="invitations-title" ?hidden=${(state !== "full" && state !== "empty") || (!this.#may && this.#invitations.length === 0)}>
        <div class="section-head"><h2 id="invitations-title">Pending invitations</h2></div>
        <div data-invitations></div>
      </section>
    `;
  }

  #inviteButton() {
    return html`<button type="button" class="button button-primary" @click=${() => void this.#invite()}>${icon("add")} Invite</button>`;
  }

  async #invite() {
    const { api, session } = this.#context;
    if (await inviteSomebody({ api, ownRole: session.tenant.role, workspace: session.tenant.name })) await this.#refresh();
  }

  #changeRole = async (/** @type {Member} */ member, /** @type {import("./member.js").MemberRole} */ role, /** @type {HTMLSelectElement} */ field) => {
    const sure = await confirm({
      title: `Make ${memberName(member)} ${role === "member" ? "a" : "an"} ${role}?`,
      text: member.is_you ? "You change your own role, and cannot change it back alone." : `Until now: ${roleTitle(member.role).toLowerCase()}. The change counts from the next click on.`,
      action: "Change the role",
    });
    if (sure) {
      const changed = await this.#act((api) => api.put(`/api/members/${encodeURIComponent(member.user_id)}`, { role }), `${memberName(member)} is now ${role}.`);
      // Everything on the page depends on what oneself may do.
      if (changed && member.is_you) return location.reload();
    }
    field.value = this.#members.list.rows.find(({ user_id: id }) => id === member.user_id)?.role ?? member.role;
    field.focus();
  };

  #remove = async (/** @type {Member} */ member) => {
    const sure = await confirm({
      title: `Remove ${memberName(member)}?`,
      text: "They lose access to this workspace at once. What they made stays, and they can be invited again.",
      action: "Remove",
      danger: true,
    });
    if (sure) await this.#act((api) => api.delete(`/api/members/${encodeURIComponent(member.user_id)}`), `${memberName(member)} no longer has access.`);
  };

  #revoke = async (/** @type {Invitation} */ invitation) => {
    const sure = await confirm({
      title: "Revoke this invitation?",
      text: `The link for ${invitation.email ?? "whoever has it"} stops working at once.`,
      action: "Revoke",
      danger: true,
    });
    if (sure) await this.#act((api) => api.delete(`/api/invitations/${encodeURIComponent(invitation.id)}`), "The invitation is revoked.");
  };

  /** @param {(api: import("#lib/api.js").Api) => Promise<unknown>} work @param {string} done */
  async #act(work, done) {
    const { api, host, toasts } = this.#context;
    let succeeded = true;
    try {
      await work(api);
      toasts.success(done);
    } catch (failure) {
      succeeded = false;
      toasts.failure(failure);
    }
    await this.#refresh();
    if (document.activeElement === document.body) host.querySelector("h1")?.focus();
    return succeeded;
  }
}

/** @param {HTMLElement} host @param {string} of */
function place(host, of) {
  return /** @type {HTMLElement} */ (host.querySelector(`[data-${of}]`));
}
