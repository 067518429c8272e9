/**
 * A small menu under a button: arrows move, Enter chooses, Esc and a click elsewhere close.
 */

import { h } from "./dom.js";

let open = null;

/** A button that opens a menu of `{label, note?, danger?, onchoose}`; `items` is asked when it opens. */
export function menuButton(button, items) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => (open?.button === button ? close() : show(button, items())));
  return button;
}

function show(button, items) {
  close();
  const menu = h("div", { class: "menu", role: "menu", onkeydown: walk }, items.map(entry));
  (button.closest("dialog") ?? document.body).append(menu);
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  open = { menu, button };
  menu.querySelector("button")?.focus();
  document.addEventListener("pointerdown", outside);
}

function entry(item) {
  const choose = () => {
    close();
    item.onchoose();
  };
  const note = item.note && h("span", { class: "menu-note" }, item.note);
  return h("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : null, onclick: choose }, h("span", {}, item.label), note);
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = at.bottom + 4 + size.height < innerHeight;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - size.height - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
}

function walk(event) {
  const entries = [...event.currentTarget.querySelectorAll("button")];
  const at = entries.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) entries[(at + step + entries.length) % entries.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function outside(event) {
  if (open && !open.menu.contains(event.target) && !open.button.contains(event.target)) close();
}

function close() {
  if (!open) return;
  const { menu, button } = open;
  open = null;
  document.removeEventListener("pointerdown", outside);
  menu.remove();
  button.setAttribute("aria-expanded", "false");
  if (button.isConnected) button.focus();
}
