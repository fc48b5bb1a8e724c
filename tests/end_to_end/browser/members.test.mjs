// @ts-check
// Who works in a workspace, and the log of what they change there.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, test } from "node:test";
import { assertAccessible, kPhone, openBrowser, picture } from "./product.mjs";
import { arriveAs, platformAdmin, run, setUpWorkspace } from "./sandbox_world.mjs";

const kMembers = "/app#/workspace/members";
const kActivity = "/app#/workspace/activity";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof arriveAs>>} */
let owner;
/** @type {import("playwright-core").Page} */
let page;
before(async () => {
  browser = await openBrowser();
  owner = await arriveAs(browser, { email: `olga.${run}@example.com`, name: "Olga Owner" });
  page = owner.page;
  await setUpWorkspace(owner);
});
beforeEach(() => page.setViewportSize({ width: 1440, height: 900 }));
after(async () => {
  // Also when nobody ever arrived: a browser that stays open keeps the whole run waiting.
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {string} place */
async function visit(place) {
  await page.goto("about:blank");
  await page.goto(place);
  await page.locator("tbody tr[data-key], .empty-state").first().waitFor();
}

/** Somebody else who accepted an invitation. @param {string} name @param {string} role */
async function join(name, role) {
  const { link } = await owner.api("POST", "/api/invitations", { role });
  const newcomer = await arriveAs(browser, { email: `${name.toLowerCase()}.${run}@example.com`, name });
  await newcomer.api("POST", "/api/invitations/accept", { token: link.split("#")[1] });
  return newcomer;
}

/** @param {string} name */
const row = (name) => page.getByRole("row").filter({ hasText: name });

/** The question is answered a moment after its dialog has gone. @param {import("playwright-core").Locator} field @param {string} value */
const chosen = (field, value) => field.locator(`option[value=${value}]:checked`).waitFor({ state: "attached" });

test("an invitation's link is shown once, is listed until it is used, and can be revoked", async () => {
  await visit(kMembers);
  await page.getByText("No invitation is open").waitFor();
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await picture(page, "invite-1440-dark");
  await assertAccessible(page);
  await dialog.getByRole("radio", { name: /^Admin/ }).check();
  await dialog.getByLabel("E-mail").fill(`dora.${run}@example.com`);
  await page.keyboard.press("Enter");
  const link = dialog.getByRole("textbox", { name: "Invitation link" });
  await link.waitFor();
  assert.match(await link.inputValue(), /\/invite#[\w-]{32}$/);
  await dialog.getByText(`Only dora.${run}@example.com can accept it.`).waitFor();
  await picture(page, "invited-1440-dark");
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  const pending = page.getByRole("table", { name: "Pending invitations" });
  await pending.getByText(`dora.${run}@example.com`).waitFor();
  await pending.getByText("in 6 days").or(pending.getByText("in 7 days")).waitFor();
  await pending.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByRole("dialog", { name: "Revoke this invitation?" }).getByRole("button", { name: "Revoke" }).click();
  await page.getByText("No invitation is open").waitFor();
});

test("somebody whom the platform put here, and who never came, is called that", async () => {
  const admin = await arriveAs(browser, { name: `Petra ${run}`, email: platformAdmin });
  const { id } = (await owner.api("GET", "/api/me")).tenant;
  await admin.api("POST", "/api/tenants/map-user", { tenant_id: id, clerk_user_id: `user_expected_${run}`, role: "member" });
  await visit(kMembers);
  await row("Has not signed in yet").getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await row("Has not signed in yet").waitFor({ state: "detached" });
  await admin.visitor.leave();
});

test("an address that is none is refused at its field", async () => {
  owner.visitor.expected.push(/status of 400.*\/api\/invitations/);
  await visit(kMembers);
  await page.keyboard.press("i");
  await page.getByLabel("E-mail").fill("not an address");
  await page.keyboard.press("Enter");
  await page.locator("#invite-email[aria-invalid=true]").waitFor();
  await page.keyboard.press("Escape");
});

test("a member's role is changed after a question, and a removed one is gone", async () => {
  const mia = await join("Mia", "member");
  await visit(kMembers);
  await picture(page, "members-1440-dark");
  await assertAccessible(page);
  const role = page.getByLabel("Role of Mia");
  await role.selectOption("admin");
  await page.getByRole("dialog", { name: "Make Mia an admin?" }).getByRole("button", { name: "Keep as it is" }).click();
  await chosen(role, "member");
  await role.selectOption("admin");
  await page.getByRole("button", { name: "Change the role" }).click();
  await page.getByText("Mia is now admin.").waitFor();
  await chosen(role, "admin");
  await page.setViewportSize(kPhone);
  await picture(page, "members-390-dark");
  await assertAccessible(page);
  await mia.page.goto("/app#/workspace/members");
  await mia.page.getByRole("heading", { level: 1, name: "Members" }).waitFor();
  await page.getByRole("button", { name: "Remove Mia" }).click();
  await page.getByRole("dialog", { name: "Remove Mia?" }).getByRole("button", { name: "Remove" }).click();
  await row("Mia").waitFor({ state: "detached" });
  mia.visitor.expected.push(/status of 403/);
  await mia.page.getByRole("link", { name: "Connections" }).click();
  await mia.page.getByRole("heading", { name: "You are in no workspace now" }).waitFor();
  assert.deepEqual((await mia.api("GET", "/api/me")).memberships, [], "nobody is given a workspace unasked");
  await mia.visitor.leave();
});

test("the last owner stays the owner, and the page says why", async () => {
  owner.visitor.expected.push(/status of 409.*\/api\/members/);
  await visit(kMembers);
  const role = page.getByLabel("Role of Olga Owner");
  await role.selectOption("member");
  await page.getByRole("button", { name: "Change the role" }).click();
  await page.locator(".toast-error").waitFor();
  await chosen(role, "owner");
});

test("an owner who steps down loses what only owners may do", async () => {
  const second = await join("Otto", "owner");
  await second.page.goto(kMembers);
  await second.page.getByLabel("Role of Otto").selectOption("member");
  await second.page.getByRole("button", { name: "Change the role" }).click();
  await second.page.getByRole("button", { name: "Invite" }).waitFor({ state: "detached" });
  await second.page.getByRole("row").filter({ hasText: "Otto" }).getByRole("cell", { name: "Member", exact: true }).waitFor();
  await second.visitor.leave();
});

test("a plain member sees the others, and nothing to change them with", async () => {
  const { visitor } = await join("Paul", "member");
  await visitor.page.goto(kMembers);
  await visitor.page.getByRole("row").filter({ hasText: "Olga Owner" }).waitFor();
  assert.equal(await visitor.page.getByRole("button", { name: "Invite" }).count(), 0);
  assert.equal(await visitor.page.getByRole("main").getByRole("combobox").count(), 0);
  await visitor.page.goto(kActivity);
  await visitor.page.getByRole("heading", { name: "The log is for admins" }).waitFor();
  await visitor.page.goto("/app#/workspace/connections");
  await visitor.page.getByText("Only owners and admins of this workspace change its bots.").waitFor();
  assert.equal(await visitor.page.getByRole("button", { name: /^Connect/ }).count(), 0);
  await visitor.leave();
});

test("the log shows what was changed and by whom, by kind, and as CSV", async () => {
  await owner.api("POST", "/api/invitations", { role: "member" });
  await visit(kActivity);
  await row("Invitation created").first().getByText(/Olga Owner|olga\./).waitFor();
  await picture(page, "activity-1440-dark");
  await assertAccessible(page);
  const kinds = page.getByRole("navigation", { name: "Changes by kind" });
  await kinds.getByRole("link", { name: "Connections" }).click();
  await page.getByRole("heading", { name: "No such change yet" }).waitFor();
  assert.match(page.url(), /action=connection\.$/);
  await kinds.getByRole("link", { name: "Invitations" }).click();
  await row("Invitation created").first().waitFor();
  assert.equal(await page.locator("tbody tr[data-key]").filter({ hasNotText: "Invitation" }).count(), 0);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  const rows = (await readFile(await saved.path(), "utf8")).replace("\ufeff", "").trimEnd().split("\r\n");
  assert.match(rows[0] ?? "", /^What,Subject,Who,Details,Address,When$/);
  assert.equal(rows.length - 1, await page.locator("tbody tr[data-key]").count());
  await page.setViewportSize(kPhone);
  await picture(page, "activity-390-dark");
  await assertAccessible(page);
});

test("a long log is loaded a page at a time", async () => {
  for (let made = 0; made < 51; made++) {
    const { invitation } = await owner.api("POST", "/api/invitations", { role: "member" });
    await owner.api("DELETE", `/api/invitations/${invitation.id}`, {});
  }
  await visit(kActivity);
  await page.getByText("50 changes shown, there are more").waitFor();
  await page.getByRole("button", { name: "Load more" }).click();
  await page.getByText("100 changes").first().waitFor();
  const keys = await page.locator("tbody tr[data-key]").evaluateAll((rows) => rows.map((element) => element.getAttribute("data-key")));
  assert.equal(new Set(keys).size, 100);
});
