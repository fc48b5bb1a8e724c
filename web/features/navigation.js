// @ts-check
// What the dashboards consist of. A new page is one more line here; nothing else needs to know about it.

/**
 * `key` is the letter that follows `g` on the keyboard. `load` fetches the page's code when it is first opened.
 * @typedef {object} Feature
 * @property {string} id
 * @property {string} title
 * @property {import("#components/icons.js").IconName} icon
 * @property {string} key
 * @property {() => Promise<{open: import("./view.js").OpenView}>} load
 */

/** @typedef {{id: string, title: string, icon: import("#components/icons.js").IconName, features: Feature[]}} Product */

/** @typedef {"admin" | "app"} DashboardName */

/** The workspace that is acted in: the same pages in both dashboards. @type {Product} */
const workspace = {
  id: "workspace",
  title: "Workspace",
  icon: "workspace",
  features: [{ id: "settings", title: "Settings", icon: "settings", key: "s", load: () => import("./workspace/settings.js") }],
};

/** @type {Product} */
const account = {
  id: "account",
  title: "You",
  icon: "user",
  features: [{ id: "profile", title: "Profile", icon: "user", key: "p", load: () => import("./profile/profile.js") }],
};

/** @type {Record<DashboardName, {title: string, products: Product[]}>} */
export const navigation = {
  admin: {
    title: "Admin",
    products: [
      {
        id: "platform",
        title: "Platform",
        icon: "platform",
        features: [
          { id: "overview", title: "Overview", icon: "pulse", key: "o", load: () => import("./platform/overview.js") },
          { id: "jobs", title: "Jobs", icon: "jobs", key: "j", load: () => import("./platform/jobs.js") },
        ],
      },
      workspace,
      account,
    ],
  },
  app: {
    title: "Dashboard",
    products: [
      {
        id: "home",
        title: "Home",
        icon: "home",
        features: [{ id: "overview", title: "Overview", icon: "pulse", key: "o", load: () => import("./home/overview.js") }],
      },
      workspace,
      account,
    ],
  },
};
