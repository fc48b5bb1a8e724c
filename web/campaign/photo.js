// @ts-check
// A visitor's photo. It is read here and nowhere else: nothing of it leaves the browser.

export const kPhotoTypes = ["image/jpeg", "image/png", "image/webp"];
const kMaxBytes = 40 * 1024 * 1024;
/** Larger ones only make dragging slow: the finished picture is smaller. */
const kLongestSide = 4096;

/** Upright, as the camera meant it. What cannot be a photo is an Error whose message says what to do. @param {File} file */
export async function readPhoto(file) {
  if (!kPhotoTypes.includes(file.type)) throw new Error("This is not a JPEG, PNG or WebP photo. Choose one of these.");
  if (file.size > kMaxBytes) throw new Error("This photo is larger than 40 MB. Save it smaller and choose it again.");
  try {
    return await smaller(await createImageBitmap(file, { imageOrientation: "from-image" }));
  } catch {
    throw new Error("This photo is damaged, or too large for this browser. Choose another one.");
  }
}

/** @param {ImageBitmap} photo */
async function smaller(photo) {
  const scale = kLongestSide / Math.max(photo.width, photo.height);
  if (scale >= 1) return photo;
  const reduced = await createImageBitmap(photo, {
    resizeWidth: Math.max(1, Math.round(photo.width * scale)),
    resizeHeight: Math.max(1, Math.round(photo.height * scale)),
    resizeQuality: "high",
  });
  photo.close();
  return reduced;
}
