// @ts-check
// Pictures of broadcasts: one for all, or a template with each person's own coupon.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { heardBy, newMessagesWorld } from "./messages_world.mjs";
import { assertAccessible, openBrowser, picture } from "./product.mjs";
import { fileOf, newTemplate, shapes } from "./template_world.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./messages_world.mjs").MessagesWorld} */
let world;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  world = await newMessagesWorld(browser, { word: "poster", people: 1 });
  page = world.owner.page;
});
after(async () => {
  await (world?.owner.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

test("a picture of one's own, or a template with everybody's coupon, is seen before it is sent and arrives", async () => {
  await newTemplate(world.owner, { name: "Spring sale", slug: "spring-sale" });
  await page.goto("/app#/messages/broadcasts/new");
  await page.getByRole("textbox", { name: "Message", exact: true }).fill("Look");
  const seen = page.locator(".composer-preview img");
  const loaded = () => page.waitForFunction(() => (/** @type {HTMLImageElement | null} */ (document.querySelector(".composer-preview img"))?.naturalWidth ?? 0) > 0);
  await page.locator(".segmented-option", { hasText: "One for all" }).click();
  await page.locator(".drop-zone-input").setInputFiles(fileOf(/** @type {import("./template_world.mjs").Shape} */ (shapes[0])));
  await loaded();
  const uploaded = await seen.getAttribute("src");
  await page.locator(".segmented-option", { hasText: "With their coupon" }).click();
  await page.getByLabel("Code for people without a coupon").fill("SPRING");
  await page.waitForFunction((other) => ![null, other].includes(document.querySelector(".composer-preview img")?.getAttribute("src") ?? null), uploaded);
  await loaded();
  await page.locator(".text-count").getByText("/ 1,024").waitFor();
  await picture(page, "broadcast-picture-1440-dark");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Send a test…" }).click();
  const row = page.getByRole("dialog").getByRole("listitem");
  await row.getByRole("button").click();
  await row.getByText("Arrived").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  const heard = await heardBy(world.bot, /** @type {import("./messages_world.mjs").Person} */ (world.people[0]));
  assert.equal(heard.at(-1)?.caption, "Look");
});
