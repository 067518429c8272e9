/**
 * Files in messages: players for sound and pictures, a preview that opens for text.
 */

import { duration } from "./dates.js";
import { h, icon } from "./dom.js";
import { grown } from "./scroll.js";

const PREVIEW_LINES = 7;
const UNITS = ["B", "kB", "MB", "GB"];
const texts = new Map();

/** The cards of a message's files. */
export function fileCards(files) {
  return h("div", { class: "files" }, files.map(card));
}

/** "2.4 MB" */
export function size(bytes) {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** "audio", "video", "picture", "text" or "other". */
export function kindOf(file) {
  const type = file.mimetype ?? "";
  if (file.media_display_type === "audio" || type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("image/")) return "picture";
  return type.startsWith("text/") || type === "application/json" || file.filetype === "text" ? "text" : "other";
}

function card(file) {
  if (file.mode === "tombstone") return h("div", { class: "file gone" }, "This file was deleted.");
  const kind = kindOf(file);
  const body = { audio: player, video: player, picture, text: preview }[kind]?.(file, kind);
  return h("div", { class: `file ${kind}`, dataset: { file: file.id } }, heading(file, kind), body);
}

function heading(file, kind) {
  const symbol = { audio: "wave", video: "film" }[kind] ?? "file";
  const facts = [file.pretty_type || file.filetype, file.size && size(file.size), file.duration_ms && duration(file.duration_ms / 1000)];
  const words = h("div", { class: "file-words" }, h("strong", {}, file.title || file.name || "Untitled"), h("small", {}, facts.filter(Boolean).join(" · ")));
  const load = h("a", { class: "icon-button", href: address(file), download: file.name || file.id, "aria-label": `Download ${file.name}`, title: "Download" }, icon("down"));
  return h("div", { class: "file-head" }, h("span", { class: "file-symbol" }, icon(symbol)), words, load);
}

function player(file, kind) {
  const label = `Play ${file.title || file.name}`;
  return h(kind, { controls: true, preload: "metadata", src: address(file), "aria-label": label });
}

function picture(file) {
  const shown = h("img", { class: "shown", src: address(file), alt: file.title || file.name, loading: "lazy" });
  shown.addEventListener("load", () => grown(shown));
  return h("a", { href: address(file), target: "_blank", rel: "noopener" }, shown);
}

function preview(file) {
  const text = h("pre", { class: "preview", tabindex: "0", "aria-label": `Text of ${file.name}` }, "…");
  const more = h("button", { type: "button", class: "link-button", hidden: true, "aria-expanded": "false" });
  const body = h("div", { class: "preview-box" }, text, more);
  void fill(file, text, more);
  return body;
}

async function fill(file, text, more) {
  const lines = (await textOf(file)).trimEnd().split("\n");
  const show = (whole) => {
    text.textContent = (whole ? lines : lines.slice(0, PREVIEW_LINES)).join("\n");
    text.classList.toggle("cut", !whole && lines.length > PREVIEW_LINES);
    more.textContent = whole ? "Collapse" : `Show all ${lines.length} lines`;
    more.setAttribute("aria-expanded", String(whole));
    grown(text);
  };
  more.hidden = lines.length <= PREVIEW_LINES;
  more.addEventListener("click", () => show(more.getAttribute("aria-expanded") !== "true"));
  show(false);
}

async function textOf(file) {
  if (!texts.has(file.id)) {
    const answer = await fetch(address(file));
    if (!answer.ok) return "The text could not be read.";
    texts.set(file.id, await answer.text());
  }
  return texts.get(file.id);
}

const address = (file) => `/page/file/${encodeURIComponent(file.id)}`;
