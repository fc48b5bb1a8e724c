// @ts-check

/** The largest page asked for in one request, also when many rows are refreshed. */
const kMaxPage = 200;

/**
 * @template Row
 * @typedef {{items: Row[], next_cursor: string | null}} Page
 */

/**
 * A list that a server hands out by key, a page at a time. It is in exactly one of four states:
 * `loading` (nothing known yet), `failed` (nothing to show, `failure` says why), `empty`, `full`.
 * A failed refresh or a failed "load more" keeps the rows and sets `failure` beside them.
 * @template Row
 */
export class KeysetList {
  #fetchPage;
  #pageSize;
  #onChange;
  #generation = 0;
  /** @type {string | null} */
  #cursor = null;
  #known = false;

  /** @type {Row[]} */
  rows = [];
  /** @type {Error | null} */
  failure = null;
  busy = false;

  /**
   * @param {object} options
   * @param {(request: {cursor: string | null, limit: number}) => Promise<Page<Row>>} options.fetchPage
   * @param {() => void} options.onChange
   * @param {number} [options.pageSize]
   */
  constructor({ fetchPage, onChange, pageSize = 50 }) {
    this.#fetchPage = fetchPage;
    this.#onChange = onChange;
    this.#pageSize = pageSize;
  }

  /** @returns {"loading" | "failed" | "empty" | "full"} */
  get state() {
    if (this.rows.length > 0) return "full";
    if (this.failure) return "failed";
    return this.#known ? "empty" : "loading";
  }

  get hasMore() {
    return this.#cursor !== null;
  }

  /** Forgets everything and loads the first page, as after a change of filter. */
  async restart() {
    this.rows = [];
    this.#cursor = null;
    this.#known = false;
    this.failure = null;
    await this.refresh();
  }

  /** Loads again as many rows as are shown. Rows stay visible meanwhile. */
  async refresh() {
    const wanted = Math.max(this.rows.length, this.#pageSize);
    await this.#run(async (current) => {
      /** @type {Row[]} */
      const rows = [];
      /** @type {string | null} */
      let cursor = null;
      do {
        const page = await this.#fetchPage({ cursor, limit: Math.min(wanted - rows.length, kMaxPage) });
        rows.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor !== null && rows.length < wanted && current());
      return { rows, cursor };
    });
  }

  async loadMore() {
    if (this.busy || this.#cursor === null) return;
    const before = this.rows;
    const cursor = this.#cursor;
    await this.#run(async () => {
      const page = await this.#fetchPage({ cursor, limit: this.#pageSize });
      return { rows: [...before, ...page.items], cursor: page.next_cursor };
    });
  }

  /** A later call wins: the answer of an earlier one is dropped. @param {(current: () => boolean) => Promise<{rows: Row[], cursor: string | null}>} work */
  async #run(work) {
    const generation = ++this.#generation;
    const current = () => generation === this.#generation;
    this.busy = true;
    this.#onChange();
    try {
      const { rows, cursor } = await work(current);
      if (!current()) return;
      this.rows = rows;
      this.#cursor = cursor;
      this.#known = true;
      this.failure = null;
    } catch (failure) {
      if (!current()) return;
      this.failure = failure instanceof Error ? failure : new Error(String(failure));
    }
    this.busy = false;
    this.#onChange();
  }
}
