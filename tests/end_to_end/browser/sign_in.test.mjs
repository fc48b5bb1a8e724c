// @ts-check
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { adminPassword, openBrowser, picture, Visitor } from "./product.mjs";
import { newAccount, platformAdmin, signInByClerk } from "./sandbox_world.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Visitor} */
let visitor;
/** @type {import("playwright-core").Page} */
let page;
/** @type {{name: string}} */
let nina;
before(async () => {
  browser = await openBrowser();
  nina = await newAccount();
});
after(() => browser.close());
beforeEach(async () => {
  visitor = await Visitor.arrive(browser);
  page = visitor.page;
});
afterEach(() => visitor.leave());

/** @param {string} text */
async function tryPassword(text) {
  await page.getByLabel("Password", { exact: true }).fill(text);
  const answered = page.waitForResponse("**/api/login");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  return (await answered).status();
}

test("a stranger is sent to sign in and comes back to the place they wanted", async () => {
  visitor.expected.push(/status of 401.*\/api\/me/);
  await page.goto("/admin#/platform/jobs?state=parked");
  await page.waitForURL((url) => url.pathname === "/login");
  assert.equal(await tryPassword(adminPassword), 200);
  await page.waitForURL("**/admin#/platform/jobs?state=parked");
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
});

test("a wrong password is explained beside the field, and the right one then works", async () => {
  visitor.expected.push(/status of 401.*\/api\/login/);
  await page.goto("/login");
  assert.equal(await tryPassword("not the password"), 401);
  await page.getByText("That is not the password").waitFor();
  assert.equal(await page.locator("#password").getAttribute("aria-invalid"), "true");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "password");
  await picture(page, "login-wrong-1440-dark");
  assert.equal(await tryPassword(adminPassword), 200);
  await page.waitForURL("**/admin#/platform/overview");
});

test("an empty password is not sent", async () => {
  let sent = 0;
  page.on("request", (request) => (sent += request.url().endsWith("/api/login") ? 1 : 0));
  await page.goto("/login");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Enter the password.").waitFor();
  assert.equal(sent, 0);
});

test("the password can be looked at", async () => {
  await page.goto("/login");
  await page.getByLabel("Password", { exact: true }).fill("abc");
  await page.getByRole("button", { name: "Show password" }).click();
  assert.equal(await page.locator("#password").getAttribute("type"), "text");
  assert.equal(await page.inputValue("#password"), "abc");
});

test("without a connection the form says so and keeps what was typed", async () => {
  visitor.expected.push(/ERR_INTERNET_DISCONNECTED/);
  await page.goto("/login");
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await visitor.context.setOffline(true);
  await page.getByLabel("Password", { exact: true }).fill("kept");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("The server cannot be reached").waitFor();
  assert.equal(await page.inputValue("#password"), "kept");
});

test("signing out ends the session and says so", async () => {
  visitor.expected.push(/status of 401.*\/api\/me/);
  await visitor.signIn();
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/login?signed_out=1");
  await page.getByText("You are signed out").waitFor();
  await page.goto("/admin");
  await page.waitForURL((url) => url.pathname === "/login" && url.searchParams.get("next") === "/admin");
});

test("a session that ended elsewhere leads back to sign-in", async () => {
  visitor.expected.push(/status of 401/);
  await visitor.signIn("/admin#/platform/jobs");
  await visitor.context.clearCookies();
  await page.keyboard.press("r");
  await page.waitForURL(/\/login\?next=%2Fadmin%23%2Fplatform%2Fjobs/);
});

test("an address of another site is never followed after sign-in", async () => {
  await page.goto(`/login?next=${encodeURIComponent("//example.org/admin")}`);
  assert.equal(await tryPassword(adminPassword), 200);
  await page.waitForURL("**/admin#/platform/overview");
});

test("a newcomer signs in with Clerk and starts the setup", async () => {
  await signInByClerk(visitor, nina);
  await page.waitForURL("**/setup#telegram");
  await page.getByRole("heading", { level: 1, name: "Connect your Telegram bot" }).waitFor();
});

test("a platform admin of Clerk starts in the admin dashboard", async () => {
  await signInByClerk(visitor, await newAccount({ name: "Paula", email: platformAdmin }));
  await page.waitForURL("**/admin#/platform/overview");
  await page.getByRole("button", { name: /^Account: .*Platform admin/ }).waitFor();
});

test("somebody who has no account yet makes one on the way", async () => {
  await page.goto("/login?mode=signup");
  await page.getByRole("heading", { level: 1, name: "Create your account" }).waitFor();
  assert.equal(await page.getByLabel("Password", { exact: true }).count(), 0, "a password makes no account");
  await page.getByLabel("Name", { exact: true }).fill("Nora New");
  await page.getByLabel("E-mail", { exact: true }).fill(`nora.${Date.now()}@example.com`);
  await page.getByRole("button", { name: "Create account", exact: true }).click();
  await page.waitForURL("**/setup#telegram");
});

test("Clerk's box has the colours of the page, whatever the system prefers", async () => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/login");
  const box = page.locator("section").filter({ hasText: "Choose an account" });
  assert.equal(await box.evaluate((section) => getComputedStyle(section).color), "rgb(255, 255, 255)");
});

test("the session is ours: a reload asks Clerk for nothing", async () => {
  await signInByClerk(visitor, nina);
  const foreign = /** @type {string[]} */ ([]);
  page.on("request", (request) => new URL(request.url()).origin !== new URL(page.url()).origin && foreign.push(request.url()));
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Connect your Telegram bot" }).waitFor();
  assert.deepEqual(foreign, []);
});

test("signing out ends Clerk's session, too", async () => {
  await signInByClerk(visitor, nina);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/login?signed_out=1");
  await page.getByText("You are signed out").waitFor();
  await page.getByRole("button", { name: `Continue as ${nina.name} ` }).waitFor();
  await page.goto("/login");
  await page.getByRole("button", { name: `Continue as ${nina.name} ` }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/login");
});

test("when Clerk's script is blocked the page says so, and the password still works", async () => {
  visitor.expected.push(/ERR_FAILED/);
  await page.route("**/clerk.browser.js", (route) => route.abort());
  await page.goto("/login");
  await page.getByRole("alert").getByText("could not be loaded").waitFor();
  await picture(page, "login-clerk-blocked-1440-dark");
  await page.unroute("**/clerk.browser.js");
  await page.getByLabel("Password", { exact: true }).fill("kept");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: /^Continue as|^Create an account/ }).first().waitFor();
  assert.equal(await page.inputValue("#password"), "kept");
  assert.equal(await tryPassword(adminPassword), 200);
  await page.waitForURL("**/admin#/platform/overview");
});

test("a token that the server refuses is explained, not tried for ever", async () => {
  visitor.expected.push(/status of 401.*\/api\/session/);
  let asked = 0;
  await page.route("**/api/session", (route) => {
    asked += 1;
    return route.fulfill({ status: 401, json: { success: false, error: "Sign in to do this", code: "unauthorized", request_id: "r1" } });
  });
  await page.goto("/login");
  await page.getByRole("button", { name: `Continue as ${nina.name} ` }).click();
  await page.getByText("did not accept its word").waitFor();
  assert.equal(asked, 1);
});
