// @ts-check
// A draft that two people have open: what the other one does is seen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newMessagesWorld } from "./messages_world.mjs";
import { assertAccessible, openBrowser, picture } from "./product.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./messages_world.mjs").MessagesWorld} */
let world;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  world = await newMessagesWorld(browser, { word: "draft", people: 1 });
  page = world.owner.page;
});
after(async () => {
  await (world?.owner.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

test("a draft that somebody else starts says so while it is being written, and leads to what is running", async () => {
  await page.goto("/app");
  await page.evaluate(() => localStorage.setItem("promostack.theme", "light"));
  await page.goto("about:blank");
  const { broadcast } = await world.owner.api("POST", "/api/broadcasts", { content: { text: "Two of us write this." } });
  await page.goto(`/app#/messages/broadcasts/${broadcast.id}/edit`);
  const preview = page.locator(".composer-preview .telegram");
  await preview.filter({ hasText: "Two of us" }).waitFor();
  assert.equal(await preview.getAttribute("data-telegram"), "light");
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  await page.locator('.composer-preview .telegram[data-telegram="dark"]').waitFor();
  await world.owner.api("POST", `/api/broadcasts/${broadcast.id}/start`);
  await page.getByText("has been started meanwhile").waitFor();
  assert.ok(await page.getByRole("button", { name: "Send…" }).isDisabled());
  await picture(page, "broadcast-started-meanwhile-1440-dark");
  await assertAccessible(page);
  await page.getByRole("link", { name: "Open the broadcast" }).click();
  await page.locator(".broadcast-state").waitFor();
});
