// @ts-check
// The pointer and the keyboard on a box: mouse, pen, finger and arrow keys all end as one new box.
import { drawn, handles, moved, resized } from "./box.js";

/** @typedef {import("./box.js").Box} Box */
/** @typedef {import("./box.js").Point} Point */
/** @typedef {(to: Point) => Box} Follow what the box is when the pointer is there */

const kLeastDrawnPx = 10;
const kStepPct = 0.5;
const kFineStepPct = 0.1;

/** @type {Record<string, Point>} */
const arrows = { ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 } };

let gestures = 0;

/**
 * Handles have `data-handle`, their place in `handles`; the box has `data-box`; everything else in `frame` is the picture, on which a new
 * box is drawn.
 */
export class BoxGestures {
  #frame;
  #target;
  /** @type {{pointerId: number, from: Point, start: Box, follow: Follow, drawing: boolean, title: string, at: PointerEvent} | null} */
  #drag = null;
  #keys = "";

  /**
   * @param {HTMLElement} frame as large as the picture
   * @param {{box: () => Box | null, change: (box: Box, gesture: string) => void, settle: () => void}} target `box` gives null while nothing may change
   */
  constructor(frame, target) {
    this.#frame = frame;
    this.#target = target;
    frame.addEventListener("pointerdown", this.#begin);
    frame.addEventListener("pointermove", this.#move);
    frame.addEventListener("pointerup", (event) => this.#end(event, false));
    frame.addEventListener("pointercancel", (event) => this.#end(event, true));
    frame.addEventListener("keydown", this.#key);
  }

  /** @param {PointerEvent} event */
  #begin = (event) => {
    const start = this.#target.box();
    const grabbed = event.target instanceof Element ? event.target : null;
    if (!start || this.#drag || event.button !== 0 || !event.isPrimary || grabbed?.closest("button")) return;
    const from = this.#point(event);
    const handle = handles[Number(grabbed?.closest("[data-handle]")?.getAttribute("data-handle") ?? -1)];
    const drawing = !handle && !grabbed?.closest("[data-box]");
    const follow = this.#follow(start, from, handle, drawing);
    this.#drag = { pointerId: event.pointerId, from, start, follow, drawing, title: `drag ${(gestures += 1)}`, at: event };
    this.#frame.setPointerCapture(event.pointerId);
    // A press on the picture would otherwise select text around it, and a finger would scroll away from under the box.
    if (event.pointerType === "mouse" || !drawing) event.preventDefault();
    /** @type {HTMLElement | null} */ (this.#frame.querySelector("[data-box]"))?.focus({ preventScroll: true });
  };

  /** @param {Box} start @param {Point} from @param {import("./box.js").Handle | undefined} handle @param {boolean} drawing @returns {Follow} */
  #follow(start, from, handle, drawing) {
    if (handle) return (to) => resized(start, handle, to.x - from.x, to.y - from.y);
    if (drawing) return (to) => drawn(start, from, to);
    return (to) => moved(start, to.x - from.x, to.y - from.y);
  }

  /** @param {PointerEvent} event */
  #move = (event) => {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointerId) return;
    if (drag.drawing && !largeEnough(drag.at, event)) return;
    this.#target.change(drag.follow(this.#point(event)), drag.title);
  };

  /** @param {PointerEvent} event @param {boolean} cancelled */
  #end(event, cancelled) {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointerId) return;
    this.#drag = null;
    if (cancelled || (drag.drawing && !largeEnough(drag.at, event))) this.#giveBack(drag);
    this.#target.settle();
  }

  /** @param {{start: Box, title: string}} drag */
  #giveBack({ start, title }) {
    if (this.#target.box() !== start) this.#target.change(start, title);
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const box = this.#target.box();
    if (!box) return;
    if (event.key === "Escape" && this.#drag) return this.#abandon(event);
    const arrow = arrows[event.key];
    if (!arrow || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const step = event.altKey ? kFineStepPct : kStepPct;
    if (!event.repeat) this.#keys = `keys ${(gestures += 1)}`;
    const [right, down] = [arrow.x * step, arrow.y * step];
    this.#target.change(event.shiftKey ? resized(box, { x: 1, y: 1 }, right, down) : moved(box, right, down), this.#keys);
  };

  /** @param {KeyboardEvent} event */
  #abandon(event) {
    event.preventDefault();
    const drag = this.#drag;
    this.#drag = null;
    if (drag) this.#giveBack(drag);
    this.#target.settle();
  }

  /** @param {PointerEvent} event @returns {Point} */
  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.#frame.getBoundingClientRect();
    return { x: ((clientX - left) / width) * 100, y: ((clientY - top) / height) * 100 };
  }
}

/** @param {PointerEvent} from @param {PointerEvent} to */
function largeEnough(from, to) {
  return Math.abs(to.clientX - from.clientX) >= kLeastDrawnPx && Math.abs(to.clientY - from.clientY) >= kLeastDrawnPx;
}
