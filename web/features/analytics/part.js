// @ts-check
import { html, nothing } from "#lib/html.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";

/**
 * A part of the page that is fetched on its own: loading, failed, or there. A later fetch wins over an earlier one; what is there stays in sight
 * while it is fetched again, and when that fails.
 * @template Value
 */
export class Part {
  #onChange;
  #signal;
  #generation = 0;
  /** @type {(() => Promise<Value>) | null} */
  #fetch = null;
  /** @type {Value | null} */
  value = null;
  /** @type {Error | null} */
  failure = null;
  busy = false;

  /** @param {() => void} onChange @param {AbortSignal} signal */
  constructor(onChange, signal) {
    this.#onChange = onChange;
    this.#signal = signal;
  }

  /** @param {() => Promise<Value>} fetch */
  async load(fetch) {
    const generation = ++this.#generation;
    this.#fetch = fetch;
    this.busy = true;
    this.#onChange();
    try {
      const value = await fetch();
      if (generation !== this.#generation) return;
      this.value = value;
      this.failure = null;
    } catch (failure) {
      if (generation !== this.#generation || this.#signal.aborted) return;
      this.failure = failure instanceof Error ? failure : new Error(String(failure));
    }
    this.busy = false;
    this.#onChange();
  }

  retry = () => void (this.#fetch && this.load(this.#fetch));

  /** @param {(value: Value) => unknown} content @param {unknown} [loading] */
  show(content, loading = html`<div class="part-loading" aria-busy="true"><span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span></div>`) {
    if (this.value === null) return this.failure ? failureState(this.failure, this.retry) : loading;
    return html`${this.failure ? stale(this.failure, this.retry) : nothing}${content(this.value)}`;
  }
}

/** @param {Error} failure @param {() => void} retry */
function stale({ message }, retry) {
  return html`<div class="table-note" role="alert">
    ${icon("alert")}<span>${message} What you see may be out of date.</span>
    <button type="button" class="button button-small" @click=${retry}>Try again</button>
  </div>`;
}
