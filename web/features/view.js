// @ts-check
// The contract between the shell and a feature's page.

/**
 * The workspace that the caller acts in, and as what.
 * @typedef {object} Tenant
 * @property {string} id
 * @property {string} name
 * @property {string | null} role null for a platform admin who looks into it
 * @property {string} status
 * @property {{is_complete: boolean}} onboarding
 */

/** @typedef {{tenant_id: string, tenant_name: string, tenant_status: string, role: string}} Membership */

/**
 * Who is signed in, and for which workspace, as `GET /api/me` tells it.
 * @typedef {object} Session
 * @property {string} user_id
 * @property {string | null} email
 * @property {string | null} name
 * @property {string | null} avatar_url
 * @property {boolean} is_platform_admin
 * @property {"password" | "clerk"} sign_in
 * @property {Tenant} tenant
 * @property {Membership[]} memberships
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
