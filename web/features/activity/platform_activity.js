// @ts-check
import { ActivityPage } from "./activity_page.js";

/** What was changed in every workspace and on the platform itself. @type {import("#features/view.js").OpenView} */
export function open(context) {
  return new ActivityPage(context, {
    title: "Activity",
    subtitle: "Everything that was changed on the platform, in any workspace",
    product: "platform",
    path: "/api/admin/audit",
    everywhere: true,
  }).start();
}
