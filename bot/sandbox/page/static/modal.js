/**
 * The bot's modals: drawn from their view, sent with their values, faults shown at their fields.
 */

import { drawBlocks } from "./blocks.js";
import { framed } from "./dialog.js";
import { h } from "./dom.js";
import { valuesIn } from "./elements.js";
import { textOf } from "./mrkdwn.js";

let shown = null;

/**
 * Shows the topmost view of this person's stack, or none. `desk` does `submitView`, `closeView`
 * and `pressInView`.
 */
export function showModal(views, desk) {
  const top = views.at(-1) ?? null;
  const mark = top && `${top.id} ${top.hash ?? ""} ${JSON.stringify(top.blocks)}`;
  if (shown?.mark === mark) return;
  const typed = shown && top && shown.id === top.id ? remembered(shown.dialog) : new Map();
  shown?.dialog.remove();
  shown = top && { id: top.id, mark, dialog: opened(top, desk) };
  if (shown) recall(shown.dialog, typed);
}

function opened(view, desk) {
  const close = () => desk.closeView(view);
  const surface = { state: desk.state(), act: (action) => desk.pressInView(view, action) };
  const body = h("div", { class: "dialog-body" }, drawBlocks(view.blocks, surface));
  const form = h("form", { novalidate: true }, body, footer(view, close));
  const dialog = framed(textOf(view.title), form, close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(view, form, desk);
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.classList.add("modal");
  dialog.showModal();
  dialog.querySelector(".input .field, .input input")?.focus();
  return dialog;
}

function footer(view, close) {
  const no = h("button", { type: "button", class: "button", onclick: close }, view.close ? textOf(view.close) : "Close");
  const yes = view.submit && h("button", { type: "submit", class: "button filled primary" }, textOf(view.submit));
  return h("footer", {}, no, yes);
}

async function submit(view, form, desk) {
  showErrors(form, missing(view, form));
  if (form.querySelector(".error:not([hidden])")) return;
  const yes = form.querySelector("[type=submit]");
  yes.disabled = true;
  const errors = await desk.submitView(view, valuesIn(form));
  yes.disabled = false;
  showErrors(form, errors ?? {});
}

function missing(view, form) {
  const values = valuesIn(form);
  const needed = view.blocks.filter((block) => block.type === "input" && !block.optional);
  const empty = needed.filter((block) => !given(values[block.block_id]));
  return Object.fromEntries(empty.map((block) => [block.block_id, "This field is needed."]));
}

function given(values) {
  return Object.values(values ?? {}).some(({ type, ...rest }) => Object.values(rest).some((value) => (Array.isArray(value) ? value.length : value)));
}

function showErrors(form, errors) {
  for (const input of form.querySelectorAll(".input")) {
    const words = errors[input.dataset.block];
    const error = input.querySelector(".error");
    error.hidden = !words;
    error.textContent = words ?? "";
    input.querySelector("[data-input]")?.setAttribute("aria-invalid", String(Boolean(words)));
  }
  form.querySelector("[aria-invalid=true]")?.focus();
}

function fields(dialog) {
  return [...dialog.querySelectorAll("input, select, textarea")].map((field, at) => {
    const holder = field.closest("[data-focus]");
    return [`${holder?.dataset.focus} ${holder === field ? "" : at}`, field];
  });
}

function remembered(dialog) {
  return new Map(fields(dialog).map(([name, field]) => [name, { value: field.value, checked: field.checked }]));
}

function recall(dialog, typed) {
  for (const [name, field] of fields(dialog)) {
    const before = typed.get(name);
    if (!before) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = before.checked;
    else field.value = before.value;
  }
}
