// @ts-check
// The draft on the server: made with the first words, saved while somebody writes, and what happens when another was faster.
import { ApiError } from "#lib/api.js";
import { draftBody, draftOf, emptyDraft, mayChange } from "./broadcast.js";

const kPauseMs = 700;
/** Between two looks at what others do with it. */
export const kLookMs = 4000;

/** @typedef {import("./broadcast.js").Draft} Draft */
/** @typedef {import("./broadcast.js").Broadcast} Broadcast */
/** `over`: it has been started or cancelled, so nothing of it can be changed. @typedef {"empty" | "saved" | "changed" | "saving" | "failed" | "conflict" | "over"} Saving */

export class DraftStore {
  #api;
  #signal;
  #onChange;
  #id;
  /** One request key, so that a repeated first save makes no second broadcast. */
  #requestKey = crypto.randomUUID();
  #version = 0;
  #savedVersion = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void> | null} */
  #running = null;

  /** @type {Draft} */
  draft = emptyDraft();
  /** @type {Broadcast | null} */
  stored = null;
  /** @type {Saving} */
  saving = "empty";
  /** @type {ApiError | null} */
  failure = null;

  /** @param {{api: import("#lib/api.js").Api, signal: AbortSignal, id: string | null, onChange: () => void}} options */
  constructor({ api, signal, id, onChange }) {
    this.#api = api;
    this.#signal = signal;
    this.#id = id;
    this.#onChange = onChange;
    // What was typed last is saved also when its page is left.
    signal.addEventListener("abort", () => {
      clearTimeout(this.#timer);
      if (this.saving === "changed") void this.#save();
    });
  }

  /** Null until it was saved once. */
  get id() {
    return this.#id;
  }

  async load() {
    if (!this.#id) return;
    const { broadcast } = await this.#api.get(`/api/broadcasts/${this.#id}`, { signal: this.#signal });
    this.#take(broadcast);
    this.draft = draftOf(broadcast);
  }

  /** @param {Partial<Draft>} change */
  change(change) {
    this.draft = { ...this.draft, ...change };
    this.#version += 1;
    if (this.saving !== "conflict" && this.saving !== "over") this.saving = "changed";
    clearTimeout(this.#timer);
    if (this.saving === "changed") this.#timer = setTimeout(() => void this.#save(), kPauseMs);
    this.#onChange();
  }

  /** Everything is saved, or `false`. */
  async flush() {
    clearTimeout(this.#timer);
    while (this.saving === "changed" || this.saving === "saving" || this.saving === "failed") {
      await (this.#running ?? this.#save());
      if (/** @type {Saving} */ (this.saving) === "failed") return false;
    }
    return this.saving === "saved";
  }

  /** Notices what somebody else has done with it meanwhile. Without an answer nothing is known: the next look or save says. */
  async look() {
    if (!this.#id || this.#running || this.saving === "conflict" || this.saving === "over") return;
    try {
      const { broadcast } = await this.#api.get(`/api/broadcasts/${this.#id}`, { signal: this.#signal });
      if (!this.#running) this.#compare(broadcast);
    } catch {
      return;
    }
  }

  /** What is here gives way to what is stored; load() brings it. */
  forget() {
    clearTimeout(this.#timer);
    this.#savedVersion = this.#version;
  }

  /** What is here wins over what somebody else saved. */
  async overwrite() {
    const { broadcast } = await this.#api.get(`/api/broadcasts/${this.#id}`, { signal: this.#signal });
    this.stored = broadcast;
    this.saving = "changed";
    await this.flush();
  }

  #save() {
    this.#running ??= this.#send().finally(() => (this.#running = null));
    return this.#running;
  }

  async #send() {
    const version = this.#version;
    this.saving = "saving";
    this.failure = null;
    this.#onChange();
    try {
      const { broadcast } = this.#id
        ? await this.#api.put(`/api/broadcasts/${this.#id}`, { ...draftBody(this.draft), revision: this.stored?.revision })
        : await this.#api.post("/api/broadcasts", { ...draftBody(this.draft), request_key: this.#requestKey });
      this.#take(broadcast);
      this.#savedVersion = version;
      this.saving = version === this.#version ? "saved" : "changed";
    } catch (failure) {
      this.failure = /** @type {ApiError} */ (failure);
      this.saving = "failed";
      if (failure instanceof ApiError && failure.status === 409) await this.#lost();
    }
    if (this.saving === "changed") this.#timer = setTimeout(() => void this.#save(), kPauseMs);
    this.#onChange();
  }

  /** Another was faster: with a change of it, or with its start. */
  async #lost() {
    this.saving = "conflict";
    try {
      this.#compare((await this.#api.get(`/api/broadcasts/${this.#id}`, { signal: this.#signal })).broadcast);
    } catch {
      // The refusal has said what it knows.
    }
  }

  /** @param {Broadcast} broadcast */
  #compare(broadcast) {
    if (!mayChange(broadcast)) {
      this.stored = broadcast;
      this.saving = "over";
    } else if (broadcast.revision > (this.stored?.revision ?? 0)) {
      this.saving = "conflict";
    } else {
      return;
    }
    clearTimeout(this.#timer);
    this.#onChange();
  }

  /** @param {Broadcast} broadcast */
  #take(broadcast) {
    this.#id = broadcast.id;
    this.stored = broadcast;
    if (this.#version === this.#savedVersion) this.saving = "saved";
  }
}
