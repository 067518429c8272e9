/**
 * Slack's mrkdwn as elements: styles, code, quotes, links, mentions, dates, emoji and escapes.
 */

import { h } from "./dom.js";
import { moment } from "./dates.js";
import { emoji, withEmoji } from "./emoji.js";
import { channelMention, groupMention, userMention } from "./mentions.js";

const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<token>[^<>\\n]+)>",
    ":(?<emoji>[a-z0-9_+-]+(?:::skin-tone-[2-6])?):",
    "(?<![\\w*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\w*])",
    "(?<![\\w_])_(?<italic>[^\\s_](?:[^_\\n]*[^\\s_])?)_(?![\\w_])",
    "(?<![\\w~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\w~])",
  ].join("|"),
  "g",
);

/** A text object (`mrkdwn` or `plain_text`) as nodes. */
export function textOf(object) {
  if (!object) return [];
  if (typeof object === "string") return [object];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return object.emoji === false ? [object.text ?? ""] : withEmoji(object.text ?? "");
}

/** mrkdwn as nodes, in lines and blocks. */
export function mrkdwn(text) {
  const parts = (text ?? "").split(/```\n?([\s\S]+?)\n?```/);
  return parts.flatMap((part, at) => (at % 2 ? [h("pre", { class: "code-block" }, unescape(part))] : quoted(part)));
}

function quoted(text) {
  const nodes = [];
  for (const run of runs(text.split("\n"))) {
    const lines = run.quote ? run.lines.map((line) => line.replace(/^(?:&gt;|>) ?/, "")) : run.lines;
    const body = inline(lines.join("\n"));
    if (run.quote) nodes.push(h("blockquote", {}, body));
    else nodes.push(...body);
  }
  return nodes;
}

function runs(lines) {
  const result = [];
  for (const line of lines) {
    const quote = /^(?:&gt;|>)/.test(line);
    const last = result.at(-1);
    if (last && last.quote === quote) last.lines.push(line);
    else result.push({ quote, lines: [line] });
  }
  return result;
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) nodes.push(unescape(text.slice(end, match.index)));
    nodes.push(drawn(match.groups));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(unescape(text.slice(end)));
  return nodes;
}

function drawn({ code, token, emoji: name, bold, italic, strike }) {
  if (code) return h("code", {}, unescape(code));
  if (token) return special(token);
  if (name) return emoji(name);
  if (bold) return h("strong", {}, inline(bold));
  if (italic) return h("em", {}, inline(italic));
  return h("s", {}, inline(strike));
}

function special(token) {
  const [target, label] = split(token);
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return groupMention(target.slice(1), label);
  return link(unescape(target), label ? inline(label) : [unescape(target)]);
}

function split(token) {
  const bar = token.indexOf("|");
  return bar < 0 ? [token, ""] : [token.slice(0, bar), token.slice(bar + 1)];
}

function date(target, fallback) {
  const [, seconds, format, address] = target.split("^");
  const time = moment(seconds, format ?? "{date}");
  if (fallback) time.title = unescape(fallback);
  return address ? link(unescape(address), [time]) : time;
}

/** A link that leaves the page, to somewhere a person may go. */
export function link(address, label) {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
