/**
 * Builds elements. Data only ever becomes text nodes and checked attributes, never markup.
 */

const SVG = "http://www.w3.org/2000/svg";
const ADDRESSES = new Set(["href", "src"]);

/** An element: `h("p", {class: "quiet", onclick: go}, "text", child)`. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(element, name, value);
  element.append(...flat(children));
  return element;
}

/** An address that is safe to follow, or null: pages and mail, no scripts. */
export function safeAddress(address) {
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:", "mailto:", "blob:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6l1-7z",
  bubble: "M4 5h16v11H10l-5 4v-4H4z",
  caret: "M8 10l4 4 4-4",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 4v11m-5-5l5 5 5-5M5 20h14",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zm10 3a3 3 0 100-6 3 3 0 000 6z",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 12h16",
  gauge: "M4 18a9 9 0 1116 0M12 14l4-5",
  hash: "M9 4L7 20M17 4l-2 16M4 9h16M4 15h16",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  moon: "M20 14A8 8 0 1110 4a7 7 0 0010 10z",
  play: "M8 5l11 7-11 7z",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-6 16-3-7z",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  wave: "M4 10v4M8 6v12M12 3v18M16 7v10M20 10v4",
};

/** A line drawing, invisible to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that only shows an icon; its label is for ears and tooltips. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

/**
 * Makes a parent's children match the items, keeping every element whose signature is unchanged:
 * players go on playing, open previews stay open, focus stays where it was.
 */
export function sync(parent, items, { key, sign, build }) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let next = parent.firstElementChild;
  for (const item of items) {
    const id = String(key(item));
    const node = kept(old.get(id), sign(item)) ?? rebuilt(old.get(id), item, id, { sign, build });
    if (old.get(id) !== node && old.has(id)) {
      if (next === old.get(id)) next = next.nextElementSibling;
      swap(old.get(id), node);
    }
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
    old.delete(id);
  }
  for (const [, node] of old) if (node.parentNode === parent) node.remove();
}

function kept(node, signature) {
  return node && node.dataset.sign === signature ? node : null;
}

function rebuilt(old, item, id, { sign, build }) {
  const node = build(item, old);
  node.dataset.key = id;
  node.dataset.sign = sign(item);
  return node;
}

function swap(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused?.dataset.focus;
  old.replaceWith(node);
  if (!focused) return;
  const again = mark && [...node.querySelectorAll("[data-focus]")].find((e) => e.dataset.focus === mark);
  if (again) again.focus();
  else if (node.hasAttribute("tabindex")) node.focus();
}

function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (ADDRESSES.has(name)) setAddress(element, name, value);
  else if (value === true) element.setAttribute(name, "");
  else element.setAttribute(name, String(value));
}

function setAddress(element, name, value) {
  const address = safeAddress(value);
  if (address) element.setAttribute(name, address);
}

function flat(children) {
  return children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false);
}
