// @ts-check
// One line of the log of changes, in words.

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} [tenant_id] only in the platform's list
 * @property {string} at
 * @property {"user" | "platform_admin" | "operator_" | "partner" | "system"} actor_kind
 * @property {string} actor_name
 * @property {string} action
 * @property {string} subject
 * @property {Record<string, unknown> | null} details
 * @property {string | null} address
 */

/** What the list can be narrowed to: the beginning of an action. */
export const kinds = [
  { prefix: "", title: "All" },
  { prefix: "connection.", title: "Connections" },
  { prefix: "member.", title: "Members" },
  { prefix: "invitation.", title: "Invitations" },
  { prefix: "vendor_account.", title: "Keys" },
  { prefix: "onboarding.", title: "Setup" },
  { prefix: "tenant.", title: "Workspace" },
];

/** Who it was, when it was not somebody of the workspace. @type {Record<string, {title: string, tone: import("#components/badge.js").Tone}>} */
export const outsiders = {
  platform_admin: { title: "Platform admin", tone: "accent" },
  operator_: { title: "Command line", tone: "idle" },
  operator: { title: "Command line", tone: "idle" },
  partner: { title: "Partner", tone: "idle" },
  system: { title: "Automatic", tone: "idle" },
};

/** What the records' own words would tell only to who wrote the program. @type {Record<string, string>} */
const titles = {
  "connection.test_message": "Test message sent",
  "connection.webhook_renewed": "Webhook renewed",
  "onboarding.step_finished": "Setup step saved",
  "person.acted_for": "Account used by support",
  "tenant.created": "Workspace made",
  "tenant.deleted": "Workspace deleted",
  "tenant.described": "Workspace settings changed",
  "tenant.imported": "Workspace imported",
  "tenant.onboarded": "Setup finished",
  "tenant.provisioned": "Workspace made by its first owner",
  "tenant.reactivated": "Workspace reactivated",
  "tenant.suspended": "Workspace suspended",
  "tenant.viewed": "Workspace viewed by the platform",
  "vendor_account.saved": "Keys saved",
};

/** `connection.channels_changed` is "Connection channels changed". @param {string} action */
export function actionTitle(action) {
  const known = titles[action];
  if (known) return known;
  const words = action.replace(/[._]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The facts kept with a change, as pairs of texts. @param {Entry["details"]} details @returns {[string, string][]} */
export function facts(details) {
  return Object.entries(details ?? {}).map(([name, value]) => [name.replaceAll("_", " "), typeof value === "string" ? value : JSON.stringify(value)]);
}
