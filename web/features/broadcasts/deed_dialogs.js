// @ts-check
import { html, nothing } from "#lib/html.js";
import { count } from "#lib/format.js";
import { confirm, openDialog } from "#components/dialog.js";
import { messageBubble } from "./composer_preview.js";
import { startDraft } from "./send_dialogs.js";

/** @typedef {import("./broadcast.js").Broadcast} Broadcast */
/** @typedef {import("./deeds.js").DeedName} DeedName */

/** @type {Partial<Record<DeedName, string>>} */
const done = {
  start: "It is on its way.",
  pause: "It is paused. Nothing leaves until you resume it.",
  resume: "It goes on.",
  cancel: "It is cancelled.",
  retry: "It is sent to them again.",
  retract: "It is being deleted everywhere.",
  unknown: "So it is.",
};

/** Does what a button says: asks where it should, and tells what came of it. */
export class Deeds {
  #context;
  #here;
  #onDone;
  busy = false;

  /** @param {import("#features/view.js").ViewContext} context @param {(...rest: string[]) => string} here @param {(broadcast: Broadcast | null) => void} onDone */
  constructor(context, here, onDone) {
    this.#context = context;
    this.#here = here;
    this.#onDone = onDone;
  }

  /** @param {DeedName} deed @param {Broadcast} broadcast */
  async run(deed, broadcast) {
    if (this.busy || document.querySelector("dialog[open]")) return;
    const { toasts } = this.#context;
    this.busy = true;
    /** @type {Broadcast | null} */
    let changed = null;
    try {
      changed = await this.#do(deed, broadcast);
      const words = done[deed];
      if (changed && words) toasts.success(words);
    } catch (failure) {
      toasts.failure(failure);
    }
    this.busy = false;
    this.#onDone(changed);
  }

  /** @param {DeedName} deed @param {Broadcast} broadcast @returns {Promise<Broadcast | null>} null: thought better of it, or elsewhere now */
  async #do(deed, broadcast) {
    const { api, router, toasts } = this.#context;
    const address = `/api/broadcasts/${broadcast.id}`;
    if (deed === "start") return startDraft({ api, id: broadcast.id, draft: broadcast, timeZone: "", bubble: messageBubble({ content: broadcast.content, sender: "Your bot", picture: null }) });
    if (deed === "unknown") {
      const decision = await decideUnknown(broadcast);
      return decision ? (await api.post(`${address}/unknown`, { decision })).broadcast : null;
    }
    if (!(await sure(deed, broadcast))) return null;
    if (deed === "delete") {
      await api.delete(address);
      toasts.success("The broadcast is deleted.");
      router.go(this.#here());
      return null;
    }
    const answer = await api.post(`${address}/${deed}`);
    if (deed === "duplicate") {
      toasts.success("This is the copy, a draft.");
      router.go(this.#here(answer.broadcast.id, "edit"));
      return null;
    }
    return answer.broadcast;
  }
}

/** @param {DeedName} deed @param {Broadcast} broadcast */
async function sure(deed, { counts }) {
  switch (deed) {
    case "cancel":
      return confirm({ title: "Cancel this broadcast?", text: `${count(counts.waiting + counts.queued, "person has", "people have")} not got it yet, and will not. What was sent stays.`, action: "Cancel the broadcast", refusal: "Let it go on", danger: true });
    case "retry":
      return confirm({ title: "Send to the failed again?", text: `${count(counts.failed, "person", "people")} could not be reached. Who blocked the bot is left alone.`, action: "Send again" });
    case "retract":
      return confirm({ title: "Delete it everywhere?", text: html`<p>The message disappears from ${count(counts.sent, "chat", "chats")}. Telegram allows that for two days; older ones stay. It cannot be undone.</p>`, action: "Delete everywhere", danger: true, typed: "retract" });
    case "delete":
      return confirm({ title: "Delete this broadcast?", text: "Its text and what became of everybody are gone. Messages that were sent stay with people.", action: "Delete", danger: true });
    default:
      return true;
  }
}

/** @param {Broadcast} broadcast @returns {Promise<"send_again" | "leave" | null>} */
function decideUnknown({ counts, state }) {
  const people = count(counts.unknown, "person", "people");
  return openDialog({
    title: "Did it arrive?",
    content: (/** @type {(decision: "send_again" | "leave" | null) => void} */ close) => html`<div class="dialog-body dialog-text">
        <p>The message to ${people} left, and no answer came back. Each of them may have it already.</p>
        <p><strong>Leave it</strong> and perhaps somebody misses it. <strong>Send it again</strong> and perhaps somebody has it twice.</p>
      </div>
      <footer class="dialog-footer">
        ${state === "cancelled" ? nothing : html`<button type="button" class="button" @click=${() => close("send_again")}>Send it again</button>`}
        <button type="button" class="button button-primary" autofocus @click=${() => close("leave")}>Leave it</button>
      </footer>`,
  });
}
