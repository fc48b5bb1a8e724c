// @ts-check
import { html, render } from "#lib/html.js";
import { routeHref } from "#lib/router.js";
import { deliveryState } from "#lib/delivery_state.js";
import { badge } from "#components/badge.js";
import { failureState } from "#components/empty_state.js";
import { time } from "#components/time.js";

/** @typedef {{id: string, preview: string, method: string, state: string, created_at: string, error: string | null}} SentMessage */

const kShown = 8;

/** The last messages to one chat, each with the way to why it was sent. `element` is placed into a page. */
export class UserMessages {
  element = document.createElement("section");
  #context;
  #chat;
  /** @type {SentMessage[] | null} */
  #messages = null;
  /** @type {Error | null} */
  #failure = null;

  /** @param {import("#features/view.js").ViewContext} context @param {string} chat */
  constructor(context, chat) {
    this.#context = context;
    this.#chat = chat;
    this.element.className = "section";
    this.element.setAttribute("aria-labelledby", "user-messages-title");
  }

  load = async () => {
    const { api, signal } = this.#context;
    try {
      this.#messages = (await api.get("/api/outbox", { query: { chat_id: this.#chat, limit: kShown }, signal })).messages;
      this.#failure = null;
    } catch (failure) {
      if (signal.aborted) return;
      this.#failure = /** @type {Error} */ (failure);
    }
    render(this.#view(), this.element);
  };

  #view() {
    return html`<div class="section-head">
        <h2 id="user-messages-title">Messages to them</h2>
        <a class="section-link" href=${routeHref({ product: "messages", feature: "outbox", query: { chat_id: this.#chat } })}>All of them</a>
      </div>
      <div class="card">${this.#list()}</div>`;
  }

  #list() {
    if (!this.#messages && this.#failure) return failureState(this.#failure, () => void this.load());
    if (!this.#messages?.length) return html`<p class="chart-quiet">Nothing was sent to them.</p>`;
    return html`<ul>
      ${this.#messages.map(({ id, preview, method, state, created_at: at }) => {
        const { title, tone } = deliveryState(state);
        return html`<li class="row">
          <a class="row-words" href=${routeHref({ product: "messages", feature: "outbox", rest: [id] })}>${preview || method}</a>
          ${badge(title, tone)} <span class="cell-time">${time(at, this.#context.api.now())}</span>
        </li>`;
      })}
    </ul>`;
  }
}
