// @ts-check
// The gallery of templates. Every test says which templates there are when it begins.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";
import { arriveAsOwner, haveTemplates, swipe } from "./template_world.mjs";

const kPlace = "/app#/coupons/templates";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./template_world.mjs").Person} */
let owner;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  owner = await arriveAsOwner(browser, "gallery");
  page = owner.page;
});
beforeEach(async () => {
  await page.setViewportSize(kDesktop);
});
after(async () => {
  // Also when nobody ever arrived: a browser that stays open keeps the whole run waiting.
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

async function visit() {
  await page.goto("about:blank");
  await page.goto(kPlace);
  await page.getByRole("heading", { name: "Templates", level: 1 }).waitFor();
}

async function threeTemplates() {
  await haveTemplates(owner, [
    { name: "Spring", slug: "spring", variants: ["square", "story", "feed"] },
    { name: "Summer", slug: "summer", variants: ["story"] },
    { name: "Autumn", slug: "autumn", variants: ["feed"] },
  ]);
  await visit();
  await page.locator("canvas[data-shows]").nth(2).waitFor();
}

const shownNames = () => page.locator(".template h2").allInnerTexts();
const storedNames = async () => (await owner.api("GET", "/api/templates")).templates.map((/** @type {{name: string}} */ template) => template.name);
/** @param {string} title */
const grip = (title) => page.getByRole("button", { name: `Move ${title}` });

/** The answer of the server has come. @param {string} path @param {() => Promise<unknown>} deed */
async function answered(path, deed) {
  const answer = page.waitForResponse(`**${path}`);
  await deed();
  assert.ok((await answer).ok());
}

/** @param {import("playwright-core").Locator} place */
async function middleOf(place) {
  const box = await place.boundingBox();
  assert.ok(box);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("without templates the page offers to make the first one", async () => {
  await haveTemplates(owner, []);
  await visit();
  await page.getByText("No templates yet").waitFor();
  await picture(page, "templates-empty-1440-dark");
  await assertAccessible(page);
  await page.locator(".empty-state").getByRole("link", { name: "New template" }).click();
  await page.getByRole("heading", { name: "New template", level: 1 }).waitFor();
});

test("every template is shown with the text to try, and found by its name", async () => {
  await threeTemplates();
  assert.deepEqual(await shownNames(), ["Spring", "Summer", "Autumn"]);
  await page.getByLabel("Text to try").fill("winter 24");
  await page.locator('canvas[data-shows="WINTER-24"]').nth(2).waitFor();
  await picture(page, "templates-1440-dark");
  await assertAccessible(page);
  await page.getByLabel("Search templates").fill("sum");
  assert.deepEqual(await shownNames(), ["Summer"]);
  await page.getByLabel("Search templates").fill("nothing like this");
  await page.getByText("Nothing has this name").waitFor();
});

test("on a phone and in the light theme the gallery is as good", async () => {
  await threeTemplates();
  await page.setViewportSize(kPhone);
  await picture(page, "templates-390-dark");
  await assertAccessible(page);
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
  await picture(page, "templates-390-light");
  await assertAccessible(page);
});

test("templates are put into another order with the arrow keys", async () => {
  await threeTemplates();
  await grip("Autumn").focus();
  await answered("/api/templates/order", () => page.keyboard.press("ArrowLeft"));
  assert.deepEqual(await shownNames(), ["Spring", "Autumn", "Summer"]);
  await page.getByText("Autumn: place 2 of 3").waitFor({ state: "attached" });
  assert.equal(await grip("Autumn").evaluate((element) => element === document.activeElement), true);
  assert.deepEqual(await storedNames(), ["Spring", "Autumn", "Summer"]);
});

test("templates are dragged into another order with the mouse", async () => {
  await threeTemplates();
  const [from, to] = [await middleOf(grip("Spring")), await middleOf(page.locator(".template").nth(2))];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await answered("/api/templates/order", () => page.mouse.up());
  assert.deepEqual(await shownNames(), ["Summer", "Autumn", "Spring"]);
  await page.reload();
  await page.locator(".template").nth(2).waitFor();
  assert.deepEqual(await shownNames(), ["Summer", "Autumn", "Spring"]);
});

test("templates are dragged into another order with a finger", async () => {
  await threeTemplates();
  const [from, to] = [await middleOf(grip("Autumn")), await middleOf(page.locator(".template").nth(0))];
  await answered("/api/templates/order", () => swipe(page, [from, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, to]));
  assert.deepEqual(await storedNames(), ["Autumn", "Spring", "Summer"]);
});

test("an order that could not be stored is taken back", async () => {
  owner.visitor.expected.push(/ERR_FAILED/);
  await threeTemplates();
  await page.route("**/api/templates/order", (route) => route.abort());
  await grip("Autumn").focus();
  await page.keyboard.press("ArrowUp");
  await page.getByText("The server cannot be reached").waitFor();
  assert.deepEqual(await shownNames(), ["Spring", "Summer", "Autumn"]);
  await page.unroute("**/api/templates/order");
});

test("the bot offers a template or not, as the switch says", async () => {
  await threeTemplates();
  await page.getByRole("switch", { name: "Bot offers Summer" }).uncheck();
  await page.getByText("Summer is no longer offered by the bot.").waitFor();
  await page.reload();
  assert.equal(await page.getByRole("switch", { name: "Bot offers Summer" }).isChecked(), false);
  assert.equal(await page.getByRole("switch", { name: "Bot offers Spring" }).isChecked(), true);
});

test("a template is duplicated, and the copy is a template of its own", async () => {
  await threeTemplates();
  await page.getByRole("button", { name: "Duplicate Spring" }).click();
  await page.getByText("Spring is duplicated.").waitFor();
  await page.locator(".template").nth(3).waitFor();
  const { templates } = await owner.api("GET", "/api/templates");
  assert.equal(new Set(templates.map((/** @type {{slug: string}} */ { slug }) => slug)).size, 4);
});

test("deleting asks first", async () => {
  await threeTemplates();
  await page.getByRole("button", { name: "Delete Summer" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Summer?" });
  await dialog.getByRole("button", { name: "Keep as it is" }).click();
  assert.deepEqual(await storedNames(), ["Spring", "Summer", "Autumn"]);
  await page.getByRole("button", { name: "Delete Summer" }).click();
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("Summer is deleted.").waitFor();
  assert.deepEqual(await storedNames(), ["Spring", "Autumn"]);
});

test("several templates are deleted together once the number is typed", async () => {
  await threeTemplates();
  await page.getByLabel("Select Spring").check();
  await page.getByLabel("Select Autumn").check();
  await page.getByText("2 templates selected").waitFor();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 2 templates?" });
  const action = dialog.getByRole("button", { name: "Delete", exact: true });
  assert.equal(await action.isDisabled(), true);
  await dialog.getByRole("textbox").fill("delete 2");
  await picture(page, "templates-delete-1440-dark");
  await action.click();
  await page.getByText("Deleted: 2 templates.").waitFor();
  assert.deepEqual(await storedNames(), ["Summer"]);
  assert.equal(await page.getByText("selected").count(), 0);
});

test("what the search hides is not deleted with what is chosen", async () => {
  await threeTemplates();
  await page.getByLabel("Select Spring").check();
  await page.getByLabel("Select Autumn").check();
  await page.getByLabel("Search templates").fill("autumn");
  await page.getByText("1 template selected").waitFor();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 1 template?" });
  await dialog.getByRole("textbox").fill("delete 1");
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("Deleted: 1 template.").waitFor();
  assert.deepEqual(await storedNames(), ["Spring", "Summer"]);
});

test("the gallery shows the logo where a template has one", async () => {
  await haveTemplates(owner, []);
  await haveTemplates(owner, [
    { name: "Bare", slug: "bare", variants: ["square"] },
    { name: "Marked", slug: "marked", variants: ["square"] },
  ]);
  await owner.api("PUT", "/api/templates/marked", { square: { showLogo: true } });
  await visit();
  await page.locator('canvas[data-preview="marked"][data-shows]').waitFor();
  const isMarked = (/** @type {string} */ slug) => page.evaluate(isMarkedCanvas, slug);
  await page.waitForFunction(isMarkedCanvas, "marked");
  assert.equal(await isMarked("bare"), false);
});

/** Whether the initials' circle is in the corner of a template's canvas. @param {string} slug */
function isMarkedCanvas(slug) {
  const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(`canvas[data-preview="${slug}"]`));
  const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width / 4, canvas.height / 4).data ?? [];
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at] === 0x1d && pixels[at + 1] === 0x98 && pixels[at + 2] === 0xff) return true;
  }
  return false;
}

test("a gallery that could not be loaded says so, and loads on the second try", async () => {
  owner.visitor.expected.push(/ERR_FAILED/);
  await haveTemplates(owner, [{ name: "Spring", slug: "spring", variants: ["square"] }]);
  await page.route("**/api/templates", (route) => route.abort());
  await visit();
  await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
  await page.unroute("**/api/templates");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Spring" }).waitFor();
});
