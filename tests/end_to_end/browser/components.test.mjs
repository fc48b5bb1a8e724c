// @ts-check
// The building blocks in a real browser, on the program's own page and under its policy.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { assertAccessible, openBrowser, picture, Visitor } from "./product.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Visitor} */
let visitor;
/** @type {import("playwright-core").Page} */
let page;
before(async () => {
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser);
  page = visitor.page;
  await visitor.signIn("/app");
});
after(async () => {
  await visitor.leave();
  await browser.close();
});
beforeEach(async () => {
  await page.reload();
  await page.locator("h1").waitFor();
});

/** Puts a table over the numbers 1 … total on the page, 10 at a time; its first `refusals` requests fail. @param {number} total @param {number} [refusals] */
async function showTable(total, refusals = 0) {
  await page.evaluate(
    async ([rows = 0, failing = 0]) => {
      const { DataTable } = await import("#components/table.js");
      const place = document.createElement("section");
      document.querySelector(".view")?.append(place);
      let left = failing;
      const fetchPage = async (/** @type {{cursor: string | null}} */ { cursor }) => {
        if (left-- > 0) throw new Error("The shelf is stuck. Push it.");
        const start = Number(cursor ?? 0);
        const end = Math.min(start + 10, rows);
        return { items: Array.from({ length: end - start }, (_, index) => start + index + 1), next_cursor: end < rows ? String(end) : null };
      };
      const table = new DataTable(place, {
        caption: "Numbers",
        noun: ["number", "numbers"],
        columns: [{ title: "Value", cell: (/** @type {number} */ row) => `<b>${row}</b>`, text: (/** @type {number} */ row) => String(row) }],
        key: String,
        fetchPage,
        pageSize: 10,
        empty: () => "No numbers here",
      });
      await table.list.refresh();
    },
    [total, refusals],
  );
}

test("a table loads page after page and then stops offering more", async () => {
  await showTable(25);
  const rows = page.getByRole("table", { name: "Numbers" }).locator("tbody tr");
  const more = page.getByRole("button", { name: "Load more" });
  await page.getByText("10 numbers shown, there are more").waitFor();
  await more.click();
  await page.getByText("20 numbers shown, there are more").waitFor();
  await more.click();
  await page.getByText("25 numbers", { exact: true }).waitFor();
  assert.equal(await rows.count(), 25);
  assert.equal(await more.count(), 0);
});

test("a value is shown as text, never read as HTML", async () => {
  await showTable(1);
  await page.getByText("<b>1</b>").waitFor();
});

test("an empty table says so", async () => {
  await showTable(0);
  await page.getByText("No numbers here").waitFor();
});

test("a table that could not be loaded says why and loads on the second try", async () => {
  await showTable(3, 1);
  await page.getByRole("alert").getByText("The shelf is stuck. Push it.").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("3 numbers", { exact: true }).waitFor();
});

/** Asks for a typed confirmation and keeps the answer on the page. */
async function askForTheWord() {
  await page.evaluate(async () => {
    const { confirm } = await import("#components/dialog.js");
    void confirm({ title: "Delete Acme?", text: "Everything of Acme goes.", action: "Delete", danger: true, typed: "acme" }).then((answer) => {
      document.body.dataset.answer = String(answer);
    });
  });
  return page.getByRole("dialog", { name: "Delete Acme?" });
}
/** The answer comes with the dialog's own event, a moment after it has gone. @param {string} word */
const answered = (word) => page.locator(`body[data-answer="${word}"]`).waitFor();

test("what cannot be undone waits for the typed word", async () => {
  const dialog = await askForTheWord();
  const action = dialog.getByRole("button", { name: "Delete" });
  assert.equal(await action.isDisabled(), true);
  await dialog.getByRole("textbox").fill("acm");
  await page.keyboard.press("Enter");
  assert.equal(await action.isDisabled(), true);
  assert.equal(await page.locator("body[data-answer]").count(), 0);
  await dialog.getByRole("textbox").fill("acme");
  await picture(page, "typed-confirm-1440-dark");
  await assertAccessible(page);
  await action.click();
  await dialog.waitFor({ state: "detached" });
  await answered("true");
});

test("Esc and a click beside a question mean no", async () => {
  const dialog = await askForTheWord();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await answered("false");
  await page.evaluate(() => delete document.body.dataset.answer);
  await askForTheWord();
  await page.mouse.click(8, 8);
  await dialog.waitFor({ state: "detached" });
  await answered("false");
});

test("an error message stays until it is closed and brings its reference", async () => {
  await page.evaluate(async () => {
    const [{ Toasts }, { ApiError }] = await Promise.all([import("#components/toast.js"), import("#lib/api.js")]);
    const toasts = new Toasts();
    toasts.success("Saved.");
    toasts.failure(new ApiError("Pick another name.", { status: 409, code: "taken", requestId: "r-17" }));
  });
  await page.getByText("Reference r-17").waitFor();
  await picture(page, "toasts-1440-dark");
  await page.getByText("Saved.").waitFor({ state: "detached" });
  assert.equal(await page.getByText("Pick another name.").count(), 1);
  await page.locator(".toast-error").getByRole("button", { name: "Close message" }).click();
  await page.getByText("Pick another name.").waitFor({ state: "detached" });
});
