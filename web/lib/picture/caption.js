// @ts-check

export const kLongestCaption = 64;

/** A coupon code as it is compared and drawn: trimmed, upper case, white space as one dash, nothing but A-Z 0-9 - _. May be empty. @param {string} typed */
export function cleanCode(typed) {
  const upper = typed.trim().replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return upper.replace(/\s+/g, "-").replace(/[^A-Z0-9_-]/g, "");
}

/**
 * What is drawn for this input: ASCII as a code; a text in any other script as it stands, trimmed, its white space as single spaces.
 * `problem` says what to change when it cannot be drawn.
 * @param {string} typed
 * @returns {{caption: string, problem: string | null}}
 */
export function captionOf(typed) {
  const tidy = typed.trim().replace(/\s+/g, " ");
  const caption = isAscii(tidy) ? cleanCode(tidy) : tidy;
  return { caption, problem: problemOf(tidy, caption) };
}

/** @param {string} tidy @param {string} caption */
function problemOf(tidy, caption) {
  if (/[\p{Cc}\p{Cs}]/u.test(tidy)) return "Type the text without control characters.";
  if (/^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(caption)) return "Type a text with letters or digits.";
  if ([...caption].length > kLongestCaption) return `Type at most ${kLongestCaption} characters.`;
  return null;
}

/** @param {string} text */
function isAscii(text) {
  return [...text].every((character) => character < "\u0080");
}
