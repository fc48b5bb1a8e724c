// @ts-check
// The template editor as a test uses it.
import assert from "node:assert/strict";

/** @typedef {{x: number, y: number}} Point */

export class EditorPage {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} slug */
  async open(slug) {
    await this.page.goto("about:blank");
    await this.page.goto(`/app#/coupons/templates/edit/${slug}`);
    await this.page.locator("canvas[data-shows]").first().waitFor();
  }

  /** @param {string} title */
  face(title) {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  /** A field that takes a number. @param {string} title */
  number(title) {
    return this.page.getByRole("spinbutton", { name: title, exact: true });
  }

  /** The numbers of the face that is worked on. */
  async numbers() {
    const read = async (/** @type {string} */ title) => Number(await this.number(title).inputValue());
    return { left: await read("Left"), top: await read("Top"), width: await read("Width"), height: await read("Height") };
  }

  /** Fails when the numbers are further off than a pixel of the mouse. @param {Partial<Record<"left" | "top" | "width" | "height", number>>} wanted */
  async assertNumbers(wanted) {
    const found = await this.numbers();
    for (const [key, value] of Object.entries(wanted)) {
      assert.ok(Math.abs(found[/** @type {keyof typeof found} */ (key)] - value) <= 0.6, `${key} is not ${value}: ${JSON.stringify(found)}`);
    }
  }

  /** Where this percentage of the square lies on screen. @param {number} x @param {number} y @returns {Promise<Point>} */
  async spot(x, y) {
    const stage = this.face("Square").locator(".stage");
    await stage.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const area = await stage.boundingBox();
    assert.ok(area);
    return { x: area.x + (area.width * x) / 100, y: area.y + (area.height * y) / 100 };
  }

  /** @param {Point} from @param {Point} to */
  async drag(from, to) {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 6 });
    await this.page.mouse.up();
  }

  async save() {
    await this.page.getByRole("button", { name: "Save", exact: true }).click();
    await this.page.getByText("is saved.").first().waitFor();
  }

  /** Lets a file fall onto the place of a shape, as from a desktop. @param {string} variant @param {{name: string, mimeType: string, buffer: Buffer}} file */
  async drop(variant, { name: fileName, mimeType, buffer }) {
    const files = await this.page.evaluateHandle(
      ([title = "", type = "", bytes = ""]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], title, { type }));
        return transfer;
      },
      [fileName, mimeType, buffer.toString("base64")],
    );
    await this.page.locator(`[data-variant=${variant}] .drop-zone`).dispatchEvent("drop", { dataTransfer: files });
  }
}
