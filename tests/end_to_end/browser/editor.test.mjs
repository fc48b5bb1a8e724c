// @ts-check
// The box of a template's text, with mouse, finger and keyboard. Every test has a template of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { editor, owner, page, slug, workInTheEditor } from "./editor_world.mjs";
import { assertAccessible, kPhone, picture } from "./product.mjs";
import { newTemplate, swipe } from "./template_world.mjs";

// A browser without a screen has no eyedropper of its own; the picture's is used instead.
workInTheEditor("editor", () => delete /** @type {any} */ (window).EyeDropper);

test("a box is drawn, moved and resized with the mouse", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await editor.drag(await editor.spot(10, 20), await editor.spot(60, 40));
  await editor.assertNumbers({ left: 10, top: 20, width: 50, height: 20 });
  await editor.drag(await editor.spot(30, 30), await editor.spot(40, 50));
  await editor.assertNumbers({ left: 20, top: 40, width: 50, height: 20 });
  await editor.drag(await editor.spot(70, 60), await editor.spot(80, 90));
  await editor.assertNumbers({ left: 20, top: 40, width: 60, height: 50 });
  await editor.drag(await editor.spot(40, 60), await editor.spot(140, 160));
  const { left, top, width, height } = await editor.numbers();
  assert.deepEqual([left + width, top + height], [100, 100]);
  await editor.save();
  const { box } = (await owner.api("GET", `/api/templates/${slug}`)).template.meta.square;
  assert.deepEqual([box.leftPct, box.topPct, box.widthPct, box.heightPct], [left, top, width, height]);
});

test("a box is moved, resized and drawn with a finger", async () => {
  await newTemplate(owner, { name: "A", slug });
  await page.setViewportSize(kPhone);
  await editor.open(slug);
  await swipe(page, [await editor.spot(50, 84), await editor.spot(50, 60), await editor.spot(50, 44)]);
  await editor.assertNumbers({ left: 5, top: 38, width: 90, height: 12 });
  await swipe(page, [await editor.spot(95, 50), await editor.spot(80, 60), await editor.spot(65, 70)]);
  await editor.assertNumbers({ left: 5, top: 38, width: 60, height: 32 });
  await swipe(page, [await editor.spot(70, 5), await editor.spot(40, 10), await editor.spot(20, 25)]);
  await editor.assertNumbers({ left: 20, top: 5, width: 50, height: 20 });
  await picture(page, "editor-390-dark");
  await assertAccessible(page);
});

test("arrow keys move and resize in steps, and each is taken back", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await editor.face("Square").getByRole("application").focus();
  await page.keyboard.press("ArrowUp");
  assert.deepEqual(await editor.numbers(), { left: 5, top: 77.5, width: 90, height: 12 });
  await page.keyboard.press("Shift+ArrowLeft");
  assert.deepEqual(await editor.numbers(), { left: 5, top: 77.5, width: 89.5, height: 12 });
  await page.keyboard.press("Alt+ArrowRight");
  assert.deepEqual(await editor.numbers(), { left: 5.1, top: 77.5, width: 89.5, height: 12 });
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.deepEqual(await editor.numbers(), { left: 5, top: 77.5, width: 90, height: 12 });
  await page.keyboard.press("Control+Shift+Z");
  assert.deepEqual(await editor.numbers(), { left: 5, top: 77.5, width: 89.5, height: 12 });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal(await page.getByRole("button", { name: "Undo" }).isDisabled(), true);
  assert.equal(await page.getByRole("button", { name: "Saved" }).isDisabled(), true);
});

test("a drag that is given up with Esc changes nothing", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  const [from, to] = [await editor.spot(50, 84), await editor.spot(20, 20)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  assert.deepEqual(await editor.numbers(), { left: 5, top: 78, width: 90, height: 12 });
});

test("numbers are typed, nought is one of them, and what does not fit is put right", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await editor.number("Left").fill("0");
  await editor.number("Top").fill("500");
  await page.keyboard.press("Tab");
  assert.deepEqual(await editor.numbers(), { left: 0, top: 88, width: 90, height: 12 });
  await editor.number("Largest size").fill("120");
  await editor.face("Square").getByText("120 px").waitFor();
  await editor.save();
  await page.reload();
  await editor.face("Square").getByText("120 px").waitFor();
  assert.equal((await editor.numbers()).left, 0);
});

test("a colour is taken out of the picture", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await page.getByRole("button", { name: "Take a colour from the picture" }).click();
  const place = await editor.spot(50, 50);
  await page.mouse.click(place.x, place.y);
  await page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.querySelector("#face-colour")).value.startsWith("#14"));
  assert.match(await page.getByLabel("Colour of the letters, as a code").inputValue(), /^#141[CDE]A[0-9A-F]$/);
  await page.getByLabel("Colour of the letters, as a code").fill("00ff00");
  await page.keyboard.press("Tab");
  assert.equal(await page.getByLabel("Colour of the letters, as a code").inputValue(), "#00FF00");
});

test("in the light theme and on a phone the editor is as good", async () => {
  await newTemplate(owner, { name: "A", slug, variants: ["square", "story", "feed"] });
  await editor.open(slug);
  await page.getByRole("switch", { name: "Guides" }).check();
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
  await picture(page, "editor-1440-light");
  await assertAccessible(page);
  await page.setViewportSize(kPhone);
  await page.getByRole("radio", { name: "Story" }).check();
  await editor.face("Story").waitFor();
  assert.equal(await editor.face("Square").isVisible(), false);
  await picture(page, "editor-390-light");
  await assertAccessible(page);
});
