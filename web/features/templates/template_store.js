// @ts-check
// The editor's draft on the server: loading, saving, and what happens when somebody else was faster.
import { ApiError } from "#lib/api.js";
import { draftOf, kEmptyDraft, sameDraft, templateBody } from "./template.js";

/** @typedef {import("./template.js").Draft} Draft */
/** @typedef {"saved" | "conflict"} Outcome */

/** One template, as it is stored. */
export class TemplateStore {
  #api;
  #signal;
  /** @type {Draft} */
  #stored = kEmptyDraft;
  #revision = 0;
  #slug;

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, slug: string}} place an empty slug for one that is to be made */
  constructor({ api, signal, slug }) {
    this.#api = api;
    this.#signal = signal;
    this.#slug = slug;
  }

  /** Empty until it was saved once. */
  get slug() {
    return this.#slug;
  }

  /** @param {Draft} draft */
  differs(draft) {
    return !sameDraft(draft, this.#stored);
  }

  /** @returns {Promise<Draft>} */
  async load() {
    if (!this.#slug) return this.#stored;
    const { template } = await this.#api.get(this.#address, { signal: this.#signal });
    this.#revision = template.revision;
    return (this.#stored = draftOf(template));
  }

  /** @param {Draft} draft @param {{overwrite?: boolean}} [options] `overwrite`: whatever somebody else changed meanwhile @returns {Promise<Outcome>} */
  async save(draft, { overwrite = false } = {}) {
    try {
      const { template } = this.#slug ? await this.#change(draft, overwrite) : await this.#api.post("/api/templates", templateBody(draft));
      this.#slug = template.slug;
      this.#revision = template.revision;
      this.#stored = draft;
      return "saved";
    } catch (failure) {
      if (this.#slug && failure instanceof ApiError && failure.code === "conflict") return "conflict";
      throw failure;
    }
  }

  /** @param {Draft} draft @param {boolean} overwrite */
  async #change(draft, overwrite) {
    const stored = overwrite ? draftOf((await this.#api.get(this.#address)).template) : this.#stored;
    const body = templateBody(draft, stored);
    return this.#api.put(this.#address, overwrite ? body : { ...body, revision: this.#revision });
  }

  get #address() {
    return `/api/templates/${encodeURIComponent(this.#slug)}`;
  }
}
