// @ts-check
// People in their workspaces: profile, settings, invitations, changing between workspaces, and looking in from outside.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";
import { arriveAs, newAccount, platformAdmin, run, setUpWorkspace, signInByClerk } from "./sandbox_world.mjs";

/** @typedef {Awaited<ReturnType<typeof arriveAs>>} Person */

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Person} */
let owner;
let workspace = "";
let people = 0;
before(async () => {
  browser = await openBrowser();
  owner = await newOwner("Olivia");
  workspace = `Gold ${run}`;
  await owner.api("PUT", "/api/tenant", { name: workspace });
});
after(async () => {
  // Also when nobody ever arrived: a browser that stays open keeps the whole run waiting.
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {string} name @returns {Promise<Person>} */
function newPerson(name) {
  people += 1;
  return arriveAs(browser, { name: `${name} ${run}`, email: `${name.toLowerCase()}.${people}.${run}@example.com` });
}

/** Somebody with a workspace of their own. @param {string} name */
async function newOwner(name) {
  const person = await newPerson(name);
  await setUpWorkspace(person);
  return person;
}

/** @param {{role: string, email?: string}} wish @returns {Promise<string>} */
async function invitation(wish) {
  return (await owner.api("POST", "/api/invitations", wish)).link;
}

/** @param {Person} person @param {string} link */
async function openLink({ page }, link) {
  const { pathname, hash } = new URL(link);
  await page.goto(pathname + hash);
}

test("the profile says who somebody is and how they signed in", async () => {
  const { page } = owner;
  await page.goto("/app#/account/profile");
  await page.getByRole("heading", { level: 1, name: "Profile" }).waitFor();
  await page.getByText(`olivia.1.${run}@example.com`).waitFor();
  await page.getByText(`You are an owner`).waitFor();
  await picture(page, "profile-1440-dark");
});

test("settings are saved, and what is wrong is said at its field", async () => {
  const { page, visitor } = owner;
  visitor.expected.push(/status of 400.*\/api\/tenant/);
  await page.goto("/app#/workspace/settings");
  await page.getByLabel("Support e-mail", { exact: true }).fill("nobody");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator("#support_email-hint.field-error").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "support_email");
  await page.getByLabel("Support e-mail", { exact: true }).fill("help@gold.example");
  await page.getByLabel("Time zone").selectOption("Europe/Berlin");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").first().waitFor();
  await page.reload();
  await page.getByLabel("Support e-mail", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Support e-mail", { exact: true }).inputValue(), "help@gold.example");
  assert.equal(await page.getByLabel("Time zone").inputValue(), "Europe/Berlin");
  await picture(page, "settings-1440-dark");
});

test("an owner takes the workspace's data home", async () => {
  const { page } = owner;
  await page.goto("/app#/workspace/settings");
  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const lines = (await readFile(await (await downloaded).path(), "utf8")).trim().split("\n");
  assert.ok(lines.length > 1);
  assert.ok(lines.every((line) => typeof JSON.parse(line) === "object"));
});

test("an invitation survives signing in, and makes a member", async () => {
  const link = await invitation({ role: "member" });
  const guest = await newPerson("Gustav");
  await guest.api("POST", "/api/logout", {});
  guest.visitor.expected.push(/status of 401.*\/api\/me/);
  await openLink(guest, link);
  await guest.page.getByRole("heading", { level: 1, name: `Join ${workspace}` }).waitFor();
  assert.equal(new URL(guest.page.url()).hash, "");
  await picture(guest.page, "invite-1440-dark");
  await guest.page.getByRole("link", { name: "Sign in to accept" }).click();
  await guest.page.getByRole("button", { name: `Continue as Gustav ${run} ` }).click();
  await guest.page.getByRole("button", { name: /^Accept as Gustav/ }).click();
  await guest.page.waitForURL("**/app#/home/overview");
  await guest.page.goto("/app#/workspace/settings");
  await guest.page.getByText("Only owners and admins change these settings").waitFor();
  assert.equal(await guest.page.getByLabel("Name", { exact: true }).isDisabled(), true);
  await guest.visitor.leave();
});

test("who is given a workspace of their own starts with its setup", async () => {
  const admin = await arriveAs(browser, { name: `Petra ${run}`, email: platformAdmin });
  const { owner_link: link } = await admin.api("POST", "/api/admin/tenants", { name: `Given ${run}` });
  const guest = await newPerson("Greta");
  await openLink(guest, link);
  await guest.page.getByRole("button", { name: /^Accept as Greta/ }).click();
  await guest.page.waitForURL("**/setup#telegram");
  assert.equal((await guest.api("GET", "/api/me")).tenant.name, `Given ${run}`);
  for (const { visitor } of [guest, admin]) await visitor.leave();
});

test("an invitation that was used is told apart from a broken page", async () => {
  const guest = await newPerson("Hilda");
  guest.visitor.expected.push(/status of 404.*\/api\/invitations\/preview/);
  await guest.page.goto("/invite#this-token-is-not-known");
  await guest.page.getByRole("heading", { name: "This invitation does not work" }).waitFor();
  await guest.visitor.leave();
});

test("somebody with two workspaces changes between them, and leaves one", async () => {
  const guest = await newOwner("Ivan");
  const own = (await guest.api("GET", "/api/me")).tenant.name;
  await openLink(guest, await invitation({ role: "admin" }));
  await guest.page.getByRole("button", { name: /^Accept as/ }).click();
  await guest.page.waitForURL("**/app#/home/overview");
  await guest.page.getByRole("button", { name: `Workspace: ${workspace}` }).click();
  await picture(guest.page, "workspaces-1440-dark");
  await guest.page.getByRole("button", { name: new RegExp(`^${own}`) }).click();
  await guest.page.getByRole("button", { name: `Workspace: ${own}` }).waitFor();
  await guest.page.goto("/app#/account/profile");
  await guest.page.getByRole("listitem").filter({ hasText: workspace }).getByRole("button", { name: "Open" }).click();
  await guest.page.getByRole("button", { name: `Workspace: ${workspace}` }).waitFor();
  await guest.page.goto("/app#/account/profile");
  await guest.page.getByRole("button", { name: "Leave", exact: true }).click();
  await guest.page.getByRole("button", { name: "Leave the workspace" }).click();
  await guest.page.waitForURL("**/app#/home/overview");
  assert.deepEqual((await guest.api("GET", "/api/me")).memberships.map((/** @type {{tenant_name: string}} */ { tenant_name: name }) => name), [own]);
  await guest.visitor.leave();
});

test("signing out everywhere ends the session of the other browser, too", async () => {
  const account = await newAccount({ name: "Karla" });
  const [here, there] = [await newPerson("Jan"), await newPerson("Jan")];
  for (const { visitor } of [here, there]) {
    visitor.expected.push(/status of 401/);
    await visitor.context.clearCookies();
    await signInByClerk(visitor, account);
  }
  await here.page.goto("/app#/account/profile");
  await here.page.getByRole("button", { name: "Sign out everywhere" }).click();
  await here.page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await here.page.waitForURL("**/login?signed_out=1");
  await there.visitor.context.clearCookies({ name: "__session" });
  await there.page.goto("/app");
  await there.page.waitForURL((url) => url.pathname === "/login");
  for (const { visitor } of [here, there]) await visitor.leave();
});

test("a platform admin who looks in is told so on every page, and leaves with one click", async () => {
  const admin = await arriveAs(browser, { name: `Paula ${run}`, email: platformAdmin });
  const { id } = (await owner.api("GET", "/api/me")).tenant;
  await admin.page.goto("/admin");
  await admin.page.evaluate((tenant) => sessionStorage.setItem("promostack.view_as", JSON.stringify(tenant)), { id, name: workspace });
  await admin.page.goto("/app#/workspace/settings");
  const banner = admin.page.getByRole("complementary", { name: "Viewing another workspace" });
  await banner.getByText(workspace).waitFor();
  await admin.page.goto("/app#/account/profile");
  await banner.waitFor();
  await picture(admin.page, "view-as-1440-dark");
  await assertAccessible(admin.page);
  await banner.getByRole("button", { name: "Exit" }).click();
  await admin.page.waitForURL("**/admin#/platform/overview");
  assert.equal(await banner.count(), 0);
  await admin.visitor.leave();
});

test("what somebody else left in the tab gives nobody a view into a workspace", async () => {
  const guest = await newOwner("Lena");
  guest.visitor.expected.push(/status of 403/);
  const { id } = (await owner.api("GET", "/api/me")).tenant;
  await guest.page.goto("/app");
  await guest.page.evaluate((tenant) => sessionStorage.setItem("promostack.view_as", JSON.stringify({ id: tenant, name: "Not yours" })), id);
  await guest.page.reload();
  await guest.page.locator("h1").waitFor();
  assert.equal(await guest.page.getByText("Not yours").count(), 0);
  assert.equal(await guest.page.evaluate(() => sessionStorage.getItem("promostack.view_as")), null);
  await guest.visitor.leave();
});

test("a suspended workspace says so instead of failing", async () => {
  const admin = await arriveAs(browser, { name: `Petra ${run}`, email: platformAdmin });
  const guest = await newOwner("Maria");
  const { id } = (await guest.api("GET", "/api/me")).tenant;
  await admin.api("POST", `/api/admin/tenants/${id}/suspend`, {});
  await guest.page.goto("/app");
  await guest.page.getByRole("heading", { name: "This workspace is suspended" }).waitFor();
  await picture(guest.page, "suspended-1440-dark");
  await assertAccessible(guest.page);
  await guest.visitor.leave();
  await admin.visitor.leave();
});

test("a workspace is deleted only by its typed name", async () => {
  const guest = await newOwner("Nikita");
  const { name } = (await guest.api("GET", "/api/me")).tenant;
  await guest.page.goto("/app#/workspace/settings");
  await guest.page.getByRole("button", { name: "Delete…" }).click();
  const remove = guest.page.getByRole("button", { name: "Delete for ever" });
  assert.equal(await remove.isDisabled(), true);
  await guest.page.getByRole("dialog").getByRole("textbox").fill(name);
  await remove.click();
  await guest.page.getByRole("heading", { name: "You are in no workspace now" }).waitFor();
  await assertAccessible(guest.page);
  assert.deepEqual((await guest.api("GET", "/api/me")).memberships, []);
  await guest.page.getByRole("link", { name: "Set up a business of my own" }).click();
  await guest.page.getByRole("heading", { name: "Connect your Telegram bot" }).waitFor();
  await guest.visitor.leave();
});

const olga = { name: `Olga ${run}`, email: `olga.${run}@example.com` };
for (const size of [kDesktop, kPhone]) {
  for (const theme of /** @type {const} */ (["dark", "light"])) {
    test(`profile, settings and invitation have no serious finding at ${size.width} px in the ${theme} theme`, async () => {
      const person = await arriveAs(browser, { ...olga, size, theme });
      await setUpWorkspace(person);
      for (const [title, place, settled] of [["profile", "/app#/account/profile", ".rows"], ["settings", "/app#/workspace/settings", "#time_zone"]]) {
        await person.page.goto(String(place));
        await person.page.locator(String(settled)).waitFor();
        await picture(person.page, `${title}-${size.width}-${theme}`);
        await assertAccessible(person.page);
      }
      await openLink(person, await invitation({ role: "member" }));
      await person.page.getByRole("button", { name: /^Accept as/ }).waitFor();
      await picture(person.page, `invite-${size.width}-${theme}`);
      await assertAccessible(person.page);
      await person.visitor.leave();
    });
  }
}
