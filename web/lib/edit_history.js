// @ts-check

const kSteps = 200;

/** What is being edited, and how it was before. A state is a value: it is replaced, never changed. @template State */
export class EditHistory {
  /** @type {State[]} */
  #past = [];
  /** @type {State[]} */
  #future = [];
  #present;
  #gesture = "";

  /** @param {State} start */
  constructor(start) {
    this.#present = start;
  }

  get present() {
    return this.#present;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** One step, or a part of the step before when both belong to the same `gesture`, as the moves of one drag do. @param {State} next @param {string} [gesture] */
  change(next, gesture = "") {
    if (!gesture || gesture !== this.#gesture) {
      this.#past = [...this.#past, this.#present].slice(-kSteps);
      this.#future = [];
    }
    this.#gesture = gesture;
    this.#present = next;
  }

  /** The next change is a step of its own. */
  settle() {
    this.#gesture = "";
  }

  undo() {
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#future.push(this.#present);
    this.#present = before;
    this.settle();
  }

  redo() {
    const after = this.#future.pop();
    if (after === undefined) return;
    this.#past.push(this.#present);
    this.#present = after;
    this.settle();
  }

  /** Another beginning: nothing before it comes back. @param {State} start */
  restart(start) {
    this.#past = [];
    this.#future = [];
    this.#present = start;
    this.settle();
  }
}
