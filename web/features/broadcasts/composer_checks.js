// @ts-check
// What the server knows about a draft while it is written: how many it reaches, and what Telegram would refuse.

import { contentBody } from "./broadcast.js";

const kPauseMs = 350;

/** @typedef {import("./broadcast.js").Draft} Draft */
/** @typedef {{field: string, message: string}} Problem */

export class ComposerChecks {
  #api;
  #signal;
  #onChange;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;
  #audience = "";
  #content = "";

  /** @type {import("./audience_form.js").Reach | null} */
  reach = null;
  /** @type {string | null} */
  reachProblem = null;
  /** @type {import("./audience_form.js").AudienceOptions | null} */
  options = null;
  /** @type {Problem[]} */
  problems = [];
  /** Of what was typed last; null until the server has counted. @type {number | null} */
  units = null;
  sender = "Your bot";
  timeZone = "";

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, onChange: () => void}} options */
  constructor({ api, signal, onChange }) {
    this.#api = api;
    this.#signal = signal;
    this.#onChange = onChange;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** @param {Draft} draft */
  begin(draft) {
    void this.#learn();
    void this.#ask(draft);
  }

  /** After each change; the server is asked when the typing pauses. @param {Draft} draft */
  look(draft) {
    this.units = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(draft), kPauseMs);
  }

  /** Decoration each: without it the page works all the same. */
  async #learn() {
    const signal = this.#signal;
    const [bot, tenant, options] = await Promise.allSettled([
      this.#api.get("/api/coupon-bot", { signal }),
      this.#api.get("/api/tenant", { signal }),
      this.#api.get("/api/broadcast-audience-options", { signal }),
    ]);
    if (bot.status === "fulfilled") this.sender = bot.value.bot?.name ?? this.sender;
    if (tenant.status === "fulfilled") this.timeZone = tenant.value.tenant?.time_zone ?? "";
    if (options.status === "fulfilled") this.options = options.value;
    this.#onChange();
  }

  /** @param {Draft} draft */
  async #ask(draft) {
    const asked = (this.#asked += 1);
    await Promise.all([this.#count(draft), this.#check(draft, asked)]);
    if (asked === this.#asked) this.#onChange();
  }

  /** @param {Draft} draft */
  async #count({ audience }) {
    const wanted = JSON.stringify(audience);
    if (wanted === this.#audience && !this.reachProblem) return;
    this.#audience = wanted;
    this.reach = null;
    this.#onChange();
    try {
      const reach = await this.#api.post("/api/broadcasts/audience", { audience }, { signal: this.#signal });
      if (wanted !== this.#audience) return;
      this.reach = reach;
      this.reachProblem = null;
    } catch (failure) {
      if (this.#signal.aborted || wanted !== this.#audience) return;
      this.reachProblem = /** @type {Error} */ (failure).message;
    }
  }

  /** @param {Draft} draft @param {number} asked */
  async #check({ content }, asked) {
    const wanted = JSON.stringify(content);
    if (wanted === this.#content) return;
    if (!content.text.trim() && !content.picture) {
      this.problems = [];
      this.units = 0;
      return;
    }
    try {
      const seen = await this.#api.post("/api/broadcasts/preview", { content: contentBody(content) }, { signal: this.#signal });
      if (asked !== this.#asked) return;
      this.#content = wanted;
      this.problems = seen.problems;
      this.units = seen.units;
    } catch (failure) {
      if (this.#signal.aborted || asked !== this.#asked) return;
      const { field = "", message } = /** @type {import("#lib/api.js").ApiError} */ (failure);
      this.problems = [{ field, message }];
    }
  }
}
