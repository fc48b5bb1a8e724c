// @ts-check
// Pictures come into the editor, or do not; and who may only look. Every test has a template of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, editor, owner, page, slug, workInTheEditor } from "./editor_world.mjs";
import { assertAccessible, picture } from "./product.mjs";
import { arriveAs, run } from "./sandbox_world.mjs";
import { newTemplate, png } from "./template_world.mjs";

workInTheEditor("uploads");

test("a file that is no picture is refused where it was dropped", async () => {
  owner.visitor.expected.push(/status of 415/);
  await page.goto("/app#/coupons/templates/new");
  const place = page.locator("[data-variant=square]");
  await editor.drop("square", { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await place.getByText("This is not a PNG, JPEG or WebP picture.").waitFor();
  await editor.drop("square", { name: "fake.png", mimeType: "image/png", buffer: Buffer.from("hello, I am no picture at all") });
  await place.locator(".field-error", { hasNotText: "This is not a PNG, JPEG or WebP picture. Choose" }).waitFor();
  await picture(page, "editor-refused-1440-dark");
  await editor.drop("square", { name: "good.png", mimeType: "image/png", buffer: png({ width: 60, height: 60 }, () => [9, 9, 9]) });
  await editor.face("Square").getByText("60 × 60").waitFor();
  assert.equal(await place.locator(".field-error").count(), 0);
});

test("a picture is pasted into the shape that is worked on", async () => {
  await newTemplate(owner, { name: "A", slug });
  await editor.open(slug);
  await page.getByRole("radio", { name: "Feed" }).check();
  await page.evaluate((bytes) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([Uint8Array.from(bytes)], "pasted.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, [...png({ width: 60, height: 80 }, () => [9, 9, 9])]);
  await editor.face("Feed").getByText("60 × 80").waitFor();
});

test("who is a member tries texts, and changes nothing", async () => {
  await newTemplate(owner, { name: "For reading", slug });
  const { link } = await owner.api("POST", "/api/invitations", { role: "member" });
  const member = await arriveAs(browser, { email: `reader.${run}@example.com`, name: "Rita" });
  await member.api("POST", "/api/invitations/accept", { token: link.split("#")[1] });
  await member.page.goto("/app#/coupons/templates");
  await member.page.getByText("In the bot").first().waitFor();
  for (const role of /** @type {const} */ (["switch", "checkbox"])) assert.equal(await member.page.getByRole(role).count(), 0, role);
  assert.equal(await member.page.getByRole("button", { name: /Delete|Duplicate|Move/ }).count(), 0);
  await member.page.getByRole("link", { name: "For reading", exact: true }).click();
  await member.page.locator("canvas[data-shows]").waitFor();
  assert.equal(await member.page.getByRole("application").count(), 0);
  assert.equal(await member.page.getByRole("button", { name: /Save|Remove|Undo/ }).count(), 0);
  assert.equal(await member.page.getByLabel("Name", { exact: true }).isDisabled(), true);
  const file = member.page.waitForEvent("download");
  await member.page.getByRole("button", { name: "Test picture: Square" }).click();
  assert.equal((await file).suggestedFilename(), "SUMMER2025-square.png");
  await assertAccessible(member.page);
  await member.visitor.leave();
});

test("an upload is given up on demand, and one that fails says what to do, both in place", async () => {
  owner.visitor.expected.push(/status of 503/);
  await page.goto("/app#/coupons/templates/new");
  const place = page.locator("[data-variant=square]");
  const file = { name: "good.png", mimeType: "image/png", buffer: png({ width: 60, height: 60 }, () => [9, 9, 9]) };
  await page.route("**/api/template-images", () => undefined);
  await editor.drop("square", file);
  await place.getByText(/Uploading|Preparing/).waitFor();
  await place.getByRole("button", { name: "Cancel" }).click();
  await place.getByText(/Uploading|Preparing/).waitFor({ state: "detached" });
  await page.unroute("**/api/template-images");
  const refusal = { success: false, error: "Pictures cannot be stored just now. Try again in a minute.", code: "unavailable", request_id: "r" };
  await page.route("**/api/template-images", (route) => route.fulfill({ status: 503, json: refusal }));
  await editor.drop("square", file);
  await place.locator(".field-error").getByText(refusal.error).waitFor();
  assert.equal(await page.locator("canvas").count(), 0);
  await page.unroute("**/api/template-images");
});
