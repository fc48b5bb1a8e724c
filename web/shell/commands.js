// @ts-check
import { routeHref } from "#lib/router.js";
import { themes } from "#lib/theme.js";
import { openCommandPalette } from "#components/command_palette.js";

/** @typedef {import("./dashboard.js").Dashboard} Dashboard */

/** The keys that work on every page of a dashboard. @param {Dashboard} dashboard */
export function bindShortcuts(dashboard) {
  const { keyboard, router } = dashboard;
  for (const { title, keys, href } of places(dashboard)) {
    if (keys) keyboard.bind({ keys, title, group: "Go to", run: () => router.go(href) });
  }
  const general = [
    { keys: "mod+k", title: "Go to a page or run a command", run: () => openPalette(dashboard) },
    { keys: "[", title: "Show or hide the sidebar", run: dashboard.toggleSidebar },
    { keys: "?", title: "This list", run: dashboard.openHelp },
  ];
  for (const shortcut of general) keyboard.bind({ ...shortcut, group: "Everywhere" });
}

/** @param {Dashboard} dashboard */
export function openPalette(dashboard) {
  if (document.querySelector("dialog[open]")) return;
  void openCommandPalette([
    ...places(dashboard).map(({ href, ...place }) => ({ ...place, run: () => dashboard.router.go(href) })),
    ...themes.map(({ id, title }) => ({ title: `${title} theme`, group: "Theme", icon: /** @type {const} */ ("theme"), run: () => dashboard.setTheme(id) })),
    ...otherTenants(dashboard),
    { title: "Keyboard shortcuts", group: "Help", icon: "keyboard", keys: "?", run: dashboard.openHelp },
    { title: "Sign out", group: "Account", icon: "sign_out", run: () => void dashboard.signOut() },
  ]);
}

/** @param {Dashboard} dashboard @returns {import("#components/command_palette.js").Command[]} */
function otherTenants({ session, switchTenant, endView }) {
  if (session.impersonating) return [{ title: `Stop viewing ${session.tenant.name}`, group: "Workspace", icon: "eye_off", run: endView }];
  return session.memberships
    .filter(({ tenant_id: id }) => id !== session.tenant.id)
    .map(({ tenant_id: id, tenant_name: name }) => ({ title: `Change to ${name}`, group: "Workspace", icon: "swap", run: () => void switchTenant(id) }));
}

/** Every page, with `g` and a letter where the letter is not taken by an earlier product. @param {Dashboard} dashboard */
function places({ products }) {
  const taken = new Set();
  return products.flatMap((product) =>
    product.features.map((feature) => {
      const free = !taken.has(feature.key);
      taken.add(feature.key);
      return {
        title: feature.title,
        group: product.title,
        icon: feature.icon,
        keys: free ? `g ${feature.key}` : undefined,
        href: routeHref({ product: product.id, feature: feature.id }),
      };
    }),
  );
}
