// @ts-check
import { html } from "#lib/html.js";
import { openForm } from "./forms.js";

/** @typedef {import("./store.js").Store} Store */

/** @param {Store} store */
const people = (store) => (store.overview?.people ?? []).filter(({ deleted }) => !deleted).map(({ id, first_name }) => ({ value: id, label: `${first_name} (${id})` }));
/** @param {Store} store */
const bots = (store) => (store.overview?.bots ?? []).map(({ id, first_name, username }) => ({ value: id, label: `${first_name} @${username}` }));

/** @param {Store} store */
export function addBot(store) {
  return openForm({
    title: "Add a bot",
    action: "Add bot",
    fields: [
      { name: "first_name", label: "Name" },
      { name: "username", label: "Username", hint: "Ends in bot, for example coupons_bot." },
      { name: "token", label: "Token", optional: true, hint: "Made up for you when you leave it empty." },
      { name: "reads_all", label: "Reads every message in groups (privacy mode off)", kind: "check" },
    ],
    save: (values) => store.control.do("bots", values),
  });
}

/** @param {Store} store */
export function addPerson(store) {
  return openForm({
    title: "Add a person",
    action: "Add person",
    fields: [
      { name: "first_name", label: "First name" },
      { name: "last_name", label: "Last name", optional: true },
      { name: "username", label: "Username", optional: true },
    ],
    save: (values) => store.control.do("people", values),
  });
}

/** @param {Store} store */
export function addChat(store) {
  return openForm({
    title: "Add a group or channel",
    action: "Create",
    fields: [
      {
        name: "kind",
        label: "Kind",
        kind: "select",
        options: [
          { value: "channel", label: "Channel" },
          { value: "supergroup", label: "Supergroup" },
          { value: "group", label: "Group" },
        ],
      },
      { name: "title", label: "Title" },
      { name: "username", label: "Public name", optional: true, hint: "Makes it public: anybody can join by it." },
      { name: "owner", label: "Owner", kind: "select", options: people(store) },
    ],
    save: async (values) => {
      const chat = await store.control.do("chats", { ...values, owner: Number(values.owner) });
      store.select(chat.key);
      return chat;
    },
  });
}

/** Opens a bot as a person, with the payload of a deep link or a whole link. @param {Store} store */
export function openBot(store) {
  return openForm({
    title: "Open a bot",
    action: "Start",
    text: html`What a tap on <code>t.me/your_bot?start=payload</code> does.`,
    fields: [
      { name: "user", label: "Person", kind: "select", options: people(store) },
      { name: "bot", label: "Bot", kind: "select", options: bots(store) },
      { name: "payload", label: "Payload", optional: true, hint: "The text after start=, or the whole link." },
    ],
    save: async ({ user, bot, payload }) => {
      const text = String(payload ?? "").replace(/^.*[?&]start=/, "");
      await store.control.do("start", { user: Number(user), bot: Number(bot), payload: text || undefined });
      store.select(`${bot}:${user}`);
    },
  });
}

/** @param {Store} store @param {string} [link] */
export function joinByLink(store, link) {
  return openForm({
    title: "Join by link",
    action: "Join",
    fields: [
      { name: "link", label: "Invite link or public name", value: link },
      { name: "user", label: "Person", kind: "select", options: people(store) },
    ],
    save: (values) => store.control.do("join", { link: values.link, user: Number(values.user) }),
  });
}

/** @param {Store} store @param {import("./types.js").Chat} chat @param {number} actor */
export function addMember(store, chat, actor) {
  const statuses = chat.kind === "channel" ? ["administrator", "member", "kicked", "left"] : ["member", "administrator", "kicked", "left"];
  return openForm({
    title: `Members of ${chat.title}`,
    action: "Apply",
    fields: [
      { name: "user", label: "Bot or person", kind: "select", options: [...bots(store), ...people(store)] },
      { name: "status", label: "Becomes", kind: "select", options: statuses.map((value) => ({ value, label: value })) },
    ],
    save: (values) => store.control.do("members", { chat: chat.key, actor, user: Number(values.user), status: values.status }),
  });
}

/** @param {Store} store @param {import("./types.js").Chat} chat @param {number} actor */
export function addLink(store, chat, actor) {
  return openForm({
    title: `Invite link to ${chat.title}`,
    action: "Make link",
    fields: [
      { name: "name", label: "Name", optional: true },
      { name: "member_limit", label: "Most members", kind: "number", optional: true },
      { name: "creates_join_request", label: "An administrator approves who joins", kind: "check" },
    ],
    save: (values) => store.control.do("links", { chat: chat.key, actor, ...values }),
  });
}
