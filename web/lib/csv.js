// @ts-check
import { saveFile } from "./save_file.js";

/**
 * RFC 4180 text. A cell that a spreadsheet would run as a formula gets a leading apostrophe.
 * @param {string[]} header
 * @param {string[][]} rows
 */
export function csvText(header, rows) {
  return [header, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/** Hands `text` to the browser as a download. @param {string} fileName @param {string} text */
export function download(fileName, text) {
  // The mark makes spreadsheets read UTF-8.
  saveFile(fileName, new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
}

/** @param {string} value */
function cell(value) {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
