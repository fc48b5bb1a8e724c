// @ts-check
import { html, nothing } from "#lib/html.js";
import { segmented } from "#components/segmented.js";
import { telegramBubble } from "#components/telegram_bubble.js";
import { kSample, kStopRow } from "./broadcast.js";

/**
 * The message as people will see it, and what stands against sending it.
 * @param {object} preview
 * @param {import("./broadcast.js").Content} preview.content
 * @param {string} preview.sender
 * @param {string | null} preview.picture
 * @param {"dark" | "light"} preview.theme
 * @param {{field: string, message: string}[]} preview.problems
 * @param {(theme: "dark" | "light") => void} preview.onTheme
 */
export function previewCard({ content, sender, picture, theme, problems, onTheme }) {
  const bubble = messageBubble({ content, sender, picture, theme });
  const card = html`<section class="card composer-card composer-preview" aria-labelledby="preview-title">
    <header class="section-head">
      <h2 id="preview-title">As people see it</h2>
      ${segmented({
        name: "telegram-theme",
        label: "Telegram's theme",
        hideLabel: true,
        options: [
          { value: /** @type {"dark" | "light"} */ ("dark"), title: "Dark" },
          { value: "light", title: "Light" },
        ],
        value: theme,
        onChoose: onTheme,
      })}
    </header>
    ${bubble}
    ${/\{(first_name|name|username|coupon)\}/.test(content.text) ? html`<p class="field-hint">With what a person called Anna would see.</p>` : nothing}
    ${problems.length > 0 ? html`<ul class="composer-problems" role="alert">${problems.map(({ message }) => html`<li class="field-error">${message}</li>`)}</ul>` : nothing}
  </section>`;
  return { bubble, card };
}

/** @param {{content: import("./broadcast.js").Content, sender: string, picture: string | null, theme?: "dark" | "light"}} message */
export function messageBubble({ content, sender, picture, theme }) {
  const toPeople = [...content.buttons.filter((row) => row.length > 0), kStopRow];
  const note = content.picture?.kind === "template" ? "The picture with each person's own coupon" : content.picture ? "The picture" : "";
  return telegramBubble({ sender, text: content.text, values: kSample, picture: content.picture ? picture : null, pictureNote: note, buttons: toPeople, theme });
}
