// @ts-check
// The last file by its name: it closes sign-in for this machine for a while.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, picture, Visitor } from "./product.mjs";

const kMostTries = 40;

/** @param {import("playwright-core").Page} page @param {string} text */
async function tryPassword(page, text) {
  await page.getByLabel("Password", { exact: true }).fill(text);
  const answered = page.waitForResponse("**/api/login");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  return (await answered).status();
}

test("after too many wrong passwords the form counts down instead of asking", async () => {
  const browser = await openBrowser();
  const visitor = await Visitor.arrive(browser);
  const { page } = visitor;
  visitor.expected.push(/status of 4(01|29).*\/api\/login/);
  await page.goto("/login");
  let answer = 0;
  for (let tries = 0; tries < kMostTries && answer !== 429; tries++) answer = await tryPassword(page, `wrong ${tries}`);
  assert.equal(answer, 429);
  const button = page.getByRole("button", { name: /^Try again in \d+:\d\d/ });
  await button.waitFor();
  assert.equal(await button.isDisabled(), true);
  const first = await button.innerText();
  await page.waitForFunction((text) => document.querySelector("button[type=submit]")?.textContent?.trim() !== text, first);
  await picture(page, "login-locked-1440-dark");
  await visitor.leave();
  await browser.close();
});
