// @ts-check
import { ActivityPage } from "./activity_page.js";

/** What was changed in the workspace, and by whom. @type {import("#features/view.js").OpenView} */
export function open(context) {
  return new ActivityPage(context, {
    title: "Activity",
    subtitle: `Everything that was changed in ${context.session.tenant.name}, and by whom`,
    product: "workspace",
    path: "/api/audit",
    everywhere: false,
  }).start();
}
