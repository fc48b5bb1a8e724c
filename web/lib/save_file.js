// @ts-check

/** Hands a file to the browser as a download. @param {string} fileName @param {Blob} content */
export function saveFile(fileName, content) {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
