// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { count } from "#lib/format.js";
import { preference, rememberPreference } from "#lib/preferences.js";
import { openDialog } from "#components/dialog.js";
import { icon } from "#components/icons.js";
import { whenOf } from "./timing_form.js";

/** @typedef {{chat_id: number, first_name: string | null, last_name: string | null, username: string | null}} Person */

const kPreference = "broadcast_test_chat";
const kPauseMs = 250;

/**
 * Asks once more, then starts it; null when somebody thought better of it.
 * @param {{api: import("#lib/api.js").Api, id: string, draft: import("./broadcast.js").Draft, timeZone: string, bubble: unknown}} options
 * @returns {Promise<import("./broadcast.js").Broadcast | null>}
 */
export async function startDraft({ api, id, draft, timeZone, bubble }) {
  const { audience, timing } = draft;
  const { count: people } = await api.post("/api/broadcasts/audience", { audience });
  const when = whenOf(timing);
  const moment = (timing.local_time ?? timing.at ?? "").replace("T", " at ");
  const words = { now: "It starts at once.", workspace: `It starts on ${moment}${timeZone ? `, ${timeZone.replaceAll("_", " ")}` : ""}.`, recipient: `Each person gets it on ${moment} by their own clock.` }[when];
  const quiet = timing.quiet ? ` Nobody is written to between ${timing.quiet.from} and ${timing.quiet.to}.` : "";
  const sure = await confirmSend({ people, bubble, when: words + quiet, inDoubt: timing.in_doubt, scheduled: when !== "now" });
  return sure ? (await api.post(`/api/broadcasts/${id}/start`)).broadcast : null;
}

/** @param {import("#lib/api.js").Api} api @param {string} id */
export function testDraft(api, id) {
  return testSend({ api, send: (chat) => api.post(`/api/broadcasts/${id}/test`, { chat_id: chat }) });
}

/** Asks once more, with what it will look like. @param {{people: number, bubble: unknown, when: string, inDoubt: "never_twice" | "never_miss", scheduled: boolean}} question @returns {Promise<boolean>} */
async function confirmSend({ people, bubble, when, inDoubt, scheduled }) {
  const reached = count(people, "person", "people");
  const answer = await openDialog({
    title: scheduled ? `Schedule for ${reached}?` : `Send to ${reached}?`,
    className: "dialog-wide",
    content: (/** @type {(sure: boolean | null) => void} */ close) => html`<form @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      close(true);
    }}>
      <div class="dialog-body">
        <p class="dialog-text">${when} ${inDoubt === "never_twice" ? "Nobody gets it twice." : "Nobody is missed; a few may get it twice."} You can pause or cancel while it is on its way.</p>
        ${bubble}
      </div>
      <footer class="dialog-footer">
        <button type="button" class="button" autofocus @click=${() => close(null)}>Not yet</button>
        <button type="submit" class="button button-primary">${icon(scheduled ? "calendar" : "send")} ${scheduled ? "Schedule" : `Send to ${reached}`}</button>
      </footer>
    </form>`,
  });
  return answer === true;
}

/**
 * Chooses one of the people who talked to the bot and sends the message to them alone.
 * @param {{api: import("#lib/api.js").Api, send: (chat: number) => Promise<{message_id: number | null, state: string}>}} options
 */
async function testSend({ api, send }) {
  const place = document.createElement("div");
  place.className = "test-people";
  const ended = new AbortController();
  const list = new TestPeople({ api, place, signal: ended.signal, send });
  void list.search("");
  await openDialog({
    title: "Send a test",
    content: (close) => html`<div class="dialog-body">
        <p class="dialog-text">It goes to one chat at once, with that person's own name and coupon. Somebody who is not listed has to write to the bot first.</p>
        <label class="search-field test-search">
          ${icon("search")}<span class="visually-hidden">Search people</span>
          <input class="input" type="search" placeholder="Name or number" autocomplete="off" spellcheck="false" autofocus @input=${(/** @type {Event} */ event) => list.type(/** @type {HTMLInputElement} */ (event.target).value)} />
        </label>
        ${place}
      </div>
      <footer class="dialog-footer"><button type="button" class="button" @click=${() => close(null)}>Done</button></footer>`,
  });
  ended.abort();
}

class TestPeople {
  #options;
  /** @type {Person[] | null} */
  #people = null;
  /** @type {Map<number, {busy: boolean, words: string, good: boolean}>} */
  #outcomes = new Map();
  /** @type {string | null} */
  #problem = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;

  /** @param {{api: import("#lib/api.js").Api, place: HTMLElement, signal: AbortSignal, send: (chat: number) => Promise<{message_id: number | null, state: string}>}} options */
  constructor(options) {
    this.#options = options;
    options.signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#draw();
  }

  /** @param {string} text */
  type(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.search(text.trim()), kPauseMs);
  }

  /** @param {string} text */
  async search(text) {
    const { api, signal } = this.#options;
    const asked = (this.#asked += 1);
    try {
      const { users } = await api.get("/api/bot-users", { query: { q: text, filter: "active", limit: 20, offset: 0 }, signal });
      if (asked !== this.#asked) return;
      const last = Number(preference(kPreference));
      this.#people = users.toSorted((/** @type {Person} */ one, /** @type {Person} */ other) => Number(other.chat_id === last) - Number(one.chat_id === last));
      this.#problem = null;
    } catch (failure) {
      if (signal.aborted || asked !== this.#asked) return;
      this.#problem = /** @type {Error} */ (failure).message;
    }
    this.#draw();
  }

  /** @param {Person} person */
  async #send({ chat_id: chat }) {
    this.#outcomes.set(chat, { busy: true, words: "Sending…", good: true });
    this.#draw();
    try {
      const { state } = await this.#options.send(chat);
      const words = state === "sent" ? "Arrived" : state === "pending" || state === "sending" ? "Still on its way" : `Not sent: ${state}`;
      this.#outcomes.set(chat, { busy: false, words, good: state === "sent" });
      rememberPreference(kPreference, String(chat));
    } catch (failure) {
      this.#outcomes.set(chat, { busy: false, words: /** @type {Error} */ (failure).message, good: false });
    }
    this.#draw();
  }

  #draw() {
    render(this.#view(), this.#options.place);
  }

  #view() {
    if (this.#problem) return html`<p class="field-error" role="alert">${this.#problem}</p>`;
    if (!this.#people) return html`<p class="card-note" role="status">Loading…</p>`;
    if (this.#people.length === 0) return html`<p class="card-note" role="status">Nobody matches. Open the bot in Telegram, press Start, and look again.</p>`;
    return html`<ul class="test-list">${this.#people.map((person) => this.#row(person))}</ul>`;
  }

  /** @param {Person} person */
  #row(person) {
    const outcome = this.#outcomes.get(person.chat_id);
    const called = [person.first_name, person.last_name].filter(Boolean).join(" ") || `Chat ${person.chat_id}`;
    return html`<li class="test-person">
      <span class="row-words"><strong>${called}</strong><span>${person.username ? `@${person.username}` : person.chat_id}</span></span>
      <span class=${outcome && !outcome.good ? "field-error" : "test-outcome"} role="status">${outcome?.words ?? nothing}</span>
      <button type="button" class="button button-small" aria-label=${`Send the test to ${called}`} ?disabled=${outcome?.busy} @click=${() => void this.#send(person)}>${icon("send")} Send</button>
    </li>`;
  }
}
