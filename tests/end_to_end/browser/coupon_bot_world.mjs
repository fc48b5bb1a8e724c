// @ts-check
// A workspace whose coupon bot makes pictures, and people who ask it for some.
import { newMessagesWorld, until, write } from "./messages_world.mjs";
import { arriveAs, run } from "./sandbox_world.mjs";
import { newTemplate } from "./template_world.mjs";

/** @typedef {import("./messages_world.mjs").Owner} Owner */
/** @typedef {import("./messages_world.mjs").Person} Person */

/** Names that would be markup in a page, or a formula in a spreadsheet. */
export const kMarkup = "<img src=x onerror=alert(1)>";
export const kFormula = "=Ben";

/** Longer than a phone is wide. */
export const kLongSlug = "silver-moon-over-a-very-long-night-in-the-desert";

/**
 * The first one asks for three pictures, the second one for one and then with a wrong coupon.
 * @param {import("playwright-core").Browser} browser
 * @param {{word: string, names?: string[]}} options
 */
export async function newShop(browser, { word, names = [kMarkup, kFormula] }) {
  const world = await newMessagesWorld(browser, { word, people: names.length, names });
  const { owner, people } = world;
  const codes = { gold: `GOLD${run}`.toUpperCase(), silver: `SILVER${run}`.toUpperCase() };
  await newTemplate(owner, { name: "Gold rush", slug: "gold-rush" });
  await newTemplate(owner, { name: "Silver moon", slug: kLongSlug });
  await owner.api("PUT", "/api/coupon-settings", { provider: "list" });
  for (const code of Object.values(codes)) await owner.api("POST", "/api/coupon-codes", { code });
  const [first, second] = /** @type {[Person, Person]} */ (people);
  for (let picture = 0; picture < 3; picture += 1) await write(first, `/gold-rush/${codes.gold}`);
  await write(second, `/${kLongSlug}/${codes.silver}`);
  await write(second, "NOSUCHCODE");
  await used(owner, 5);
  return { ...world, codes, first, second };
}

/** Until so many uses are counted. @param {Owner} owner @param {number} times */
export function used(owner, times) {
  return until(`${times} uses are counted`, async () => (await owner.api("GET", "/api/bot-stats?days=today")).total_uses === times);
}

/** Somebody takes a picture along from outside of Telegram. @param {Owner} owner @param {{template: string, text: string}} wish */
export async function takeByLink(owner, wish) {
  const { url } = await owner.api("POST", "/api/render-links", { variant: "square", format: "jpg", ...wish });
  const { pathname, search } = new URL(url);
  const answer = await owner.visitor.context.request.get(`${pathname}${search}&download=1`);
  if (!answer.ok()) throw new Error(`${pathname}: ${answer.status()} ${await answer.text()}`);
}

/** Somebody who works in the owner's workspace, without its rights. @param {import("playwright-core").Browser} browser @param {Owner} owner @param {string} name */
export async function arriveAsMember(browser, owner, name) {
  const { link } = await owner.api("POST", "/api/invitations", { role: "member" });
  const member = await arriveAs(browser, { email: `${name.toLowerCase()}.${run}@example.com`, name });
  await member.api("POST", "/api/invitations/accept", { token: link.split("#")[1] });
  return member;
}

/** What a button saves, as text. @param {import("playwright-core").Page} page @param {import("playwright-core").Locator} button */
export async function savedBy(page, button) {
  const [saved] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const parts = [];
  for await (const part of await saved.createReadStream()) parts.push(part);
  return { name: saved.suggestedFilename(), text: Buffer.concat(parts).toString().replace(/^\ufeff/, "") };
}
