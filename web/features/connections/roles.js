// @ts-check
// What a bot can be used for, and what each use needs.

/** @typedef {"signal_bot" | "message_bot" | "coupon_bot"} BotRole */

/** The settings of a connection that say where it posts. @typedef {"vip_channel_id" | "free_channel_id" | "free_channel_link" | "channel_id"} ChannelField */

/** A channel, as the server names it. @typedef {"vip" | "free" | "default"} ChannelName */

/** @typedef {{id: ChannelField, label: string, required: boolean, placeholder: string, hint: string}} ChannelSetting */

/**
 * @typedef {object} Role
 * @property {BotRole} id
 * @property {string} title
 * @property {import("#components/icons.js").IconName} icon
 * @property {string} purpose
 * @property {string} rights what the bot must be allowed to do where it posts
 * @property {string} loss what no longer works without it
 * @property {ChannelSetting[]} settings
 */

const kIdPlaceholder = "-1001234567890 or @name";

/** @type {ChannelSetting} */
const singleChannel = {
  id: "channel_id",
  label: "Channel",
  required: false,
  placeholder: kIdPlaceholder,
  hint: "Optional. Without one, the bot answers in private chats only.",
};

/** @type {Role[]} */
export const roles = [
  {
    id: "signal_bot",
    title: "Signal bot",
    icon: "pulse",
    purpose: "Posts trading signals and results, promotes VIP in the FREE channel, and lets subscribers in and out.",
    rights: "to post messages and invite users in both channels, and to ban users in the VIP channel",
    loss: "No signal, result or promotion is posted any more, and nobody is let into or removed from the VIP channel.",
    settings: [
      { id: "vip_channel_id", label: "VIP channel", required: true, placeholder: kIdPlaceholder, hint: "The private channel that subscribers pay for." },
      { id: "free_channel_id", label: "FREE channel", required: true, placeholder: kIdPlaceholder, hint: "The public channel that leads people to VIP." },
      { id: "free_channel_link", label: "FREE channel link", required: false, placeholder: "https://t.me/yourchannel", hint: "Optional. What people are given when no personal invite can be made." },
    ],
  },
  {
    id: "message_bot",
    title: "Message bot",
    icon: "send",
    purpose: "Talks to people in private: journeys, broadcasts, and the links that lead into them.",
    rights: "to post messages",
    loss: "Journeys and broadcasts stand still, and people who write to the bot get no answer.",
    settings: [singleChannel],
  },
  {
    id: "coupon_bot",
    title: "Coupon bot",
    icon: "tag",
    purpose: "Makes branded coupon pictures for everybody who asks it for one.",
    rights: "to post messages",
    loss: "Nobody gets coupon pictures from the bot any more.",
    settings: [singleChannel],
  },
];

/** @type {Record<ChannelName, string>} */
export const channelTitles = { vip: "VIP channel", free: "FREE channel", default: "Channel" };

/** @param {string} id */
export function roleTitle(id) {
  return roles.find((role) => role.id === id)?.title ?? id;
}
