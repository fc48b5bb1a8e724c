// @ts-check
import { html, render } from "#lib/html.js";
import { mayAdminister } from "#lib/permissions.js";
import { emptyState } from "#components/empty_state.js";
import { pageHeader } from "#components/page_header.js";
import { ActivityPage } from "./activity_page.js";

/** What was changed in the workspace, and by whom. @type {import("#features/view.js").OpenView} */
export function open(context) {
  if (!mayAdminister(context.session)) {
    const text = "Only owners and admins of this workspace see who changed what. Ask one of them.";
    render(html`${pageHeader({ title: "Activity" })}<div class="card">${emptyState({ icon: "activity", title: "The log is for admins", text })}</div>`, context.host);
    return {};
  }
  return new ActivityPage(context, {
    title: "Activity",
    subtitle: `Everything that was changed in ${context.session.tenant.name}, and by whom`,
    product: "workspace",
    path: "/api/audit",
    everywhere: false,
  }).start();
}
