// @ts-check
import { EditHistory } from "#lib/edit_history.js";
import { variants } from "#lib/picture/face.js";
import { firstVariant, kEmptyDraft, kFirstStyle, slugOf, styleOf } from "./template.js";

/** @typedef {import("#lib/picture/face.js").Variant} Variant */
/** @typedef {import("./template.js").Draft} Draft */
/** @typedef {import("./template.js").Face} Face */

/** A draft in somebody's hands: every change is a step that can be taken back, and one of its faces is worked on. */
export class Editing {
  /** @type {EditHistory<Draft>} */
  #history = new EditHistory(kEmptyDraft);
  /** @type {Variant} */
  #selected = "square";
  #ownSlug = false;
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  get draft() {
    return this.#history.present;
  }

  get selected() {
    return this.#selected;
  }

  get face() {
    return this.draft.faces[this.#selected];
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  /** What the first picture of a shape begins with. */
  get newStyle() {
    const first = firstVariant(this.draft.faces);
    const model = first && this.draft.faces[first];
    return model ? styleOf(model) : kFirstStyle;
  }

  /** @param {Draft} draft */
  restart(draft) {
    this.#history.restart(draft);
    this.#ownSlug = draft.slug !== "";
    this.#selected = firstVariant(draft.faces) ?? "square";
    this.#onChange();
  }

  /** @param {Partial<Draft>} part @param {string} [gesture] */
  change = (part, gesture) => {
    this.#history.change({ ...this.draft, ...part }, gesture);
    this.#onChange();
  };

  /** The address follows the name until somebody types one. @param {string} typed */
  typeName = (typed) => this.change(this.#ownSlug ? { name: typed } : { name: typed, slug: slugOf(typed) }, "name");

  /** @param {string} typed */
  typeSlug = (typed) => {
    this.#ownSlug = typed !== "";
    this.change({ slug: typed }, "slug");
  };

  /** @param {Variant} variant @param {Face | undefined} face undefined removes it @param {string} [gesture] */
  changeFace = (variant, face, gesture) => {
    const faces = { ...this.draft.faces };
    if (face) faces[variant] = face;
    else delete faces[variant];
    this.#selected = variant;
    this.change({ faces }, gesture && `${variant} ${gesture}`);
  };

  /** All pictures look as the one that is worked on. */
  copyToOthers = () => {
    const { face } = this;
    if (!face) return;
    const faces = { ...this.draft.faces };
    for (const variant of variants) {
      const other = faces[variant];
      if (other) faces[variant] = { ...other, ...styleOf(face) };
    }
    this.change({ faces });
  };

  /** @param {Variant} variant */
  select = (variant) => {
    if (variant === this.#selected) return;
    this.#selected = variant;
    this.settle();
    this.#onChange();
  };

  /** The next change is a step of its own. */
  settle = () => this.#history.settle();

  undo = () => {
    this.#history.undo();
    this.#onChange();
  };

  redo = () => {
    this.#history.redo();
    this.#onChange();
  };
}
