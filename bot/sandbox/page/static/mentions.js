/**
 * People, channels and groups as they are mentioned in text; names come from the workspace.
 */

import { h } from "./dom.js";

let names = { users: new Map(), channels: new Map(), me: null };

/** Tells the mentions who there is, and who is reading. */
export function introduce(state, me) {
  names = {
    users: new Map([...state.people, state.bot].map((user) => [user.id, user.name])),
    channels: new Map(state.channels.map((channel) => [channel.id, channel.name])),
    me,
  };
}

/** The name a person goes by. */
export function nameOf(user) {
  return names.users.get(user) ?? user;
}

export function userMention(id, label = "") {
  const mine = id === names.me ? " mention-me" : "";
  return h("span", { class: `mention${mine}` }, `@${names.users.get(id) ?? (label || id)}`);
}

export function channelMention(id, label = "") {
  return h("span", { class: "mention" }, `#${names.channels.get(id) ?? (label || id)}`);
}

export function groupMention(range, label = "") {
  const name = label || `@${range.split("^")[0]}`;
  return h("span", { class: "mention mention-me" }, name.startsWith("@") ? name : `@${name}`);
}
