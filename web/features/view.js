// @ts-check
// The contract between the shell and a feature's page.

/** The workspace that the caller acts in, and as what. @typedef {{id: string, name: string, role: string | null}} Tenant */

/**
 * Who is signed in, and for which workspace, as `GET /api/me` tells it.
 * @typedef {object} Session
 * @property {string} user_id
 * @property {string | null} email
 * @property {boolean} is_platform_admin
 * @property {Tenant} tenant
 * @property {boolean} impersonating
 */

/**
 * What a feature gets when it opens. Everything that it starts ends with `signal`, which aborts when the user goes elsewhere.
 * @typedef {object} ViewContext
 * @property {HTMLElement} host an empty element to draw into
 * @property {import("#lib/router.js").Route} route
 * @property {import("#lib/router.js").Router} router
 * @property {import("#lib/api.js").Api} api
 * @property {import("#lib/keyboard.js").Keyboard} keyboard
 * @property {import("#components/toast.js").Toasts} toasts
 * @property {Session} session
 * @property {AbortSignal} signal
 */

/**
 * `routeChanged` gets another address of the same feature, as when a filter changes; without it the feature is opened anew.
 * @typedef {{routeChanged?: (route: import("#lib/router.js").Route) => void}} View
 */

/** Draws its heading before it returns, so that the focus has somewhere to go. @typedef {(context: ViewContext) => View} OpenView */

export {};
