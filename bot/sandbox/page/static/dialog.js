/**
 * Native dialogs: focus stays inside, Esc closes, and focus returns to where it was.
 */

import { h, iconButton } from "./dom.js";
import { textOf } from "./mrkdwn.js";

/** Asks a Block Kit `confirm`; true at once when there is none. */
export function confirmed(spec) {
  if (!spec) return Promise.resolve(true);
  return new Promise((resolve) => {
    const yes = h("button", { type: "submit", value: "yes", class: `button filled ${spec.style ?? "primary"}` }, textOf(spec.confirm ?? "Yes"));
    const no = h("button", { type: "submit", value: "", class: "button" }, textOf(spec.deny ?? "Cancel"));
    const body = h("form", { method: "dialog" }, h("div", { class: "dialog-body" }, h("p", {}, textOf(spec.text))), h("footer", {}, no, yes));
    const dialog = framed(textOf(spec.title ?? "Are you sure?"), body, () => dialog.close(""));
    dialog.classList.add("confirm");
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
    no.focus();
  });
}

/** A dialog on the page, closed; `onclose` is what its cross does. */
export function framed(title, body, onclose) {
  const id = `title-${crypto.randomUUID()}`;
  const head = h("header", {}, h("h2", { id }, title), iconButton("close", "Close", onclose));
  const dialog = h("dialog", { "aria-labelledby": id }, head, body);
  document.body.append(dialog);
  return dialog;
}
