// @ts-check
// Frames and photos made on the spot, and what a campaign's page makes of them.
import assert from "node:assert/strict";
import { Visitor } from "./product.mjs";
import { run } from "./sandbox_world.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{width: number, height: number, ground?: string, parts: {colour: string, x: number, y: number, width: number, height: number}[]}} Drawing */

export const kRed = [255, 0, 0, 255];
export const kBlue = [0, 0, 255, 255];
export const kGreen = [0, 255, 0, 255];

/** A red frame, a tenth of the side wide, with a half transparent white band below the middle. @type {Drawing} */
export const frame = {
  width: 1000,
  height: 1000,
  parts: [
    { colour: "#ff0000", x: 0, y: 0, width: 1000, height: 100 },
    { colour: "#ff0000", x: 0, y: 900, width: 1000, height: 100 },
    { colour: "#ff0000", x: 0, y: 0, width: 100, height: 1000 },
    { colour: "#ff0000", x: 900, y: 0, width: 100, height: 1000 },
    { colour: "rgb(255 255 255 / 0.5)", x: 100, y: 700, width: 800, height: 100 },
  ],
};
/** Blue on the left, green on the right. @type {Drawing} */
export const photo = { width: 1600, height: 1200, ground: "#0000ff", parts: [{ colour: "#00ff00", x: 800, y: 0, width: 800, height: 1200 }] };

/** Drawn by the browser itself. @param {import("playwright-core").Browser} browser @param {Drawing} drawing @param {string} [type] @returns {Promise<Buffer>} */
export async function drawn(browser, drawing, type = "image/png") {
  const page = await browser.newPage();
  const bytes = await page.evaluate(async ([{ width, height, ground, parts }, format]) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const all = ground ? [{ colour: ground, x: 0, y: 0, width, height }, ...parts] : parts;
    for (const part of all) {
      context.fillStyle = part.colour;
      context.fillRect(part.x, part.y, part.width, part.height);
    }
    const blob = await canvas.convertToBlob({ type: format, quality: 1 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, /** @type {[Drawing, string]} */ ([drawing, type]));
  await page.close();
  return Buffer.from(bytes);
}

/** Pixels of a PNG, decoded by the browser. @param {import("playwright-core").Browser} browser @param {Buffer} file @param {[number, number][]} places */
export async function pixelsOf(browser, file, places) {
  const page = await browser.newPage();
  const found = await page.evaluate(async ([text, where]) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, height: bitmap.height, pixels: where.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]) };
  }, /** @type {[string, [number, number][]]} */ ([file.toString("base64"), places]));
  await page.close();
  return found;
}

/** A pixel of the preview; the place in shares of its side. @param {Page} page @param {number} x @param {number} y */
export async function preview(page, x, y) {
  const { side, row } = await previewRow(page, y);
  const at = Math.floor(side * x) * 4;
  return row.slice(at, at + 4);
}

/** Where blue turns into green in the middle of the preview, in shares of its side. @param {Page} page */
export async function edge(page) {
  const { side, row } = await previewRow(page, 0.5);
  for (let x = Math.ceil(side * 0.1) + 1; x < side * 0.9; x += 1) if ((row[x * 4 + 1] ?? 0) > 127) return x / side;
  return 1;
}

/** Once what was asked for is drawn. Read from a copy: reading slows down the canvas itself. @param {Page} page @param {number} y */
function previewRow(page, y) {
  return page.locator("canvas").evaluate(async (element, top) => {
    await new Promise((drawnAgain) => requestAnimationFrame(() => requestAnimationFrame(drawnAgain)));
    const { width: side } = /** @type {HTMLCanvasElement} */ (element);
    const copy = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(side, side).getContext("2d"));
    copy.drawImage(/** @type {HTMLCanvasElement} */ (element), 0, 0);
    return { side, row: [...copy.getImageData(0, Math.floor(side * top), side, 1).data] };
  }, y);
}

/** @param {number} value @param {number} wanted @param {string} what */
export function near(value, wanted, what) {
  assert.ok(Math.abs(value - wanted) < 0.004, `${what}: ${value} instead of ${wanted}`);
}

/** Somebody who opens the page of a campaign; `sent` collects what the browser sends. @param {import("playwright-core").Browser} browser @param {string} url @param {{size?: {width: number, height: number}}} [options] */
export async function visit(browser, url, options = {}) {
  const visitor = await Visitor.arrive(browser, options);
  /** @type {{url: string, method: string, bytes: number}[]} */
  const sent = [];
  visitor.page.on("request", (request) => {
    sent.push({ url: request.url(), method: request.method(), bytes: request.postDataBuffer()?.length ?? 0 });
  });
  await visitor.page.goto(url);
  return { visitor, page: visitor.page, sent };
}

/** @param {Page} page @param {Buffer} buffer @param {string} [mimeType] */
export async function choose(page, buffer, mimeType = "image/png") {
  await page.locator(".chooser-input").setInputFiles({ name: "photo", mimeType, buffer });
  await page.getByRole("slider", { name: "Zoom" }).waitFor();
}

/** A campaign made without the form. @param {Awaited<ReturnType<typeof import("./sandbox_world.mjs").arriveAs>>} owner @param {Record<string, unknown>} facts */
export async function newCampaign(owner, facts) {
  const today = new Date(Date.now()).toISOString().slice(0, 10);
  return (await owner.api("POST", "/api/campaigns", { title: `Fair ${run}`, start_date: today, end_date: today, ...facts })).campaign;
}

/** @param {number} days */
export const dayFromNow = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The same JPEG, with the note that the camera was turned a quarter to the right. @param {Buffer} jpeg */
export function turnedByCamera(jpeg) {
  const exif = Buffer.from("ffe1002245786966000049492a00080000000100120103000100000006000000000000000000", "hex");
  return Buffer.concat([jpeg.subarray(0, 2), exif.subarray(0, 36), jpeg.subarray(2)]);
}
