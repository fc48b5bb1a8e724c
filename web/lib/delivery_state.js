// @ts-check
// What became of a message that a bot was to send, in words.

/** @typedef {{id: string, title: string, tone: "ok" | "warn" | "error" | "idle" | "accent", meaning: string}} DeliveryState */

/** In the order in which a list offers them. @type {DeliveryState[]} */
export const deliveryStates = [
  { id: "pending", title: "Waiting", tone: "accent", meaning: "It is going to be sent." },
  { id: "sending", title: "Leaving", tone: "warn", meaning: "It is on its way to Telegram." },
  { id: "sent", title: "Sent", tone: "ok", meaning: "Telegram has taken it." },
  { id: "unknown", title: "Not known", tone: "warn", meaning: "It left, and no answer came back: it may have arrived." },
  { id: "failed", title: "Failed", tone: "error", meaning: "Telegram refused it, and it is not tried again." },
  { id: "expired", title: "Expired", tone: "error", meaning: "It was too old to be sent." },
  { id: "cancelled", title: "Cancelled", tone: "idle", meaning: "It was called off before it was sent." },
];

/** @param {string} state @returns {DeliveryState} */
export function deliveryState(state) {
  return deliveryStates.find(({ id }) => id === state) ?? { id: state, title: state, tone: "idle", meaning: "" };
}
