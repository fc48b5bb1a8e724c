// @ts-check
import { Subpages } from "#lib/subpages.js";
import { UserDetails } from "./user_details.js";
import { UserList } from "./user_list.js";

/** Who talks to the bot: the list, or one of them. @type {import("#features/view.js").OpenView} */
export function open(context) {
  return new Subpages(context, (page) => {
    const [chat] = page.route.rest;
    if (!chat) return new UserList(page).start();
    new UserDetails(page, chat).start();
    return {};
  });
}
