/**
 * The left side: who you are, the channels, and the bot.
 */

import { h, icon } from "./dom.js";
import { avatar } from "./message.js";

/** The sidebar's content. `desk` does `go`, `home` and `become`. */
export function sidebar(state, here, desk) {
  const channels = state.channels.filter((channel) => !channel.is_im);
  const direct = state.channels.filter((channel) => channel.is_im);
  return [
    h("div", { class: "side-head" }, h("strong", { class: "team" }, state.team.name)),
    people(state, here, desk),
    h("nav", { "aria-label": "Channels" }, group("Channels", channels.map((channel) => place(channel, here, desk))), bot(state, direct, here, desk)),
    connection(state),
  ];
}

function people(state, here, desk) {
  const faces = state.people.map((person) => face(person, here, desk));
  const me = state.people.find((person) => person.id === here.person);
  return h(
    "div",
    { class: "people" },
    h("div", { class: "side-title", id: "you-are" }, "You are"),
    h("div", { class: "faces", role: "radiogroup", "aria-labelledby": "you-are" }, faces),
    h("div", { class: "me" }, h("strong", {}, me.name), h("span", {}, me.title)),
  );
}

function face(person, here, desk) {
  const chosen = person.id === here.person;
  const props = { type: "button", role: "radio", class: "face", "aria-checked": String(chosen), "aria-label": `Be ${person.name}, ${person.title}`, title: `${person.name}, ${person.title}`, dataset: { focus: person.id } };
  return h("button", { ...props, onclick: () => desk.become(person.id) }, avatar(person));
}

function group(title, items) {
  return items.length ? [h("h2", { class: "side-title" }, title), h("ul", { class: "side-list" }, items)] : null;
}

function place(channel, here, desk) {
  const current = channel.id === here.channel && here.pane !== "home";
  const props = { type: "button", class: "place", "aria-current": current ? "page" : null, dataset: { focus: channel.id }, onclick: () => desk.go(channel.id) };
  return h("li", {}, h("button", props, icon(channel.is_im ? "bubble" : "hash"), channel.is_im ? "Direct message" : channel.name));
}

function bot(state, direct, here, desk) {
  const props = { type: "button", class: "place", "aria-current": here.pane === "home" ? "page" : null, dataset: { focus: "home" }, onclick: desk.home };
  const home = state.has_home ? [h("li", {}, h("button", props, icon("home"), "Home"))] : [];
  const items = [...home, ...direct.map((channel) => place(channel, here, desk))];
  return group(state.bot.name, items);
}

function connection(state) {
  const words = state.connected ? `${state.bot.name} is running` : `${state.bot.name} is not connected`;
  return h("div", { class: "connection", role: "status" }, h("span", { class: `dot ${state.connected ? "on" : ""}` }), words);
}
