// @ts-check
// The picture itself. The preview and the file are drawn by the same lines, only larger.
import { extent } from "./placement.js";

export const kPreviewSide = 1080;
export const kFileSide = 2000;

/**
 * @param {HTMLCanvasElement} canvas a square
 * @param {{photo: ImageBitmap | null, placement: import("./placement.js").Placement, frame: HTMLImageElement | null}} picture
 */
export function compose(canvas, { photo, placement, frame }) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const side = canvas.width;
  context.clearRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  if (photo) {
    context.fillStyle = "#000";
    context.fillRect(0, 0, side, side);
    drawPhoto(context, side, photo, placement);
  }
  if (frame) context.drawImage(frame, 0, 0, side, side);
}

/** The finished picture as a PNG. @param {Parameters<typeof compose>[1]} picture @returns {Promise<Blob>} */
export function toFile(picture) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = kFileSide;
  compose(canvas, picture);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("This browser could not make the picture. Close other pages and try again."))), "image/png");
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {ImageBitmap} photo
 * @param {import("./placement.js").Placement} placement
 */
function drawPhoto(context, side, photo, placement) {
  const { width, height } = extent(photo, { ...placement, turns: 0 });
  context.save();
  context.translate((0.5 + placement.x) * side, (0.5 + placement.y) * side);
  context.rotate((placement.turns * Math.PI) / 2);
  context.drawImage(photo, (-width / 2) * side, (-height / 2) * side, width * side, height * side);
  context.restore();
}
