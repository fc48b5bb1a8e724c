// @ts-check
// What the pages draw on a canvas beside what the server draws, pixel by pixel.

/** @typedef {import("../../../web/lib/picture/face.js").Style & {image: string}} Look */
/** The picture below the text. @typedef {{url: string, width: number, height: number}} Ground */
/** As much of a picture as the text covers; four bytes a pixel. @typedef {{width: number, height: number, pixels: Buffer}} Ink */

const kWindow = 8;
const kSteady = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/**
 * Draws with the page's own modules, asks the server for the same picture, and compares both where one of them has ink.
 * `ssim` is the mean structural similarity of brightness in windows of 8 × 8, `difference` the mean distance of a channel.
 * @param {import("playwright-core").Page} page one of the product's pages, signed in
 * @param {Ground} ground
 * @param {Look} face
 * @param {string} text
 */
export async function compare(page, ground, face, text) {
  const { pagePx, serverPx, width, height, drawn, served } = await bothPictures(page, ground, face, text);
  const [ours, theirs] = [drawn, served].map((content) => ({ width, height, pixels: Buffer.from(content, "base64") }));
  if (!ours || !theirs) throw new Error("no picture");
  return { pagePx, serverPx, ssim: similarity(ours, theirs), difference: meanDifference(ours, theirs) };
}

/** @param {import("playwright-core").Page} page @param {Ground} ground @param {Look} face @param {string} text */
function bothPictures(page, ground, face, text) {
  return page.evaluate(
    async ([{ url, width, height }, style, caption]) => {
      const module = (/** @type {string} */ name) => import(`#lib/picture/${name}.js`);
      const [{ drawPicture }, { loadFont }, { loadPicture }] = [await module("draw"), await module("fonts"), await module("background")];
      const [background] = await Promise.all([loadPicture(url), loadFont(style.font)]);
      const headers = { "Content-Type": "application/json" };
      const wish = { variant: "square", format: "png", text: caption, logo: false, face: style };
      const answer = await fetch("/api/render", { method: "POST", headers, body: JSON.stringify(wish) });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);

      const context = () => /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true }));
      const [bare, drawn, served] = [context(), context(), context()];
      bare.drawImage(background, 0, 0);
      const { fontPx } = drawPicture(drawn, { background, size: { width, height }, style, text: caption });
      served.drawImage(await createImageBitmap(await answer.blob()), 0, 0);

      const pixels = [bare, drawn, served].map((one) => new Uint32Array(one.getImageData(0, 0, width, height).data.buffer));
      let [left, top, right, bottom] = [width, height, -1, -1];
      pixels[0]?.forEach((pixel, at) => {
        if (pixel === pixels[1]?.[at] && pixel === pixels[2]?.[at]) return;
        const [x, y] = [at % width, Math.floor(at / width)];
        [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      });
      if (right < 0) throw new Error("nobody drew anything");
      const ink = { width: right - left + 1, height: bottom - top + 1 };
      const sent = (/** @type {OffscreenCanvasRenderingContext2D} */ from) =>
        new Promise((resolve) => {
          const reader = new FileReader();
          reader.onload = () => resolve(String(reader.result).split(",")[1]);
          reader.readAsDataURL(new Blob([from.getImageData(left, top, ink.width, ink.height).data]));
        });
      return { ...ink, pagePx: Number(fontPx), serverPx: Number(answer.headers.get("X-Font-Px")), drawn: await sent(drawn), served: await sent(served) };
    },
    /** @type {const} */ ([ground, face, text]),
  );
}

/** @param {Ink} one @param {Ink} other */
function similarity(one, other) {
  const [first, second] = [brightness(one), brightness(other)];
  let [sum, windows] = [0, 0];
  for (let top = 0; top + kWindow <= one.height; top += 1) {
    for (let left = 0; left + kWindow <= one.width; left += 1) {
      sum += alike(first, second, top * one.width + left, one.width);
      windows += 1;
    }
  }
  return sum / windows;
}

/** One window, whose first pixel is `from`. @param {Float64Array} one @param {Float64Array} other @param {number} from @param {number} stride */
function alike(one, other, from, stride) {
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = from; row < from + kWindow * stride; row += stride) {
    for (let at = row; at < row + kWindow; at += 1) {
      const [p, q] = [one[at] ?? 0, other[at] ?? 0];
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const count = kWindow * kWindow;
  const [c1 = 0, c2 = 0] = kSteady;
  const [ma, mb] = [a / count, b / count];
  const [va, vb, together] = [aa / count - ma * ma, bb / count - mb * mb, ab / count - ma * mb];
  return ((2 * ma * mb + c1) * (2 * together + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
}

/** @param {Ink} ink */
function brightness({ width, height, pixels }) {
  return Float64Array.from({ length: width * height }, (_, at) => 0.299 * (pixels[at * 4] ?? 0) + 0.587 * (pixels[at * 4 + 1] ?? 0) + 0.114 * (pixels[at * 4 + 2] ?? 0));
}

/** @param {Ink} one @param {Ink} other */
function meanDifference(one, other) {
  let sum = 0;
  for (let at = 0; at < one.pixels.length; at += 1) sum += Math.abs((one.pixels[at] ?? 0) - (other.pixels[at] ?? 0));
  return (sum / one.pixels.length) * (4 / 3);
}
