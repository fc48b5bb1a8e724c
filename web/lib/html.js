// @ts-check
// The one way to make HTML: every value is escaped by construction. Raw HTML has no door here on purpose.
export { html, svg, render, nothing } from "lit-html";
export { repeat } from "lit-html/directives/repeat.js";
