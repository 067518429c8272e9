/**
 * Files dropped anywhere on the page: into the open thread, or else into the channel.
 */

import { h } from "./dom.js";

/** Calls `take(files, inThread)` for what is dropped on `root`. */
export function dropping(root, take, here) {
  const words = h("strong", {}, "");
  const veil = h("div", { class: "veil", hidden: true, "aria-hidden": "true" }, words);
  root.append(veil);
  const over = (event) => Boolean(here().thread && event.target.closest?.("#thread-panel"));
  root.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    veil.hidden = false;
    words.textContent = over(event) ? "Drop to share in this thread" : "Drop to share in the channel";
  });
  root.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    veil.hidden = true;
    const files = [...event.dataTransfer.files];
    if (files.length) void take(files, over(event));
  });
}
