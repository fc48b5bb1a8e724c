// @ts-check
// Draws a picture as the server does. The font has been loaded before (`loadFont`).
import { fontOf } from "./fonts.js";
import { anchorOf, areaOf, fittedFontPx, fontCap, logoArea, outlinePx } from "./layout.js";

/** @typedef {import("./face.js").Size} Size */
/** @typedef {import("./face.js").Style} Style */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** The mark in the upper left corner: a picture, or letters when there is none. @typedef {{picture?: CanvasImageSource & Size, initials: string}} Logo */

/** Widths grow with the size in a straight line, so one measurement at a large size serves for all. */
const kMeasuredPx = 1000;
const kOutline = "rgba(0, 0, 0, 0.75)";
const kLogoColour = "#1d98ff";
const kLogoDrop = 2;
const kRightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * The whole picture at its natural size. Gives the size of its letters.
 * @param {Context} context of a canvas as large as `size`
 * @param {{background: CanvasImageSource, size: Size, style: Style, text: string, logo?: Logo | null}} picture
 */
export function drawPicture(context, { background, size, style, text, logo }) {
  context.clearRect(0, 0, size.width, size.height);
  context.drawImage(background, 0, 0, size.width, size.height);
  const { fontPx } = drawText(context, { size, style, text });
  if (style.showLogo && logo) drawLogo(context, size, logo);
  return { fontPx };
}

/** One line: first the outline, then the letters. @param {Context} context @param {{size: Size, style: Style, text: string}} line */
export function drawText(context, { size, style, text }) {
  const { box, font } = style;
  const area = areaOf(box, size);
  context.save();
  prepare(context, text);
  context.font = fontOf(font, kMeasuredPx);
  const emWidth = context.measureText(text).width / kMeasuredPx;
  const fontPx = fittedFontPx(fontCap(style.maxFontPx, area), area.width, (px) => emWidth * px);
  const { x, y } = anchorOf(box, area, fontPx);
  const left = x - emWidth * fontPx * { left: 0, center: 0.5, right: 1 }[box.hAlign];
  context.font = fontOf(font, fontPx);
  if (style.outline) {
    context.lineJoin = "round";
    context.lineWidth = outlinePx(fontPx);
    context.strokeStyle = kOutline;
    context.strokeText(text, left, y);
  }
  context.fillStyle = style.fontColor;
  context.fillText(text, left, y);
  context.restore();
  return { fontPx, area };
}

/** @param {Context} context @param {string} text */
function prepare(context, text) {
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fontKerning = "normal";
  context.direction = kRightToLeft.test(text.match(/\p{L}/u)?.[0] ?? "") ? "rtl" : "ltr";
}

/** @param {Context} context @param {Size} size @param {Logo} logo */
function drawLogo(context, size, { picture, initials }) {
  const { left, top, width: diameter } = logoArea(size);
  context.save();
  context.translate(left, top);
  context.beginPath();
  context.arc(diameter / 2, diameter / 2, diameter / 2, 0, 2 * Math.PI);
  context.clip();
  if (picture) {
    const side = Math.min(picture.width, picture.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, Math.floor((picture.width - side) / 2), Math.floor((picture.height - side) / 2), side, side, 0, 0, diameter, diameter);
  } else {
    context.fillStyle = kLogoColour;
    context.fillRect(0, 0, diameter, diameter);
    context.translate(0, kLogoDrop);
    drawText(context, { size: { width: diameter, height: diameter }, style: initialsStyle(diameter), text: initials });
  }
  context.restore();
}

/** @param {number} diameter @returns {Style} */
function initialsStyle(diameter) {
  const box = /** @type {const} */ ({ leftPct: 0, topPct: 0, widthPct: 100, heightPct: 100, hAlign: "center", vAlign: "middle" });
  return { box, font: "inter", maxFontPx: Math.floor(diameter / 2), fontColor: "#FFFFFF", outline: false, showLogo: false };
}

/**
 * Shows a picture of natural size in a canvas of whatever size it has on the page, sharp on every screen.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasImageSource} picture
 */
export function showScaled(canvas, picture) {
  const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context) return;
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
}
