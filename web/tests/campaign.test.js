// @ts-check
// Where a photo lies under a campaign's frame, and how a picture is called.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName, platformNames, span } from "../campaign/campaign.js";
import { extent, kCentred, kMostZoom, moved, settled, turned, zoomed } from "../campaign/placement.js";

const wide = { width: 1600, height: 1200 };
const tall = { width: 600, height: 2400 };

/** Numbers that any test run repeats. @param {number} seed */
function numbers(seed) {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

test("a photo fills the frame exactly, whatever its shape", () => {
  for (const photo of [wide, tall, { width: 1, height: 4000 }]) {
    const { width, height } = extent(photo, kCentred);
    assert.equal(Math.min(width, height), 1);
    assert.ok(Math.abs(width / height - photo.width / photo.height) < 1e-9);
  }
});

test("no movement, zoom or turn leaves a part of the frame empty", () => {
  const next = numbers(7);
  for (const photo of [wide, tall]) {
    let placement = kCentred;
    for (let step = 0; step < 2000; step += 1) {
      const [kind, a, b] = [next(), next() * 4 - 2, next() * 4 - 2];
      if (kind < 0.4) placement = moved(photo, placement, a, b);
      else if (kind < 0.8) placement = zoomed(photo, placement, a * 4, { x: b / 4, y: a / 4 });
      else placement = turned(photo, placement);
      const { width, height } = extent(photo, placement);
      assert.ok(Math.abs(placement.x) <= (width - 1) / 2 + 1e-9, JSON.stringify(placement));
      assert.ok(Math.abs(placement.y) <= (height - 1) / 2 + 1e-9, JSON.stringify(placement));
      assert.ok(placement.zoom >= 1 && placement.zoom <= kMostZoom);
    }
  }
});

test("what lies under the fingers stays there while they zoom", () => {
  const before = { ...kCentred, zoom: 2 };
  const point = { x: 0.2, y: -0.1 };
  const after = zoomed(wide, before, 3, point);
  assert.ok(Math.abs((point.x - before.x) / 2 - (point.x - after.x) / 3) < 1e-9);
  assert.ok(Math.abs((point.y - before.y) / 2 - (point.y - after.y) / 3) < 1e-9);
});

test("four turns bring a photo back to where it was", () => {
  const start = settled(wide, { zoom: 2, x: 0.3, y: -0.2, turns: 0 });
  const once = turned(wide, start);
  assert.deepEqual([once.turns, once.x, once.y], [1, 0.2, 0.3]);
  assert.deepEqual([1, 2, 3].reduce((placement) => turned(wide, placement), once), start);
});

test("the picture is called after the campaign, in letters that every disk takes", () => {
  assert.equal(fileName("Spring selfie!"), "Spring_selfie_entry.png");
  assert.equal(fileName("../../etc: Frühling 🌷"), "etc_Frühling_entry.png");
  assert.equal(fileName("???"), "campaign_entry.png");
});

test("days are those of the business's calendar, wherever the visitor is", () => {
  assert.equal(span({ start_date: "2026-03-01", end_date: "2026-03-31" }).replace(/\s/g, " "), "1 – 31 March 2026");
  assert.equal(platformNames({ platforms: [] }), "Instagram, X or Facebook");
  assert.equal(platformNames({ platforms: ["twitter"] }), "X");
});
