// @ts-check

export const kLogoTypes = ["image/png", "image/jpeg", "image/webp"];
const kMaxBytes = 5 * 1024 * 1024;

/** Why a file cannot be a logo, or null. The server looks at the content itself; this only saves the way there. @param {{type: string, size: number}} file */
export function logoProblem({ type, size }) {
  if (!kLogoTypes.includes(type)) return "This is not a PNG, JPEG or WebP picture. Choose one of these.";
  if (size > kMaxBytes) return "This picture is larger than 5 MB. Save it smaller and choose it again.";
  return null;
}
