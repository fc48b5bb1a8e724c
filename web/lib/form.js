// @ts-check

/**
 * What a form holds, by the names of its fields, without the blanks that pasting brings along.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
export function formValues(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") values[name] = value.trim();
  return values;
}

/** The first field that is marked as wrong gets the focus, so that correcting starts at once. @param {ParentNode} place */
export function focusFirstError(place) {
  const field = place.querySelector("[aria-invalid=true]");
  if (!(field instanceof HTMLElement)) return;
  field.focus();
  if (field instanceof HTMLInputElement) field.select();
}
