// @ts-check
// The server's own pictures, for whoever has a pass.

/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {import("./code_check.js").Pass} Pass */
/** @typedef {"png" | "jpg"} Format */
/** @typedef {{slug: string, variant: Variant, format: Format, pass: Pass, logo: import("./offer.js").LogoChoice, ownLogo: Blob | null}} Wish */

export class PictureSource {
  #api;
  #tenant;

  /** @param {{api: import("#lib/api.js").Api, tenant: string}} options */
  constructor({ api, tenant }) {
    this.#api = api;
    this.#tenant = tenant;
  }

  /** As it will look; nobody counts it. @param {Wish} wish @param {AbortSignal} signal */
  look(wish, signal) {
    return this.#fetch(wish, false, signal);
  }

  /** To be taken away; that counts. @param {Wish} wish */
  async take(wish) {
    const picture = await this.#fetch(wish, true);
    return new File([picture], `${wish.pass.code}-${wish.variant}.${wish.format}`, { type: picture.type });
  }

  /** @param {Wish} wish @param {boolean} taken @param {AbortSignal} [signal] */
  async #fetch({ slug, variant, format, pass, logo, ownLogo }, taken, signal) {
    const path = `/api/render/${[this.#tenant, slug, `${variant}.${format}`].map(encodeURIComponent).join("/")}`;
    const query = { code: pass.code, pass: pass.pass, until: String(pass.until), ...(taken ? { download: "1" } : {}) };
    const options = signal ? { signal } : {};
    if (logo !== "own" || !ownLogo) return this.#api.download(path, { query: { ...query, logo: logo === "business" ? "1" : "0" }, ...options });
    const form = new FormData();
    for (const [name, value] of Object.entries(query)) form.append(name, value);
    form.append("logo", ownLogo);
    return (await this.#api.make(path, form, options)).content;
  }
}
