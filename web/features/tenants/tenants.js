// @ts-check
import { html, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { routeHref } from "#lib/router.js";
import { viewAs } from "#lib/view_as.js";
import { emptyState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { DataTable } from "#components/table.js";
import { counters } from "./tenant.js";
import { tenantColumns } from "./tenant_columns.js";
import { confirmDelete, confirmReactivate, confirmSuspend, createTenant } from "./tenant_dialogs.js";

/** @typedef {import("./tenant.js").Tenant} Tenant */

/** All tenants of the installation: look into one, make, suspend and delete them. @type {import("#features/view.js").OpenView} */
export function open(context) {
  const page = new TenantsPage(context);
  page.start();
  return { routeChanged: (route) => page.narrow(route) };
}

class TenantsPage {
  #context;
  #search;
  #table;
  /** @type {import("./tenant.js").TenantStats | null} */
  #stats = null;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    const { api, host, route, signal } = context;
    this.#context = context;
    this.#search = route.query.get("search") ?? "";
    this.#render();
    this.#table = new DataTable(/** @type {HTMLElement} */ (host.querySelector("[data-table]")), {
      caption: "Tenants",
      noun: ["tenant", "tenants"],
      columns: tenantColumns({ now: () => api.now(), onView: this.#viewAs, onSuspend: this.#suspend, onReactivate: this.#reactivate, onDelete: this.#delete }),
      key: (/** @type {Tenant} */ tenant) => tenant.tenant_id,
      fetchPage: async ({ cursor, limit }) => {
        const { tenants, stats, next } = await api.get("/api/admin/tenants", { query: { search: this.#search, after: cursor, limit }, signal });
        this.#stats = stats;
        return { items: tenants, next_cursor: next ?? null };
      },
      empty: () => this.#empty(),
    });
  }

  start() {
    const { keyboard, signal } = this.#context;
    const here = { group: "This page" };
    keyboard.bind({ ...here, keys: "/", title: "Search", run: () => this.#searchField?.focus() }, signal);
    keyboard.bind({ ...here, keys: "n", title: "New tenant", run: () => void this.#create() }, signal);
    keyboard.bind({ ...here, keys: "r", title: "Refresh", run: () => void this.#refresh() }, signal);
    void this.#refresh();
  }

  /** @param {import("#lib/router.js").Route} route */
  narrow(route) {
    this.#search = route.query.get("search") ?? "";
    if (this.#searchField) this.#searchField.value = this.#search;
    void this.#table.list.restart().then(() => this.#render());
  }

  async #refresh() {
    await this.#table.list.refresh();
    this.#render();
  }

  #render() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    return html`
      ${pageHeader({
        title: "Tenants",
        subtitle: "The workspaces of this installation",
        actions: html`
          <button type="button" class="button" ?disabled=${!this.#table?.list.rows.length} @click=${() => this.#table.exportCsv("tenants.csv")}>${icon("download")} CSV</button>
          <button type="button" class="button button-primary" @click=${() => void this.#create()}>${icon("add")} New tenant</button>`,
      })}
      <ul class="stats stats-four" aria-label="Tenants by state" aria-busy=${this.#stats === null}>
        ${counters.map(({ id, title, tone, meaning }) => html`<li class="stat stat-${tone}" title=${meaning}>
          <span class="stat-title"><span class="stat-dot"></span>${title}</span>
          <span class="stat-value">${this.#stats ? number(this.#stats[id]) : html`<span class="skeleton"></span>`}</span>
        </li>`)}
      </ul>
      <form class="filter-bar" role="search" aria-label="Tenants" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <label class="search-field">
          ${icon("search")}<span class="visually-hidden">Search by name, id or owner</span>
          <input class="input" id="tenant-search" type="search" placeholder="Name, id or owner" autocomplete="off" spellcheck="false" value=${this.#search} @change=${this.#applySearch} />
          <kbd aria-hidden="true">/</kbd>
        </label>
      </form>
      <div data-table></div>
    `;
  }

  #empty() {
    if (this.#search) {
      return emptyState({
        icon: "search",
        title: "No tenant matches",
        text: "The search looks at names, ids and owners.",
        action: html`<a class="button" href=${listHref("")}>Clear the search</a>`,
      });
    }
    return emptyState({
      icon: "tenants",
      title: "There is no tenant yet",
      text: "Make the first one here; people who sign up get one of their own by themselves.",
      action: html`<button type="button" class="button button-primary" @click=${() => void this.#create()}>${icon("add")} New tenant</button>`,
    });
  }

  /** @param {Event} event */
  #applySearch = (event) => {
    // A field that is taken off the page with text in it reports a change, too late to mean anything.
    if (this.#context.signal.aborted) return;
    this.#context.router.go(listHref(/** @type {HTMLInputElement} */ (event.target).value.trim()));
  };

  async #create() {
    const made = await createTenant(this.#context.api);
    if (made === null) return;
    this.#context.toasts.success(`${made} is made.`);
    await this.#refresh();
  }

  /** From here on the tab acts for that tenant, until the banner's Exit. */
  #viewAs = async (/** @type {Tenant} */ tenant) => {
    const { api, toasts } = this.#context;
    try {
      const [{ tenant: viewed }, { hostType }] = await Promise.all([api.post(`${path(tenant)}/view`), api.get("/api/config")]);
      viewAs(viewed);
      if (hostType !== "admin") return location.assign("/app");
      // The admin host serves no other dashboard; this one has the workspace's pages, too.
      location.hash = routeHref({ product: "workspace", feature: "connections" });
      location.reload();
    } catch (failure) {
      toasts.failure(failure);
    }
  };

  #suspend = async (/** @type {Tenant} */ tenant) => {
    if (await confirmSuspend(tenant)) await this.#act(tenant, (api) => api.post(`${path(tenant)}/suspend`), "is suspended");
  };

  #reactivate = async (/** @type {Tenant} */ tenant) => {
    if (await confirmReactivate(tenant)) await this.#act(tenant, (api) => api.post(`${path(tenant)}/reactivate`), "is active again");
  };

  #delete = async (/** @type {Tenant} */ tenant) => {
    if (await confirmDelete(tenant)) await this.#act(tenant, (api) => api.delete(path(tenant), { typed_name: tenant.display_name }), "is deleted");
  };

  /** @param {Tenant} tenant @param {(api: import("#lib/api.js").Api) => Promise<unknown>} work @param {string} done */
  async #act(tenant, work, done) {
    const { api, host, toasts } = this.#context;
    try {
      await work(api);
      toasts.success(`${tenant.display_name} ${done}.`);
    } catch (failure) {
      toasts.failure(failure);
    }
    await this.#refresh();
    if (document.activeElement !== document.body) return;
    const next = host.querySelector(`[data-key="${CSS.escape(tenant.tenant_id)}"] button`) ?? host.querySelector("h1");
    if (next instanceof HTMLElement) next.focus();
  }

  get #searchField() {
    return /** @type {HTMLInputElement | null} */ (this.#context.host.querySelector("#tenant-search"));
  }
}

/** @param {Tenant} tenant */
function path({ tenant_id: id }) {
  return `/api/admin/tenants/${encodeURIComponent(id)}`;
}

/** @param {string} search */
function listHref(search) {
  return routeHref({ product: "platform", feature: "tenants", query: { search } });
}
