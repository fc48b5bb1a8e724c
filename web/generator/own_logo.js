// @ts-check
import { logoProblem } from "#lib/logo_file.js";

/** @typedef {{file: File, picture: ImageBitmap}} OwnLogo */

/** A visitor's own mark, for this page alone. Throws with what to do when the file is none. @param {File} file @returns {Promise<OwnLogo>} */
export async function readOwnLogo(file) {
  const problem = logoProblem(file);
  if (problem) throw new Error(problem);
  try {
    return { file, picture: await createImageBitmap(file) };
  } catch {
    throw new Error("This file could not be read as a picture. Choose another one.");
  }
}
