// @ts-check
import { html } from "#lib/html.js";
import { keyCaps } from "#lib/keyboard.js";
import { openDialog } from "./dialog.js";

/** Lists what the keyboard does on this page, group by group. @param {import("#lib/keyboard.js").Shortcut[]} shortcuts */
export function openShortcutsHelp(shortcuts) {
  const groups = [...new Set(shortcuts.map(({ group }) => group))];
  return openDialog({
    title: "Keyboard shortcuts",
    className: "dialog-shortcuts",
    content: () => html`<div class="dialog-body shortcuts" tabindex="0">
      ${groups.map((group) => html`<section>
        <h3>${group}</h3>
        <dl>
          ${shortcuts.filter((shortcut) => shortcut.group === group).map(({ keys, title }) => html`<div>
            <dt>${title}</dt>
            <dd>${keyCaps(keys).map((cap) => html`<kbd>${cap}</kbd>`)}</dd>
          </div>`)}
        </dl>
      </section>`)}
    </div>`,
  });
}
