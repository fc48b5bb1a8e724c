// @ts-check
import uPlot from "uplot";
import { html, nothing, render } from "#lib/html.js";
import { number } from "#lib/format.js";
import { curveOptions } from "./time_chart_look.js";

/**
 * `title` names the point in full, `label` on the axis. `canOpen`: choosing it leads somewhere.
 * @typedef {{label: string, title: string, count: number, canOpen?: boolean}} ChartPoint
 */

/**
 * A curve over time, the peak in gold. Pointer, finger and arrow keys read the exact values; so does the table below. `element` is placed into a page.
 * Drawn again when its width or the theme changes.
 */
export class TimeChart {
  element = document.createElement("figure");
  #options;
  /** @type {ChartPoint[]} */
  #points = [];
  #title = "";
  /** @type {number | null} */
  #at = null;
  /** @type {uPlot | null} */
  #curve = null;

  /**
   * @param {object} options
   * @param {[string, string]} options.noun what is counted, one and many
   * @param {(point: ChartPoint) => void} options.onChoose
   * @param {AbortSignal} options.signal
   */
  constructor(options) {
    this.#options = options;
    this.element.className = "time-chart";
    const width = new ResizeObserver(() => this.#fit());
    const theme = new MutationObserver(() => this.#curve && this.show(this.#title, this.#points));
    width.observe(this.element);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    options.signal.addEventListener("abort", () => {
      width.disconnect();
      theme.disconnect();
      this.#curve?.destroy();
    });
  }

  /** @param {string} title @param {ChartPoint[]} points */
  show(title, points) {
    this.#title = title;
    this.#points = points;
    this.#at = null;
    this.#draw();
    this.#curve?.destroy();
    this.#curve = new uPlot(
      curveOptions({ points, peak: this.#peak, width: this.#width, onMove: (at) => this.#read(at) }),
      [points.map((_, at) => at), points.map(({ count }) => count)],
      this.#place,
    );
    this.#followFinger(this.#curve.over);
  }

  get #peak() {
    const most = Math.max(0, ...this.#points.map(({ count }) => count));
    return most > 0 ? this.#points.findIndex(({ count }) => count === most) : -1;
  }

  get #place() {
    return /** @type {HTMLElement} */ (this.element.querySelector(".time-chart-plot"));
  }

  get #width() {
    return Math.max(200, this.#place.clientWidth);
  }

  #fit() {
    if (this.#curve && this.#curve.width !== this.#width) this.#curve.setSize({ width: this.#width, height: this.#curve.height });
  }

  /** @param {number | null} at */
  #read(at) {
    if (at === this.#at) return;
    this.#at = at;
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.element);
  }

  #view() {
    const at = this.#at ?? this.#points.length - 1;
    return html`<div class="time-chart-read" aria-hidden="true">${this.#at === null ? this.#summary() : this.#words(at)}</div>
      <div
        class="time-chart-plot" role="slider" tabindex="0" aria-label=${this.#title} aria-valuemin="0" aria-valuemax=${Math.max(0, this.#points.length - 1)}
        aria-valuenow=${Math.max(0, at)} aria-valuetext=${this.#words(at)} @keydown=${this.#key} @click=${this.#choose}
      ></div>
      <details class="time-chart-values">
        <summary>The values as a table</summary>
        <div class="time-chart-scroll" tabindex="0" role="group" aria-label="Values">
          <table class="table">
            <caption class="visually-hidden">${this.#title}</caption>
            <thead><tr><th scope="col">When</th><th scope="col">${this.#options.noun[1]}</th></tr></thead>
            <tbody>${this.#points.map(({ title, count }) => html`<tr><th scope="row">${title}</th><td>${number(count)}</td></tr>`)}</tbody>
          </table>
        </div>
      </details>`;
  }

  #summary() {
    const peak = this.#points[this.#peak];
    return peak ? html`<span class="time-chart-peak">Peak</span> ${peak.title}: ${this.#counted(peak.count)}` : nothing;
  }

  /** @param {number} at */
  #words(at) {
    const point = this.#points[at];
    if (!point) return "";
    return `${point.title}: ${this.#counted(point.count)}${at === this.#peak ? ", the peak" : ""}${point.canOpen ? " · press Enter or click for its hours" : ""}`;
  }

  /** @param {number} count */
  #counted(count) {
    const [one, many] = this.#options.noun;
    return `${number(count)} ${count === 1 ? one : many}`;
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const last = this.#points.length - 1;
    const here = this.#at ?? last + 1;
    const to = { ArrowLeft: here - 1, ArrowDown: here - 1, ArrowRight: here + 1, ArrowUp: here + 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#pointAt(Math.min(last, Math.max(0, to)));
    } else if (event.key === "Enter") {
      this.#choose();
    } else if (event.key === "Escape") {
      this.#curve?.setCursor({ left: -10, top: -10 });
    }
  };

  /** @param {number} at */
  #pointAt(at) {
    const curve = this.#curve;
    const count = this.#points[at]?.count;
    if (curve && count !== undefined) curve.setCursor({ left: curve.valToPos(at, "x"), top: curve.valToPos(count, "y") });
  }

  #choose = () => {
    const point = this.#at === null ? undefined : this.#points[this.#at];
    if (point?.canOpen) this.#options.onChoose(point);
  };

  /** A finger that is drawn along the curve reads it, while the page still scrolls up and down. @param {HTMLElement} over */
  #followFinger(over) {
    const follow = (/** @type {PointerEvent} */ event) => {
      if (event.pointerType === "mouse") return;
      const { left, top } = over.getBoundingClientRect();
      this.#curve?.setCursor({ left: event.clientX - left, top: event.clientY - top });
    };
    over.addEventListener("pointerdown", follow);
    over.addEventListener("pointermove", follow);
  }
}
