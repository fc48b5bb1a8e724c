// @ts-check
// A business with templates and coupons, and visitors of its coupon page.
import assert from "node:assert/strict";
import http from "node:http";
import { productUrl, Visitor } from "./product.mjs";
import { apiOf, run } from "./sandbox_world.mjs";
import { newTemplate } from "./template_world.mjs";

/** @typedef {import("playwright-core").Page} Page */

const kDay = 86_400_000;
const dayFromNow = (/** @type {number} */ days) => new Date(Date.now() + days * kDay).toISOString().slice(0, 10);

export const codes = { good: `GOOD-${run.toUpperCase()}`, old: `OLD-${run.toUpperCase()}`, elsewhere: `FUNDED-${run.toUpperCase()}` };
export const box = { leftPct: 10, topPct: 40, widthPct: 80, heightPct: 12, hAlign: "center", vAlign: "middle" };

/** A business of its own, which the platform's administrator looks after. @param {import("playwright-core").Browser} browser */
export async function openShop(browser) {
  const visitor = await Visitor.arrive(browser);
  await visitor.signIn();
  const { tenant } = await apiOf(visitor)("POST", "/api/admin/tenants", { name: `Golden Shop ${run}` });
  await visitor.context.setExtraHTTPHeaders({ "X-Impersonate-Tenant": tenant.id });
  return { visitor, page: visitor.page, api: apiOf(visitor), address: `/coupon/${tenant.id}`, tenant };
}

/** Two templates, the second one without a story and a feed; a list with a good coupon and one that has ended; a campaign. @param {Awaited<ReturnType<typeof openShop>>} shop */
export async function furnish(shop) {
  await newTemplate(shop, { name: "Every shape", slug: "every-shape", variants: ["square", "story", "feed"] });
  const { template } = await shop.api("GET", "/api/templates/every-shape");
  const { image } = template.meta.square;
  await shop.api("PUT", "/api/templates/every-shape", { square: { image, box, showLogo: true } });
  await newTemplate(shop, { name: "Square only", slug: "square-only" });
  await shop.api("PUT", "/api/coupon-settings", { provider: "list" });
  await shop.api("POST", "/api/coupon-codes", { code: codes.good });
  await shop.api("POST", "/api/coupon-codes", { code: codes.old, valid_from: dayFromNow(-9), valid_until: dayFromNow(-3) });
}

/** Of this run alone: an earlier one may have used up what an address is granted. */
const kNetwork = `127.${1 + (Math.floor(Date.now() / 1000) % 250)}`;
let visitors = 0;

/**
 * Somebody who opens the page. His coupons are checked from a network address of his own, as this one may check only a few a minute.
 * `sent` collects what his browser asks the program for.
 * @param {import("playwright-core").Browser} browser
 * @param {string} address
 * @param {Parameters<typeof Visitor.arrive>[1]} [options]
 */
export async function comeIn(browser, address, options = {}) {
  const visitor = await Visitor.arrive(browser, options);
  const { page } = visitor;
  const network = `${kNetwork}.0.${(visitors += 1)}`;
  await page.route("**/api/validate-coupon", async (route) => {
    const request = route.request();
    const answer = await askFrom(network, JSON.parse(request.postData() ?? ""));
    await route.fulfill(answer).catch(() => {});
  });
  /** @type {string[]} */
  const sent = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin !== productUrl) visitor.problems.push(`asks somebody else: ${request.url()}`);
    sent.push(pathname);
  });
  await page.goto(address);
  await page.locator("h1, .empty-state").first().waitFor();
  return { visitor, page, sent, network };
}

/** Asks the program whether a coupon is good. @param {string} network @param {unknown} question @returns {Promise<{status: number, headers: Record<string, string>, body: string}>} */
export function askFrom(network, question) {
  const { hostname, port } = new URL(productUrl);
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", Origin: productUrl };
    const request = http.request({ hostname, port, path: "/api/validate-coupon", method: "POST", localAddress: network, headers }, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      const kept = Object.entries(answer.headers).filter(([name]) => ["content-type", "retry-after", "date"].includes(name));
      resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])), body: Buffer.concat(parts).toString() });
    });
    request.on("error", reject);
    request.end(JSON.stringify(question));
  });
}

/** @param {Page} page @param {string} code */
export async function enter(page, code) {
  await page.getByLabel("Coupon code").fill(code);
  await page.keyboard.press("Enter");
}

/** @param {Page} page */
export const downloadButton = (page) => page.getByRole("button", { name: "Download PNG" });

/** What a button saves, and the address it came from. @param {Page} page @param {string} button */
export async function taken(page, button) {
  const [saved, answer] = await Promise.all([
    page.waitForEvent("download"),
    page.waitForResponse((response) => response.url().includes("download=1") || response.request().method() === "POST"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  const parts = [];
  for await (const part of await saved.createReadStream()) parts.push(part);
  return { name: saved.suggestedFilename(), bytes: Buffer.concat(parts), address: new URL(answer.url()) };
}

/** The colours at these places of a picture. @param {Page} page @param {Buffer} bytes @param {[number, number][]} places */
export function coloursOf(page, bytes, places) {
  return page.evaluate(
    async ([content, wanted]) => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(/** @type {number[]} */ (content))]));
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(picture.width, picture.height).getContext("2d", { willReadFrequently: true }));
      context.drawImage(picture, 0, 0);
      return /** @type {[number, number][]} */ (wanted).map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
    },
    /** @type {const} */ ([[...bytes], places]),
  );
}

/** The rectangle in which a picture is not its background. @param {Page} page @param {Buffer} bytes @param {string} background */
export function changedArea(page, bytes, background) {
  return page.evaluate(
    async ([content, address]) => {
      const blobs = [new Blob([new Uint8Array(/** @type {number[]} */ (content))]), await (await fetch(String(address))).blob()];
      const [picture, ground] = await Promise.all(blobs.map((blob) => createImageBitmap(blob)));
      if (!picture || !ground) throw new Error("no picture");
      const { width, height } = picture;
      const [one, other] = [picture, ground].map((bitmap) => {
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(width, height).getContext("2d"));
        context.drawImage(bitmap, 0, 0);
        return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
      });
      const changed = [...(one ?? [])].flatMap((pixel, at) => (pixel === other?.[at] ? [] : [at]));
      const columns = changed.map((at) => at % width).sort((a, b) => a - b);
      const row = (/** @type {number | undefined} */ at) => Math.floor((at ?? NaN) / width);
      return { left: columns[0] ?? NaN, right: columns.at(-1) ?? NaN, top: row(changed[0]), bottom: row(changed.at(-1)) };
    },
    /** @type {const} */ ([[...bytes], background]),
  );
}

/** @param {number[] | undefined} found @param {number[]} wanted */
export function assertColour(found, wanted) {
  assert.ok(found && wanted.every((value, channel) => Math.abs(value - (found[channel] ?? -99)) <= 3), `${found} instead of ${wanted}`);
}
