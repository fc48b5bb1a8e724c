// @ts-check

/**
 * The commands that contain the letters of `query` in order, best match first; all of them, in their own order, for an empty query.
 * @template {{title: string, group: string}} Searched
 * @param {Searched[]} commands
 * @param {string} query
 * @returns {Searched[]}
 */
export function rankCommands(commands, query) {
  const wanted = query.trim().toLowerCase();
  return commands
    .map((command, index) => ({ command, index, score: score(command, wanted) }))
    .filter((found) => found.score > 0)
    .sort((one, other) => other.score - one.score || one.index - other.index)
    .map(({ command }) => command);
}

/** @param {{title: string, group: string}} command @param {string} wanted */
function score({ title, group }, wanted) {
  const text = title.toLowerCase();
  if (wanted === "") return 1;
  if (text.startsWith(wanted)) return 5;
  if (text.split(/\s+/).some((word) => word.startsWith(wanted))) return 4;
  if (text.includes(wanted)) return 3;
  if (hasInOrder(text, wanted)) return 2;
  return hasInOrder(`${group} ${title}`.toLowerCase(), wanted) ? 1 : 0;
}

/** @param {string} text @param {string} letters */
function hasInOrder(text, letters) {
  let at = 0;
  for (const letter of letters.replaceAll(" ", "")) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
