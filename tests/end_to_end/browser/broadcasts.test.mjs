// @ts-check
// The life of a broadcast with the imitated Telegram: written, tested, sent, paused, watched, deleted everywhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { block, heardBy, newMessagesWorld, until } from "./messages_world.mjs";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture } from "./product.mjs";
import { arriveAs, run } from "./sandbox_world.mjs";

const kList = "/app#/messages/broadcasts";
const kHostile = "<img src=x onerror=alert(1)>";
const kPeople = 25;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("./messages_world.mjs").MessagesWorld} */
let world;
/** @type {import("playwright-core").Page} */
let page;
/** The people who did not block the bot. @type {import("./messages_world.mjs").Person[]} */
let reached;

before(async () => {
  browser = await openBrowser();
  world = await newMessagesWorld(browser, { word: "spring", people: kPeople, names: [kHostile] });
  page = world.owner.page;
  // What is refused while a tag is half typed.
  world.owner.visitor.expected.push(/400 \(Bad Request\)/);
  reached = world.people.slice(0, -1);
  await block(world.bot, /** @type {import("./messages_world.mjs").Person} */ (world.people.at(-1)));
  await until("the block is known", async () => (await world.owner.api("GET", "/api/bot-users?limit=1&filter=blocked")).total === 1);
});
after(async () => {
  await (world?.owner.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

/** @param {string} place */
async function open(place) {
  await page.goto("about:blank");
  await page.goto(place);
}

/** Which of the bot's messages with these words everybody has. @param {RegExp} words */
async function copies(words) {
  const heard = await Promise.all(reached.map((person) => heardBy(world.bot, person)));
  return heard.map((messages) => messages.filter(({ text }) => words.test(text ?? "")).length);
}

/** @param {string} name */
const button = (name) => page.getByRole("button", { name, exact: true });
const area = () => page.getByRole("textbox", { name: "Message", exact: true });

test("without broadcasts the list offers the next step, and a draft is saved while it is written", async () => {
  await open(kList);
  await page.getByText("No broadcast yet").waitFor();
  await page.getByText(`${kPeople - 1} people were active`).waitFor();
  await picture(page, "broadcasts-empty-1440-dark");
  await assertAccessible(page);
  await page.keyboard.press("n");
  await page.getByRole("heading", { name: "New broadcast" }).waitFor();
  await area().fill("Hello {first_name}, spring is here! A secret.");
  await page.getByText("Saved as a draft").waitFor();
  await page.waitForURL("**/edit");

  // The text field still has the focus, although the draft has got an address.
  assert.equal(await page.evaluate(() => document.activeElement?.id), "text");
  await area().evaluate((/** @type {HTMLTextAreaElement} */ field) => field.setSelectionRange(20, 26));
  await page.keyboard.press("Control+b");
  assert.equal(await area().inputValue(), "Hello {first_name}, <b>spring</b> is here! A secret.");
  await area().evaluate((/** @type {HTMLTextAreaElement} */ field) => field.setSelectionRange(field.value.length - 7, field.value.length - 1));
  await button("Spoiler").click();
  await area().press("End");
  await page.getByLabel("Insert something of each person").selectOption("{coupon}");
  const bubble = page.locator(".composer-preview .telegram");
  await bubble.locator("strong", { hasText: "spring" }).waitFor();
  await bubble.locator(".telegram-spoiler", { hasText: "secret" }).waitFor();
  assert.match((await bubble.locator(".telegram-text").textContent()) ?? "", /^Hello Anna, spring is here! A secret\.SAVE20$/);
  await area().fill("Hello {first_name}, <b>spring</b> is here! <i>Only 5 &lt; 6</i>");
  await page.getByText("Saved as a draft").waitFor();
});

test("what Telegram would refuse is said at once and never sent", async () => {
  const good = await area().inputValue();
  await area().fill(`${good} <img src=x onerror=alert(1)>`);
  await page.getByText("Telegram does not know the tag <img>").first().waitFor();
  assert.equal(await page.locator(".telegram-text img").count(), 0);
  await area().fill(good);
  await page.getByText("Saved as a draft").waitFor();
});

test("who gets it is counted while the filters change, and who is left out is said", async () => {
  const reach = page.locator(".audience-reach");
  await reach.getByText(`${kPeople - 1} people`).waitFor();
  await reach.getByText("1 blocked the bot").waitFor();
  await page.getByLabel("Made a picture").selectOption("yes");
  await reach.getByText("0 people").waitFor();
  assert.ok(await button("Send…").isDisabled());
  await page.getByLabel("Made a picture").selectOption("any");
  await reach.getByText(`${kPeople - 1} people`).waitFor();
});

test("buttons, pace and all the rest are still there when the page is opened again", async () => {
  await button("Add a button").click();
  await page.getByLabel("Button 1.1: words").fill("Shop");
  await page.getByLabel("Button 1.1: address").fill("https://example.com/spring");
  await page.getByText("Pace and patience").click();
  await page.locator(".switch", { hasText: "Slower than usual" }).getByRole("switch").check();
  await page.getByLabel("Name, for you alone").fill(`Spring ${run}`);
  await page.getByText("Saved as a draft").waitFor();
  await page.locator(".composer-preview .telegram-row").first().getByText("Shop").waitFor();
  await page.locator(".composer-preview .telegram-row").last().getByText("Stop these messages").waitFor();
  await picture(page, "broadcast-composer-1440-dark");
  await assertAccessible(page);
  await page.reload();
  await page.getByText("Saved as a draft").waitFor();
  assert.match(await area().inputValue(), /<b>spring<\/b>/);
  assert.equal(await page.getByLabel("Button 1.1: address").inputValue(), "https://example.com/spring");
  assert.equal(await page.getByLabel("At most").inputValue(), "5");
  await page.setViewportSize(kPhone);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await picture(page, "broadcast-composer-390-dark");
  await assertAccessible(page);
  await page.setViewportSize(kDesktop);
});

test("a test goes to one person alone, whatever he is called", async () => {
  await button("Send a test…").click();
  const dialog = page.getByRole("dialog", { name: "Send a test" });
  await dialog.getByPlaceholder("Name or number").fill("onerror");
  const row = dialog.getByRole("listitem").filter({ hasText: kHostile });
  await dialog.getByRole("listitem").nth(1).waitFor({ state: "detached" });
  await row.getByRole("button").click();
  await row.getByText("Arrived").waitFor();
  await picture(page, "broadcast-test-1440-dark");
  await assertAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  assert.deepEqual(await copies(/spring is here/), [1, ...reached.slice(1).map(() => 0)]);
  const [first] = await heardBy(world.bot, /** @type {import("./messages_world.mjs").Person} */ (reached[0])).then((heard) => heard.slice(-1));
  assert.equal(first?.text, `Hello ${kHostile}, spring is here! Only 5 < 6`);
});

test("it is sent after a question, paused, still paused after a reload, and goes on to the end", async () => {
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: `Send to ${kPeople - 1} people?` });
  await dialog.locator(".telegram-text strong").waitFor();
  await picture(page, "broadcast-confirm-1440-dark");
  await assertAccessible(page);
  await dialog.getByRole("button", { name: `Send to ${kPeople - 1} people` }).click();
  await page.getByRole("heading", { name: `Spring ${run}` }).waitFor();
  await page.locator(".legend-entry", { hasText: /^\s*Sent/ }).waitFor();
  await picture(page, "broadcast-running-1440-dark");
  await button("Pause").click();
  await button("Resume").waitFor();
  const sent = async () => Number((await page.locator(".legend-entry", { hasText: /^\s*Sent/ }).locator("strong").textContent()) ?? "0");
  await page.locator(".legend-entry", { hasText: "On its way" }).waitFor({ state: "detached" });
  const first = await sent();
  assert.ok(first > 0 && first < kPeople - 1, `${first} were sent before the pause`);
  await page.reload();
  await page.getByText("Paused", { exact: true }).waitFor();
  assert.equal(await sent(), first);
  await picture(page, "broadcast-paused-1440-dark");
  await assertAccessible(page);
  await button("Resume").click();
  await page.locator(".broadcast-state").getByText("Finished").waitFor({ timeout: 20_000 });
  assert.equal(await sent(), kPeople - 1);
  assert.deepEqual(await copies(/spring is here/), [2, ...reached.slice(1).map(() => 1)]);
  await picture(page, "broadcast-finished-1440-dark");
});

test("everybody is listed with what became of the message, as text, and a link to its story", async () => {
  const row = page.getByRole("row").filter({ hasText: kHostile });
  await row.getByText("Sent").waitFor();
  assert.equal(await page.locator("td img").count(), 0);
  await page.locator(".legend-entry", { hasText: /^\s*Sent/ }).click();
  await page.waitForURL("**?state=sent");
  await row.getByRole("link", { name: /What happened/ }).click();
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  await page.getByRole("link", { name: "A broadcast", exact: true }).click();
  await page.getByRole("heading", { name: `Spring ${run}` }).waitFor();
});

test("the pages hold at phone width and in the light theme", async () => {
  await page.evaluate(() => localStorage.setItem("promostack.theme", "light"));
  const place = page.url();
  await open(place);
  await page.locator(".broadcast-state").getByText("Finished").waitFor();
  await picture(page, "broadcast-finished-1440-light");
  await assertAccessible(page);
  await page.setViewportSize(kPhone);
  for (const [address, title] of [[place, "broadcast-finished"], [kList, "broadcasts"]]) {
    await open(address ?? "");
    await page.locator(".table-footer").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), title);
    await picture(page, `${title}-390-light`);
    await assertAccessible(page);
  }
  await page.setViewportSize(kDesktop);
  await page.evaluate(() => localStorage.setItem("promostack.theme", "dark"));
  await open(place);
});

test("it is deleted everywhere once the word is typed", async () => {
  await button("Retract…").click();
  const dialog = page.getByRole("dialog", { name: "Delete it everywhere?" });
  assert.ok(await dialog.getByRole("button", { name: "Delete everywhere" }).isDisabled());
  await dialog.getByRole("textbox").fill("retract");
  await dialog.getByRole("button", { name: "Delete everywhere" }).click();
  await page.locator(".legend-entry", { hasText: "Retracted" }).getByText(String(kPeople - 1)).waitFor({ timeout: 20_000 });
  assert.deepEqual(await copies(/spring is here/), [1, ...reached.slice(1).map(() => 0)]);
});

test("a copy is a draft of its own, scheduled for a time, and cancelled after a question", async () => {
  await button("Duplicate").click();
  await page.getByRole("heading", { name: "Edit broadcast" }).waitFor();
  await page.locator(".segmented-option", { hasText: "At a time" }).click();
  await page.getByText("Saved as a draft").waitFor();
  await button("Schedule…").click();
  await page.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
  await page.locator(".broadcast-state").getByText("Scheduled").waitFor();
  await button("Cancel…").click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the broadcast" }).click();
  await page.locator(".broadcast-state").getByText("Cancelled").waitFor();
});

test("a member reads how broadcasts went and is offered nothing else", async () => {
  const { link } = await world.owner.api("POST", "/api/invitations", { role: "member" });
  const member = await arriveAs(browser, { email: `mo.${run}@example.com`, name: "Mo" });
  await member.api("POST", "/api/invitations/accept", { token: link.split("#")[1] });
  await member.page.goto(kList);
  await member.page.locator(".table-footer").waitFor();
  assert.equal(await member.page.getByRole("link", { name: "New broadcast" }).count(), 0);
  await member.page.getByRole("link", { name: `Spring ${run}`, exact: true }).click();
  await member.page.locator(".broadcast-state").waitFor();
  await member.page.locator(".table-footer").waitFor();
  for (const deed of ["Duplicate", "Retract…", "Delete", "Pause"]) assert.equal(await member.page.getByRole("button", { name: deed }).count(), 0, deed);
  await member.page.goto(`${kList}/new`);
  await member.page.getByText("Only owners and admins send broadcasts").waitFor();
  await member.visitor.leave();
});
