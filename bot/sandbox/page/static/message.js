/**
 * One message: who, when, what, its files, and what can be done with it.
 */

import { drawBlocks } from "./blocks.js";
import { clock, moment } from "./dates.js";
import { h, icon, iconButton, sync } from "./dom.js";
import { fileCards } from "./files.js";
import { menuButton } from "./menu.js";
import { nameOf } from "./mentions.js";
import { mrkdwn } from "./mrkdwn.js";

/** Whether a message stands in the channel itself. */
export function inChannel(message) {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
}

/**
 * A message's row. `desk` is what the page can do: `{state, me, press, openThread, shortcut,
 * remove, dismiss}`; `inThread` leaves out the way into the thread.
 */
export function messageRow(message, desk, inThread) {
  if (message.subtype === "tombstone") return row(message, h("div", { class: "avatar gone" }, icon("trash")), [h("p", { class: "quiet" }, "This message was deleted."), inThread ? null : h("div", { class: "reply-slot" })]);
  const author = authorOf(message, desk.state);
  const body = [heading(message, author, desk), content(message, desk)];
  body.push((message.attachments ?? []).map(forwarded));
  if (message.files?.length) body.push(fileCards(message.files));
  if (!inThread) body.push(h("div", { class: "reply-slot" }));
  return row(message, avatar(author), body, message.ephemeral ? null : tools(message, desk, inThread));
}

/** What a row shows of a message: replies are counted apart, so that players go on playing. */
export function shownOf({ reply_count, reply_users, reply_users_count, latest_reply, ...rest }) {
  return JSON.stringify(rest);
}

/** Brings the reply counts under the messages of a channel up to date. */
export function countReplies(list, messages, desk) {
  for (const message of messages) {
    const slot = list.querySelector(`[data-ts="${CSS.escape(message.ts)}"] .reply-slot`);
    const items = message.reply_count ? [message] : [];
    if (slot) sync(slot, items, { key: () => "replies", sign: (item) => `${item.reply_count} ${item.latest_reply}`, build: (item) => replies(item, desk) });
  }
}

/** A person's or the bot's picture. */
export function avatar(user) {
  if (user.is_bot) return h("div", { class: "avatar bot", "aria-hidden": "true" }, icon("wave"));
  const initials = user.name.split(/[\s._-]+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();
  return h("div", { class: `avatar tone-${user.tone}`, "aria-hidden": "true" }, initials);
}

function row(message, picture, body, extra) {
  const mark = message.ephemeral ? " ephemeral" : "";
  return h("article", { class: `message${mark}`, tabindex: "-1", dataset: { ts: message.ts } }, picture, h("div", { class: "message-body" }, body), extra);
}

function authorOf(message, state) {
  if (message.user === state.bot.id || (message.bot_id && !message.user)) return { ...state.bot, is_bot: true };
  return state.people.find((person) => person.id === message.user) ?? { name: nameOf(message.user ?? "somebody"), tone: 3 };
}

function heading(message, author, desk) {
  const app = author.is_bot && h("span", { class: "badge" }, "APP");
  const only = message.ephemeral && h("span", { class: "only-you" }, icon("eye"), "Only visible to you");
  const dismiss = message.ephemeral && h("button", { type: "button", class: "link-button", onclick: () => desk.dismiss(message) }, "Dismiss");
  const time = h("time", { class: "stamp", title: new Date(message.ts * 1000).toLocaleString() }, clock(message.ts));
  return h("div", { class: "message-head" }, h("strong", {}, author.name), app, time, only, dismiss);
}

function content(message, desk) {
  const surface = { state: desk.state, act: (action) => desk.press(message, action) };
  if (message.blocks?.length && message.user === desk.state.bot.id) return drawBlocks(message.blocks, surface);
  const edited = message.edited && h("small", { class: "quiet" }, " (edited)");
  return message.text ? h("div", { class: "text" }, mrkdwn(message.text), edited) : null;
}

function forwarded(attachment) {
  const said = attachment.text && h("div", { class: "text" }, mrkdwn(attachment.text));
  const author = attachment.author_name && h("strong", {}, attachment.author_name);
  return h("blockquote", {}, author, said, attachment.files?.length ? fileCards(attachment.files) : null);
}

function replies(message, desk) {
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const faces = (message.reply_users ?? []).slice(0, 4).map((user) => avatar(authorOf({ user }, desk.state)));
  const last = message.latest_reply && h("span", { class: "quiet" }, "Last reply ", moment(message.latest_reply, "{ago}"));
  return h("button", { type: "button", class: "replies", onclick: () => desk.openThread(message.ts) }, faces, h("strong", {}, count), last);
}

function tools(message, desk, inThread) {
  const root = message.thread_ts ?? message.ts;
  const reply = !inThread && iconButton("bubble", "Reply in thread", () => desk.openThread(root));
  const shortcuts = desk.state.shortcuts.map((shortcut) => ({ label: shortcut.name, note: desk.state.bot.name, onchoose: () => desk.shortcut(message, shortcut) }));
  const mine = message.user === desk.me;
  const remove = mine ? [{ label: "Delete message…", danger: true, onchoose: () => desk.remove(message) }] : [];
  const items = [...shortcuts, ...remove];
  const more = items.length > 0 && menuButton(h("button", { type: "button", class: "icon-button", "aria-label": "More actions", title: "More actions", dataset: { focus: "more" } }, "⋯"), () => items);
  return reply || more ? h("div", { class: "tools" }, reply, more) : null;
}
