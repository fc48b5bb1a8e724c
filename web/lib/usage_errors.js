// @ts-check
// Why a use of the bot or the coupon page came to nothing.

/** What went wrong, in words. @type {Record<string, string>} */
const errorTitles = {
  invalid_coupon: "Wrong coupon",
  validation_error: "Coupon could not be checked",
  validation_unavailable: "Coupon check not reachable",
  templates_error: "Templates not loadable",
  template_not_found: "Template not found",
  no_variants: "Template without a size",
  image_url_missing: "Template without a picture",
  generation_failed: "Picture could not be made",
};

/** @param {string} type */
export function errorTitle(type) {
  const words = type.replaceAll("_", " ");
  return errorTitles[type] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
