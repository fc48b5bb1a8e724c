// @ts-check
// Templates are made, kept and changed in the editor. Every test has a template of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { editor, owner, page, slug, workInTheEditor } from "./editor_world.mjs";
import { assertAccessible, picture } from "./product.mjs";
import { fileOf, newTemplate, png, shapes } from "./template_world.mjs";

workInTheEditor("saving");

test("a template is made of three dropped pictures, and is there again after a reload", async () => {
  await page.goto("/app#/coupons/templates/new");
  await page.getByLabel("Name", { exact: true }).fill("15% off!");
  assert.equal(await page.getByLabel("Address").inputValue(), "15-off");
  await picture(page, "editor-new-1440-dark");
  await assertAccessible(page);
  for (const shape of shapes) await editor.drop(shape.variant, fileOf(shape));
  await page.locator("canvas[data-shows]").nth(2).waitFor();
  await editor.face("Feed").getByText("1080 × 1440").waitFor();
  await editor.save();
  assert.match(page.url(), /#\/coupons\/templates\/edit\/15-off$/);
  await page.reload();
  await page.locator("canvas[data-shows]").nth(2).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "15% off!");
  assert.deepEqual(await editor.numbers(), { left: 5, top: 78, width: 90, height: 12 });
  await picture(page, "editor-1440-dark");
  await assertAccessible(page);
});

test("every setting is stored, and copied to the other pictures on demand", async () => {
  await newTemplate(owner, { name: "A", slug, variants: ["square", "story"] });
  await editor.open(slug);
  await page.getByLabel("Font", { exact: true }).selectOption("noto_serif");
  await page.getByRole("button", { name: "#FFFFFF" }).click();
  await page.getByRole("switch", { name: "Dark outline" }).uncheck();
  await page.getByRole("switch", { name: "Logo in the corner" }).check();
  await page.getByRole("group", { name: "Across" }).getByRole("radio", { name: "Right" }).check();
  await page.getByRole("group", { name: "Up and down" }).getByRole("radio", { name: "Top" }).check();
  await page.getByRole("button", { name: "Use these settings for all pictures" }).click();
  await editor.save();
  const { meta } = (await owner.api("GET", `/api/templates/${slug}`)).template;
  for (const stored of [meta.square, meta.story]) {
    const { font, fontColor, outline, showLogo, box: place } = stored;
    assert.deepEqual({ font, fontColor, outline, showLogo, h: place.hAlign, v: place.vAlign }, { font: "noto_serif", fontColor: "#FFFFFF", outline: false, showLogo: true, h: "right", v: "top" });
  }
  assert.notEqual(meta.square.image, meta.story.image);
});

test("an edit keeps what the switch in the gallery said", async () => {
  await newTemplate(owner, { name: "A", slug });
  await owner.api("POST", "/api/toggle-telegram-template", { slug, enabled: false });
  await editor.open(slug);
  await page.getByLabel("Name", { exact: true }).fill("B");
  await editor.save();
  const { template } = await owner.api("GET", `/api/templates/${slug}`);
  assert.equal(template.name, "B");
  assert.equal(template.telegram_enabled, false);
});

test("a removed shape is gone after saving, and undo brings it back before", async () => {
  await newTemplate(owner, { name: "A", slug, variants: ["square", "feed"] });
  await editor.open(slug);
  await page.getByRole("button", { name: "Remove the feed picture" }).click();
  await page.keyboard.press("Control+z");
  await page.getByRole("button", { name: "Remove the feed picture" }).click();
  await editor.save();
  const { meta } = (await owner.api("GET", `/api/templates/${slug}`)).template;
  assert.equal("feed" in meta, false);
  assert.equal("square" in meta, true);
});

test("the exact picture is the one that everybody gets, with letters of the same size", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await page.getByLabel("Text to try").fill("welcome 30");
  await editor.number("Height").fill("7.5");
  /** @type {Buffer} */
  let shown = Buffer.alloc(0);
  await page.route("**/api/render", async (route) => {
    const response = await route.fetch();
    shown = await response.body();
    await route.fulfill({ response });
  });
  await page.getByRole("switch", { name: "Exact picture" }).check();
  await page.locator('canvas[data-shows="exact"]').waitFor();
  assert.equal(await page.locator("[data-server-font-px]").innerText(), await page.locator("[data-font-px]").innerText());
  await picture(page, "editor-exact-1440-dark");
  await editor.save();
  const stored = await owner.visitor.context.request.post("/api/render", {
    headers: { Origin: new URL(page.url()).origin },
    data: { template: slug, variant: "square", format: "png", text: "WELCOME-30" },
  });
  assert.ok(shown.length > 0 && shown.equals(await stored.body()), "the picture before saving is not the one after it");
  await page.unroute("**/api/render");
});

test("an address that is taken is refused at its field", async () => {
  owner.visitor.expected.push(/status of 409/);
  await newTemplate(owner, { name: "A", slug });
  await page.goto("/app#/coupons/templates/new");
  await page.getByLabel("Name", { exact: true }).fill(slug);
  await editor.drop("square", { name: "good.png", mimeType: "image/png", buffer: png({ width: 60, height: 60 }, () => [9, 9, 9]) });
  await page.locator("canvas[data-shows]").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator("#slug[aria-invalid=true]").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "slug");
});

test("who was slower hears of it, and decides whose version stays", async () => {
  owner.visitor.expected.push(/status of 409/);
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await owner.api("PUT", `/api/templates/${slug}`, { name: "Theirs" });
  await page.getByLabel("Name", { exact: true }).fill("Mine");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Somebody else changed this template while you did.").waitFor();
  await picture(page, "editor-conflict-1440-dark");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Save mine over theirs" }).click();
  await page.getByText("Mine is saved.").waitFor();
  assert.equal((await owner.api("GET", `/api/templates/${slug}`)).template.name, "Mine");
  await owner.api("PUT", `/api/templates/${slug}`, { name: "Theirs" });
  await page.getByLabel("Name", { exact: true }).fill("Mine again");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Show theirs, drop mine" }).click();
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector("#name"))?.value === "Theirs");
});

test("leaving with changes asks first, and staying keeps them", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await page.getByLabel("Name", { exact: true }).fill("Unsaved");
  await page.getByRole("link", { name: "Templates", exact: true }).last().click();
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
  await dialog.getByRole("button", { name: "Keep editing" }).click();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Unsaved");
  assert.ok(page.url().endsWith(`edit/${slug}`));
  await page.getByRole("link", { name: "Templates", exact: true }).last().click();
  await dialog.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { name: "Templates", level: 1 }).waitFor();
  assert.match(page.url(), /#\/coupons\/templates$/);
  assert.equal((await owner.api("GET", `/api/templates/${slug}`)).template.name, "A");
});
