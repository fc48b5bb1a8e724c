// @ts-check
import { html, nothing } from "#lib/html.js";
import { number } from "#lib/format.js";
import { badge } from "#components/badge.js";
import { time } from "#components/time.js";
import { chatTypes, reach, telegramLink, userName } from "./bot_user.js";

/** `rank` is the place among all, null in a list that is narrowed. @typedef {import("./bot_user.js").BotUser & {rank: number | null}} RankedUser */

const medals = ["🥇", "🥈", "🥉"];
const ordinals = ["First", "Second", "Third"];

/**
 * @param {{now: () => number, href: (user: RankedUser) => string}} options
 * @returns {import("#components/table.js").Column<RankedUser>[]}
 */
export function userColumns({ now, href }) {
  return [
    { title: "Rank", className: "cell-rank", cell: rank, text: ({ rank: place }) => (place === null ? "" : String(place)) },
    {
      title: "User",
      className: "cell-main",
      cell: (user) => html`<a class="cell-title" href=${href(user)}>${userName(user)}</a>${profile(user)}`,
      text: userName,
    },
    { title: "Username", className: "cell-csv", cell: () => nothing, text: ({ username }) => username ?? "" },
    { title: "Chat id", className: "cell-csv", cell: () => nothing, text: ({ chat_id: chat }) => String(chat) },
    {
      title: "State",
      className: "cell-state",
      cell: (user) => {
        const { title, tone, meaning } = reach(user);
        return html`<span title=${meaning}>${badge(title, tone)}</span>`;
      },
      text: (user) => reach(user).title,
    },
    { title: "Pictures", className: "cell-number", cell: ({ total_generations: made }) => number(made), text: ({ total_generations: made }) => String(made) },
    { title: "Coupons", className: "cell-number", cell: ({ unique_coupons: codes }) => number(codes), text: ({ unique_coupons: codes }) => String(codes) },
    { title: "Source", className: "cell-name", cell: ({ source }) => source ?? html`<span class="muted no-value">–</span>`, text: ({ source }) => source ?? "" },
    { title: "First seen", className: "cell-time", cell: ({ first_used: at }) => time(at, now()), text: ({ first_used: at }) => at },
    { title: "Last seen", className: "cell-time", cell: ({ last_used: at }) => time(at, now()), text: ({ last_used: at }) => at },
  ];
}

/** A medal is for pictures, not for having come early. @param {RankedUser} user */
function rank({ rank: place, total_generations: pictures }) {
  if (place === null) return html`<span class="muted no-value">–</span>`;
  const medal = pictures > 0 ? medals[place - 1] : undefined;
  return medal ? html`<span class="medal" role="img" aria-label=${`${ordinals[place - 1]} place`}>${medal}</span>` : html`<span class="muted">${place}</span>`;
}

/** @param {RankedUser} user */
function profile(user) {
  const link = telegramLink(user);
  const kind = user.chat_type === "private" ? "" : `${chatTypes[user.chat_type]} `;
  if (link) return html`<span class="cell-detail">${kind}<a href=${link} target="_blank" rel="noopener noreferrer">@${user.username}</a></span>`;
  return html`<span class="cell-detail">${kind || user.chat_id}</span>`;
}
