// @ts-check
// What a page shows while somebody types is what the server draws for good: the same size of letters, the same pixels to the eye.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compare } from "./likeness.mjs";
import { openBrowser, productUrl, Visitor } from "./product.mjs";
import { png } from "./template_world.mjs";

/** @typedef {import("../../../web/lib/picture/face.js").Box} Box */

const kLeastLikeness = 0.995;
const kSide = 1080;

/** Left, top, width, height, and where the text lies in it. @param {number} left @param {number} top @param {number} width @param {number} height @param {Box["hAlign"]} hAlign @param {Box["vAlign"]} vAlign @returns {Box} */
const box = (left, top, width, height, hAlign, vAlign) => ({ leftPct: left, topPct: top, widthPct: width, heightPct: height, hAlign, vAlign });

/** Texts, boxes, limits, colours and outlines as templates have them. @type {[string, Box, number, string, boolean][]} */
const cases = [
  ["GOLD10", box(5, 78, 90, 12, "center", "middle"), 0, "#FFFFFF", false],
  ["GOLD10", box(5, 78, 90, 12, "center", "middle"), 0, "#FFFFFF", true],
  ["WELCOME-30", box(14, 66, 72, 9, "center", "middle"), 120, "#FF273E", false],
  ["WELCOME-30", box(14, 66, 72, 9, "center", "middle"), 120, "#FFEE00", true],
  ["SPRING-SALE", box(10, 10, 60, 12, "left", "top"), 0, "#101830", false],
  ["SPRING-SALE", box(10, 10, 60, 12, "left", "top"), 0, "#FFFFFF", true],
  ["SUMMER_2026", box(30, 40, 66, 10, "right", "bottom"), 0, "#0D4F4B", false],
  ["SUMMER_2026", box(30, 40, 66, 10, "right", "bottom"), 0, "#F2C14E", true],
  ["AVATAR-WAVE", box(3.7, 51.3, 61.9, 8.8, "left", "middle"), 0, "#FFFFFF", false],
  ["AVATAR-WAVE", box(3.7, 51.3, 61.9, 8.8, "left", "middle"), 0, "#00E5FF", true],
  ["PROMO-CODE-WITH-MANY-LETTERS", box(4, 30, 92, 14, "center", "middle"), 0, "#FFFFFF", false],
  ["PROMO-CODE-WITH-MANY-LETTERS", box(4, 30, 92, 14, "center", "middle"), 0, "#FFFFFF", true],
  ["A1", box(35, 20, 30, 13, "center", "top"), 0, "#FFFFFF", false],
  ["A1", box(35, 20, 30, 13, "center", "top"), 0, "#FF00AA", true],
  ["0123456789", box(7, 61.7, 83, 7.4, "right", "middle"), 72, "#222222", false],
  ["0123456789", box(7, 61.7, 83, 7.4, "right", "middle"), 72, "#FFFFFF", true],
  ["JQ-GY_JQ", box(12.5, 86.1, 75, 9.9, "center", "bottom"), 64, "#FFFFFF", false],
  ["JQ-GY_JQ", box(12.5, 86.1, 75, 9.9, "center", "bottom"), 64, "#C0FFEE", true],
  ["WWWWWWMMMMMM", box(5, 5, 90, 20, "center", "middle"), 0, "#FFFFFF", false],
  ["WWWWWWMMMMMM", box(5, 5, 90, 20, "center", "middle"), 0, "#FFD1DC", true],
  ["IIIIII-LLLLLL", box(20, 70, 60, 10, "left", "bottom"), 90, "#FFFFFF", false],
  ["IIIIII-LLLLLL", box(20, 70, 60, 10, "left", "bottom"), 90, "#7CFC00", true],
  ["VIP50", box(50.4, 84, 38.8, 4.3, "center", "middle"), 0, "#FFFFFF", false],
  ["VIP50", box(50.4, 84, 38.8, 4.3, "center", "middle"), 0, "#FFFFFF", true],
];

/** Neither plain nor noise: slopes, with a stripe here and there. @param {number} x @param {number} y */
function backgroundAt(x, y) {
  const stripe = (x + 2 * y) % 240 < 14 ? 36 : 0;
  return [40 + Math.floor((150 * y) / kSide) + stripe, 30 + Math.floor((90 * x) / kSide) + stripe, 150 - Math.floor((80 * (x + y)) / (2 * kSide)) + stripe];
}

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Visitor} */
let visitor;
/** @type {{id: string, url: string, width: number, height: number}} */
let image;

before(async () => {
  browser = await openBrowser();
  visitor = await Visitor.arrive(browser);
  await visitor.signIn();
  const buffer = png({ width: kSide, height: kSide }, backgroundAt);
  const answer = await visitor.context.request.post("/api/template-images", { headers: { Origin: productUrl }, multipart: { image: { name: "b.png", mimeType: "image/png", buffer } } });
  assert.equal(answer.status(), 201, await answer.text());
  ({ image } = await answer.json());
  await visitor.page.goto("/coupon");
});
after(async () => {
  await visitor.leave();
  await browser.close();
});

for (const font of /** @type {const} */ (["dejavu_sans", "inter", "noto_serif"])) {
  test(`a page draws ${font} as the server does`, async (context) => {
    const unlike = [];
    for (const [text, place, maxFontPx, fontColor, outline] of cases) {
      const face = { image: image.id, maxFontPx, fontColor, font, outline, showLogo: false, box: place };
      const found = await compare(visitor.page, image, face, text);
      const row = [text.padEnd(28), outline ? "outlined" : "plain   ", `${place.hAlign}/${place.vAlign}`.padEnd(13), `${found.serverPx} px`.padStart(6), found.ssim.toFixed(4), found.difference.toFixed(2).padStart(5)].join("  ");
      context.diagnostic(row);
      if (found.pagePx !== found.serverPx || !(found.ssim >= kLeastLikeness)) unlike.push(`${row}  (${found.pagePx} px in the page)`);
    }
    assert.deepEqual(unlike, []);
  });
}
