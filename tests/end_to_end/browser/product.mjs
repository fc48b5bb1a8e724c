// @ts-check
// The running program under test, and a real browser looking at it.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Page} Page */

export const kDesktop = { width: 1440, height: 900 };
export const kPhone = { width: 390, height: 844 };

const kChromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @param {string} variable */
function required(variable) {
  const value = process.env[variable];
  if (!value) throw new Error(`Set ${variable}: these tests look at a running promostack.`);
  return value;
}

export const productUrl = required("PROMOSTACK_URL").replace(/\/$/, "");
export const adminPassword = required("PROMOSTACK_ADMIN_PASSWORD");

export function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: kChromiumArguments });
}

/**
 * A visitor with cookies of their own. `problems` collects what went wrong in their pages; a test that provokes a refusal names it in
 * `expected`, everything else has to stay empty.
 */
export class Visitor {
  /** @type {string[]} */
  problems = [];
  /** @type {RegExp[]} */
  expected = [];

  /**
   * @param {import("playwright-core").BrowserContext} context
   * @param {Page} page
   */
  constructor(context, page) {
    this.context = context;
    this.page = page;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.problems.push(`${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (failure) => this.problems.push(String(failure)));
  }

  /**
   * @param {import("playwright-core").Browser} browser
   * @param {{size?: {width: number, height: number}, theme?: "dark" | "light" | "system", prefers?: "dark" | "light"}} [options]
   */
  static async arrive(browser, { size = kDesktop, theme, prefers = "dark" } = {}) {
    const context = await browser.newContext({ viewport: size, colorScheme: prefers, reducedMotion: "reduce", baseURL: productUrl });
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (violation) => console.error(`CSP: ${violation.violatedDirective} ${violation.blockedURI}`));
    });
    if (theme) await context.addInitScript((choice) => localStorage.setItem("promostack.theme", choice), theme);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    return new Visitor(context, page);
  }

  /** Signs in through the page, as people do, and waits for the place to open. @param {string} [place] */
  async signIn(place = "/admin") {
    await this.page.goto(`/login?next=${encodeURIComponent(place)}`);
    await this.page.getByLabel("Password", { exact: true }).fill(adminPassword);
    const answered = this.page.waitForResponse("**/api/login");
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
    const status = (await answered).status();
    assert.notEqual(status, 429, "this server still remembers the wrong passwords of an earlier run: start it anew");
    assert.equal(status, 200, "the password in PROMOSTACK_ADMIN_PASSWORD is refused");
    await this.page.waitForURL((url) => url.pathname === place.split("#")[0]);
    await this.page.locator("h1").waitFor();
  }

  /** Ends the visit and fails when a page complained. */
  async leave() {
    await this.context.close();
    const surprises = this.problems.filter((problem) => !this.expected.some((pattern) => pattern.test(problem)));
    assert.deepEqual(surprises, [], "the browser reported problems");
  }
}

/** Keeps a picture when SCREENSHOT_DIR is set. @param {Page} page @param {string} title */
export async function picture(page, title) {
  const folder = process.env.SCREENSHOT_DIR;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${title}.png`) });
}

/** Fails on every serious or critical accessibility finding of the page as it stands. @param {Page} page */
export async function assertAccessible(page) {
  await page.evaluate(axe.source);
  // Preloading would add style elements, which the page's own policy rightly blocks.
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { preload: false }));
  const grave = violations.filter((/** @type {any} */ { impact }) => impact === "serious" || impact === "critical");
  const told = grave.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
  assert.deepEqual(told, []);
}

/** The element that has the focus, as a screen reader would name it. @param {Page} page */
export function focusedText(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return (element?.getAttribute("aria-label") ?? element?.textContent ?? "").trim();
  });
}
