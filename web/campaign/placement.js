// @ts-check
// Where a photo lies under the frame. The frame is the square from 0 to 1, so that one placement fits every size of canvas.

/** @typedef {{width: number, height: number}} Size of the photo, before it is turned */

/**
 * `zoom` 1 fills the square exactly; `x` and `y` are the photo's middle, seen from the middle of the square; `turns` are quarters to the right.
 * @typedef {{zoom: number, x: number, y: number, turns: number}} Placement
 */

export const kMostZoom = 5;

/** @type {Readonly<Placement>} */
export const kCentred = Object.freeze({ zoom: 1, x: 0, y: 0, turns: 0 });

/** How large the photo is in the square, as it lies. @param {Size} photo @param {Placement} placement */
export function extent({ width, height }, { zoom, turns }) {
  const scale = zoom / Math.min(width, height);
  return turns % 2 === 0 ? { width: width * scale, height: height * scale } : { width: height * scale, height: width * scale };
}

/** The nearest placement in which the photo leaves no part of the square empty. @param {Size} photo @param {Placement} wanted @returns {Placement} */
export function settled(photo, { zoom, x, y, turns }) {
  const placement = { zoom: clamp(zoom, 1, kMostZoom), x, y, turns: ((turns % 4) + 4) % 4 };
  const { width, height } = extent(photo, placement);
  const [across, down] = [Math.max(0, (width - 1) / 2), Math.max(0, (height - 1) / 2)];
  return { ...placement, x: clamp(x, -across, across), y: clamp(y, -down, down) };
}

/** @param {Size} photo @param {Placement} placement @param {number} dx in sides of the square @param {number} dy */
export function moved(photo, placement, dx, dy) {
  return settled(photo, { ...placement, x: placement.x + dx, y: placement.y + dy });
}

/**
 * What lies under `point` stays there. `point` is seen from the middle of the square.
 * @param {Size} photo
 * @param {Placement} placement
 * @param {number} zoom
 * @param {{x: number, y: number}} [point]
 */
export function zoomed(photo, placement, zoom, point = { x: 0, y: 0 }) {
  const wanted = clamp(zoom, 1, kMostZoom);
  const growth = wanted / placement.zoom;
  const x = point.x + (placement.x - point.x) * growth;
  const y = point.y + (placement.y - point.y) * growth;
  return settled(photo, { ...placement, zoom: wanted, x, y });
}

/** A quarter to the right, around the middle of the square. @param {Size} photo @param {Placement} placement */
export function turned(photo, placement) {
  return settled(photo, { ...placement, turns: placement.turns + 1, x: -placement.y, y: placement.x });
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  // Adding 0 makes a plain zero of a negative one.
  return Math.min(most, Math.max(least, value)) + 0;
}
