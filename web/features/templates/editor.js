// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { variantFacts, variants } from "#lib/picture/face.js";
import { mayAdminister } from "#lib/permissions.js";
import { routeHref } from "#lib/router.js";
import { rememberColour } from "#components/colour_field.js";
import { confirm } from "#components/dialog.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { Editing } from "./editing.js";
import { aboutTemplate, editorBar } from "./editor_head.js";
import { EditorScene } from "./editor_scene.js";
import { FaceColumn } from "./face_column.js";
import { faceControls } from "./face_controls.js";
import { TemplateStore } from "./template_store.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */

/** One template, with its three shapes side by side. */
export class EditorPage {
  #context;
  #onCreated;
  #store;
  #scene;
  #editing;
  #columns;
  /** @type {"loading" | "ready" | "saving" | "conflict"} */
  #state = "loading";
  /** @type {Error | null} */
  #failure = null;
  /** @type {import("#lib/api.js").ApiError | null} */
  #refused = null;

  /** @param {import("#features/view.js").ViewContext} context @param {{slug: string, onCreated: (slug: string) => void}} place an empty slug for a new one */
  constructor(context, { slug, onCreated }) {
    const { api, signal } = context;
    this.#context = context;
    this.#onCreated = onCreated;
    this.#store = new TemplateStore({ api, signal, slug });
    this.#scene = new EditorScene(context, () => this.#render());
    const editing = (this.#editing = new Editing(this.#changed));
    const events = {
      change: editing.changeFace,
      settle: editing.settle,
      select: editing.select,
      picked: this.#picked,
      test: (/** @type {Variant} */ variant) => void this.#scene.saveTest(variant, editing.draft, this.#store.slug),
    };
    this.#columns = new Map(variants.map((variant) => [variant, new FaceColumn({ variant, api, signal, events })]));
  }

  start() {
    const { keyboard, signal, router } = this.#context;
    const here = { group: "This page" };
    keyboard.bind({ ...here, keys: "e", title: "Exact picture", run: () => this.#scene.toggleExact() }, signal);
    if (!this.#readOnly) {
      keyboard.bind({ ...here, keys: "mod+z", title: "Undo", run: () => this.#step(this.#editing.undo) }, signal);
      keyboard.bind({ ...here, keys: "mod+shift+z", title: "Redo", run: () => this.#step(this.#editing.redo) }, signal);
      keyboard.bind({ ...here, keys: "mod+s", title: "Save", run: () => void this.#save() }, signal);
      router.guard(this.#mayLeave, signal);
      window.addEventListener("beforeunload", (event) => this.#dirty && event.preventDefault(), { signal });
      document.addEventListener("paste", this.#paste, { signal });
    }
    void this.#load();
  }

  get #dirty() {
    return !this.#readOnly && this.#store.differs(this.#editing.draft);
  }

  get #readOnly() {
    return !mayAdminister(this.#context.session);
  }

  async #load() {
    this.#failure = null;
    this.#state = "loading";
    this.#render();
    try {
      const draft = await this.#store.load();
      this.#state = "ready";
      this.#step(() => this.#editing.restart(draft));
    } catch (failure) {
      if (this.#context.signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
      this.#render();
    }
  }

  #changed = () => {
    this.#refused = null;
    this.#render();
    this.#showTyped(document.activeElement);
  };

  /** @param {() => void} take a way back, or a new beginning */
  #step(take) {
    take();
    this.#showTyped(null);
  }

  /** Text fields keep what was typed in them; what changed elsewhere shows in them all the same. @param {Element | null} spared the one that is typed in */
  #showTyped(spared) {
    const { name: title, slug } = this.#editing.draft;
    for (const [id, value] of Object.entries({ name: title, slug })) {
      const input = this.#context.host.querySelector(`#${id}`);
      if (input instanceof HTMLInputElement && input !== spared) input.value = value;
    }
  }

  /** @param {Variant} variant @param {string} colour */
  #picked = (variant, colour) => {
    const face = this.#editing.draft.faces[variant];
    this.#scene.stopPicking();
    if (!face) return;
    rememberColour(colour);
    this.#editing.changeFace(variant, { ...face, fontColor: colour });
  };

  /** @param {ClipboardEvent} event */
  #paste = (event) => {
    const file = event.clipboardData?.files[0];
    if (!file) return;
    event.preventDefault();
    void this.#columns.get(this.#editing.selected)?.take(file);
  };

  #mayLeave = async () => {
    if (!this.#dirty) return true;
    return confirm({ title: "Leave without saving?", text: "What you changed in this template would be lost.", action: "Leave", refusal: "Keep editing", danger: true });
  };

  /** @param {{overwrite?: boolean}} [options] */
  async #save(options) {
    if (!["ready", "conflict"].includes(this.#state) || !this.#dirty) return;
    const isNew = !this.#store.slug;
    const { toasts, signal } = this.#context;
    const { draft } = this.#editing;
    this.#state = "saving";
    this.#changed();
    try {
      const outcome = await this.#store.save(draft, options);
      this.#state = outcome === "conflict" ? "conflict" : "ready";
      if (outcome === "saved") toasts.success(`${draft.name} is saved.`);
      if (outcome === "saved" && isNew && !signal.aborted) this.#onCreated(this.#store.slug);
    } catch (failure) {
      this.#state = "ready";
      this.#refused = /** @type {import("#lib/api.js").ApiError} */ (failure);
      if (!["name", "slug", ...variants].includes(this.#refusedPlace)) toasts.failure(failure);
    }
    this.#render();
    this.#focusProblem();
  }

  /** The field of this page that the refusal is about. */
  get #refusedPlace() {
    return this.#refused?.field?.split(".")[0] ?? "";
  }

  #focusProblem() {
    const problem = this.#state === "conflict" ? "[data-conflict] button" : this.#refused ? "[aria-invalid=true]" : null;
    const place = problem && this.#context.host.querySelector(problem);
    if (place instanceof HTMLElement) place.focus();
  }

  #render() {
    if (!this.#context.signal.aborted) render(this.#view(), this.#context.host);
  }

  #view() {
    const isNew = !this.#store.slug;
    const open = this.#state !== "loading" && !this.#failure;
    return html`<div class="editor">
      ${pageHeader({
        title: isNew ? "New template" : (open && this.#editing.draft.name) || "Template",
        subtitle: this.#readOnly ? "Only owners and admins change templates; you can try texts on it." : "Draw where the text goes, in each shape",
        actions: html`<a class="button" href=${routeHref({ product: "coupons", feature: "templates" })}>${icon("back")} Templates</a>${open && !this.#readOnly ? this.#saveButton() : nothing}`,
      })}
      ${this.#failure ? html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>` : open ? this.#open(isNew) : html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`}
    </div>`;
  }

  /** @param {boolean} isNew */
  #open(isNew) {
    const { draft, selected, canUndo, canRedo, select, undo, redo } = this.#editing;
    const readOnly = this.#readOnly;
    const steps = { canUndo, canRedo, undo: () => this.#step(undo), redo: () => this.#step(redo) };
    return html`${this.#state === "conflict" ? this.#conflict() : nothing}
      ${aboutTemplate({ draft, isNew, readOnly, refused: this.#refused, editing: this.#editing })}
      ${editorBar({ ...this.#scene.bar, ...steps, selected, select, readOnly })}
      <p class="visually-hidden" id="box-keys">Arrow keys move the box, with Shift they resize it, with Alt in finer steps.</p>
      <div class="faces" data-selected=${selected}>${variants.map((variant) => this.#column(variant))}</div>
      ${this.#controls()}`;
  }

  #saveButton() {
    const saving = this.#state === "saving";
    return html`<button type="button" class="button button-primary" ?disabled=${saving || !this.#dirty} @click=${() => void this.#save()}>
      ${saving ? "Saving…" : this.#dirty || !this.#store.slug ? "Save" : "Saved"}
    </button>`;
  }

  /** @param {Variant} variant */
  #column(variant) {
    const face = this.#editing.draft.faces[variant];
    return this.#columns.get(variant)?.view({
      face,
      newStyle: this.#editing.newStyle,
      selected: variant === this.#editing.selected,
      readOnly: this.#readOnly,
      problem: this.#refusedPlace === variant ? (this.#refused?.message ?? null) : null,
      scene: this.#scene.of(variant, face, this.#store.slug),
    });
  }

  #controls() {
    const { selected, face, changeFace, settle, draft, copyToOthers } = this.#editing;
    if (!face) return nothing;
    return faceControls({
      title: variantFacts[selected].title,
      style: face,
      disabled: this.#readOnly,
      alone: Object.keys(draft.faces).length < 2,
      change: (style, gesture) => changeFace(selected, { ...face, ...style }, gesture),
      settle,
      pickColour: () => void this.#scene.pickColour((colour) => this.#picked(selected, colour)),
      copyToOthers,
    });
  }

  #conflict() {
    return html`<div class="notice notice-warn" role="alert" data-conflict>
      ${icon("alert")}
      <div>
        <p><strong>Somebody else changed this template while you did.</strong> Your changes are still here, not saved.</p>
        <div class="card-actions">
          <button type="button" class="button" @click=${() => void this.#load()}>Show theirs, drop mine</button>
          <button type="button" class="button button-danger" @click=${() => void this.#save({ overwrite: true })}>Save mine over theirs</button>
        </div>
      </div>
    </div>`;
  }
}
