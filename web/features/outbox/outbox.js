// @ts-check
import { Subpages } from "#lib/subpages.js";
import { MessageDetails } from "./message_details.js";
import { OutboxList } from "./outbox_list.js";

/** Every message that a bot sent, is about to send, or never will: the list, or one with its story. @type {import("#features/view.js").OpenView} */
export function open(context) {
  return new Subpages(context, (page) => (page.route.rest[0] ? new MessageDetails(page, page.route.rest[0]) : new OutboxList(page)));
}
