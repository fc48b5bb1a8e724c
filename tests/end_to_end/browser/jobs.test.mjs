// @ts-check
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { openBrowser, picture, Visitor } from "./product.mjs";

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
  await visitor.signIn("/admin#/platform/jobs");
  await page.locator(".table-footer, .empty-state").first().waitFor();
});
afterEach(() => visitor.leave());

/** What the server says about jobs, asked with the visitor's own session. @param {string} [query] */
function served(query = "?limit=50") {
  return page.evaluate((text) => fetch(`/api/admin/jobs${text}`).then((answer) => answer.json()), query);
}

test("the table shows exactly the jobs that the server answered with, in its order", async () => {
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Resume updates" }).waitFor();
  const answered = page.waitForResponse(/\/api\/admin\/jobs\?/);
  await page.keyboard.press("r");
  const { items } = await (await answered).json();
  if (items.length === 0) await page.getByRole("heading", { name: "The queue is empty" }).waitFor();
  const ids = items.map((/** @type {{id: string}} */ { id }) => id).join();
  await page.waitForFunction((wanted) => [...document.querySelectorAll("tbody tr[data-key]")].map((row) => row.getAttribute("data-key")).join() === wanted, ids);
});

test("a filter lives in the address and an empty result offers the way back", async () => {
  await page.locator("#job-tenant").fill("no-such-tenant");
  await page.keyboard.press("Enter");
  await page.waitForURL("**#/platform/jobs?tenant=no-such-tenant");
  await page.getByRole("heading", { name: "No job matches" }).waitFor();
  await picture(page, "jobs-no-match-1440-dark");
  await page.reload();
  await page.getByRole("heading", { name: "No job matches" }).waitFor();
  assert.equal(await page.inputValue("#job-tenant"), "no-such-tenant");
  await page.getByRole("main").getByRole("link", { name: "Clear filters" }).first().click();
  await page.waitForURL("**#/platform/jobs");
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#job-tenant"))?.value === "");
});

test("the state tabs are links and mark the open one", async () => {
  const tabs = page.getByRole("navigation", { name: "Jobs by state" });
  await tabs.getByRole("link", { name: /^Parked/ }).click();
  await page.waitForURL("**#/platform/jobs?state=parked");
  await tabs.locator("[aria-current]", { hasText: "Parked" }).waitFor();
  assert.equal(await tabs.locator("[aria-current]").count(), 1);
  await page.goBack();
  await page.waitForURL("**#/platform/jobs");
  await tabs.locator("[aria-current]", { hasText: "All" }).waitFor();
});

test("a filter that the server refuses is explained in its words", async () => {
  visitor.expected.push(/status of 4\d\d.*\/api\/admin\/jobs/);
  const answer = await served("?state=no-such-state");
  assert.equal(answer.success, false);
  await page.goto("/admin#/platform/jobs?state=no-such-state");
  await page.getByRole("heading", { name: "This could not be loaded" }).waitFor();
  await page.getByText(answer.error).waitFor();
  await picture(page, "jobs-error-1440-dark");
});

test("a lost connection is told, keeps the page, and heals by a retry", async () => {
  visitor.expected.push(/ERR_INTERNET_DISCONNECTED/);
  await page.getByRole("button", { name: "Pause updates" }).click();
  await visitor.context.setOffline(true);
  await page.getByRole("navigation", { name: "Jobs by state" }).getByRole("link", { name: /^Done/ }).click();
  await page.getByText("The server cannot be reached").waitFor();
  await visitor.context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".table-footer, .empty-state-calm").first().waitFor();
});

test("the first load shows that it is loading", async () => {
  /** @type {() => void} */
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  // The real answer, held back until the skeleton was seen.
  await page.route("**/api/admin/jobs?*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/admin#/platform/overview");
  await page.goto("/admin#/platform/jobs");
  await page.locator(".table-card[aria-busy=true] .skeleton").first().waitFor();
  await picture(page, "jobs-loading-1440-dark");
  release();
  await page.locator(".table-footer, .empty-state").first().waitFor();
});

test("updates can be paused and resumed", async () => {
  let asked = 0;
  page.on("request", (request) => (asked += request.url().includes("/api/admin/jobs/summary") ? 1 : 0));
  await page.getByRole("button", { name: "Pause updates" }).click();
  await page.getByRole("button", { name: "Resume updates" }).waitFor();
  const before_resume = asked;
  const answered = page.waitForResponse("**/api/admin/jobs/summary");
  await page.getByRole("button", { name: "Resume updates" }).click();
  await answered;
  assert.ok(asked > before_resume);
});

test("the CSV holds the rows on screen", async () => {
  await page.getByRole("button", { name: "Pause updates" }).click();
  const button = page.getByRole("button", { name: "CSV" });
  const rows = await page.locator("tbody tr[data-key]").count();
  assert.equal(await button.isDisabled(), rows === 0);
  if (rows === 0) return;
  const [saved] = await Promise.all([page.waitForEvent("download"), button.click()]);
  assert.equal(saved.suggestedFilename(), "jobs.csv");
  const text = await readFile(await saved.path(), "utf8");
  assert.match(text, /^\ufeffJob,State,Tenant,Attempt,Runs,Created,Last error\r\n/);
  assert.ok(text.split("\r\n").length >= rows + 2);
});

test("retrying and cancelling ask first and then tell what happened", async () => {
  const [pending, parked] = [await served("?state=pending&limit=1"), await served("?state=parked&limit=1")];
  const state = [parked.items.length > 0 && "parked", pending.items.length > 0 && "pending"].find(Boolean);
  if (!state) {
    // Nothing waits; what is done offers nothing to do.
    await page.goto("/admin#/platform/jobs?state=done");
    await page.locator(".table-footer, .empty-state").first().waitFor();
    assert.equal(await page.locator(".row-actions button").count(), 0);
    return;
  }
  await page.goto(`/admin#/platform/jobs?state=${state}`);
  await page.getByRole("button", { name: "Pause updates" }).click();
  await page.locator(".row-actions button[title=Cancel]").first().click();
  const dialog = page.getByRole("dialog", { name: "Cancel this job?" });
  await picture(page, "jobs-confirm-1440-dark");
  await dialog.getByRole("button", { name: "Keep as it is" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".row-actions button[title=Cancel]").first().click();
  visitor.expected.push(/status of 4\d\d.*\/cancel/);
  await dialog.getByRole("button", { name: "Cancel the job" }).click();
  await page.locator(".toast").waitFor();
  await picture(page, "jobs-toast-1440-dark");
});
