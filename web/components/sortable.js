// @ts-check

const kEdgePx = 64;
const kScrollPx = 14;

/** @type {Record<string, number>} */
const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/**
 * Puts the items of a list into another order: by dragging their handles with mouse, pen or finger, or with the arrow keys on a handle.
 * Items have `data-sort-key`, handles `data-sort-handle`. The list is drawn by its owner, in the order that `onMove` gives.
 */
export class Sortable {
  #list;
  #options;
  /** @type {{pointerId: number, key: string, start: string[]} | null} */
  #drag = null;

  /**
   * @param {HTMLElement} list
   * @param {object} options
   * @param {() => string[]} options.order the keys as they stand
   * @param {(order: string[], key: string) => void} options.onMove
   * @param {(key: string) => void} options.onDrop the last move stands
   * @param {AbortSignal} options.signal
   */
  constructor(list, options) {
    const { signal } = options;
    this.#list = list;
    this.#options = options;
    list.addEventListener("pointerdown", this.#begin, { signal });
    list.addEventListener("pointermove", this.#move, { signal });
    list.addEventListener("pointerup", (event) => this.#end(event, false), { signal });
    list.addEventListener("pointercancel", (event) => this.#end(event, true), { signal });
    list.addEventListener("keydown", this.#key, { signal });
  }

  /** The item that is being dragged. */
  get dragged() {
    return this.#drag?.key ?? null;
  }

  /** @param {PointerEvent} event */
  #begin = (event) => {
    const key = keyOf(event.target);
    if (key === null || this.#drag || event.button !== 0) return;
    event.preventDefault();
    this.#drag = { pointerId: event.pointerId, key, start: this.#options.order() };
    // The list, not the handle: the handle moves to another place in the page, which would let go of the pointer.
    this.#list.setPointerCapture(event.pointerId);
    this.#options.onMove(this.#drag.start, key);
    this.#focus(key);
  };

  /** @param {PointerEvent} event */
  #move = (event) => {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointerId) return;
    scrollAtEdge(event.clientY);
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-sort-key]");
    const other = under && this.#list.contains(under) ? under.getAttribute("data-sort-key") : null;
    if (other && other !== drag.key) this.#put(drag.key, this.#options.order().indexOf(other));
  };

  /** @param {PointerEvent} event @param {boolean} cancelled */
  #end(event, cancelled) {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointerId) return;
    this.#drag = null;
    this.#options.onMove(cancelled ? drag.start : this.#options.order(), drag.key);
    if (!cancelled && this.#options.order().join() !== drag.start.join()) this.#options.onDrop(drag.key);
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const key = keyOf(event.target);
    const step = steps[event.key];
    if (key === null || !step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const order = this.#options.order();
    const place = order.indexOf(key) + step;
    if (place < 0 || place >= order.length) return;
    this.#put(key, place);
    this.#focus(key);
    this.#options.onDrop(key);
  };

  /** @param {string} key @param {number} place */
  #put(key, place) {
    const order = this.#options.order().filter((other) => other !== key);
    order.splice(place, 0, key);
    this.#options.onMove(order, key);
  }

  /** The handle may have been moved in the page, which takes the focus from it. @param {string} key */
  #focus(key) {
    const item = [...this.#list.querySelectorAll("[data-sort-key]")].find((element) => element.getAttribute("data-sort-key") === key);
    const handle = item?.querySelector("[data-sort-handle]");
    if (handle instanceof HTMLElement) handle.focus({ preventScroll: true });
  }
}

/** The key of the item whose handle this is. @param {EventTarget | null} target */
function keyOf(target) {
  const handle = target instanceof Element ? target.closest("[data-sort-handle]") : null;
  return handle?.closest("[data-sort-key]")?.getAttribute("data-sort-key") ?? null;
}

/** @param {number} y */
function scrollAtEdge(y) {
  if (y < kEdgePx) window.scrollBy(0, -kScrollPx);
  if (y > window.innerHeight - kEdgePx) window.scrollBy(0, kScrollPx);
}
