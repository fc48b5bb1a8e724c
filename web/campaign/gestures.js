// @ts-check
// Mouse, fingers, wheel and keys on the canvas, as movements of what is on it.

const kStep = 0.02;
const kFineStep = 0.005;
const kKeyZoom = 1.1;

/**
 * Distances are in sides of the canvas, points are seen from its middle.
 * @typedef {object} Mover
 * @property {() => boolean} active whether there is anything to move
 * @property {(dx: number, dy: number) => void} move
 * @property {(factor: number, point?: {x: number, y: number}) => void} zoom
 * @property {() => void} turn
 * @property {() => void} reset
 */

/** @param {HTMLElement} canvas @param {Mover} mover */
export function followGestures(canvas, mover) {
  followPointers(canvas, mover);
  canvas.addEventListener("wheel", (event) => {
    if (!mover.active()) return;
    event.preventDefault();
    mover.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), place(canvas, event));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const deed = deedOf(event, mover);
    if (!deed || !mover.active()) return;
    event.preventDefault();
    deed();
  });
}

/** One finger moves, two also zoom. @param {HTMLElement} canvas @param {Mover} mover */
function followPointers(canvas, mover) {
  /** @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  canvas.addEventListener("pointerdown", (event) => {
    if (!mover.active() || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down.has(event.pointerId)) return;
    const before = spread(down);
    down.set(event.pointerId, place(canvas, event));
    const after = spread(down);
    if (before.distance > 0 && after.distance > 0) mover.zoom(after.distance / before.distance, before.middle);
    mover.move(after.middle.x - before.middle.x, after.middle.y - before.middle.y);
  });
  const lift = (/** @type {PointerEvent} */ event) => down.delete(event.pointerId);
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
}

/** The middle of all fingers, and how far the first two are apart. @param {Map<number, {x: number, y: number}>} down */
function spread(down) {
  const points = [...down.values()];
  const [one, other] = points;
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return {
    middle: { x: sum.x / points.length, y: sum.y / points.length },
    distance: one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0,
  };
}

/** @param {HTMLElement} canvas @param {MouseEvent} event */
function place(canvas, event) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return { x: (event.clientX - left) / width - 0.5, y: (event.clientY - top) / height - 0.5 };
}

/** @param {KeyboardEvent} event @param {Mover} mover @returns {(() => void) | undefined} */
function deedOf(event, mover) {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const step = event.shiftKey ? kFineStep : kStep;
  /** @type {Record<string, () => void>} */
  const deeds = {
    ArrowLeft: () => mover.move(-step, 0),
    ArrowRight: () => mover.move(step, 0),
    ArrowUp: () => mover.move(0, -step),
    ArrowDown: () => mover.move(0, step),
    "+": () => mover.zoom(kKeyZoom),
    "=": () => mover.zoom(kKeyZoom),
    "-": () => mover.zoom(1 / kKeyZoom),
    r: mover.turn,
    0: mover.reset,
  };
  return deeds[event.key];
}
