// @ts-check
// Pictures that canvases draw, fetched once each.

const kKept = 24;

/** Oldest first. @type {Map<string, Promise<HTMLImageElement>>} */
const kept = new Map();

/** Decoded and ready to draw; a canvas that shows it can still be read. @param {string} url */
export function loadPicture(url) {
  const known = kept.get(url);
  if (known) return known;
  const loaded = fetchPicture(url).catch(() => {
    kept.delete(url);
    throw new Error("The picture could not be loaded. Check your connection and try again.");
  });
  kept.set(url, loaded);
  const [oldest] = kept.keys();
  if (kept.size > kKept && oldest) kept.delete(oldest);
  return loaded;
}

/** @param {string} url */
async function fetchPicture(url) {
  const picture = new Image();
  picture.crossOrigin = "anonymous";
  picture.src = url;
  await picture.decode();
  return picture;
}
