// @ts-check
import { preference, rememberPreference } from "./preferences.js";

/** @typedef {"dark" | "light" | "system"} ThemeChoice */

/** @type {{id: ThemeChoice, title: string}[]} */
export const themes = [
  { id: "dark", title: "Dark" },
  { id: "light", title: "Light" },
  { id: "system", title: "System" },
];

/** @returns {ThemeChoice} */
export function themeChoice() {
  const stored = preference("theme");
  return themes.find(({ id }) => id === stored)?.id ?? "dark";
}

/** @param {ThemeChoice} choice */
export function chooseTheme(choice) {
  rememberPreference("theme", choice);
  applyTheme();
}

export function applyTheme() {
  const choice = themeChoice();
  const light = choice === "light" || (choice === "system" && prefersLight().matches);
  document.documentElement.dataset.theme = light ? "light" : "dark";
}

/** Applies the choice now and whenever the system or another tab changes it. */
export function followTheme() {
  applyTheme();
  prefersLight().addEventListener("change", applyTheme);
  window.addEventListener("storage", applyTheme);
}

function prefersLight() {
  return matchMedia("(prefers-color-scheme: light)");
}
