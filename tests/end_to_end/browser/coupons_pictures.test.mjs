// @ts-check
// Pictures for a whole list of codes, and links to single ones.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture, productUrl, Visitor } from "./product.mjs";
import { arriveAs, run, setUpWorkspace } from "./sandbox_world.mjs";
import { newTemplate } from "./template_world.mjs";
import { unzipped } from "./unzipped.mjs";

const kBulk = "/app#/coupons/bulk";
const kLinks = "/app#/coupons/links";
const kCodes = Array.from({ length: 30 }, (_, index) => `BULK-${index + 1}`);

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof arriveAs>>} */
let owner;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  owner = await arriveAs(browser, { email: `pictures.${run}@example.com`, name: "Paula Picture" });
  page = owner.page;
  // What the form is refused.
  owner.visitor.expected.push(/400 \(Bad Request\)|503 \(Service Unavailable\)/);
  await setUpWorkspace(owner);
});
after(async () => {
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {string} place @param {string} heading */
async function visit(place, heading) {
  await page.goto("about:blank");
  await page.goto(place);
  await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
}

/** @param {string} csv */
async function choose(csv) {
  await page.locator(".drop-zone-input").setInputFiles({ name: "codes.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByText("codes.csv").waitFor();
}

const draw = () => page.getByRole("button", { name: "Draw the pictures" });
const batch = () => page.locator(".batch").first();

/** @param {string} csv */
async function sendBatch(csv) {
  const file = { name: "codes.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
  const answer = await owner.visitor.context.request.post("/api/picture-batches", { headers: { Origin: productUrl }, multipart: { file, template: "spring", format: "png" } });
  assert.equal(answer.status(), 202, await answer.text());
}

/** The page as it is on both sizes in both themes. @param {string} title */
async function looksGood(title) {
  for (const size of [kDesktop, kPhone]) {
    await page.setViewportSize(size);
    for (const theme of ["dark", "light"]) {
      await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
      await picture(page, `${title}-${size.width}-${theme}`);
      await assertAccessible(page);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${title} is wider than ${size.width} pixels`);
  }
  await page.setViewportSize(kDesktop);
}

test("without a template both pages lead to the first one", async () => {
  for (const [place, heading] of /** @type {[string, string][]} */ ([[kBulk, "Bulk pictures"], [kLinks, "Picture links"]])) {
    await visit(place, heading);
    await page.getByText("There is no template yet").waitFor();
    assert.equal(await page.getByRole("link", { name: "New template" }).getAttribute("href"), "#/coupons/templates/new");
  }
});

test("what cannot be loaded says so, and is there on the second try", async () => {
  const refuse = (/** @type {import("playwright-core").Route} */ route) => route.fulfill({ status: 503, json: { success: false, error: "The database is away.", code: "unavailable" } });
  for (const [place, heading, path] of /** @type {[string, string, string][]} */ ([[kBulk, "Bulk pictures", "**/api/picture-batches"], [kLinks, "Picture links", "**/api/templates"]])) {
    await page.route(path, refuse);
    await visit(place, heading);
    await page.getByText("The database is away.").waitFor();
    await page.unroute(path, refuse);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("There is no template yet").waitFor();
  }
});

test("thirty codes become thirty pictures in archives", async () => {
  await newTemplate(owner, { name: "Spring", slug: "spring", variants: ["square", "story"] });
  await visit(kBulk, "Bulk pictures");
  await page.getByText("There is no batch yet").waitFor();
  assert.ok(await draw().isDisabled());
  await choose(`code\n${kCodes.join("\n")}\n`);
  await page.getByText("30 lines in 2 shapes: up to 60 pictures.").waitFor();
  await page.getByLabel("Story (9:16)").uncheck();
  await page.getByText("30 lines in 1 shape: up to 30 pictures.").waitFor();
  await looksGood("bulk-form");
  await draw().click();
  await batch().getByText("Ready").waitFor({ timeout: 60_000 });
  await batch().getByText("30 pictures drawn").waitFor();
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  for (const link of await batch().locator(".batch-parts a").all()) {
    const saving = page.waitForEvent("download");
    await link.click();
    for (const [title, content] of unzipped(await readFile(await (await saving).path()))) files.set(title, content);
  }
  assert.deepEqual([...files.keys()].sort(), kCodes.map((code) => `${code}-square.jpg`).sort());
  for (const content of files.values()) assert.equal(content.readUInt16BE(0), 0xffd8);
  assert.equal(new Set([...files.values()].map((content) => content.toString("base64"))).size, 30);
});

test("lines that cannot be drawn are told, and a file without any is refused where it was chosen", async () => {
  await visit(kBulk, "Bulk pictures");
  await choose("&&&\n");
  await draw().click();
  await page.getByText("The first column of the file gives no text to draw.").waitFor();
  await choose(`GOOD\n&&&\nGOOD\n`);
  await page.getByRole("radio", { name: "PNG" }).check();
  await draw().click();
  await batch().getByText("2 pictures drawn").waitFor({ timeout: 60_000 });
  await batch().getByText("2 problems").click();
  assert.deepEqual((await batch().locator("li li, details li").allInnerTexts()).map((text) => text.split("\n")[0]), ["Line 2", "Line 3"]);
  await looksGood("bulk-batches");
});

test("a batch is cancelled while it is drawn, and deleted when it is over", async () => {
  const long = Array.from({ length: 2_000 }, (_, index) => `LONG-${index}`).join("\n");
  // So that there is enough to draw, however fast the machine is.
  for (let sent = 0; sent < 4; sent += 1) await sendBatch(long);
  await visit(kBulk, "Bulk pictures");
  await choose(long);
  await page.getByRole("radio", { name: "PNG" }).check();
  const { batches: listed } = await owner.api("GET", "/api/picture-batches");
  await draw().click();
  // Until the page has added it, the first one is another that looks the same.
  const others = listed.map((/** @type {{id: string}} */ { id }) => `[data-batch="${id}"]`).join(", ");
  await page.locator(`.batch:not(${others})`).waitFor();
  const made = await batch().getAttribute("data-batch");
  const mine = page.locator(`[data-batch="${made}"]`);
  await mine.getByText("of 4,000 pictures").waitFor();
  // At once: a fast machine draws all of them within seconds.
  await mine.getByRole("button", { name: /^Cancel/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the batch" }).click();
  await mine.getByText("Cancelled", { exact: true }).waitFor();
  await picture(page, "bulk-progress-1440");
  await assertAccessible(page);
  await mine.getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await mine.waitFor({ state: "detached" });
  const { batches } = await owner.api("GET", "/api/picture-batches");
  assert.ok(!batches.some((/** @type {{id: string}} */ { id }) => id === made));
  for (const { id } of batches.slice(0, 4)) await owner.api("DELETE", `/api/picture-batches/${id}`);
});

test("the admin dashboard has the same pages", async () => {
  const visitor = await Visitor.arrive(browser);
  await visitor.signIn("/admin#/coupons/generator");
  await visitor.page.getByRole("group", { name: "Who says which codes are good?" }).waitFor();
  for (const [key, heading] of [["b", "Bulk pictures"], ["i", "Picture links"], ["g", "Coupon page"]]) {
    await visitor.page.keyboard.press("g");
    await visitor.page.keyboard.press(String(key));
    await visitor.page.getByRole("heading", { name: heading, level: 1 }).waitFor();
  }
  await visitor.leave();
});

test("whoever has a link sees exactly the previewed picture, without signing in", async () => {
  await visit(kLinks, "Picture links");
  await page.getByRole("img", { name: "The picture of SUMMER-24" }).waitFor();
  await page.getByLabel("Text", { exact: true }).fill("&&&");
  await page.getByText("Type a text with letters or digits.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Make the link" }).isDisabled());
  await page.getByRole("radio", { name: "PNG" }).check();
  await page.getByLabel("Good for").selectOption("7 days");
  let previewed = /** @type {Buffer} */ (Buffer.alloc(0));
  await page.route("**/api/render", async (route) => {
    const response = await route.fetch();
    previewed = await response.body();
    await route.fulfill({ response });
  });
  await page.getByLabel("Text", { exact: true }).fill("hello & bye");
  await page.getByRole("img", { name: "The picture of HELLO--BYE" }).waitFor();
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByRole("heading", { name: "The link is ready" }).waitFor();
  const [url = "", snippet = ""] = await page.locator(".share-line code").allTextContents();
  assert.ok(url.startsWith(`${productUrl}/api/render/`) && url.includes("/spring/square.png?text=HELLO--BYE&until="), url);
  assert.equal(snippet, `<img src="${url.replaceAll("&", "&amp;")}" width="540" height="540" alt="HELLO--BYE">`);
  const stranger = await fetch(url);
  assert.equal(stranger.status, 200);
  assert.equal(stranger.headers.get("content-type"), "image/png");
  assert.ok(previewed.equals(Buffer.from(await stranger.arrayBuffer())), "the link shows another picture than the preview");
  assert.equal((await fetch(url.replace("HELLO", "HELLA"))).status, 403);
  await looksGood("links");
  await page.getByRole("radio", { name: "Story" }).check();
  await page.getByRole("heading", { name: "The link is ready" }).waitFor({ state: "detached" });
});
