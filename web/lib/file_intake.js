// @ts-check
// How a person gives a page a file.

/** The file that was chosen. The same one can be chosen again. @param {Event} event */
export function chosenFile(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const file = input.files?.[0] ?? null;
  input.value = "";
  return file;
}

/** The first file of a type that begins with `type` among what was dropped or pasted, otherwise the first file. @param {DataTransfer | null} data @param {string} [type] */
export function fileIn(data, type = "") {
  const files = [...(data?.files ?? [])];
  return files.find((file) => file.type.startsWith(type)) ?? files[0] ?? null;
}

/** The file that was dropped; without this the browser would open it. @param {DragEvent} event @param {string} [type] */
export function droppedFile(event, type) {
  event.preventDefault();
  return fileIn(event.dataTransfer, type);
}

/**
 * An element that takes files: `choose` is for its input, `hover`, `leave` and `drop` are for itself. `over` is true while something is held
 * above it, and `onOver` says when that changes.
 */
export class FileIntake {
  over = false;
  #type;
  #onFile;
  #onOver;

  /** @param {{type?: string, onFile: (file: File) => unknown, onOver: () => void}} options */
  constructor({ type, onFile, onOver }) {
    this.#type = type;
    this.#onFile = onFile;
    this.#onOver = onOver;
  }

  /** @param {Event} event */
  choose = (event) => this.#give(chosenFile(event));

  /** @param {DragEvent} event */
  hover = (event) => {
    event.preventDefault();
    if (!this.over) this.#hold(true);
  };

  leave = () => this.#hold(false);

  /** @param {DragEvent} event */
  drop = (event) => {
    const file = droppedFile(event, this.#type);
    this.#hold(false);
    this.#give(file);
  };

  /** @param {boolean} over */
  #hold(over) {
    this.over = over;
    this.#onOver();
  }

  /** @param {File | null} file */
  #give(file) {
    if (file) void this.#onFile(file);
  }
}
