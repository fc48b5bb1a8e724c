// @ts-check
// The public coupon page, as visitors use it: their code on the picture at once, and what they take along.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertColour, box, changedArea, codes, coloursOf, comeIn, downloadButton, furnish, openShop, taken } from "./coupon_world.mjs";
import { assertAccessible, focusedText, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";
import { run } from "./sandbox_world.mjs";
import { png } from "./template_world.mjs";

/** Of a square picture: inside the logo's circle, above its letters. */
const kInLogo = /** @type {[number, number]} */ ([43 + 65, 43 + 12]);
/** How far the dark line around letters may stand out of their box. */
const kOutline = 6;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof openShop>>} */
let shop;

before(async () => {
  browser = await openBrowser();
  shop = await openShop(browser);
});
after(async () => {
  await shop.visitor.leave();
  await browser.close();
});

test("a business without templates says so, and an address of nobody is none", async () => {
  const { visitor, page } = await comeIn(browser, shop.address);
  await page.getByText("There is no picture yet").waitFor();
  await assertAccessible(page);
  assert.equal((await page.goto("/coupon/nobody-at-all"))?.status(), 404);
  await page.getByText("Nobody offers pictures here").waitFor();
  assert.equal(await page.locator("h1").count(), 0, "the placeholder is gone");
  visitor.expected.push(/404 \(Not Found\)/);
  await visitor.leave();
  await furnish(shop);
});

test("a visitor types a code, sees it at once, has it checked and takes the picture along", async () => {
  const { visitor, page, sent } = await comeIn(browser, shop.address);
  await page.locator(".stage[data-font-px]").waitFor();
  await page.getByText("Type your coupon code first.").waitFor();
  assert.ok(await downloadButton(page).isDisabled());
  const asked = sent.filter((path) => path.startsWith("/api/")).length;

  const field = page.getByLabel("Coupon code");
  await field.pressSequentially(` good! ${run} `);
  assert.equal(await field.inputValue(), `${codes.good} `, "a blank is a dash once something follows it");
  await page.getByRole("img", { name: `Preview: ${codes.good}` }).waitFor();
  assert.equal(sent.filter((path) => path.startsWith("/api/")).length, asked, "typing asks nobody");
  await field.press("Home");
  for (let i = 0; i < 2; i += 1) await field.press("ArrowRight");
  await field.pressSequentially("x€y");
  assert.equal(await field.inputValue(), `${codes.good.replace("GO", "GOXY")} `, "the caret stays where letters are typed");
  for (let i = 0; i < 2; i += 1) await field.press("Backspace");
  await page.getByText("Check your code to download.").waitFor();
  await field.press("Enter");
  await page.getByText("This coupon is valid.").waitFor();
  const exact = page.getByRole("img", { name: `Your picture: ${codes.good}` });
  await exact.waitFor();
  await picture(page, "coupon-1440");

  for (const [button, file] of /** @type {const} */ ([["Download PNG", "square.png"], ["Download JPEG", "square.jpg"]])) {
    const { name, bytes, address } = await taken(page, button);
    assert.equal(name, `${codes.good}-${file}`);
    address.searchParams.delete("download");
    const again = await visitor.context.request.get(address.href);
    assert.ok(bytes.equals(await again.body()), "it is what the server draws");
    const format = file.split(".")[1];
    const own = await shop.visitor.context.request.post("/api/render", { headers: { Origin: address.origin }, data: { template: "every-shape", variant: "square", format, text: codes.good, logo: true } });
    assert.ok(bytes.equals(await own.body()), "and what the business sees in its editor");
  }
  await page.getByText(`Saved as ${codes.good}-square.jpg.`).waitFor();

  await page.getByRole("radio", { name: "Story 9:16" }).check();
  await exact.waitFor();
  assert.equal((await taken(page, "Download PNG")).name, `${codes.good}-story.png`, "another size keeps the pass");
  /** @type {string[]} */
  const saved = [];
  page.on("download", (download) => saved.push(download.suggestedFilename()));
  await page.getByRole("button", { name: "All sizes" }).click();
  await page.getByText(/Saved as .*feed\.png/).waitFor();
  assert.deepEqual(saved.sort(), ["feed", "square", "story"].map((shape) => `${codes.good}-${shape}.png`));
  assert.equal(sent.filter((path) => path === "/api/validate-coupon").length, 1, "one check is enough");
  await visitor.leave();
});

test("a link brings the code and the template; a shape that the template lacks says so", async () => {
  const { visitor, page } = await comeIn(browser, `${shop.address}?code=${codes.good.toLowerCase()}&template=square-only`);
  await page.getByText("This coupon is valid.").waitFor();
  assert.ok(await page.getByRole("radio", { name: "Square only" }).isChecked());
  for (const name of ["Story 9:16", "Feed 3:4"]) assert.ok(await page.getByRole("radio", { name }).isDisabled());
  await page.getByText("Square only has no Story or Feed picture.").waitFor();
  assert.equal(await page.getByRole("button", { name: "All sizes" }).count(), 0);
  await picture(page, "coupon-square-only-1440");
  await assertAccessible(page);
  await page.getByRole("radio", { name: "Every shape" }).check();
  await page.getByRole("radio", { name: "Story 9:16" }).check();
  await page.getByRole("radio", { name: "Square only" }).check();
  assert.ok(await page.getByRole("radio", { name: "Square 1:1" }).isChecked(), "it falls back to what there is");
  assert.equal((await taken(page, "Download PNG")).name, `${codes.good}-square.png`);
  await visitor.leave();
});

test("a visitor's own logo goes onto his picture alone", async () => {
  const { visitor, page } = await comeIn(browser, `${shop.address}?code=${codes.good}`);
  await page.locator(".stage-exact").waitFor();
  const theirs = await taken(page, "Download PNG");
  assertColour((await coloursOf(page, theirs.bytes, [kInLogo]))[0], [0x1d, 0x98, 0xff]);

  await page.getByRole("radio", { name: "My logo" }).check();
  const file = page.getByLabel("Your logo");
  await file.setInputFiles({ name: "logo.txt", mimeType: "text/plain", buffer: Buffer.from("none") });
  await page.getByText("This is not a PNG, JPEG or WebP picture.").waitFor();
  await file.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: png({ width: 300, height: 200 }, () => [250, 120, 10]) });
  await page.getByText("logo.png: sent along").waitFor();
  await page.locator(".stage-exact").waitFor();
  const own = await taken(page, "Download PNG");
  assert.equal(own.name, `${codes.good}-square.png`);
  assertColour((await coloursOf(page, own.bytes, [kInLogo]))[0], [250, 120, 10]);

  await page.getByRole("radio", { name: "No logo" }).check();
  const none = await taken(page, "Download PNG");
  const { template } = await shop.api("GET", "/api/templates/every-shape");
  const { left, right, top, bottom } = await changedArea(page, none.bytes, template.meta.square.imageUrl);
  const edge = (/** @type {number} */ percent) => (1080 * percent) / 100;
  assert.ok(left >= edge(box.leftPct) - kOutline && right <= edge(box.leftPct + box.widthPct) + kOutline, `from ${left} to ${right}`);
  assert.ok(top >= edge(box.topPct) && bottom <= edge(box.topPct + box.heightPct), `from ${top} down to ${bottom}`);
  await visitor.leave();
});

test("the picture is shared and copied, and the code, too", async () => {
  const { visitor, page } = await comeIn(browser, shop.address);
  await visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  // A browser without a screen has no list of apps to share with.
  await page.addInitScript(() => {
    const heard = /** @type {any} */ (window);
    Object.assign(navigator, { canShare: () => true, share: async (/** @type {{files: File[]}} */ { files }) => (heard.shared = files.map(({ name, type }) => `${name} ${type}`)) });
  });
  await page.goto(`${shop.address}?code=${codes.good}`);
  await page.locator(".stage-exact").waitFor();
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByText("Shared.").waitFor();
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).shared), [`${codes.good}-square.png image/png`]);
  await page.getByRole("button", { name: "Copy picture" }).click();
  await page.getByText("Copied. Paste it into your post.").waitFor();
  assert.deepEqual(await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types)), ["image/png"]);
  await page.getByRole("button", { name: "Copy code" }).click();
  await page.getByText("Copied the code.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), codes.good);
  await visitor.leave();
});

test("everything is done with the keyboard", async () => {
  const { visitor, page } = await comeIn(browser, shop.address);
  await page.keyboard.press("Tab");
  await page.keyboard.type(codes.good.toLowerCase());
  await page.keyboard.press("Enter");
  await page.getByText("This coupon is valid.").waitFor();
  for (let i = 0; i < 2; i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  assert.ok(await page.getByRole("radio", { name: "Square only" }).isChecked());
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.getByRole("radio", { name: "Story 9:16" }).isChecked());
  for (let i = 0; i < 9 && (await focusedText(page)) !== "Download PNG"; i += 1) await page.keyboard.press("Tab");
  const saving = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.equal((await saving).suggestedFilename(), `${codes.good}-story.png`);
  await visitor.leave();
});

test("fingers do it on a phone", async () => {
  const { visitor, page } = await comeIn(browser, shop.address, { size: kPhone });
  const touch = await visitor.context.newCDPSession(page);
  const tap = async (/** @type {import("playwright-core").Locator} */ target) => {
    await target.scrollIntoViewIfNeeded();
    const place = await target.boundingBox();
    assert.ok(place && place.height >= 32, "large enough for a finger");
    const touchPoints = [{ x: Math.round(place.x + place.width / 2), y: Math.round(place.y + place.height / 2), id: 1 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
  await touch.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  await tap(page.getByLabel("Coupon code"));
  await page.keyboard.type(codes.good);
  await tap(page.getByRole("button", { name: "Check code" }));
  await page.getByText("This coupon is valid.").waitFor();
  await tap(page.getByRole("radio", { name: "Feed 3:4" }));
  await page.locator(".stage-exact").waitFor();
  const saving = page.waitForEvent("download");
  await tap(downloadButton(page));
  assert.equal((await saving).suggestedFilename(), `${codes.good}-feed.png`);
  await picture(page, "coupon-390");
  await assertAccessible(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  await visitor.leave();
});

test("campaigns of the business are named while there are any", async () => {
  const { visitor, page } = await comeIn(browser, shop.address);
  await page.locator(".stage[data-font-px]").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Campaigns" }).count(), 0);
  const today = new Date(Date.now()).toISOString().slice(0, 10);
  const { campaign } = await shop.api("POST", "/api/campaigns", { title: "Selfie & <b>sun</b>", start_date: today, end_date: today, prize: "A watch" });
  await page.reload();
  const link = page.getByRole("link", { name: "Selfie & <b>sun</b>" });
  await link.waitFor();
  await page.setViewportSize(kDesktop);
  await assertAccessible(page);
  await link.click();
  await page.waitForURL(`**/campaign/${campaign.id}`);
  await visitor.leave();
});

test("the page of a suspended business is gone", async () => {
  await shop.api("POST", `/api/admin/tenants/${shop.tenant.id}/suspend`, {});
  const { visitor, page } = await comeIn(browser, shop.address);
  await page.getByText("Nobody offers pictures here").waitFor();
  visitor.expected.push(/404 \(Not Found\)/);
  await visitor.leave();
});
