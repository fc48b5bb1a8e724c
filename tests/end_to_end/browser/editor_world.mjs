// @ts-check
// What every file of tests about the editor begins with: the owner of a workspace, and a template's address of its own for each test.
import { after, afterEach, before, beforeEach } from "node:test";
import { EditorPage } from "./editor_page.mjs";
import { kDesktop, openBrowser } from "./product.mjs";
import { arriveAsOwner } from "./template_world.mjs";

/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {import("./template_world.mjs").Person} */
export let owner;
/** @type {import("playwright-core").Page} */
export let page;
/** @type {EditorPage} */
export let editor;
/** Of the template in this test. */
export let slug = "";
let made = 0;

/** @param {string} word names the owner @param {() => unknown} [onEachPage] runs in the page before its own scripts */
export function workInTheEditor(word, onEachPage = () => {}) {
  before(async () => {
    browser = await openBrowser();
    owner = await arriveAsOwner(browser, word);
    page = owner.page;
    await page.addInitScript(onEachPage);
    editor = new EditorPage(page);
  });
  beforeEach(async () => {
    await page.setViewportSize(kDesktop);
    slug = `t${(made += 1)}`;
  });
  afterEach(() => page.goto("about:blank"));
  after(async () => {
    // Also when nobody ever arrived: a browser that stays open keeps the whole run waiting.
    await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
  });
}
