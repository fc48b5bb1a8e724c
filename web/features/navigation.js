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

/** The pictures with coupon codes: the same pages in both dashboards. @type {Product} */
const coupons = {
  id: "coupons",
  title: "Coupons",
  icon: "tag",
  features: [
    { id: "templates", title: "Templates", icon: "image", key: "e", load: () => import("./templates/templates.js") },
    { id: "generator", title: "Coupon page", icon: "share", key: "g", load: () => import("./coupons/generator.js") },
    { id: "bulk", title: "Bulk pictures", icon: "download", key: "b", load: () => import("./coupons/bulk.js") },
    { id: "links", title: "Picture links", icon: "link", key: "i", load: () => import("./coupons/links.js") },
    { id: "campaigns", title: "Campaigns", icon: "prize", key: "k", load: () => import("./campaigns/campaigns.js") },
  ],
};

/** What bots hear and say: the same pages in both dashboards. @type {Product} */
const messages = {
  id: "messages",
  title: "Messages",
  icon: "send",
  features: [
    { id: "bot", title: "Coupon bot", icon: "chat", key: "h", load: () => import("./coupon_bot/coupon_bot.js") },
    { id: "broadcasts", title: "Broadcasts", icon: "send", key: "d", load: () => import("./broadcasts/broadcasts.js") },
    { id: "analytics", title: "Analytics", icon: "chart", key: "n", load: () => import("./analytics/analytics.js") },
    { id: "users", title: "Users", icon: "members", key: "u", load: () => import("./bot_users/bot_users.js") },
    { id: "outbox", title: "Outbox", icon: "inbox", key: "x", load: () => import("./outbox/outbox.js") },
  ],
};

/** The workspace that is acted in: the same pages in both dashboards. @type {Product} */
const workspace = {
  id: "workspace",
  title: "Workspace",
  icon: "workspace",
  features: [
    { id: "connections", title: "Connections", icon: "plug", key: "c", load: () => import("./connections/connections.js") },
    { id: "members", title: "Members", icon: "members", key: "m", load: () => import("./members/members.js") },
    { id: "activity", title: "Activity", icon: "activity", key: "a", load: () => import("./activity/activity.js") },
    { id: "settings", title: "Settings", icon: "settings", key: "s", load: () => import("./workspace/settings.js") },
  ],
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
          { id: "tenants", title: "Tenants", icon: "tenants", key: "t", load: () => import("./tenants/tenants.js") },
          { id: "jobs", title: "Jobs", icon: "jobs", key: "j", load: () => import("./platform/jobs.js") },
          { id: "activity", title: "Activity", icon: "activity", key: "l", load: () => import("./activity/platform_activity.js") },
        ],
      },
      coupons,
      messages,
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
      coupons,
      messages,
      workspace,
      account,
    ],
  },
};
