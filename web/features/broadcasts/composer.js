// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { mayAdminister } from "#lib/permissions.js";
import { routeHref } from "#lib/router.js";
import { Poller } from "#lib/poller.js";
import { parseTelegramHtml, plainText } from "#lib/telegram_html.js";
import { failureState } from "#components/empty_state.js";
import { icon } from "#components/icons.js";
import { pageHeader } from "#components/page_header.js";
import { textField } from "#components/text_field.js";
import { audienceForm } from "./audience_form.js";
import { limitOf, mayChange } from "./broadcast.js";
import { buttonsEditor } from "./buttons_editor.js";
import { ComposerChecks } from "./composer_checks.js";
import { composerDeeds } from "./composer_deeds.js";
import { previewCard } from "./composer_preview.js";
import { DraftStore, kLookMs } from "./draft_store.js";
import { mannerForm } from "./manner_form.js";
import { PictureField } from "./picture_field.js";
import { PicturePreview } from "./picture_preview.js";
import { PreviewTheme } from "./preview_theme.js";
import { savingNote } from "./saving_note.js";
import { startDraft, testDraft } from "./send_dialogs.js";
import { TextEditor } from "./text_editor.js";
import { timingForm, whenOf } from "./timing_form.js";

/** @typedef {import("./broadcast.js").Draft} Draft */

/** Where a broadcast is written: saved while somebody types, seen as people will see it, tested, sent. */
export class Composer {
  #context;
  #here;
  #store;
  #checks;
  #shown;
  /** @type {TextEditor | null} */
  #editor = null;
  /** @type {PictureField | null} */
  #picture = null;
  /** @type {Error | null} */
  #failure = null;
  #theme;
  #busy = false;

  /** @param {import("#features/view.js").ViewContext} context @param {(...rest: string[]) => string} here @param {string | null} id */
  constructor(context, here, id) {
    const { api, keyboard, session, signal } = context;
    const place = { api, signal, onChange: () => this.#draw() };
    this.#context = context;
    this.#here = here;
    this.#store = new DraftStore({ ...place, id, onChange: () => this.#stored() });
    this.#checks = new ComposerChecks(place);
    this.#shown = new PicturePreview(place);
    this.#theme = new PreviewTheme(place);
    this.#draw();
    if (!mayAdminister(session)) return;
    keyboard.bind({ group: "This page", keys: "mod+enter", title: "Send…", run: () => void this.#send() }, signal);
    keyboard.bind({ group: "This page", keys: "t", title: "Send a test", run: () => void this.#test() }, signal);
    void this.#load().then(() => new Poller(() => this.#look(), kLookMs, signal).start());
  }

  /** The address that the draft gets with its first words is still this page. @param {import("#lib/router.js").Route} route */
  follow({ rest }) {
    return rest.length === 2 && rest[0] === this.#store.id && rest[1] === "edit";
  }

  async #load() {
    const { api, router, signal } = this.#context;
    this.#failure = null;
    this.#draw();
    try {
      await this.#store.load();
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
      return this.#draw();
    }
    const { stored, draft } = this.#store;
    // What has started cannot be changed: its page says how it is doing.
    if (stored && !mayChange(stored)) return router.replace(this.#here(stored.id));
    this.#editor = new TextEditor({ text: draft.content.text, onInput: (text) => this.#changeContent({ text }) });
    this.#picture = new PictureField({
      api,
      signal,
      picture: draft.content.picture,
      templatesHref: routeHref({ product: "coupons", feature: "templates" }),
      onChange: (picture) => this.#changeContent({ picture }),
    });
    this.#checks.begin(draft);
    this.#draw();
    if (!stored) this.#editor.focus();
  }

  async #look() {
    if (!this.#busy) await this.#store.look();
  }

  /** @param {Partial<Draft>} change */
  #change(change) {
    this.#store.change(change);
    this.#checks.look(this.#store.draft);
  }

  /** @param {Partial<Draft["content"]>} change */
  #changeContent(change) {
    this.#change({ content: { ...this.#store.draft.content, ...change } });
  }

  #stored() {
    const { router, route, signal } = this.#context;
    if (signal.aborted) return;
    const { id } = this.#store;
    if (id && route.rest[0] === "new" && location.hash.startsWith(this.#here("new"))) router.replace(this.#here(id, "edit"));
    this.#draw();
  }

  #test = async () => {
    if (this.#busy || document.querySelector("dialog[open]") || !(await this.#saved())) return;
    await testDraft(this.#context.api, /** @type {string} */ (this.#store.id));
  };

  #send = async () => {
    if (this.#busy || document.querySelector("dialog[open]") || !(await this.#saved())) return;
    const { router, toasts, api } = this.#context;
    this.#busy = true;
    this.#draw();
    try {
      const started = await startDraft({ api, id: /** @type {string} */ (this.#store.id), draft: this.#store.draft, timeZone: this.#checks.timeZone, bubble: this.#preview().bubble });
      if (started) {
        toasts.success(started.state === "scheduled" ? "It is scheduled." : "It is on its way.");
        router.go(this.#here(started.id));
        return;
      }
    } catch (failure) {
      toasts.failure(failure);
    }
    this.#busy = false;
    this.#draw();
    void this.#look();
  };

  /** Nothing is sent that is not saved, or that has nothing to say. */
  async #saved() {
    const { toasts } = this.#context;
    const { content } = this.#store.draft;
    if (!content.text.trim() && !content.picture) {
      toasts.info("Write something first, or choose a picture.");
      this.#editor?.focus();
      return false;
    }
    if (this.#checks.problems.length > 0) {
      toasts.info(this.#checks.problems[0]?.message ?? "");
      return false;
    }
    if (await this.#store.flush()) return true;
    toasts.failure(this.#store.failure ?? new Error("Somebody else was faster. What is said above comes first."));
    return false;
  }

  #draw() {
    const { host, signal } = this.#context;
    if (signal.aborted) return;
    const { content } = this.#store.draft;
    const typed = parseTelegramHtml(content.text);
    // The server counts what placeholders may become; until it has, what is typed is counted here.
    const units = this.#checks.units ?? plainText(typed.nodes).trim().length;
    this.#editor?.show({ units, limit: limitOf(content), problem: this.#wrong("content.text") ?? typed.problem });
    render(this.#view(), host);
  }

  /** @param {string} field @returns {string | null} */
  #wrong = (field) => {
    const { failure } = this.#store;
    if (failure?.field === field) return failure.message;
    return this.#checks.problems.find((problem) => problem.field === field || problem.field === field.replace("content.", ""))?.message ?? null;
  };

  #preview() {
    return previewCard({
      content: this.#store.draft.content,
      sender: this.#checks.sender,
      picture: this.#shown.of(this.#store.draft.content.picture),
      theme: this.#theme.current,
      problems: this.#checks.problems,
      onTheme: this.#theme.choose,
    });
  }

  #view() {
    const { id, saving } = this.#store;
    return html`${pageHeader({
        title: id ? "Edit broadcast" : "New broadcast",
        subtitle: "One message to many, as the coupon bot",
        actions: html`<a class="button" href=${this.#here()}>${icon("back")} Back</a>`,
      })}
      ${savingNote({ saving, failure: this.#store.failure, stored: this.#store.stored, href: this.#here(id ?? "new"), onOverwrite: () => void this.#settle(this.#store.overwrite()), onReload: () => void this.#reload(), onRetry: () => void this.#store.flush() })}
      ${this.#content()}`;
  }

  /** @param {Promise<void>} work */
  async #settle(work) {
    try {
      await work;
    } catch (failure) {
      if (!this.#context.signal.aborted) this.#context.toasts.failure(failure);
    }
  }

  async #reload() {
    this.#store.forget();
    this.#editor = null;
    await this.#load();
  }

  #content() {
    if (!mayAdminister(this.#context.session)) return html`<p class="callout">${icon("info")}<span>Only owners and admins send broadcasts. Ask one of them.</span></p>`;
    if (this.#failure) return html`<div class="card">${failureState(this.#failure, () => void this.#load())}</div>`;
    if (!this.#editor || !this.#picture) return html`<div class="card loading-card" aria-busy="true"><span class="skeleton"></span></div>`;
    const { draft, saving } = this.#store;
    const { bubble, card } = this.#preview();
    return html`<div class="composer">
      <div class="composer-form">
        <section class="card composer-card" aria-labelledby="what-title">
          <h2 id="what-title">What</h2>
          ${this.#editor.element} ${this.#picture.element}
          ${buttonsEditor({ rows: draft.content.buttons, error: this.#wrong("content.buttons"), onChange: (buttons) => this.#changeContent({ buttons }) })}
          ${mannerForm({ content: draft.content, onChange: (change) => this.#changeContent(change) })}
        </section>
        <section class="card composer-card" aria-labelledby="who-title">
          <h2 id="who-title">Who</h2>
          ${audienceForm({
            audience: draft.audience,
            options: this.#checks.options,
            reach: this.#checks.reach,
            problem: this.#checks.reachProblem,
            needsCoupon: draft.content.picture?.kind === "template" && !draft.content.picture.fallback_code,
            onChange: (audience) => this.#change({ audience }),
          })}
        </section>
        <section class="card composer-card" aria-labelledby="when-title">
          <h2 id="when-title">How and when</h2>
          ${timingForm({ timing: draft.timing, timeZone: this.#checks.timeZone, error: this.#wrong, onChange: (timing) => this.#change({ timing }) })}
          ${textField({ id: "broadcast-name", label: "Name, for you alone", value: draft.name, maxLength: 100, hint: "Empty: the first words.", onInput: (title) => this.#change({ name: title }) })}
        </section>
      </div>
      <div class="composer-side">${bubble ? card : nothing}${composerDeeds({ later: whenOf(draft.timing) !== "now", busy: this.#busy || saving === "over", nobody: this.#checks.reach?.count === 0, onTest: this.#test, onSend: this.#send })}</div>
    </div>`;
  }
}
