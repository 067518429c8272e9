/**
 * The message box: Enter sends, `/` offers the commands, `@` the names, + shares a recording.
 */

import { h, iconButton } from "./dom.js";
import { menuButton } from "./menu.js";

const INVITE = [{ command: "/invite", usage_hint: "@Threadscribe", description: "Brings the bot into this channel" }];

/**
 * A message box. `place` is `{label, thread}`; `desk` does `say`, `command`, `shareFiles` and
 * `shareSample`, and says why commands do not work in threads.
 */
export function composer(place, desk) {
  const text = h("textarea", { class: "composer-text", rows: 1, placeholder: place.label, "aria-label": place.label, autocomplete: "off" });
  const offers = h("div", { class: "offers", role: "listbox", "aria-label": "Suggestions", hidden: true });
  const box = { text, offers, place, desk };
  const picker = h("input", { type: "file", multiple: true, hidden: true, "aria-hidden": "true" });
  picker.addEventListener("change", () => send(box, [...picker.files], picker));
  const plus = menuButton(iconButton("plus", "Share a recording"), () => shareMenu(box, picker));
  const go = iconButton("send", "Send", () => submit(box), { class: "icon-button send" });
  text.addEventListener("input", () => suggest(box));
  text.addEventListener("keydown", (event) => keys(event, box));
  text.addEventListener("blur", () => setTimeout(() => { offers.hidden = true; }, 150));
  return h("div", { class: "composer" }, offers, h("div", { class: "composer-box" }, plus, text, go, picker));
}

function shareMenu(box, picker) {
  const samples = box.desk.state().samples.map((sample) => ({
    label: sample.title,
    note: "sample",
    onchoose: () => box.desk.shareSample(sample, box.place),
  }));
  return [{ label: "Upload from this computer…", onchoose: () => picker.click() }, ...samples];
}

async function send(box, files, picker) {
  if (!files.length) return;
  const text = box.text.value.trim();
  picker.value = "";
  clear(box);
  await box.desk.shareFiles(files, box.place, text);
}

async function submit(box) {
  const text = box.text.value.trim();
  if (!text) return;
  if (text.startsWith("/")) await command(box, text);
  else if (await box.desk.say(marked(text, box.desk.state()), box.place)) clear(box);
}

async function command(box, text) {
  if (text.startsWith("/invite ")) return (await box.desk.invite()) && clear(box);
  const known = box.desk.state().commands.some((one) => text === one.command || text.startsWith(`${one.command} `));
  if (!known) return box.desk.tell(`${text.split(" ")[0]} is not a command here.`);
  if (box.place.thread) return box.desk.tell("Slash commands don’t work in threads. Mention the bot instead: @Threadscribe status");
  return (await box.desk.command(text, box.place)) && clear(box);
}

function clear(box) {
  box.text.value = "";
  suggest(box);
}

function marked(text, state) {
  return [...state.people, state.bot]
    .sort((one, other) => other.name.length - one.name.length)
    .reduce((words, user) => words.replaceAll(`@${user.name}`, `<@${user.id}>`), text);
}

function keys(event, box) {
  const shown = !box.offers.hidden && box.offers.children.length > 0;
  if (event.isComposing) return;
  if (shown && ["ArrowDown", "ArrowUp"].includes(event.key)) move(event, box);
  else if (shown && event.key === "Tab") choose(event, box);
  else if (shown && event.key === "Escape") close(event, box);
  else if (event.key === "Enter" && !event.shiftKey) {
    if (shown && box.offers.dataset.kind === "@") choose(event, box);
    else {
      event.preventDefault();
      submit(box);
    }
  }
}

function close(event, box) {
  event.stopPropagation();
  box.offers.hidden = true;
}

function suggest(box) {
  box.text.style.height = "auto";
  box.text.style.height = `${Math.min(box.text.scrollHeight, 160)}px`;
  const offers = offered(box.text.value, box);
  box.offers.hidden = offers.length === 0;
  box.offers.dataset.kind = box.text.value.startsWith("/") ? "/" : "@";
  box.offers.replaceChildren(...offers.map((offer, at) => offerRow(offer, at, box)));
}

function offered(value, box) {
  const state = box.desk.state();
  if (value.startsWith("/")) {
    if (box.place.thread) return [];
    const typed = value.split(" ")[0];
    return [...state.commands, ...INVITE].filter((one) => one.command.startsWith(typed)).map((one) => ({ insert: `${one.command} `, label: `${one.command} ${one.usage_hint}`, note: one.description }));
  }
  const word = /(?:^|\s)@([\w. ]{0,20})$/.exec(value);
  if (!word) return [];
  const start = value.slice(0, value.length - word[1].length - 1);
  const fits = (user) => user.name.toLowerCase().startsWith(word[1].toLowerCase()) && user.name !== word[1];
  return [state.bot, ...state.people].filter(fits).map((user) => ({ insert: `${start}@${user.name} `, label: `@${user.name}`, note: user.title ?? "" }));
}

function offerRow(offer, at, box) {
  const take = (event) => {
    event.preventDefault();
    insert(offer, box);
  };
  const row = h("div", { class: "offer", role: "option", "aria-selected": String(at === 0), onpointerdown: take }, h("strong", {}, offer.label), h("span", { class: "quiet" }, offer.note));
  row.addEventListener("take", take);
  return row;
}

function insert(offer, box) {
  box.text.value = offer.insert;
  box.text.focus();
  suggest(box);
}

function choose(event, box) {
  event.preventDefault();
  const chosen = box.offers.querySelector("[aria-selected=true]");
  chosen?.dispatchEvent(new Event("take", { cancelable: true }));
}

function move(event, box) {
  event.preventDefault();
  const rows = [...box.offers.children];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = (at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length;
  rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === next)));
}
