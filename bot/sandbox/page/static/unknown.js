/**
 * What stands where this page cannot draw something: a note that can be seen.
 */

import { h } from "./dom.js";

export function unknown(type) {
  return h("div", { class: "unknown", role: "note" }, `Slack would draw “${type}” here; this page does not know it.`);
}
