// @ts-check
import { html, nothing } from "#lib/html.js";
import { count, number } from "#lib/format.js";

/** @typedef {import("./broadcast.js").Audience} Audience */

/** Who is reached, and why others are not. @typedef {{count: number, all: number, blocked: number, unsubscribed: number, without_coupon: number}} Reach */

/** @typedef {{languages: {value: string, count: number}[], sources: {value: string, count: number}[]}} AudienceOptions */

const kActive = [1, 7, 30, 90, 365];

/** @type {{id: "yes" | "no" | "any", value: boolean | null}[]} */
const answers = [
  { id: "any", value: null },
  { id: "yes", value: true },
  { id: "no", value: false },
];

/**
 * Whom a broadcast is for.
 * @param {object} form
 * @param {Audience} form.audience
 * @param {AudienceOptions | null} form.options
 * @param {Reach | null} form.reach
 * @param {string | null} form.problem why nobody knows how many they are
 * @param {boolean} form.needsCoupon people without a coupon are left out
 * @param {(audience: Audience) => void} form.onChange
 */
export function audienceForm({ audience, options, reach, problem, needsCoupon, onChange }) {
  const put = (/** @type {Partial<Audience>} */ change) => onChange({ ...audience, ...change });
  return html`<div class="audience">
    ${reachLine(reach, problem, needsCoupon)}
    <div class="audience-grid">
      ${choice("heard", "Heard of", activity(audience), [["", "at any time"], ...kActive.map((days) => [`a${days}`, `in the last ${days === 1 ? "day" : `${days} days`}`]), ...kActive.slice(1).map((days) => [`i${days}`, `not for ${days} days`])], (value) =>
        put({ active_days: value.startsWith("a") ? Number(value.slice(1)) : null, inactive_days: value.startsWith("i") ? Number(value.slice(1)) : null }),
      )}
      ${yesNo("generated", "Made a picture", audience.generated, (generated) => put({ generated }))}
      ${yesNo("has-coupon", "Has a coupon", audience.has_coupon, (has_coupon) => put({ has_coupon }))}
    </div>
    ${several("Language of their Telegram", options?.languages, audience.languages, (languages) => put({ languages }), languageName)}
    ${several("Came by the link", options?.sources, audience.sources, (sources) => put({ sources }), (source) => source)}
    ${several("Kind of chat", kChatTypes, audience.chat_types, (types) => put({ chat_types: types.length > 0 ? types : ["private"] }), (type) => chatTypes[type] ?? type)}
  </div>`;
}

/** @type {Record<string, string>} */
const chatTypes = { private: "People", group: "Groups", supergroup: "Large groups", channel: "Channels" };
const kChatTypes = Object.keys(chatTypes).map((value) => ({ value, count: -1 }));

/** @param {Reach | null} reach @param {string | null} problem @param {boolean} needsCoupon */
function reachLine(reach, problem, needsCoupon) {
  if (problem) return html`<p class="audience-reach field-error" role="status">${problem}</p>`;
  if (!reach) return html`<p class="audience-reach" role="status"><span class="skeleton"></span><span class="visually-hidden">Counting…</span></p>`;
  const others = reach.all - reach.count - reach.blocked - reach.unsubscribed;
  const left = [
    others > 0 ? `${number(others)} ${others === 1 ? "does" : "do"} not match` : "",
    reach.blocked > 0 ? `${number(reach.blocked)} blocked the bot` : "",
    reach.unsubscribed > 0 ? `${number(reach.unsubscribed)} asked for no broadcasts` : "",
  ].filter(Boolean);
  return html`<div class="audience-reach" role="status">
    <strong>${count(reach.count, "person", "people")}</strong>
    <span>of ${number(reach.all)} who talked to the bot${left.length > 0 ? html`. Left out: ${left.join(", ")}.` : "."}</span>
    ${needsCoupon && reach.without_coupon > 0 ? html`<span class="audience-warning">${number(reach.without_coupon)} of them ${reach.without_coupon === 1 ? "has no coupon and is skipped" : "have no coupon and are skipped"}, unless you give a code for people without one.</span>` : nothing}
  </div>`;
}

/** @param {Audience} audience */
function activity({ active_days: active, inactive_days: inactive }) {
  if (active) return `a${active}`;
  return inactive ? `i${inactive}` : "";
}

/** @param {string} id @param {string} label @param {boolean | null} value @param {(value: boolean | null) => void} onChange */
function yesNo(id, label, value, onChange) {
  const words = { any: "does not matter", yes: "yes", no: "no" };
  const chosen = answers.find((answer) => answer.value === value)?.id ?? "any";
  return choice(id, label, chosen, answers.map((answer) => [answer.id, words[answer.id]]), (picked) => onChange(answers.find((answer) => answer.id === picked)?.value ?? null));
}

/** A value that none of the offered has stays as it is. @param {string} id @param {string} label @param {string} value @param {string[][]} offered @param {(value: string) => void} onChange */
function choice(id, label, value, offered, onChange) {
  const known = offered.some(([one]) => one === value);
  const all = known ? offered : [...offered, [value, value.startsWith("a") ? `in the last ${value.slice(1)} days` : `not for ${value.slice(1)} days`]];
  return html`<div class="field">
    <label class="field-label" for=${id}>${label}</label>
    <span class="select-field"><select class="input" id=${id} @change=${(/** @type {Event} */ event) => onChange(/** @type {HTMLSelectElement} */ (event.target).value)}>
      ${all.map(([one, title]) => html`<option value=${one ?? ""} .selected=${one === value}>${title}</option>`)}
    </select></span>
  </div>`;
}

/**
 * None chosen means all.
 * @param {string} label
 * @param {{value: string, count: number}[] | undefined} offered
 * @param {string[]} chosen
 * @param {(chosen: string[]) => void} onChange
 * @param {(value: string) => string} titleOf
 */
function several(label, offered = [], chosen, onChange, titleOf) {
  const gone = chosen.filter((value) => !offered.some((one) => one.value === value)).map((value) => ({ value, count: 0 }));
  const all = [...offered, ...gone];
  if (all.length === 0) return nothing;
  return html`<fieldset class="chips">
    <legend class="field-label">${label}</legend>
    ${all.map(({ value, count: people }) => html`<label class="chip">
      <input type="checkbox" .checked=${chosen.includes(value)} @change=${() => onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value])} />
      <span>${titleOf(value)}${people >= 0 ? html` <span class="chip-count">${number(people)}</span>` : nothing}</span>
    </label>`)}
  </fieldset>`;
}

const languageNames = new Intl.DisplayNames("en", { type: "language" });

/** @param {string} tag */
function languageName(tag) {
  try {
    return languageNames.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
