// @ts-check
// What may be done with a broadcast in its state, as buttons. The server decides again.
import { mayChange } from "./broadcast.js";

/** @typedef {import("./broadcast.js").Broadcast} Broadcast */
/** @typedef {"edit" | "start" | "pause" | "resume" | "retry" | "unknown" | "duplicate" | "retract" | "cancel" | "delete"} DeedName */
/** @typedef {{id: DeedName, title: string, icon: import("#components/icons.js").IconName, className?: string, fits: (broadcast: Broadcast) => boolean}} Deed */

/** @param {Broadcast} broadcast */
const isOver = ({ state }) => state === "finished" || state === "cancelled";

/** What is always there comes first, so that nothing else moves to its place while somebody reaches for it. @type {Deed[]} */
const deeds = [
  { id: "duplicate", title: "Duplicate", icon: "copy", fits: () => true },
  { id: "edit", title: "Edit", icon: "edit", fits: mayChange },
  { id: "start", title: "Send…", icon: "send", className: "button-primary", fits: ({ state }) => state === "draft" },
  { id: "pause", title: "Pause", icon: "pause", fits: ({ state }) => state === "running" },
  { id: "resume", title: "Resume", icon: "play", className: "button-primary", fits: ({ state }) => state === "paused" },
  { id: "retry", title: "Send to the failed again", icon: "refresh", fits: ({ state, counts }) => (state === "paused" || state === "finished") && counts.failed > 0 },
  { id: "retract", title: "Retract…", icon: "undo", className: "button-quiet-danger", fits: (broadcast) => isOver(broadcast) && broadcast.counts.sent > 0 },
  { id: "cancel", title: "Cancel…", icon: "cancel", className: "button-quiet-danger", fits: ({ state }) => state === "scheduled" || state === "running" || state === "paused" },
  { id: "delete", title: "Delete", icon: "remove", className: "button-quiet-danger", fits: (broadcast) => broadcast.state === "draft" || isOver(broadcast) },
];

/** @param {Broadcast} broadcast */
export function deedsFor(broadcast) {
  return deeds.filter(({ fits }) => fits(broadcast));
}
