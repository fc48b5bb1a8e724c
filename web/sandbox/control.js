// @ts-check
import { Api } from "#lib/api.js";

const kRoot = "/control/telegram/";

/** What a person can do in the sandbox, as calls of its control API. */
export class Control {
  #api = new Api();

  /** @returns {Promise<import("./types.js").Overview>} */
  overview() {
    return this.#api.get(`${kRoot}overview`);
  }

  /** @param {string} chat @param {number} [before] @returns {Promise<{messages: import("./types.js").Message[], has_more: boolean}>} */
  messages(chat, before) {
    return this.#api.get(`${kRoot}chats/${encodeURIComponent(chat)}/messages`, { query: { before, limit: 50 } });
  }

  /** @returns {Promise<{deliveries: import("./types.js").Delivery[]}>} */
  deliveries() {
    return this.#api.get(`${kRoot}deliveries`, { query: { limit: 60 } });
  }

  /** @returns {Promise<{calls: import("./types.js").Call[]}>} */
  calls() {
    return this.#api.get(`${kRoot}calls`, { query: { limit: 60 } });
  }

  /** @param {string} id @returns {Promise<{answered: boolean, text: string, show_alert: boolean, url: string}>} */
  callback(id) {
    return this.#api.get(`${kRoot}callbacks/${encodeURIComponent(id)}`);
  }

  /** One deed: `bots`, `people`, `send`, `press`, … @param {string} deed @param {unknown} [body] */
  do(deed, body) {
    return this.#api.post(kRoot + deed, body);
  }

  reset() {
    return this.#api.post("/control/reset");
  }

  now() {
    return this.#api.now();
  }
}
