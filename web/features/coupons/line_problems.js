// @ts-check
import { html, nothing } from "#lib/html.js";
import { count } from "#lib/format.js";

/**
 * What was wrong, line by line; line 0 stands for no line in particular.
 * @param {import("./coupon.js").LineProblem[]} problems
 * @param {{open?: boolean}} [options]
 */
export function lineProblems(problems, { open = false } = {}) {
  if (problems.length === 0) return nothing;
  return html`<details class="line-problems" ?open=${open}>
    <summary>${count(problems.length, "problem", "problems")}</summary>
    <ul>
      ${problems.map(({ line, text, why }) => html`<li>
        <span class="line-problem-place">${line > 0 ? `Line ${line}` : "File"}</span>
        <span>${text ? html`<code>${text}</code> ` : nothing}${why}</span>
      </li>`)}
    </ul>
  </details>`;
}
