// @ts-check
// Why a message was sent, or was not: the outbox with the imitated Telegram.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { heardBy, newMessagesWorld, until, write } from "./messages_world.mjs";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";
import { arriveAs, control, run } from "./sandbox_world.mjs";

const kList = "/app#/messages/outbox";
const kHostile = "<b onclick=alert(1)>Hugo</b>";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./messages_world.mjs").MessagesWorld} */
let world;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await openBrowser();
  world = await newMessagesWorld(browser, { word: "outbox", people: 3, names: [kHostile, "Ida", "Jon"] });
  page = world.owner.page;
});
after(async () => {
  await control("telegram/clear-faults", {});
  await (world?.owner.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {number} index */
function person(index) {
  const found = world.people[index];
  assert.ok(found);
  return found;
}

/** @param {string} place */
async function open(place) {
  await page.goto("about:blank");
  await page.goto(place);
}

test("every reply is there, and a person's are found by name", async () => {
  await write(person(1), "/help");
  await until("the reply to /help arrived", async () => (await heardBy(world.bot, person(1))).length >= 2);
  await open(kList);
  await page.getByRole("row").filter({ hasText: "Ida" }).first().waitFor();
  await page.getByRole("region", { name: "Bots" }).getByText(`@${world.bot.username}`).waitFor();
  await picture(page, "outbox-1440-dark");
  await assertAccessible(page);
  await page.keyboard.press("/");
  await page.keyboard.type("Ida");
  await page.getByRole("list", { name: "People found" }).getByRole("link", { name: "Ida" }).click();
  await page.waitForURL(`**chat_id=${person(1).id}`);
  await page.getByRole("row").filter({ hasText: "Jon" }).waitFor({ state: "detached" });
  await page.getByRole("row").filter({ hasText: "Ida" }).first().waitFor();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await page.getByRole("row").filter({ hasText: "Jon" }).first().waitFor();
});

test("a name that looks like markup is shown as the name that it is", async () => {
  await page.getByRole("link", { name: kHostile }).first().waitFor();
  assert.equal(await page.locator("[onclick]").count(), 0);
});

test("a message tells its story, its rule and what it came from", async () => {
  await page.getByRole("row").filter({ hasText: "Ida" }).first().getByRole("link").click();
  await page.getByRole("heading", { name: /to Ida$/ }).waitFor();
  assert.ok((await page.locator(".story li").count()) >= 2);
  await page.getByRole("region", { name: "The rule for it" }).getByText(/nobody can say whether it arrived/).waitFor();
  await page.locator(".telegram-text").waitFor();
  await picture(page, "outbox-message-1440-dark");
  await assertAccessible(page);
  await page.getByRole("link", { name: "All to this chat" }).click();
  await page.waitForURL(`**chat_id=${person(1).id}`);
});

test("the pace of broadcasts is changed in a dialog", async () => {
  await open(kList);
  await page.getByRole("button", { name: "Pace…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pace of broadcasts" });
  await dialog.getByLabel("At most").fill("12");
  await dialog.locator(".switch", { hasText: "how many people" }).getByRole("switch").check();
  await dialog.getByLabel("No more than").fill("250");
  await picture(page, "outbox-pace-1440-dark");
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("Broadcasts leave at this pace from now on.").waitFor();
  const { broadcast_per_second: pace, paid_broadcast: paid } = await world.owner.api("GET", "/api/messaging-settings");
  const { chosen } = await world.owner.api("GET", "/api/broadcast-limit");
  assert.deepEqual([pace, paid, chosen], [12, false, 250]);
});

test("nothing that matches says so and leads back", async () => {
  await open(`${kList}?state=expired`);
  await page.getByRole("heading", { name: "No message matches" }).waitFor();
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await page.locator(".table-footer").waitFor();
});

test("a message of which nobody knows whether it arrived waits for a decision", async () => {
  const { broadcast } = await world.owner.api("POST", "/api/broadcasts", {
    name: `Doubt ${run}`,
    content: { text: `Did it arrive? ${run}`, picture: null, buttons: [], silent: false, protect: false, preview_links: false },
    audience: { active_days: 30, inactive_days: null, generated: null, has_coupon: null, languages: [], sources: [], chat_types: ["private"] },
    timing: { at: null, local_time: null, zone: "workspace", quiet: null, per_second: null, in_doubt: "never_twice", expires_hours: 24 },
  });
  await control("telegram/faults", { kind: "acted_timeout", bot: world.bot.id, chat: person(2).id, method: "sendMessage", delay_ms: 30_000 });
  await world.owner.api("POST", `/api/broadcasts/${broadcast.id}/start`, {});
  await open(`${kList}?state=unknown`);
  const row = page.getByRole("row").filter({ hasText: "Jon" });
  await row.waitFor({ timeout: 40_000 });
  await row.getByRole("link").first().click();
  await page.getByText("It left, and no answer came back: it may have arrived.").first().waitFor();
  await picture(page, "outbox-unknown-1440-dark");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByRole("dialog", { name: "Send it again?" }).getByRole("button", { name: "Send again" }).click();
  await page.locator("dd").getByText("Sent", { exact: true }).waitFor({ timeout: 20_000 });
  const copies = (await heardBy(world.bot, person(2))).filter(({ text }) => text?.includes(`Did it arrive? ${run}`));
  assert.equal(copies.length, 2);
});

test("the pages hold at phone width and in the light theme", async () => {
  const place = page.url();
  await page.evaluate(() => localStorage.setItem("promostack.theme", "light"));
  await page.setViewportSize(kPhone);
  for (const [address, title, settled] of [[place, "outbox-message", ".story li"], [kList, "outbox", ".table-footer"]]) {
    await open(address ?? "");
    await page.locator(settled ?? "").first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), title);
    await picture(page, `${title}-390-light`);
    await assertAccessible(page);
  }
  await page.setViewportSize(kDesktop);
});

test("a member reads the outbox and decides nothing", async () => {
  const { link } = await world.owner.api("POST", "/api/invitations", { role: "member" });
  const member = await arriveAs(browser, { email: `otto.${run}@example.com`, name: "Otto" });
  await member.api("POST", "/api/invitations/accept", { token: link.split("#")[1] });
  await member.page.goto(kList);
  await member.page.locator(".table-footer").waitFor();
  assert.equal(await member.page.getByRole("button", { name: "Pace…" }).count(), 0);
  await member.page.getByRole("row").filter({ hasText: "Jon" }).first().getByRole("link").click();
  await member.page.locator(".story li").first().waitFor();
  for (const deed of ["Send again", "Leave it", "Cancel"]) assert.equal(await member.page.getByRole("button", { name: deed, exact: true }).count(), 0, deed);
  await member.visitor.leave();
});
