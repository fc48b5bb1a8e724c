// @ts-check
// The way to a shared picture.

/** What somebody did in the bot, in words. @type {Record<string, {title: string, meaning: string}>} */
const steps = {
  start: { title: "Said hello", meaning: "People who sent /start, or came by a link to the bot." },
  code: { title: "Entered a good code", meaning: "People whose coupon code was accepted." },
  picture: { title: "Got a picture", meaning: "People who received at least one picture." },
  share: { title: "Shared it", meaning: "People who pressed Share below a picture." },
};

/** @param {string} step */
export function botStep(step) {
  return steps[step] ?? { title: step, meaning: "" };
}
