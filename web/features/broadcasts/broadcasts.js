// @ts-check
import { Subpages } from "#lib/subpages.js";
import { routeHref } from "#lib/router.js";
import { BroadcastDetails } from "./broadcast_details.js";
import { BroadcastList } from "./broadcast_list.js";
import { Composer } from "./composer.js";

/** Broadcasts: their list, one of them, or the page where one is written. @type {import("#features/view.js").OpenView} */
export function open(context) {
  const { product, feature } = context.route;
  const here = (/** @type {string[]} */ ...rest) => routeHref({ product, feature, rest });
  return new Subpages(context, (page) => {
    const [id, deed] = page.route.rest;
    if (!id) return new BroadcastList(page, here);
    if (id === "new" || deed === "edit") return new Composer(page, here, id === "new" ? null : id);
    return new BroadcastDetails(page, here, id);
  });
}
