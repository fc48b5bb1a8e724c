// @ts-check
// The page of a campaign, as visitors use it: the photo under the frame, the picture that they take along, their entry.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { choose, dayFromNow, drawn, edge, frame, kBlue, kGreen, kRed, near, newCampaign, photo, pixelsOf, preview, turnedByCamera, visit } from "./campaign_world.mjs";
import { assertAccessible, kPhone, openBrowser, picture, productUrl, Visitor } from "./product.mjs";
import { arriveAs, run, setUpWorkspace } from "./sandbox_world.mjs";

const kTitle = `Summer <b>selfie</b> ${run}`;
const kFileSide = 2000;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof arriveAs>>} */
let owner;
/** @type {{id: string, page_url: string}} */
let campaign;

before(async () => {
  browser = await openBrowser();
  owner = await arriveAs(browser, { email: `carlo.${run}@example.com`, name: "Carlo Campaign" });
  await setUpWorkspace(owner);
  const overlayImage = { name: "frame.png", mimeType: "image/png", buffer: await drawn(browser, frame) };
  const uploaded = await owner.visitor.context.request.post("/api/upload-overlay", { headers: { Origin: productUrl }, multipart: { overlayImage } });
  const { overlay_url } = await uploaded.json();
  campaign = await newCampaign(owner, {
    title: kTitle,
    description: "Show your summer face.\nBe kind & <em>bold</em>.",
    prize: "A golden watch",
    platforms: ["instagram", "twitter"],
    end_date: dayFromNow(1),
    overlay_url,
  });
});
after(async () => {
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

test("a visitor moves a photo under the frame with the mouse, the wheel and the keys, and it is saved as it was seen", async () => {
  const { visitor, page, sent } = await visit(browser, campaign.page_url);
  await page.getByRole("heading", { name: kTitle }).waitFor();
  await page.getByText("Be kind & <em>bold</em>.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Download" }).isDisabled());
  assert.equal(await page.getByLabel("Link of your post on Facebook").count(), 0);
  await picture(page, "campaign-page-1440");
  await assertAccessible(page);

  await choose(page, await drawn(browser, photo));
  assert.deepEqual(await preview(page, 0.05, 0.5), kRed);
  assert.deepEqual(await preview(page, 0.3, 0.5), kBlue);
  assert.deepEqual(await preview(page, 0.7, 0.5), kGreen);
  near(await edge(page), 0.5, "a new photo lies in the middle");

  const canvas = page.locator("canvas");
  const box = /** @type {NonNullable<Awaited<ReturnType<typeof canvas.boundingBox>>>} */ (await canvas.boundingBox());
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + box.width * 0.1, middle.y, { steps: 4 });
  near(await edge(page), 0.6, "it follows the mouse while it moves");
  assert.deepEqual(await preview(page, 0.05, 0.5), kRed, "the frame stays above it");
  await page.mouse.up();
  await page.mouse.move(middle.x + box.width * 0.3, middle.y);
  near(await edge(page), 0.6, "it stays when the mouse is released");

  await page.mouse.move(middle.x + box.width * 0.1, middle.y);
  await page.mouse.wheel(0, -400);
  near(await edge(page), 0.6, "what is under the mouse stays there");
  assert.ok(Number(await page.getByRole("slider", { name: "Zoom" }).inputValue()) > 1.5);

  await canvas.focus();
  await page.keyboard.press("0");
  near(await edge(page), 0.5, "0 starts over");
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  near(await edge(page), 0.435, "arrows move it in steps");
  for (let i = 0; i < 30; i += 1) await page.keyboard.press("ArrowRight");
  near(await edge(page), 0.5 + 1 / 6, "it never leaves a part of the frame empty");
  await page.keyboard.press("r");
  assert.deepEqual(await preview(page, 0.5, 0.3), kBlue, "turned to the right, its left is above");
  assert.deepEqual(await preview(page, 0.5, 0.85), kGreen);
  await page.getByRole("button", { name: "Back to the middle" }).click();
  await canvas.focus();
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowLeft");

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const saved = await saving;
  assert.equal(saved.suggestedFilename(), `Summer_b_selfie_b_${run}_entry.png`);
  const edgeAt = kFileSide * 0.42;
  const { width, height, pixels } = await pixelsOf(browser, await readFile(await saved.path()), [
    [100, 1000], [1900, 1000], [1000, 100], [1000, 1900], [edgeAt - 4, 1000], [edgeAt + 4, 1000], [edgeAt - 4, 300], [edgeAt + 4, 300], [400, 1500], [1400, 1500],
  ]);
  assert.deepEqual([width, height], [kFileSide, kFileSide]);
  assert.deepEqual(pixels.slice(0, 4), [kRed, kRed, kRed, kRed]);
  assert.deepEqual(pixels.slice(4, 8), [kBlue, kGreen, kBlue, kGreen]);
  const under = (/** @type {number[]} */ below) => below.map((value) => Math.round((value + 255) / 2));
  for (const [index, below] of [[8, kBlue], [9, kGreen]].entries()) {
    const found = /** @type {number[]} */ (pixels[8 + index]);
    under(/** @type {number[]} */ (below[1])).forEach((value, channel) => assert.ok(Math.abs(value - (found[channel] ?? -9)) <= 2, `under the band: ${found}`));
  }
  await page.getByText("1 supporter").waitFor();
  await picture(page, "campaign-page-photo-1440");

  await page.getByLabel("Your e-mail").fill(`vera.${run}@example.com`);
  await page.getByLabel("Link of your post on Instagram").fill("https://instagram.com.evil.example/p/1");
  await page.getByRole("button", { name: "Send my entry" }).click();
  await page.getByText("This is not a link to Instagram").waitFor();
  await page.getByLabel("Link of your post on Instagram").fill("https://www.instagram.com/p/Cx1/");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You are in" }).waitFor();
  await picture(page, "campaign-page-entered-1440");
  await assertAccessible(page);
  assert.equal(new URL(page.url()).pathname, `/campaign/${campaign.id}`);

  const bodies = sent.filter(({ method, bytes }) => method !== "GET" || bytes > 0);
  assert.deepEqual(new Set(bodies.map(({ url }) => url.split("/").at(-1))), new Set(["support", "submit"]));
  assert.ok(bodies.every(({ bytes }) => bytes < 500), "the photo stays in the browser");
  visitor.expected.push(/400 \(Bad Request\)/);
  await visitor.leave();
});

test("fingers move and pinch the photo on a phone", async () => {
  const { visitor, page } = await visit(browser, campaign.page_url, { size: kPhone });
  await choose(page, await drawn(browser, photo));
  const canvas = page.locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = /** @type {NonNullable<Awaited<ReturnType<typeof canvas.boundingBox>>>} */ (await canvas.boundingBox());
  const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
  const session = await visitor.context.newCDPSession(page);
  const touch = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, /** @type {{x: number, y: number}[]} */ points) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((point, id) => ({ ...point, id })) });

  await touch("touchStart", [at(0.5, 0.5)]);
  for (const x of [0.45, 0.4]) await touch("touchMove", [at(x, 0.5)]);
  await touch("touchEnd", []);
  near(await edge(page), 0.4, "one finger moves it");

  const zoom = page.getByRole("slider", { name: "Zoom" });
  await touch("touchStart", [at(0.3, 0.5), at(0.5, 0.5)]);
  for (const spread of [0.02, 0.06, 0.1]) await touch("touchMove", [at(0.3 - spread, 0.5), at(0.5 + spread, 0.5)]);
  await touch("touchEnd", []);
  near(await edge(page), 0.4, "what is between the fingers stays there");
  assert.ok(Math.abs(Number(await zoom.inputValue()) - 2) < 0.05, `two fingers zoom it: ${await zoom.inputValue()}`);
  await picture(page, "campaign-page-390");
  await assertAccessible(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  await visitor.leave();
});

test("a photo lies as the camera was held, whatever way it comes, and what is no photo says so", async () => {
  const { visitor, page } = await visit(browser, campaign.page_url);
  await page.getByText("drop it here").waitFor();
  await page.locator(".chooser-input").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no photo") });
  await page.getByText("This is not a JPEG, PNG or WebP photo.").waitFor();
  await page.locator(".chooser-input").setInputFiles({ name: "broken.png", mimeType: "image/png", buffer: Buffer.from("no photo") });
  await page.getByText("This photo is damaged").waitFor();

  const lying = await drawn(browser, { ...photo, width: 1200, parts: [{ colour: "#00ff00", x: 600, y: 0, width: 600, height: 1200 }] }, "image/jpeg");
  await choose(page, turnedByCamera(lying), "image/jpeg");
  const [, , above] = await preview(page, 0.5, 0.3);
  const [, below] = await preview(page, 0.5, 0.85);
  assert.ok((above ?? 0) > 250 && (below ?? 0) > 250, "its left is above");
  assert.equal(await page.getByText("This photo is damaged").count(), 0);

  for (const deed of /** @type {const} */ (["drop", "paste"])) {
    await page.getByRole("button", { name: "Back to the middle" }).click();
    const bytes = [...(await drawn(browser, deed === "drop" ? photo : { ...photo, ground: "#00ff00" }))];
    await page.locator(".maker-stage").evaluate((stage, [kind, file]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(/** @type {number[]} */ (file))], "photo.png", { type: "image/png" }));
      if (kind === "drop") stage.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      else document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
    }, /** @type {[string, number[]]} */ ([deed, bytes]));
    const wanted = String(deed === "drop" ? kBlue : kGreen);
    for (let tries = 0; tries < 100 && String(await preview(page, 0.3, 0.3)) !== wanted; tries += 1) continue;
    assert.equal(String(await preview(page, 0.3, 0.3)), wanted, deed);
  }
  await visitor.leave();
});

test("a campaign that is ahead shows its frame and takes no entries, one that is over shows neither, none is not found", async () => {
  const ahead = await newCampaign(owner, { start_date: dayFromNow(5), end_date: dayFromNow(9) });
  const over = await newCampaign(owner, { start_date: dayFromNow(-9), end_date: dayFromNow(-5) });
  const { visitor, page } = await visit(browser, ahead.page_url);
  await page.getByText("It starts on").waitFor();
  await page.getByText("This campaign has no frame").waitFor();
  await page.getByText("or drop it here").waitFor();
  assert.equal(await page.getByLabel("Your e-mail").count(), 0);
  await picture(page, "campaign-page-ahead-1440");
  await page.goto(over.page_url);
  await page.getByText("It ended on").waitFor();
  assert.equal(await page.locator("canvas").count(), 0);
  await picture(page, "campaign-page-over-1440");
  for (const nowhere of ["/campaign/01890000-0000-7000-8000-000000000000", "/campaign/spring"]) {
    const answer = await page.goto(nowhere);
    assert.equal(answer?.status(), 404);
    await page.getByRole("heading", { name: "There is no campaign here" }).waitFor();
  }
  await picture(page, "campaign-page-nowhere-1440");
  await assertAccessible(page);
  visitor.expected.push(/404 \(Not Found\)/);
  await visitor.leave();
});

test("a frame that cannot be loaded is told in its place and tried again, and until then there is no picture", async () => {
  const visitor = await Visitor.arrive(browser);
  const { page } = visitor;
  await visitor.context.route("**/objects/uploads/**", (route) => route.abort());
  await page.goto(campaign.page_url);
  await page.getByText("The frame could not be loaded").waitFor();
  await choose(page, await drawn(browser, photo));
  assert.ok(await page.getByRole("button", { name: "Download" }).isDisabled());
  await page.getByRole("heading", { name: kTitle }).waitFor();
  await visitor.context.unroute("**/objects/uploads/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("button:has-text('Download'):enabled").waitFor();
  assert.deepEqual(await preview(page, 0.05, 0.5), kRed);
  visitor.expected.push(/ERR_FAILED/);
  await visitor.leave();
});
