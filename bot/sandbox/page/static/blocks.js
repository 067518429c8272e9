/**
 * Block Kit in messages, modals and homes; a block this page does not know is a note, not a gap.
 */

import { h, icon } from "./dom.js";
import { element, picture } from "./elements.js";
import { textOf } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { unknown } from "./unknown.js";

const BLOCKS = {
  section,
  header: (block) => h(`h${Math.min((block.level ?? 1) + 2, 6)}`, { class: "block-header" }, textOf(block.text)),
  context: (block) => h("div", { class: "context" }, block.elements.map(contextual)),
  actions,
  context_actions: actions,
  divider: () => h("hr"),
  rich_text: richText,
  image,
  input,
  plan,
  task_card: task,
  alert: (block) => h("p", { class: `alert ${block.level ?? ""}`, role: "note" }, textOf(block.text)),
};

const TASK_WORDS = { pending: "to come", in_progress: "under way", complete: "done", error: "failed" };

/** Blocks in their order. `surface` is `{act, state}`: where presses go, and who there is. */
export function drawBlocks(blocks, surface) {
  return h("div", { class: "blocks" }, blocks.map((block) => drawBlock(block, surface)));
}

function drawBlock(block, surface) {
  const draw = BLOCKS[block.type];
  return draw ? draw(block, surface) : unknown(block.type);
}

function section(block, surface) {
  const words = [];
  if (block.text) words.push(h("div", { class: "text" }, textOf(block.text)));
  if (block.fields) words.push(h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "text" }, textOf(field)))));
  const accessory = block.accessory && h("div", { class: "accessory" }, element(block.accessory, place(block, surface)));
  return h("div", { class: "section" }, h("div", { class: "section-words" }, words), accessory);
}

function contextual(item) {
  return item.type === "image" ? picture(item, "context-picture") : h("span", { class: "text" }, textOf(item));
}

function actions(block, surface) {
  return h("div", { class: "actions" }, block.elements.map((spec) => element(spec, place(block, surface))));
}

function image(block) {
  const title = block.title && h("figcaption", {}, textOf(block.title));
  return h("figure", {}, title, picture(block, "picture"));
}

function input(block, surface) {
  const field = element(block.element, { block: block.block_id, surface, quiet: !block.dispatch_action });
  const id = `in-${crypto.randomUUID()}`;
  const hint = block.hint && h("p", { class: "hint", id: `${id}-hint` }, textOf(block.hint));
  if (hint) field.setAttribute("aria-describedby", `${id}-hint`);
  const optional = block.optional && h("span", { class: "optional" }, " (optional)");
  const single = ["INPUT", "TEXTAREA", "SELECT"].includes(field.tagName);
  if (single) field.id = id;
  else field.setAttribute("aria-labelledby", id);
  const label = h(single ? "label" : "span", { class: "label", ...(single ? { for: id } : { id }) }, textOf(block.label), optional);
  const error = h("p", { class: "error", role: "alert", hidden: true });
  return h("div", { class: "input", dataset: { block: block.block_id } }, label, field, error, hint);
}

function plan(block) {
  return h("div", { class: "plan" }, h("div", { class: "plan-title" }, block.title), (block.tasks ?? []).map(task));
}

function task(block) {
  const status = block.status ?? "pending";
  const mark = h("span", { class: `task-mark ${status}`, role: "img", "aria-label": TASK_WORDS[status] ?? status }, status === "in_progress" ? icon("wave") : "");
  const notes = [block.details, block.output].filter(Boolean).map((note) => h("div", { class: "task-note" }, richText(note)));
  const sources = (block.sources ?? []).map((source) => h("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, source.text));
  return h("div", { class: `task ${status}` }, mark, h("div", { class: "task-words" }, h("div", { class: "task-title" }, block.title), notes, sources));
}

const place = (block, surface) => ({ block: block.block_id, surface, quiet: false });
