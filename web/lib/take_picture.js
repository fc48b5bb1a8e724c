// @ts-check
// Ways a visitor takes a finished picture along, as far as the browser offers them.

export function canShareFiles() {
  const probe = new File([], "picture.png", { type: "image/png" });
  return typeof navigator.canShare === "function" && navigator.canShare({ files: [probe] });
}

export function canCopyPictures() {
  return typeof ClipboardItem === "function" && typeof navigator.clipboard?.write === "function";
}

/** Whoever closes the list of apps has changed his mind: nothing went wrong. @param {unknown} failure */
export function isChangeOfMind(failure) {
  return failure instanceof DOMException && failure.name === "AbortError";
}
