// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { keyCaps } from "#lib/keyboard.js";
import { mayEnterSecrets } from "#lib/permissions.js";
import { Poller } from "#lib/poller.js";
import { readiness } from "#lib/readiness.js";
import { routeHref } from "#lib/router.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { serviceStatus } from "#components/service_status.js";

const kPeriodMs = 10_000;

/** The first page of a workspace: whose it is, and whether the service works. @type {import("#features/view.js").OpenView} */
export function open({ host, api, session, signal }) {
  /** @type {import("#lib/readiness.js").Readiness | null} */
  let status = null;
  /** @type {string | null} */
  let checkedAt = null;

  const show = () =>
    render(
      html`
        ${pageHeader({ title: session.tenant.name, subtitle: "Your workspace at a glance" })}
        ${session.tenant.onboarding.is_complete || !mayEnterSecrets(session) ? nothing : finishSetup()}
        ${serviceStatus({ status, checkedAt, now: api.now() })}
        <div class="columns">${workspace(session)}${places()}</div>
      `,
      host,
    );

  const poller = new Poller(
    async () => {
      const answer = await readiness(api, signal).catch(() => null);
      if (signal.aborted) return;
      status = answer;
      checkedAt = new Date(api.now()).toISOString();
      show();
    },
    kPeriodMs,
    signal,
  );
  show();
  void poller.start();
  return {};
}

function finishSetup() {
  return html`<p class="callout">
    ${icon("info")}<span>Your bot, Stripe and your business are not all connected yet. <a class="section-link" href="/setup">Finish the setup</a></span>
  </p>`;
}

/** @param {import("#features/view.js").Session} session */
function workspace(session) {
  return html`<section class="card facts-card" aria-labelledby="workspace-title">
    <h2 id="workspace-title">Workspace</h2>
    <dl class="facts">
      <div><dt>Name</dt><dd>${session.tenant.name}</dd></div>
      <div><dt>Id</dt><dd><code>${session.tenant.id}</code></dd></div>
      <div><dt>Your role</dt><dd>${session.tenant.role ?? "platform admin, looking in"}</dd></div>
      <div><dt>Signed in as</dt><dd>${session.email ?? html`<code>${session.user_id}</code>`}</dd></div>
    </dl>
  </section>`;
}

/** Where things are, for who has just come, and the keys for who comes every day. */
function places() {
  return html`<section class="card facts-card" aria-labelledby="places-title">
    <h2 id="places-title">Find your way</h2>
    <dl class="facts">
      <div><dt>Pictures for coupon codes</dt><dd>${page("coupons", "templates", "Templates")}</dd></div>
      <div><dt>Where people get theirs</dt><dd>${page("coupons", "generator", "Coupon page")}</dd></div>
      <div><dt>Your bot in Telegram</dt><dd>${page("messages", "bot", "Coupon bot")}</dd></div>
      <div><dt>One message to many</dt><dd>${page("messages", "broadcasts", "Broadcasts")}</dd></div>
      <div><dt>Why a message was sent, or not</dt><dd>${page("messages", "outbox", "Outbox")}</dd></div>
      <div><dt>How all of it is used</dt><dd>${page("messages", "analytics", "Analytics")}</dd></div>
      <div><dt>Bots and their channels</dt><dd>${page("workspace", "connections", "Connections")}</dd></div>
      <div><dt>Who works here</dt><dd>${page("workspace", "members", "Members")}</dd></div>
      <div><dt>Who changed what</dt><dd>${page("workspace", "activity", "Activity")}</dd></div>
      <div><dt>Go anywhere</dt><dd>${caps("mod+k")}</dd></div>
      <div><dt>All shortcuts</dt><dd>${caps("?")}</dd></div>
    </dl>
  </section>`;
}

/** @param {string} product @param {string} feature @param {string} title */
function page(product, feature, title) {
  return html`<a class="section-link" href=${routeHref({ product, feature })}>${title}</a>`;
}

/** @param {string} keys */
function caps(keys) {
  return keyCaps(keys).map((cap) => html`<kbd>${cap}</kbd> `);
}
