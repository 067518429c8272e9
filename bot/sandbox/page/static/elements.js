/**
 * Block Kit's interactive elements: what people press, choose and type into.
 */

import { h, icon, safeAddress } from "./dom.js";
import { confirmed } from "./dialog.js";
import { menuButton } from "./menu.js";
import { nameOf } from "./mentions.js";
import { textOf } from "./mrkdwn.js";
import { unknown } from "./unknown.js";

const readers = new WeakMap();
const TYPED = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "number" };
const PICKED = { datepicker: ["date", "selected_date", "initial_date"], timepicker: ["time", "selected_time", "initial_time"] };
const CHOOSERS = {
  users_select: ["selected_user", "initial_user", "people"],
  conversations_select: ["selected_conversation", "initial_conversation", "channels"],
  channels_select: ["selected_channel", "initial_channel", "channels"],
};

const KINDS = {
  button,
  overflow,
  static_select: staticSelect,
  external_select: staticSelect,
  multi_static_select: (spec, at) => ticks(spec, at, "checkbox", spec.options ?? []),
  multi_users_select: multiUsers,
  checkboxes: (spec, at) => ticks(spec, at, "checkbox", spec.options),
  radio_buttons: (spec, at) => ticks(spec, at, "radio", spec.options),
  image: (spec) => picture(spec),
  ...Object.fromEntries(Object.keys(TYPED).map((type) => [type, typed])),
  ...Object.fromEntries(Object.keys(PICKED).map((type) => [type, picked])),
  ...Object.fromEntries(Object.keys(CHOOSERS).map((type) => [type, chooser])),
};

/**
 * An element at its place. `at` is `{block, surface, quiet}`: `surface.act(action)` sends a
 * block action, `quiet` elements only tell their value when the form is sent.
 */
export function element(spec, at) {
  return KINDS[spec.type]?.(spec, at) ?? unknown(spec.type);
}

/** The values of every element below a node, as `view.state.values` has them. */
export function valuesIn(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-input]")) {
    const { block, spec, read } = readers.get(node);
    values[block] = { ...values[block], [spec.action_id]: { type: spec.type, ...read() } };
  }
  return values;
}

/** A picture of the sandbox's own; others stay where they are, and say so. */
export function picture(spec, name = "thumb") {
  const address = spec.slack_file?.id ? `/page/file/${encodeURIComponent(spec.slack_file.id)}` : spec.image_url;
  if (safeAddress(address)?.startsWith(location.origin)) return h("img", { class: name, src: address, alt: spec.alt_text ?? "" });
  return h("span", { class: `${name} no-picture`, title: "Pictures from elsewhere are not loaded here" }, spec.alt_text || "picture");
}

function button(spec, at) {
  const props = { type: "button", class: `button ${spec.style ?? ""}`, "aria-label": spec.accessibility_label, dataset: focusMark(spec, at) };
  const node = h("button", props, textOf(spec.text));
  node.addEventListener("click", async () => {
    if (!(await confirmed(spec.confirm))) return;
    if (safeAddress(spec.url)) open(spec.url, "_blank", "noopener");
    await during(node, () => at.surface.act({ ...named(spec, at), value: spec.value }));
  });
  return node;
}

function overflow(spec, at) {
  const node = h("button", { type: "button", class: "button overflow", "aria-label": "More actions", dataset: focusMark(spec, at) }, "⋯");
  const choose = async (option) => {
    if (await confirmed(spec.confirm)) await during(node, () => at.surface.act({ ...named(spec, at), selected_option: option }));
  };
  return menuButton(node, () => spec.options.map((option) => ({ label: textOf(option.text), onchoose: () => choose(option) })));
}

function staticSelect(spec, at) {
  const options = [...(spec.options ?? []), ...(spec.option_groups ?? []).flatMap((group) => group.options)];
  const item = (option) => h("option", { value: String(options.indexOf(option)) }, plain(option.text));
  const groups = (spec.option_groups ?? []).map((group) => h("optgroup", { label: plain(group.label) }, group.options.map(item)));
  const start = options.findIndex((option) => option.value === spec.initial_option?.value);
  const node = select(spec, [...(spec.options ?? []).map(item), ...groups], start < 0 ? "" : String(start));
  return wired(node, spec, at, () => ({ selected_option: options[node.value] ?? null }));
}

function chooser(spec, at) {
  const [field, initial, list] = CHOOSERS[spec.type];
  const items = at.surface.state[list].map((one) => h("option", { value: one.id }, list === "channels" ? `#${one.name}` : one.name));
  const node = select(spec, items, spec[initial] ?? "");
  return wired(node, spec, at, () => ({ [field]: node.value || null }));
}

function select(spec, items, value) {
  const none = h("option", { value: "" }, plain(spec.placeholder) || "Choose…");
  const node = h("select", { class: "field select" }, none, items);
  node.value = value;
  return node;
}

function typed(spec, at) {
  const props = { class: "field", maxlength: spec.max_length, placeholder: plain(spec.placeholder), min: spec.min_value, max: spec.max_value };
  const node = spec.multiline ? h("textarea", { ...props, rows: 4 }) : h("input", { ...props, type: TYPED[spec.type], step: spec.is_decimal_allowed ? "any" : null });
  node.value = spec.initial_value ?? "";
  return wired(node, spec, at, () => ({ value: node.value || null }));
}

function picked(spec, at) {
  const [type, field, initial] = PICKED[spec.type];
  const node = h("input", { class: "field", type, value: spec[initial] });
  return wired(node, spec, at, () => ({ [field]: node.value || null }));
}

function multiUsers(spec, at) {
  const options = at.surface.state.people.map((person) => ({ text: nameOf(person.id), value: person.id }));
  const initial = options.filter((option) => (spec.initial_users ?? []).includes(option.value));
  return ticks({ ...spec, initial_options: initial }, at, "checkbox", options);
}

function ticks(spec, at, type, options) {
  const name = `${at.block}/${spec.action_id}`;
  const chosen = new Set([spec.initial_option, ...(spec.initial_options ?? [])].map((option) => option?.value));
  const boxes = options.map((option) => h("input", { type, name, checked: chosen.has(option.value) }));
  const lines = options.map((option, index) => tick(option, boxes[index]));
  const node = h("div", { class: "ticks", role: type === "radio" ? "radiogroup" : "group" }, lines);
  return wired(node, spec, at, () => told(spec, options.filter((_, index) => boxes[index].checked)));
}

function tick(option, box) {
  const description = option.description && h("small", {}, textOf(option.description));
  return h("label", { class: "tick" }, box, h("span", {}, h("span", {}, textOf(option.text)), description));
}

function told(spec, chosen) {
  if (spec.type === "radio_buttons") return { selected_option: chosen[0] ?? null };
  if (spec.type === "multi_users_select") return { selected_users: chosen.map((option) => option.value) };
  return { selected_options: chosen };
}

function wired(node, spec, at, read) {
  Object.assign(node.dataset, { input: "", ...focusMark(spec, at) });
  readers.set(node, { block: at.block, spec, read });
  if (at.quiet) return node;
  node.addEventListener("change", async () => {
    if (await confirmed(spec.confirm)) await at.surface.act({ ...named(spec, at), ...read() });
  });
  return node;
}

async function during(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

const named = (spec, at) => ({ type: spec.type, block_id: at.block, action_id: spec.action_id });
const focusMark = (spec, at) => ({ focus: `${at.block}/${spec.action_id}` });
const plain = (object) => (typeof object === "string" ? object : (object?.text ?? ""));

/** A mark for what is on its way. */
export function spinner() {
  return h("span", { class: "spinner", role: "status", "aria-label": "Working" }, icon("wave"));
}
