/**
 * Where a list of messages stands: at its end, until somebody scrolls up to read.
 */

const NEAR = 60;

/** Something in a list became taller: a preview that was loaded. */
export function grown(node) {
  node.dispatchEvent(new Event("grown", { bubbles: true }));
}

/** Keeps a list at its end when what stands in it grows. */
export function stayDown(list) {
  list.addEventListener("scroll", () => note(list), { passive: true });
  list.addEventListener("grown", () => {
    if (list.dataset.down === "yes") toEnd(list);
  });
}

/**
 * Changes a list. A list at its end goes on to what is new, and shows it from its first line:
 * a result that is longer than the screen is read from the top.
 */
export function keepDown(list, place, change) {
  const moved = list.dataset.place !== String(place);
  const down = isDown(list);
  const before = list.lastElementChild;
  change();
  list.dataset.place = String(place);
  if (moved) list.scrollTop = list.querySelector(".fresh") ? 0 : list.scrollHeight;
  else if (down) showFrom(list, before);
  note(list);
}

function showFrom(list, before) {
  const first = before?.isConnected ? before.nextElementSibling : null;
  if (!first) return toEnd(list);
  const top = first.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop - 8;
  list.scrollTop = Math.min(top, list.scrollHeight);
}

function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}

function note(list) {
  list.dataset.down = isDown(list) ? "yes" : "no";
}

function isDown(list) {
  return list.scrollTop + list.clientHeight >= list.scrollHeight - NEAR;
}
