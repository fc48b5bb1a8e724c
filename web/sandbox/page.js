// @ts-check
import { html, nothing, render } from "#lib/html.js";
import { confirm, openDialog } from "#components/dialog.js";
import { mark } from "#components/icons.js";
import { Toasts } from "#components/toast.js";
import { activity } from "./activity.js";
import { chatList } from "./chat_list.js";
import { conversation } from "./conversation.js";
import { Store } from "./store.js";

const kAnswerPollMs = 250;
const kAnswerPolls = 20;

class Page {
  #store = new Store(() => this.#render());
  #toasts = new Toasts();
  #root = /** @type {HTMLElement} */ (document.getElementById("sandbox"));
  /** @type {"deliveries" | "calls"} */
  #tab = "deliveries";
  /** @type {"chats" | "talk" | "activity"} what a phone shows */
  #pane = "chats";
  /** @type {import("./types.js").Message | null} */
  #replying = null;
  #shownLast = "";
  #atEnd = true;

  start() {
    this.#root.replaceChildren();
    this.#store.start();
    // Pictures get their height when they arrive; who reads older messages is not disturbed.
    this.#root.addEventListener("load", () => this.#atEnd && this.#scrollToEnd(), true);
    this.#root.addEventListener("scroll", (event) => this.#noticeScroll(/** @type {HTMLElement} */ (event.target)), true);
    this.#render();
    // Only the countdowns to the next tries and what a bot is doing change by themselves.
    setInterval(() => (this.#store.deliveries.some(({ next_attempt }) => next_attempt) || this.#store.chat?.action) && this.#render(), 1000);
  }

  /** @param {() => Promise<unknown>} deed */
  #attempt = async (deed) => {
    try {
      await deed();
    } catch (failure) {
      this.#toasts.failure(failure);
    }
    this.#store.refresh("overview", "messages");
  };

  /** @param {string} text @param {string} what */
  #copy = async (text, what) => {
    try {
      await navigator.clipboard.writeText(text);
      this.#toasts.success(`${what} copied.`);
    } catch {
      this.#toasts.info(`The browser does not allow copying. ${what}: ${text}`);
    }
  };

  /** @param {import("./types.js").Message} message @param {number} row @param {number} column */
  #press = (message, row, column) =>
    this.#attempt(async () => {
      const { chat } = this.#store;
      const user = chat && this.#store.writer(chat)?.id;
      if (!chat || !user) return;
      const copied = message.reply_markup?.inline_keyboard[row]?.[column]?.copy_text;
      if (copied) return this.#copy(copied.text, copied.text);
      const pressed = await this.#store.control.do("press", { chat: chat.key, user, message_id: message.message_id, row, column });
      if (pressed.url) this.#openLink(pressed.url);
      else await this.#showAnswer(pressed.callback_id);
    });

  /** @param {string} url */
  #openLink(url) {
    if (/^https?:\/\//i.test(url)) window.open(url, "_blank", "noopener");
    else this.#toasts.info(`This button opens ${url}`);
  }

  /** A bot answers a press when it likes; some never do. @param {string} id */
  async #showAnswer(id) {
    for (let i = 0; i < kAnswerPolls; i++) {
      const answer = await this.#store.control.callback(id);
      if (answer.answered) {
        if (answer.text && answer.show_alert) void showAlert(answer.text);
        else if (answer.text) this.#toasts.info(answer.text);
        if (answer.url) this.#openLink(answer.url);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, kAnswerPollMs));
    }
  }

  /** @param {HTMLFormElement} form */
  #send = (form) =>
    this.#attempt(async () => {
      const file = /** @type {HTMLInputElement} */ (form.elements.namedItem("photo")).files?.[0];
      const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text")).value;
      await this.#sendText(text, file ? { name: file.name, content_base64: await base64(file) } : undefined);
      form.reset();
    });

  /** @param {string} text @param {{name: string, content_base64: string}} [photo] */
  async #sendText(text, photo) {
    const { chat } = this.#store;
    const user = chat && this.#store.writer(chat)?.id;
    if (!chat || !user) return;
    await this.#store.control.do("send", { chat: chat.key, user, text, photo, reply_to: this.#replying?.message_id });
    this.#replying = null;
  }

  async #reset() {
    const sure = await confirm({ title: "Forget everything?", text: "All bots, people, chats and logs of the sandbox go.", action: "Forget everything", danger: true });
    if (sure) this.#attempt(() => this.#store.control.reset());
  }

  /** @param {"chats" | "talk" | "activity"} pane */
  #show(pane) {
    this.#pane = pane;
    this.#render();
  }

  #render() {
    const store = this.#store;
    if (store.selected && store.messages.length === 0 && this.#pane === "chats") this.#pane = "talk";
    const act = {
      attempt: this.#attempt,
      copy: this.#copy,
      press: this.#press,
      send: this.#send,
      replying: this.#replying,
      reply: (/** @type {import("./types.js").Message | null} */ message) => {
        this.#replying = message;
        this.#render();
        if (message) /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"))?.focus();
      },
      tap: (/** @type {string} */ text) => void this.#attempt(() => this.#sendText(text)),
      back: () => this.#show("chats"),
    };
    render(this.#layout(act), this.#root);
    this.#followMessages();
  }

  /** @param {any} act */
  #layout(act) {
    const store = this.#store;
    return html`
      <header class="bar">
        ${mark()}
        <h1>Sandbox</h1>
        <span class="badge ${store.connected ? "badge-ok" : "badge-warn"}" role="status">${store.connected ? "live" : "connecting"}</span>
        <span class="bar-version muted">Bot API ${store.overview?.api_version ?? ""}</span>
        <button type="button" class="button button-small" @click=${() => this.#reset()}>Reset</button>
      </header>
      ${store.failure ? html`<p class="notice notice-error" role="alert">${store.failure.message}</p>` : nothing}
      <div class="panes" data-pane=${this.#pane}>
        <nav class="pane pane-chats" aria-label="Chats">${chatList(store, act)}</nav>
        <main class="pane pane-talk">${conversation(store, act)}</main>
        <aside class="pane pane-activity" aria-label="Activity">
          ${activity(store, { tab: this.#tab, nowMs: store.control.now(), show: (tab) => { this.#tab = tab; this.#render(); } })}
        </aside>
      </div>
      <nav class="pane-switch" aria-label="What to show">
        ${/** @type {const} */ (["chats", "talk", "activity"]).map((pane) => html`<button type="button" aria-pressed=${this.#pane === pane} @click=${() => this.#show(pane)}>${{ chats: "Chats", talk: "Chat", activity: "Activity" }[pane]}</button>`)}
      </nav>`;
  }

  /** A new message is scrolled to; reading older ones is not disturbed. */
  #followMessages() {
    const last = `${this.#store.selected} ${this.#store.messages.at(-1)?.message_id ?? ""}`;
    if (last === this.#shownLast) return;
    this.#shownLast = last;
    this.#scrollToEnd();
  }

  #scrollToEnd() {
    const list = document.querySelector(".talk");
    if (list) list.scrollTop = list.scrollHeight;
    this.#atEnd = true;
  }

  /** @param {HTMLElement} scrolled */
  #noticeScroll(scrolled) {
    if (scrolled.classList?.contains("talk")) this.#atEnd = scrolled.scrollHeight - scrolled.scrollTop - scrolled.clientHeight < 80;
  }
}

/** What a bot wants to be seen. @param {string} text */
function showAlert(text) {
  return openDialog({
    title: "The bot says",
    className: "dialog-confirm",
    content: (close) => html`<div class="dialog-body"><p class="dialog-text">${text}</p></div>
      <footer class="dialog-footer"><button type="button" class="button button-primary" autofocus @click=${() => close(null)}>OK</button></footer>`,
  });
}

/** @param {File} file @returns {Promise<string>} */
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result).replace(/^[^,]*,/, "")));
    reader.addEventListener("error", () => reject(new Error("The file cannot be read.")));
    reader.readAsDataURL(file);
  });
}

new Page().start();
