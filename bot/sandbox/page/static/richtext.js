/**
 * `rich_text` blocks: sections, lists, quotes and preformatted text with every inline element.
 */

import { h } from "./dom.js";
import { moment } from "./dates.js";
import { emojiOf } from "./emoji.js";
import { channelMention, groupMention, userMention } from "./mentions.js";
import { link } from "./mrkdwn.js";
import { unknown } from "./unknown.js";

const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];
const BULLETS = ["disc", "circle", "square"];

const PARTS = {
  rich_text_section: (part) => h("div", { class: "rich-section" }, part.elements.map(inline)),
  rich_text_list: list,
  rich_text_quote: (part) => h("blockquote", {}, part.elements.map(inline)),
  rich_text_preformatted: (part) => h("pre", { class: "code-block" }, part.elements.map(inline)),
};

const INLINE = {
  text: (element) => element.text,
  link: (element) => link(element.url, [element.text || element.url]),
  user: (element) => userMention(element.user_id),
  usergroup: (element) => groupMention("group"),
  channel: (element) => channelMention(element.channel_id),
  broadcast: (element) => groupMention(element.range),
  emoji: emojiOf,
  date: (element) => dated(element),
  color: (element) => h("span", {}, h("span", { class: "swatch", dataset: { color: element.value } }), element.value),
};

/** A `rich_text` block. */
export function richText(block) {
  return h("div", { class: "rich-text" }, block.elements.map(part));
}

function part(element) {
  return PARTS[element.type]?.(element) ?? unknown(element.type);
}

function list(element) {
  const indent = element.indent ?? 0;
  const ordered = element.style === "ordered";
  const kinds = ordered ? NUMBERS : BULLETS;
  const items = element.elements.map((item) => h("li", {}, item.elements.map(inline)));
  const node = h(ordered ? "ol" : "ul", { class: element.border ? "rich-border" : null, start: (element.offset ?? 0) + 1 }, items);
  node.style.listStyleType = kinds[indent % kinds.length];
  node.style.marginInlineStart = `${indent * 26}px`;
  return node;
}

function inline(element) {
  const draw = INLINE[element.type];
  return draw ? styled(draw(element), element.style ?? {}) : unknown(element.type);
}

function styled(node, style) {
  let result = node;
  if (style.code) result = h("code", {}, result);
  if (style.bold) result = h("strong", {}, result);
  if (style.italic) result = h("em", {}, result);
  if (style.strike) result = h("s", {}, result);
  if (style.underline) result = h("u", {}, result);
  if (style.highlight || style.client_highlight) result = h("mark", {}, result);
  return result;
}

function dated(element) {
  const time = moment(element.timestamp, element.format);
  if (element.fallback) time.title = element.fallback;
  return element.url ? link(element.url, [time]) : time;
}
