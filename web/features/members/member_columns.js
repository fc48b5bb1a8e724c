// @ts-check
import { html, nothing } from "#lib/html.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { time } from "#components/time.js";
import { grantableRoles, mayChange, memberName, roleTitle } from "./member.js";

/** @typedef {import("./member.js").Member} Member */
/** @typedef {import("./member.js").Invitation} Invitation */
/** @typedef {import("./member.js").MemberRole} MemberRole */

const never = html`<span class="muted no-value">–</span>`;

/**
 * @param {object} options
 * @param {() => number} options.now
 * @param {boolean} options.may whether anything may be changed at all
 * @param {string | null} options.ownRole
 * @param {(member: Member, role: MemberRole, field: HTMLSelectElement) => void} options.onRole
 * @param {(member: Member) => void} options.onRemove
 * @returns {import("#components/table.js").Column<Member>[]}
 */
export function memberColumns({ now, may, ownRole, onRole, onRemove }) {
  const open = (/** @type {Member} */ member) => may && mayChange(ownRole, member);
  return [
    {
      title: "Member",
      className: "cell-main",
      cell: (member) => html`<span class="cell-title">${met(member) ? memberName(member) : "Has not signed in yet"} ${member.is_you ? badge("You", "accent") : nothing}</span>
        ${detail(member) ? html`<span class="cell-detail">${detail(member)}</span>` : nothing}`,
      text: (member) => member.email ?? memberName(member),
    },
    { title: "Role", cell: (member) => (open(member) ? roleField(member, ownRole, onRole) : roleTitle(member.role)), text: ({ role }) => role },
    { title: "Last seen", className: "cell-time", cell: (member) => (met(member) ? time(member.last_seen_at, now()) : never), text: (member) => (met(member) ? member.last_seen_at : "") },
    { title: "Joined", className: "cell-time", cell: ({ created_at: at }) => time(at, now()), text: ({ created_at: at }) => at },
    {
      title: "Actions",
      hideTitle: true,
      className: "cell-actions",
      cell: (member) => html`<div class="row-actions">
        ${open(member) && !member.is_you ? rowAction("Remove", "remove", `Remove ${memberName(member)}`, () => onRemove(member)) : nothing}
      </div>`,
    },
  ];
}

/** Whether we know more of somebody than that the platform put them here. @param {Member} member */
function met({ name, email }) {
  return Boolean(name || email);
}

/** @param {Member} member */
function detail(member) {
  if (!met(member)) return member.user_id;
  return member.name ? member.email : null;
}

/** @param {Member} member @param {string | null} ownRole @param {(member: Member, role: MemberRole, field: HTMLSelectElement) => void} onRole */
function roleField(member, ownRole, onRole) {
  const change = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLSelectElement} */ (event.target);
    onRole(member, /** @type {MemberRole} */ (field.value), field);
  };
  return html`<label class="select-field role-field">
    <span class="visually-hidden">Role of ${memberName(member)}</span>
    <select class="input" .value=${member.role} @change=${change}>
      ${grantableRoles(ownRole).map(({ id, title, meaning }) => html`<option value=${id} title=${meaning} .selected=${id === member.role}>${title}</option>`)}
    </select>
  </label>`;
}

/**
 * @param {object} options
 * @param {() => number} options.now
 * @param {boolean} options.may
 * @param {(invitation: Invitation) => void} options.onRevoke
 * @returns {import("#components/table.js").Column<Invitation>[]}
 */
export function invitationColumns({ now, may, onRevoke }) {
  const whom = (/** @type {Invitation} */ { email }) => email ?? "Whoever has the link";
  return [
    { title: "For", className: "cell-main", cell: (invitation) => html`<span class="cell-title">${whom(invitation)}</span>`, text: whom },
    { title: "Role", cell: ({ role }) => roleTitle(role), text: ({ role }) => role },
    { title: "Invited by", className: "cell-name", cell: ({ created_by: by }) => by ?? html`<span class="muted no-value">–</span>`, text: ({ created_by: by }) => by ?? "" },
    { title: "Invited", className: "cell-time", cell: ({ created_at: at }) => time(at, now()), text: ({ created_at: at }) => at },
    { title: "Expires", className: "cell-time", cell: ({ expires_at: at }) => time(at, now()), text: ({ expires_at: at }) => at },
    {
      title: "Actions",
      hideTitle: true,
      className: "cell-actions",
      cell: (invitation) => html`<div class="row-actions">
        ${may ? rowAction("Revoke", "cancel", `Revoke the invitation for ${whom(invitation)}`, () => onRevoke(invitation)) : nothing}
      </div>`,
    },
  ];
}

/** What the roles mean, for the dialog that gives one. @param {string | null} ownRole @param {MemberRole} chosen @param {(role: MemberRole) => void} onChoose */
export function roleChoice(ownRole, chosen, onChoose) {
  return html`<fieldset class="role-choice">
    <legend class="field-label">Role</legend>
    ${grantableRoles(ownRole).map(({ id, title, meaning }) => html`<label class="role-option">
      <input class="tick" type="radio" name="role" value=${id} .checked=${id === chosen} @change=${() => onChoose(id)} />
      <span><strong>${title}</strong><span>${meaning}</span></span>
    </label>`)}
  </fieldset>`;
}

/** @param {string} title @param {import("#components/icons.js").IconName} shape @param {string} label @param {() => void} act */
function rowAction(title, shape, label, act) {
  return html`<button type="button" class="icon-button" title=${title} aria-label=${label} @click=${act}>${icon(shape)}<span class="row-action-title">${title}</span></button>`;
}
