/**
 * The page: keeps what the workspace holds on the screen, and sends what people do.
 */

import { act, follow, readState, share } from "./api.js";
import { composer } from "./composer.js";
import { keepTime } from "./dates.js";
import { confirmed } from "./dialog.js";
import { drawBlocks } from "./blocks.js";
import { h, sync } from "./dom.js";
import { dropping } from "./dropping.js";
import { inspector } from "./inspector.js";
import { introduce } from "./mentions.js";
import { countReplies, inChannel, messageRow, shownOf } from "./message.js";
import { showModal } from "./modal.js";
import { choose, here, placeOf } from "./place.js";
import { keepDown, stayDown } from "./scroll.js";
import { sidebar } from "./sidebar.js";
import { toggleTheme, useTheme } from "./theme.js";
import { welcome } from "./welcome.js";

const at = (id) => document.getElementById(id);
const dismissed = new Set();
let state = null;
let asked = 0;

const desk = {
  state: () => state,
  go: (channel) => move({ channel, thread: null, pane: "channel" }),
  become: (person) => move({ person }).then(refresh),
  home: () => move({ pane: "home", thread: null }).then(() => attempt(() => act("home", { person: here.person }))),
  say: (text, place) => attempt(() => act("say", { ...where(), text, thread: place.thread?.() })),
  invite: () => attempt(() => act("invite", where())),
  command: (text) => attempt(() => act("command", { ...where(), text })),
  shareFiles: (files, place, text) => sharing(files.map((file) => file.name).join(", "), { files, text }, place),
  shareSample: (sample, place) => sharing(sample.title, { sample: sample.name }, place),
  submitView: async (view, values) => (await attempt(() => act("submit", { person: here.person, view: view.id, values })))?.errors,
  closeView: (view) => attempt(() => act("close", { person: here.person, view: view.id })),
  pressInView: (view, action) => attempt(() => act("press", { ...where(), view: view.id, action })),
  tell,
};

const rows = () => ({
  state,
  me: here.person,
  press: (message, action) => attempt(() => act("press", { ...where(), ts: message.ts, action })),
  openThread: (thread) => move({ thread }).then(() => at("thread-panel").focus()),
  shortcut: (message, shortcut) => attempt(() => act("shortcut", { ...where(), ts: message.ts, callback: shortcut.callback_id })),
  remove: async (message) => {
    const question = { title: "Delete message", text: "Its files go with it. The bot is told, as Slack would tell it.", confirm: "Delete", deny: "Keep", style: "danger" };
    if (await confirmed(question)) await attempt(() => act("delete", { ...where(), ts: message.ts }));
  },
  dismiss: (message) => {
    dismissed.add(message.ts);
    draw();
  },
});

const where = () => ({ person: here.person, channel: here.channel });

async function start() {
  useTheme();
  keepTime();
  const drawer = inspector(at("inspector"), (tab) => {
    at("inspect").setAttribute("aria-expanded", String(Boolean(tab)));
    choose({ inspect: tab });
  });
  at("theme").addEventListener("click", toggleTheme);
  at("notes").addEventListener("change", (event) => attempt(() => act("notes", { by: event.target.value })));
  at("service").addEventListener("change", (event) => attempt(() => act("prefer", { service: event.target.value })));
  at("inspect").addEventListener("click", () => drawer.show(drawer.tab ? null : "calls"));
  at("channel-back").addEventListener("click", () => move({ pane: "list" }));
  at("thread-close").addEventListener("click", closeThread);
  document.addEventListener("keydown", escape);
  stayDown(at("messages"));
  stayDown(at("thread-messages"));
  await refresh();
  compose();
  dropping(document.body, (files, inThread) => desk.shareFiles(files, { thread: () => (inThread ? here.thread : null) }, ""), () => here);
  if (here.inspect) drawer.show(here.inspect);
  document.addEventListener("click", followInside);
  follow(refresh, () => tell("The sandbox does not answer; waiting for it."));
}

function compose() {
  at("channel-composer").append(composer({ label: "Message, or / for commands", thread: null }, desk));
  at("thread-composer").append(composer({ label: "Reply…", thread: () => here.thread }, desk));
}

async function refresh() {
  const turn = ++asked;
  const fresh = await attempt(() => readState(here.person));
  if (!fresh || turn !== asked) return;
  state = fresh;
  settle();
  draw();
}

function settle() {
  const known = (list, id) => list.some((one) => one.id === id);
  if (!known(state.people, here.person)) choose({ person: state.people[0].id });
  if (!known(state.channels, here.channel)) choose({ channel: state.start, thread: null });
  introduce(state, here.person);
}

async function move(change) {
  choose(change);
  if (state) draw();
}

function followInside(event) {
  const target = event.target.closest?.("a[href]");
  const found = target && placeOf(new URL(target.href));
  if (!found || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  move({ ...found, pane: "channel" }).then(() => document.querySelector(`#thread-messages [data-ts="${CSS.escape(found.ts)}"]`)?.focus());
}

function escape(event) {
  const busy = document.querySelector("dialog[open]") || event.target.value;
  if (event.key === "Escape" && !event.defaultPrevented && !busy) closeThread();
}

function closeThread() {
  if (!here.thread) return;
  const root = document.querySelector(`#messages [data-ts="${CSS.escape(here.thread)}"]`);
  move({ thread: null });
  root?.focus();
}

function draw() {
  const channel = state.channels.find((one) => one.id === here.channel);
  const said = (state.messages[channel.id] ?? []).filter((message) => !dismissed.has(message.ts));
  document.body.dataset.pane = here.thread ? "thread" : here.pane;
  sync(at("sidebar-content"), [0], { key: () => "side", sign: () => JSON.stringify([here, state.channels, state.people, state.connected, state.has_home]), build: () => h("div", { class: "side" }, sidebar(state, here, desk)) });
  drawServices();
  drawChannel(channel, said.filter(inChannel));
  drawThread(channel, said);
  showModal(state.views, desk);
}

function drawServices() {
  const select = at("service");
  select.closest("label").hidden = state.services.length < 2;
  sync(select, state.services, { key: (one) => one.name, sign: JSON.stringify, build: (one) => h("option", { value: one.name }, one.label) });
  select.value = state.service;
  at("notes").value = state.notes;
}

function drawChannel(channel, messages) {
  const home = here.pane === "home";
  at("channel-name").textContent = home ? state.bot.name : channel.is_im ? state.bot.name : `# ${channel.name}`;
  at("channel-topic").textContent = home ? "Home" : (channel.topic ?? "");
  at("channel-composer").hidden = home;
  const fresh = messages.length === 0;
  const head = { ts: "welcome", fresh, channel };
  const build = (item) => (item === head ? welcome(channel, state.samples, fresh, desk) : messageRow(item, rows(), false));
  if (home) sync(at("messages"), [state.home ?? { ts: "home" }], { key: () => "home", sign: JSON.stringify, build: drawHome });
  else keepDown(at("messages"), here.channel, () => sync(at("messages"), [head, ...messages], { key: (item) => item.ts, sign, build }));
  if (!home) countReplies(at("messages"), messages, rows());
}

function drawHome(view) {
  if (!view.blocks) return h("p", { class: "nothing quiet" }, "Nothing here yet.");
  const surface = { state, act: (action) => desk.pressInView(view, action) };
  return h("div", { class: "home" }, drawBlocks(view.blocks, surface));
}

function drawThread(channel, said) {
  const messages = here.thread ? said.filter((message) => message.ts === here.thread || message.thread_ts === here.thread) : [];
  at("thread-panel").hidden = !here.thread;
  at("thread-where").textContent = channel.is_im ? state.bot.name : `# ${channel.name}`;
  keepDown(at("thread-messages"), here.thread, () => sync(at("thread-messages"), messages, { key: (item) => item.ts, sign, build: (item) => messageRow(item, rows(), true) }));
}

const sign = (item) => `${here.person} ${shownOf(item)}`;

async function sharing(name, what, place) {
  tell(`Sharing ${name}…`);
  const shared = await attempt(() => share({ ...where(), thread: place.thread?.(), ...what }));
  if (!shared) return null;
  tell("");
  await refresh();
  await move({ thread: shared.thread, pane: "channel" });
  return shared;
}

async function attempt(work) {
  try {
    return (await work()) ?? true;
  } catch (error) {
    tell(error.message);
    return null;
  }
}

let silence = 0;

function tell(words) {
  const toast = at("toast");
  toast.textContent = words;
  toast.hidden = !words;
  clearTimeout(silence);
  silence = setTimeout(() => { toast.hidden = true; }, 6000);
}

void start();
