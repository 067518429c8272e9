/**
 * Light or dark: as the system has it, until somebody chooses.
 */

import { icon } from "./dom.js";
import { choose, here } from "./place.js";

const system = matchMedia("(prefers-color-scheme: dark)");

/** Applies the scheme, and follows the system's. */
export function useTheme() {
  system.addEventListener("change", apply);
  apply();
}

/** The other one. */
export function toggleTheme() {
  choose({ theme: dark() ? "light" : "dark" });
  apply();
}

function dark() {
  return here.theme ? here.theme === "dark" : system.matches;
}

function apply() {
  if (here.theme) document.documentElement.dataset.theme = dark() ? "dark" : "light";
  const button = document.getElementById("theme");
  const label = dark() ? "Light colours" : "Dark colours";
  button.replaceChildren(icon(dark() ? "sun" : "moon"));
  button.setAttribute("aria-label", label);
  button.title = label;
}
