// @ts-check
import { html, nothing, render, repeat } from "#lib/html.js";
import { Poller } from "#lib/poller.js";
import { confirm } from "#components/dialog.js";
import { emptyState, failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { isUnfinished, paceOf, triedOf } from "./batch.js";
import { batchCard } from "./batch_card.js";
import { BatchForm } from "./batch_form.js";
import { loadTemplates, noTemplates } from "./templates.js";

/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("./batch.js").Sample} Sample */

const kLookMs = 1_500;
// The archives' addresses are good for an hour.
const kQuietMs = 10 * 60_000;

/** Pictures for a whole list of codes: the form, and what became of the latest batches. @type {import("#features/view.js").OpenView} */
export function open(context) {
  new BulkPage(context).start();
  return {};
}

class BulkPage {
  #context;
  #poller;
  /** @type {BatchForm | null} */
  #form = null;
  /** @type {import("./templates.js").Template[] | null} */
  #templates = null;
  /** @type {Batch[]} */
  #batches = [];
  #loadedAt = 0;
  /** When each batch was last seen before its first picture, or how it was first seen. @type {Map<string, Sample>} */
  #first = new Map();
  /** @type {Error | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context */
  constructor(context) {
    this.#context = context;
    this.#poller = new Poller(() => this.#look(), kLookMs, context.signal);
  }

  start() {
    const { keyboard, signal } = this.#context;
    keyboard.bind({ group: "This page", keys: "r", title: "Refresh", run: () => void this.#load() }, signal);
    this.#draw();
    void this.#poller.start();
  }

  async #look() {
    if (this.#batches.some(isUnfinished) || Date.now() - this.#loadedAt > kQuietMs) await this.#load();
  }

  async #load() {
    const { api, signal } = this.#context;
    this.#loadedAt = Date.now();
    try {
      const [templates, { batches }] = await Promise.all([this.#templates ?? loadTemplates(api, signal), api.get("/api/picture-batches", { signal })]);
      this.#keep(templates, batches);
      this.#failure = null;
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    this.#draw();
  }

  /** @param {import("./templates.js").Template[]} templates @param {Batch[]} batches */
  #keep(templates, batches) {
    if (templates.length > 0) this.#form ??= new BatchForm(this.#context, templates, (batch) => this.#made(batch));
    this.#templates = templates;
    this.#batches = batches;
    for (const batch of batches) {
      const tried = triedOf(batch);
      if (isUnfinished(batch) && (tried === 0 || !this.#first.has(batch.id))) this.#first.set(batch.id, { atMs: this.#loadedAt, tried });
    }
  }

  /** @param {Batch} batch */
  #made(batch) {
    this.#batches = [batch, ...this.#batches];
    this.#draw();
    void this.#load();
    this.#context.host.querySelector(`[data-batch="${batch.id}"]`)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Batch} batch */
  #paceOf(batch) {
    const first = this.#first.get(batch.id);
    return first ? paceOf(first, { atMs: this.#loadedAt, tried: triedOf(batch) }, batch.total) : null;
  }

  /** @param {Batch} batch */
  #cancel = async (batch) => {
    const sure = await confirm({ title: "Draw no more of this batch?", text: "Archives that are ready stay. What was not drawn yet has to be asked for again.", action: "Cancel the batch", danger: true });
    if (sure) await this.#act((api) => api.post(`/api/picture-batches/${batch.id}/cancel`), "The batch is cancelled.");
  };

  /** @param {Batch} batch */
  #remove = async (batch) => {
    const sure = await confirm({ title: "Delete this batch?", text: "Its archives can no longer be downloaded, at once.", action: "Delete", danger: true });
    if (sure) await this.#act((api) => api.delete(`/api/picture-batches/${batch.id}`), "The batch is deleted.");
  };

  /** @param {(api: import("#lib/api.js").Api) => Promise<unknown>} deed @param {string} done */
  async #act(deed, done) {
    const { api, host, toasts } = this.#context;
    try {
      await deed(api);
      toasts.success(done);
    } catch (failure) {
      toasts.failure(failure);
    }
    await this.#load();
    if (document.activeElement === document.body) host.querySelector("h1")?.focus();
  }

  #draw() {
    const { host, signal } = this.#context;
    if (!signal.aborted) render(this.#view(), host);
  }

  #view() {
    return html`${pageHeader({ title: "Bulk pictures", subtitle: "A picture for every line of a CSV file, in ZIP archives" })}${this.#content()}`;
  }

  #content() {
    if (!this.#templates && this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>`;
    if (!this.#templates) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    return html`${this.#form ? this.#form.element : html`<div class="card">${noTemplates(this.#context.session)}</div>`}
      <section class="section" aria-labelledby="batches-title" ?hidden=${!this.#form && this.#batches.length === 0}>
        <div class="section-head"><h2 id="batches-title">Batches</h2><span class="muted">Kept for 24 hours</span></div>
        ${this.#failure ? html`<p class="notice notice-error" role="alert">${icon("alert")}<span>${this.#failure.message} What you see may be out of date.</span></p>` : nothing}
        ${this.#batches.length === 0 ? html`<div class="card">${emptyState({ icon: "inbox", title: "There is no batch yet", text: "What you have drawn shows up here, and is kept for 24 hours." })}</div>` : this.#list()}
      </section>`;
  }

  #list() {
    const now = this.#context.api.now();
    const nameOf = (/** @type {string} */ slug) => this.#templates?.find((template) => template.slug === slug)?.name ?? slug;
    return html`<div class="batches">
      ${repeat(
        this.#batches,
        ({ id }) => id,
        (batch) => batchCard({ batch, title: nameOf(batch.template), pace: this.#paceOf(batch), now, onCancel: this.#cancel, onRemove: this.#remove }),
      )}
    </div>`;
  }
}
