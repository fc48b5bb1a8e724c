// @ts-check
import { Control } from "./control.js";

const kGatherMs = 120;

/** Everything the page shows, kept up to date by the sandbox's stream of events. */
export class Store {
  control = new Control();
  /** @type {import("./types.js").Overview | null} */
  overview = null;
  /** @type {string | null} */
  selected = null;
  /** @type {import("./types.js").Message[]} */
  messages = [];
  hasMore = false;
  /** @type {import("./types.js").Delivery[]} */
  deliveries = [];
  /** @type {import("./types.js").Call[]} */
  calls = [];
  /** As whom one writes, by chat. @type {Map<string, number>} */
  writers = new Map();
  connected = false;
  /** @type {Error | null} */
  failure = null;
  /** The last message that was there when one turned to the open chat; null: nothing new came since. @type {number | null} */
  newAfter = null;
  /** The last message that was looked at, by chat. @type {Map<string, number> | null} */
  #seen = null;

  /** @type {Set<"overview" | "messages" | "deliveries" | "calls">} */
  #stale = new Set();
  #timer = 0;
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  start() {
    const events = new EventSource("/control/events");
    events.addEventListener("open", () => {
      this.connected = true;
      this.refresh("overview", "messages", "deliveries", "calls");
    });
    events.addEventListener("error", () => {
      this.connected = false;
      this.#changed();
    });
    events.addEventListener("chat", (event) => {
      const { chat } = JSON.parse(event.data);
      this.refresh("overview");
      if (chat === this.selected) this.refresh("messages");
    });
    events.addEventListener("calls", () => this.refresh("calls"));
    events.addEventListener("deliveries", () => this.refresh("deliveries", "overview"));
    events.addEventListener("reset", () => {
      this.selected = null;
      this.messages = [];
      this.refresh("overview", "calls", "deliveries");
    });
    this.refresh("overview", "deliveries", "calls");
  }

  /** Many events become one look at the server. @param {("overview" | "messages" | "deliveries" | "calls")[]} parts */
  refresh(...parts) {
    for (const part of parts) this.#stale.add(part);
    if (!this.#timer) this.#timer = window.setTimeout(() => this.#load(), kGatherMs);
  }

  /** @param {string | null} key */
  select(key) {
    this.selected = key;
    this.messages = [];
    this.hasMore = false;
    this.newAfter = this.chat && this.isNew(this.chat) ? (this.#seen?.get(this.chat.key) ?? 0) : null;
    this.#noteSeen();
    this.refresh("messages");
    this.#changed();
  }

  /** Whether something came that was not looked at. @param {import("./types.js").Chat} chat */
  isNew(chat) {
    const last = chat.last_message;
    const fromOthers = last?.from ? last.from.is_bot : Boolean(last?.sender_chat);
    return fromOthers && (last?.message_id ?? 0) > (this.#seen?.get(chat.key) ?? 0);
  }

  /** What was there when the page was opened is not new, nor is what arrives in the open chat. */
  #noteSeen() {
    const chats = this.overview?.chats ?? [];
    const looking = (/** @type {string} */ key) => this.#seen === null || key === this.selected;
    const seen = new Map(this.#seen ?? []);
    for (const { key, last_message } of chats) if (looking(key)) seen.set(key, last_message?.message_id ?? 0);
    if (this.overview) this.#seen = seen;
  }

  async loadOlder() {
    const first = this.messages[0];
    if (!this.selected || !first) return;
    const page = await this.control.messages(this.selected, first.message_id);
    this.messages = [...page.messages, ...this.messages];
    this.hasMore = page.has_more;
    this.#changed();
  }

  get chat() {
    return this.overview?.chats.find(({ key }) => key === this.selected) ?? null;
  }

  /** @param {number} id */
  bot(id) {
    return this.overview?.bots.find((bot) => bot.id === id) ?? null;
  }

  /** The people who can write here. @param {import("./types.js").Chat} chat */
  writersOf(chat) {
    if (chat.kind === "private") return (this.overview?.people ?? []).filter(({ id }) => id === chat.id);
    const inside = new Set(
      chat.members
        .filter(({ is_bot, status }) => !is_bot && (chat.kind === "channel" ? ["creator", "administrator"] : ["creator", "administrator", "member", "restricted"]).includes(status))
        .map(({ user }) => user),
    );
    return (this.overview?.people ?? []).filter(({ id }) => inside.has(id));
  }

  /** @param {import("./types.js").Chat} chat */
  writer(chat) {
    const possible = this.writersOf(chat);
    return possible.find(({ id }) => id === this.writers.get(chat.key)) ?? possible[0] ?? null;
  }

  async #load() {
    this.#timer = 0;
    const stale = this.#stale;
    this.#stale = new Set();
    try {
      const selected = this.selected;
      const [overview, page, deliveries, calls] = await Promise.all([
        stale.has("overview") ? this.control.overview() : null,
        stale.has("messages") && selected ? this.control.messages(selected) : null,
        stale.has("deliveries") ? this.control.deliveries() : null,
        stale.has("calls") ? this.control.calls() : null,
      ]);
      if (overview) {
        this.overview = overview;
        this.#noteSeen();
      }
      if (page && selected === this.selected) {
        this.messages = page.messages;
        this.hasMore = page.has_more;
      }
      if (deliveries) this.deliveries = deliveries.deliveries;
      if (calls) this.calls = calls.calls;
      this.failure = null;
    } catch (failure) {
      this.failure = failure instanceof Error ? failure : new Error(String(failure));
    }
    this.#changed();
  }
}
