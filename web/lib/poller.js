// @ts-check

/**
 * Repeats a task with a pause between the end of one run and the start of the next. Stands still while the page is hidden, and
 * runs at once when it is seen again. Ends with `signal`.
 */
export class Poller {
  #task;
  #periodMs;
  #signal;
  #paused = false;
  #running = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => Promise<void>} task must not throw
   * @param {number} periodMs
   * @param {AbortSignal} signal
   */
  constructor(task, periodMs, signal) {
    this.#task = task;
    this.#periodMs = periodMs;
    this.#signal = signal;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
    document.addEventListener("visibilitychange", () => this.#wake(), { signal });
  }

  get paused() {
    return this.#paused;
  }

  /** Runs the task now, then periodically. */
  start() {
    return this.runNow();
  }

  pause() {
    this.#paused = true;
    clearTimeout(this.#timer);
  }

  resume() {
    this.#paused = false;
    void this.runNow();
  }

  /** One run now, also while paused; a run that is already under way is enough. */
  async runNow() {
    if (this.#running || this.#signal.aborted) return;
    clearTimeout(this.#timer);
    this.#running = true;
    try {
      await this.#task();
    } finally {
      this.#running = false;
      this.#schedule();
    }
  }

  #wake() {
    clearTimeout(this.#timer);
    if (!document.hidden && !this.#paused) void this.runNow();
  }

  #schedule() {
    if (this.#paused || this.#signal.aborted || document.hidden) return;
    this.#timer = setTimeout(() => void this.runNow(), this.#periodMs);
  }
}
