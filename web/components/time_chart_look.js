// @ts-check
// How a curve looks: its axes, its colours, its peak.
import uPlot from "uplot";
import { number } from "#lib/format.js";

/** @typedef {import("./time_chart.js").ChartPoint} ChartPoint */

const kHeight = 280;
const kMostDots = 40;
const kLabelPx = 64;
const kFont = '12px "Inter Variable", system-ui, sans-serif';

/** A colour of the theme that holds now. @param {string} name */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * @param {object} curve
 * @param {ChartPoint[]} curve.points
 * @param {number} curve.peak -1 without one
 * @param {number} curve.width
 * @param {(at: number | null) => void} curve.onMove the point under the crosshair
 * @returns {uPlot.Options}
 */
export function curveOptions({ points, peak, width, onMove }) {
  const axis = { stroke: () => colour("--text-2"), font: kFont, grid: { stroke: () => colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: kHeight,
    padding: [14, 26, 0, 0],
    legend: { show: false },
    scales: { x: { time: false, range: (_, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) }, y: { range: (_, __, most) => [0, Math.max(4, most * 1.12)] } },
    axes: [
      { ...axis, grid: { show: false }, splits: (chart) => namedPoints(points.length, chart.width), values: (_, splits) => splits.map((at) => points[at]?.label ?? ""), gap: 8, size: 36 },
      { ...axis, size: 52, incrs: wholeSteps, values: (_, splits) => splits.map(number) },
    ],
    series: [
      {},
      {
        stroke: () => colour("--accent-text"),
        fill: () => colour("--accent-soft"),
        width: 2,
        paths: points.length > 2 && uPlot.paths.spline ? uPlot.paths.spline() : undefined,
        points: { show: points.length <= kMostDots, size: 6, fill: () => colour("--card"), stroke: () => colour("--accent-text") },
      },
    ],
    cursor: {
      y: false,
      // The crosshair stands on the points alone.
      move: (chart, left, top) => [left < 0 ? left : chart.valToPos(chart.posToIdx(left), "x"), top],
      drag: { x: false, y: false },
      points: { size: 10, fill: () => colour("--accent-text"), stroke: () => colour("--card") },
    },
    hooks: {
      setCursor: [(chart) => onMove(chart.cursor.idx ?? null)],
      draw: [(chart) => markPeak(chart, peak, points[peak]?.count ?? 0)],
    },
  };
}

/** Nobody comes by halves. */
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7];

/** As many as have room, counted back from the newest. @param {number} length @param {number} width */
function namedPoints(length, width) {
  const every = Math.max(1, Math.ceil(length / Math.max(1, Math.floor(width / kLabelPx))));
  return Array.from({ length }, (_, at) => at).filter((at) => (length - 1 - at) % every === 0);
}

/** @param {uPlot} chart @param {number} peak @param {number} count */
function markPeak({ ctx, valToPos }, peak, count) {
  if (peak < 0) return;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.arc(valToPos(peak, "x", true), valToPos(count, "y", true), 6 * ratio, 0, 2 * Math.PI);
  ctx.fillStyle = colour("--gold");
  ctx.strokeStyle = colour("--card");
  ctx.lineWidth = 2 * ratio;
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}
