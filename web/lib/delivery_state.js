// @ts-check
// What became of a message that a bot was to send, in words.

/** @typedef {{title: string, tone: "ok" | "warn" | "error" | "idle" | "accent", meaning: string}} DeliveryState */

/** @type {Record<string, DeliveryState>} */
const states = {
  pending: { title: "Waiting", tone: "accent", meaning: "It is going to be sent." },
  sending: { title: "Leaving", tone: "warn", meaning: "It is on its way to Telegram." },
  sent: { title: "Sent", tone: "ok", meaning: "Telegram has taken it." },
  failed: { title: "Failed", tone: "error", meaning: "Telegram refused it, and it is not tried again." },
  unknown: { title: "Not known", tone: "warn", meaning: "It left, and no answer came back: it may have arrived." },
  expired: { title: "Expired", tone: "error", meaning: "It was too old to be sent." },
  cancelled: { title: "Cancelled", tone: "idle", meaning: "It was called off before it was sent." },
};

/** @param {string} state @returns {DeliveryState} */
export function deliveryState(state) {
  return states[state] ?? { title: state, tone: "idle", meaning: "" };
}
