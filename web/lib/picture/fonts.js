// @ts-check
// The letters of the pictures, from the very files that the server draws with.

/** @typedef {import("./face.js").FontName} FontName */

/** @type {Record<FontName, {title: string, file: string}>} */
export const fonts = {
  dejavu_sans: { title: "DejaVu Sans", file: "DejaVuSans-Bold.ttf" },
  inter: { title: "Inter", file: "Inter-Bold.otf" },
  noto_sans: { title: "Noto Sans", file: "NotoSans-Bold.ttf" },
  noto_serif: { title: "Noto Serif", file: "NotoSerif-Bold.ttf" },
  dejavu_mono: { title: "DejaVu Sans Mono", file: "DejaVuSansMono-Bold.ttf" },
};

/** @type {Map<FontName, Promise<void>>} */
const loading = new Map();

/** Until this has resolved, a canvas would draw with other letters. @param {FontName} font */
export function loadFont(font) {
  const known = loading.get(font);
  if (known) return known;
  const loaded = fetchFont(font).catch(() => {
    loading.delete(font);
    throw new Error(`The font ${fonts[font].title} could not be loaded. Check your connection and reload the page.`);
  });
  loading.set(font, loaded);
  return loaded;
}

/** What a canvas context takes as `font`. @param {FontName} font @param {number} px */
export function fontOf(font, px) {
  return `700 ${px}px "${family(font)}", sans-serif`;
}

/** @param {FontName} font */
async function fetchFont(font) {
  const face = new FontFace(family(font), `url("/fonts/${fonts[font].file}")`, { weight: "700" });
  document.fonts.add(await face.load());
}

/** A name of our own: a font of the same name on the visitor's computer may be another version. @param {FontName} font */
function family(font) {
  return `PromoStack ${font}`;
}
