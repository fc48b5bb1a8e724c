// @ts-check

const kSequenceMs = 1500;

/**
 * One shortcut. `keys` is what is pressed, in order, separated by spaces: `/`, `?`, `g j`, `mod+k` (⌘ on a Mac, Ctrl elsewhere), `mod+shift+z`.
 * @typedef {{keys: string, title: string, group: string, run: () => void}} Shortcut
 */

/** The keyboard map of a page. Keys typed into a field or while a dialog is open are left alone, except `mod+` combinations. */
export class Keyboard {
  /** @type {Map<string, Shortcut>} */
  #shortcuts = new Map();
  /** @type {string[]} */
  #pressed = [];
  #pressedAt = 0;

  /** @param {AbortSignal} [signal] */
  constructor(signal) {
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  /**
   * Adds a shortcut until `signal` aborts. Two meanings for the same keys are a bug, and refused.
   * @param {Shortcut} shortcut
   * @param {AbortSignal} [signal]
   */
  bind(shortcut, signal) {
    if (this.#shortcuts.has(shortcut.keys)) throw new Error(`The shortcut ${shortcut.keys} is taken.`);
    this.#shortcuts.set(shortcut.keys, shortcut);
    signal?.addEventListener("abort", () => this.#shortcuts.delete(shortcut.keys));
  }

  /** What can be pressed now, in the order of binding. */
  get shortcuts() {
    return [...this.#shortcuts.values()];
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const key = keyName(event);
    if (!key || (!key.startsWith("mod+") && keyIsTaken(event))) return;
    const fresh = event.timeStamp - this.#pressedAt < kSequenceMs;
    const sequence = [...(fresh ? this.#pressed : []), key];
    const match = this.#shortcuts.get(sequence.join(" ")) ?? this.#shortcuts.get(key);
    this.#pressed = match || !this.#begins(sequence) ? [] : sequence;
    this.#pressedAt = event.timeStamp;
    if (!match) return;
    event.preventDefault();
    match.run();
  }

  /** @param {string[]} sequence */
  #begins(sequence) {
    const start = `${sequence.join(" ")} `;
    return [...this.#shortcuts.keys()].some((keys) => keys.startsWith(start));
  }
}

/** @param {KeyboardEvent} event */
function keyName(event) {
  if (event.isComposing || event.altKey || ["Shift", "Control", "Meta", "Alt"].includes(event.key)) return null;
  const mod = isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (mod) return `mod+${event.shiftKey && /^[a-z]$/i.test(event.key) ? "shift+" : ""}${event.key.toLowerCase()}`;
  return event.ctrlKey || event.metaKey ? null : event.key;
}

/** @param {KeyboardEvent} event */
function keyIsTaken(event) {
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target instanceof Element ? event.target : null;
  return Boolean(target?.closest("input, textarea, select, [contenteditable]"));
}

/** How a shortcut is printed, one string per key: `["g", "j"]`, `["⌘", "K"]`. @param {string} keys */
export function keyCaps(keys) {
  return keys.split(" ").flatMap((key) => {
    if (!key.startsWith("mod+")) return [key];
    const [, ...others] = key.split("+");
    return [isMac() ? "⌘" : "Ctrl", ...others.map((name) => (name === "shift" ? "Shift" : name.toUpperCase()))];
  });
}

function isMac() {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
