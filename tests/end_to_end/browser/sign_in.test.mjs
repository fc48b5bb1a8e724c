// @ts-check
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { adminPassword, openBrowser, picture, Visitor } from "./product.mjs";

const kMostTries = 40;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Visitor} */
let visitor;
/** @type {import("playwright-core").Page} */
let page;
before(async () => {
  browser = await openBrowser();
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

// Last, because it closes sign-in for this machine for a while.
test("after too many wrong passwords the form counts down instead of asking", async () => {
  visitor.expected.push(/status of 4(01|29).*\/api\/login/);
  await page.goto("/login");
  let answer = 0;
  for (let tries = 0; tries < kMostTries && answer !== 429; tries++) answer = await tryPassword(`wrong ${tries}`);
  assert.equal(answer, 429);
  const button = page.getByRole("button", { name: /^Try again in \d+:\d\d/ });
  await button.waitFor();
  assert.equal(await button.isDisabled(), true);
  const first = await button.innerText();
  await page.waitForFunction((text) => document.querySelector("button[type=submit]")?.textContent?.trim() !== text, first);
  await picture(page, "login-locked-1440-dark");
});
