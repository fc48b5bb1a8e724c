// @ts-check
// A campaign in the dashboard: made with a frame, shared, its entries, its end.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { dayFromNow, drawn, frame, newCampaign } from "./campaign_world.mjs";
import { assertAccessible, kDesktop, kPhone, openBrowser, picture, productUrl } from "./product.mjs";
import { arriveAs, run, setUpWorkspace } from "./sandbox_world.mjs";

const kList = "/app#/coupons/campaigns";
const kTitle = `Spring <b>selfie</b> ${run}`;

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof arriveAs>>} */
let owner;
/** @type {import("playwright-core").Page} */
let admin;
/** @type {{id: string, page_url: string}} */
let campaign;

before(async () => {
  browser = await openBrowser();
  owner = await arriveAs(browser, { email: `camilla.${run}@example.com`, name: "Camilla Campaign" });
  admin = owner.page;
  // What the form is refused.
  owner.visitor.expected.push(/400 \(Bad Request\)/);
  await setUpWorkspace(owner);
});
after(async () => {
  await (owner?.visitor.leave() ?? Promise.resolve()).finally(() => browser.close());
});

test("an owner makes a campaign with a frame, and gets what it takes to share it", async () => {
  await admin.goto(kList);
  await admin.getByText("There is no campaign yet").waitFor();
  await picture(admin, "campaigns-empty-1440-dark");
  await admin.getByRole("link", { name: "New campaign" }).first().click();
  await admin.getByRole("button", { name: "Make the campaign" }).click();
  await admin.getByText("Give the campaign a title.").waitFor();
  await admin.getByLabel("Title").fill(kTitle);
  await admin.getByLabel("Description").fill("Show your spring face.\nBe kind & <em>bold</em>.");
  await admin.getByLabel("First day").fill(dayFromNow(0));
  await admin.getByLabel("Last day").fill(dayFromNow(-1));
  await admin.getByLabel("Prize").fill("A golden watch");
  await admin.getByLabel("Facebook").uncheck();
  await admin.locator(".drop-zone-input").setInputFiles({ name: "frame.png", mimeType: "image/png", buffer: await drawn(browser, frame) });
  await admin.getByRole("img", { name: "The frame" }).waitFor();
  await picture(admin, "campaign-form-1440-dark");
  await assertAccessible(admin);
  await admin.getByRole("button", { name: "Make the campaign" }).click();
  await admin.getByText("The campaign must end after it starts.").waitFor();
  assert.equal(await admin.getByLabel("Title").inputValue(), kTitle);
  await admin.getByLabel("Last day").fill(dayFromNow(1));
  await admin.getByRole("button", { name: "Make the campaign" }).click();

  await admin.getByRole("heading", { name: kTitle }).waitFor();
  await admin.getByText("Nobody has entered yet").waitFor();
  await admin.waitForFunction(() => (/** @type {HTMLImageElement | null} */ (document.querySelector(".share-picture"))?.naturalWidth ?? 0) === 1200);
  campaign = { id: admin.url().split("/").at(-1) ?? "", page_url: (await admin.locator(".share-line code").first().textContent()) ?? "" };
  assert.equal(campaign.page_url, `${productUrl}/campaign/${campaign.id}`);
  const snippet = await admin.locator(".share-line code").last().textContent();
  assert.match(snippet ?? "", /^<a href="[^"]+\/campaign\/[^"]+"><img src="[^"]+\/picture\.jpg\?v=1" .+alt="Spring &lt;b&gt;selfie&lt;\/b&gt; .+"><\/a>$/);
  await picture(admin, "campaign-details-1440-dark");
  await assertAccessible(admin);
  await admin.setViewportSize(kPhone);
  await picture(admin, "campaign-details-390-dark");
  await assertAccessible(admin);
  await admin.setViewportSize(kDesktop);
});

test("the page says what the campaign is as it is served, as text", async () => {
  const served = await owner.visitor.context.request.get(campaign.page_url);
  assert.equal(served.status(), 200);
  const text = await served.text();
  assert.ok(text.includes(`<meta property="og:title" content="Spring &lt;b&gt;selfie&lt;/b&gt; ${run}" />`));
  assert.ok(text.includes(`<meta property="og:image" content="${productUrl}/api/campaigns/${campaign.id}/picture.jpg?v=1" />`));
  assert.ok(!text.includes("<em>") && !text.includes("@campaign"));
});

test("the owner reads, searches, saves and deletes entries, and deletes the campaign by its title", async () => {
  await owner.api("POST", `/api/campaigns/${campaign.id}/support`, { visitor: "0123456789abcdef" });
  await owner.api("POST", `/api/campaigns/${campaign.id}/submit`, { email: `vera.${run}@example.com`, instagram_url: "https://www.instagram.com/p/Cx1/" });
  await owner.api("POST", `/api/campaigns/${campaign.id}/submit`, { email: `wanda.${run}@example.com`, twitter_url: "https://x.com/wanda/status/1" });
  await admin.goto("about:blank");
  await admin.goto(kList);
  const row = admin.getByRole("row").filter({ hasText: kTitle });
  await row.getByText("Ongoing").waitFor();
  assert.deepEqual((await row.getByRole("cell").allTextContents()).slice(3).map((text) => text.trim()), ["1", "2"]);
  await picture(admin, "campaigns-1440-dark");
  await assertAccessible(admin);
  await row.getByRole("link", { name: kTitle }).click();
  const entry = (/** @type {string} */ name) => admin.getByRole("row").filter({ hasText: `${name}.${run}@example.com` });
  await entry("vera").waitFor();
  assert.equal(await entry("vera").getByRole("link", { name: "Instagram" }).getAttribute("href"), "https://www.instagram.com/p/Cx1/");
  await admin.getByPlaceholder("E-mail").fill("WANDA");
  await admin.keyboard.press("Enter");
  await entry("vera").waitFor({ state: "detached" });
  await entry("wanda").waitFor();
  await picture(admin, "campaign-entries-1440-dark");

  const saving = admin.waitForEvent("download");
  await admin.getByRole("button", { name: "CSV" }).click();
  const csv = await readFile(await (await saving).path(), "utf8");
  assert.match(csv, new RegExp(`^id,created_at,email,instagram_url,twitter_url,facebook_url\\r\\n.+,wanda\\.${run}@example\\.com,,https://x\\.com/wanda/status/1,\\r\\n.+,vera\\.${run}@.+\\r\\n$`));

  await entry("wanda").getByRole("button", { name: "Delete" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await admin.getByText("No entry matches").waitFor();

  await admin.getByRole("link", { name: "Change" }).click();
  await admin.getByLabel("Title").fill("Renamed");
  await admin.getByRole("button", { name: "Remove the frame" }).click();
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.getByRole("heading", { name: "Renamed" }).waitFor();
  const { campaign: changed } = await owner.api("GET", `/api/campaigns/${campaign.id}`);
  assert.deepEqual([changed.overlay_url, changed.prize, changed.revision], [null, "A golden watch", 2]);

  await admin.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = admin.getByRole("dialog", { name: "Delete this campaign?" });
  assert.ok(await dialog.getByRole("button", { name: "Delete" }).isDisabled());
  await dialog.getByRole("textbox").fill("Renamed");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await admin.getByRole("heading", { name: "Campaigns" }).waitFor();
  assert.equal((await owner.visitor.context.request.get(campaign.page_url)).status(), 404);
});

test("a member sees campaigns and their entries, and changes nothing", async () => {
  const { id } = await newCampaign(owner, { title: `Seen by all ${run}` });
  const { link } = await owner.api("POST", "/api/invitations", { role: "member" });
  const member = await arriveAs(browser, { email: `milo.${run}@example.com`, name: "Milo" });
  await member.api("POST", "/api/invitations/accept", { token: link.split("#")[1] });
  await member.page.goto(`${kList}/${id}`);
  await member.page.getByText("Nobody has entered yet").waitFor();
  assert.equal(await member.page.getByRole("link", { name: "Change" }).count(), 0);
  assert.equal(await member.page.getByRole("button", { name: "Delete" }).count(), 0);
  await member.visitor.leave();
});
