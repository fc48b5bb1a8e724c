// @ts-check
import { html, nothing } from "#lib/html.js";
import { count, number } from "#lib/format.js";
import { variantFacts } from "#lib/picture/face.js";
import { badge } from "#components/badge.js";
import { icon } from "#components/icons.js";
import { time } from "#components/time.js";
import { batchStates, isUnfinished, paceText, sizeText, triedOf } from "./batch.js";
import { lineProblems } from "./line_problems.js";

/** @typedef {import("./batch.js").Batch} Batch */

/**
 * @param {object} options
 * @param {Batch} options.batch
 * @param {string} options.title of its template
 * @param {ReturnType<typeof import("./batch.js").paceOf>} options.pace
 * @param {number} options.now
 * @param {(batch: Batch) => void} options.onCancel
 * @param {(batch: Batch) => void} options.onRemove
 */
export function batchCard({ batch, title, pace, now, onCancel, onRemove }) {
  const { title: state, tone } = batchStates[batch.state];
  const label = `${title}, ${count(batch.total, "picture", "pictures")}`;
  return html`<article class="card batch" data-batch=${batch.id} aria-label=${label}>
    <header class="batch-head">
      <div class="batch-words">
        <h3>${title}</h3>
        <p>${batch.variants.map((variant) => variantFacts[variant].title).join(", ")} · ${batch.format.toUpperCase()} · ${time(batch.created_at, now)} by ${batch.created_by}</p>
      </div>
      ${badge(state, tone)}
      ${isUnfinished(batch)
        ? html`<button type="button" class="button button-small" aria-label=${`Cancel ${label}`} @click=${() => onCancel(batch)}>Cancel</button>`
        : html`<button type="button" class="icon-button" title="Delete" aria-label=${`Delete ${label}`} @click=${() => onRemove(batch)}>${icon("remove")}</button>`}
    </header>
    ${isUnfinished(batch) ? progress(batch, pace) : html`<p class="batch-line">${outcome(batch)}</p>`}
    ${batch.parts.length > 0
      ? html`<ul class="batch-parts" aria-label="Archives">
          ${batch.parts.map(({ name: file, size, url }) => html`<li><a class="button" href=${url} download>${icon("download")} ${file} <span class="muted">${sizeText(size)}</span></a></li>`)}
        </ul>`
      : nothing}
    ${lineProblems(batch.problems)}
  </article>`;
}

/** @param {Batch} batch @param {ReturnType<typeof import("./batch.js").paceOf>} pace */
function progress(batch, pace) {
  const tried = triedOf(batch);
  return html`<progress class="progress" aria-label="Pictures drawn" max=${batch.total} .value=${tried}></progress>
    <p class="batch-line"><span>${number(tried)} of ${count(batch.total, "picture", "pictures")}</span><span class="muted">${paceText(pace)}</span></p>`;
}

/** @param {Batch} batch */
function outcome({ done, failed, total }) {
  const drawn = done === total ? count(total, "picture", "pictures") : `${number(done)} of ${count(total, "picture", "pictures")}`;
  return failed > 0 ? `${drawn} drawn, ${number(failed)} could not be drawn` : `${drawn} drawn`;
}
