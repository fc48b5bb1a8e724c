// Renders codes on a background with sharp: `node render.mjs FOLDER VARIANT FORMAT SECONDS [outlined]`.
// The background is decoded once, and the size of each text is given, so that only drawing and encoding count.
import { readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";

const SIZES = { square: [1080, 1080], story: [1080, 1920] };
const BOX = { left: 0.05, top: 0.78, width: 0.9, height: 0.12 }; // of the picture: the default
const WARM_UP = 2;

const [folder, variant, format, seconds, outlined] = process.argv.slice(2);
const [width, height] = SIZES[variant];
const pixels = readFileSync(path.join(folder, `${variant}.rgb`));
const codes = readFileSync(path.join(folder, `${variant}.codes`), "utf8").trim().split("\n").map((line) => line.split(" "));
const area = {
  left: Math.round(BOX.left * width), top: Math.round(BOX.top * height),
  width: Math.round(BOX.width * width), height: Math.round(BOX.height * height),
};
sharp.concurrency(1);
sharp.cache(false);

function line(px) {
  return outlined ? ` stroke="black" stroke-opacity="0.75" stroke-linejoin="round" paint-order="stroke" stroke-width="${Math.max(2, Math.floor(0.08 * px))}"` : "";
}

async function render(code, px) {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${area.width}" height="${area.height}">`
    + `<text x="${area.width / 2}" y="${area.height / 2 + Math.round(0.35 * px)}" text-anchor="middle" font-family="DejaVu Sans"`
    + ` font-weight="bold" font-size="${px}" fill="white"${line(px)}>${code}</text></svg>`;
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(text), left: area.left, top: area.top }]);
  const file = await (format === "jpg" ? picture.jpeg({ quality: 90 }) : picture.png({ compressionLevel: 6 })).toBuffer();
  return file.length;
}

for (const [code, px] of codes.slice(0, WARM_UP)) await render(code, Number(px));
const took = [];
let bytes = 0;
const end = performance.now() + Number(seconds) * 1000;
while (performance.now() < end) {
  const [code, px] = codes[took.length % codes.length];
  const begun = process.cpuUsage();
  bytes += await render(code, Number(px));
  const { user, system } = process.cpuUsage(begun);
  took.push(user + system);
}
const sum = took.reduce((total, one) => total + one, 0);
took.sort((a, b) => a - b);
console.log(`renders_per_s ${((took.length / sum) * 1e6).toFixed(1)} p99_us ${took[Math.floor(took.length * 0.99)]} bytes ${Math.round(bytes / took.length)}`);
