// @ts-check
// Fills web/vendor/ with the few files of npm packages that a page loads. Runs after `npm ci`; running it again changes nothing.
import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const vendor = path.join(root, "web", "vendor");

/** Package file → its place in web/vendor/. Licences travel with the code. @type {[string, string][]} */
const copies = [
  ["lit-html/lit-html.js", "lit-html/lit-html.js"],
  ["lit-html/directive.js", "lit-html/directive.js"],
  ["lit-html/directive-helpers.js", "lit-html/directive-helpers.js"],
  ["lit-html/directives/repeat.js", "lit-html/directives/repeat.js"],
  ["lit-html/LICENSE", "lit-html/LICENSE"],
  ["uplot/dist/uPlot.esm.js", "uplot/uplot.js"],
  ["uplot/dist/uPlot.min.css", "uplot/uplot.css"],
  ["uplot/LICENSE", "uplot/LICENSE"],
  ["@fontsource-variable/inter/index.css", "inter/index.css"],
  ["@fontsource-variable/inter/LICENSE", "inter/LICENSE"],
  ...["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"].map(
    (subset) =>
      /** @type {[string, string]} */ ([
        `@fontsource-variable/inter/files/inter-${subset}-wght-normal.woff2`,
        `inter/files/inter-${subset}-wght-normal.woff2`,
      ]),
  ),
];

await rm(vendor, { recursive: true, force: true });
for (const [from, to] of copies) {
  const target = path.join(vendor, to);
  await mkdir(path.dirname(target), { recursive: true });
  await cp(path.join(root, "node_modules", from), target);
}
console.log(`web/vendor: ${copies.length} files copied`);
