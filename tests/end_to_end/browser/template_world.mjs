// @ts-check
// Pictures made on the spot, and templates of them.
import assert from "node:assert/strict";
import zlib from "node:zlib";
import { productUrl } from "./product.mjs";
import { arriveAs, run, setUpWorkspace } from "./sandbox_world.mjs";

/** @typedef {{variant: "square" | "story" | "feed", width: number, height: number, red: number}} Shape */

/** @type {Shape[]} */
export const shapes = [
  { variant: "square", width: 1080, height: 1080, red: 20 },
  { variant: "story", width: 1080, height: 1920, red: 80 },
  { variant: "feed", width: 1080, height: 1440, red: 140 },
];

const crcs = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** @param {Buffer} bytes */
function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcs[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length);
  frame.writeUInt32BE(crc(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** A PNG whose pixel at (x, y) is `colourAt(x, y)`. @param {{width: number, height: number}} size @param {(x: number, y: number) => number[]} colourAt */
export function png({ width, height }, colourAt) {
  const stride = width * 3 + 1;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colourAt(x, y), y * stride + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", zlib.deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** A calm background that tells the shapes apart. @param {Shape} shape */
export function backgroundOf({ width, height, red }) {
  return png({ width, height }, (x, y) => [red, Math.floor((60 * y) / height), 120 + Math.floor((80 * x) / width)]);
}

/** What a page takes for a chosen or dropped file. @param {Shape} shape */
export function fileOf(shape) {
  return { name: `${shape.variant}.png`, mimeType: "image/png", buffer: backgroundOf(shape) };
}

/** @typedef {Awaited<ReturnType<typeof arriveAs>>} Person */

/** The owner of a workspace of its own. One network may set up only a few a day, so each file of tests makes do with one. @param {import("playwright-core").Browser} browser @param {string} word @returns {Promise<Person>} */
export async function arriveAsOwner(browser, word) {
  const owner = await arriveAs(browser, { email: `${word}.${run}@example.com`, name: "Edda" });
  await setUpWorkspace(owner);
  return owner;
}

/** @param {Person} person @param {Shape} shape @returns {Promise<string>} the upload's id */
async function uploaded({ visitor }, shape) {
  const answer = await visitor.context.request.post("/api/template-images", { headers: { Origin: productUrl }, multipart: { image: fileOf(shape) } });
  assert.equal(answer.status(), 201, await answer.text());
  return (await answer.json()).image.id;
}

/** @param {Person} person @param {{name: string, slug: string, variants?: string[]}} wish */
export async function newTemplate(person, { name: title, slug, variants = ["square"] }) {
  /** @type {Record<string, unknown>} */
  const faces = {};
  for (const shape of shapes.filter(({ variant }) => variants.includes(variant))) faces[shape.variant] = { image: await uploaded(person, shape) };
  return (await person.api("POST", "/api/templates", { name: title, slug, ...faces })).template;
}

/** Brings the workspace to exactly these, in this order; what is right already stays. @param {Person} person @param {{name: string, slug: string, variants: string[]}[]} wanted */
export async function haveTemplates(person, wanted) {
  const { templates } = await person.api("GET", "/api/templates");
  const there = new Set(templates.map((/** @type {{slug: string}} */ { slug }) => slug));
  const slugs = wanted.map(({ slug }) => slug);
  const extra = [...there].filter((slug) => !slugs.includes(slug));
  if (extra.length > 0) await person.api("POST", "/api/templates/delete", { slugs: extra });
  for (const wish of wanted) if (!there.has(wish.slug)) await newTemplate(person, wish);
  if (slugs.length > 0) await person.api("POST", "/api/templates/order", { slugs });
}

/** Moves one finger over the page. @param {import("playwright-core").Page} page @param {{x: number, y: number}[]} places */
export async function swipe(page, [first, ...others]) {
  const touch = await page.context().newCDPSession(page);
  const at = (/** @type {{x: number, y: number}} */ place) => [{ x: Math.round(place.x), y: Math.round(place.y), id: 1 }];
  if (!first) return;
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(first) });
  for (const place of others) await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(place) });
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await touch.detach();
}
