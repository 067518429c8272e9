/**
 * The drawer that shows behind the scenes: the bot's calls to Slack, and the services' jobs.
 */

import { act, inspect } from "./api.js";
import { h, iconButton, sync } from "./dom.js";

const REFRESH = 1000;
const TABS = ["calls", "jobs", "trouble"];

/** The drawer. `show(tab)` opens it at "calls", "jobs" or "trouble", `show(null)` closes it. */
export function inspector(root, onchange) {
  const list = h("div", { class: "inspector-list", tabindex: "0", "aria-label": "Entries" });
  const tabs = TABS.map((tab) => h("button", { type: "button", role: "tab", class: "tab", onclick: () => drawer.show(tab) }, ""));
  const head = h("div", { class: "inspector-head" }, h("div", { role: "tablist", "aria-label": "Inspector" }, tabs), h("span", { class: "quiet grow" }, "What the bot asked, and what it was answered"), iconButton("close", "Close the inspector", () => drawer.show(null)));
  root.append(head, list);
  const drawer = { tab: null, timer: null, show: (tab) => show(drawer, tab), root, list, tabs, onchange };
  return drawer;
}

function show(drawer, tab) {
  drawer.tab = tab;
  drawer.root.hidden = !tab;
  clearInterval(drawer.timer);
  drawer.list.replaceChildren();
  if (tab) {
    drawer.timer = setInterval(() => refresh(drawer), REFRESH);
    void refresh(drawer);
  }
  drawer.onchange(tab);
}

async function refresh(drawer) {
  const seen = await inspect().catch(() => null);
  if (!seen || !drawer.tab) return;
  label(drawer, seen);
  const pinned = drawer.list.scrollTop + drawer.list.clientHeight >= drawer.list.scrollHeight - 40;
  if (drawer.tab === "trouble") return drawTroubles(drawer, seen);
  const items = drawer.tab === "calls" ? seen.calls : seen.jobs;
  const build = drawer.tab === "calls" ? callRow : jobRow;
  sync(drawer.list, items.length ? items : [{ n: "none" }], { key: (item) => item.n ?? item.id, sign: JSON.stringify, build: (item, old) => (item.n === "none" ? nothing(drawer.tab) : build(item, old)) });
  if (pinned) drawer.list.scrollTop = drawer.list.scrollHeight;
}

function label(drawer, seen) {
  const words = [`Slack calls (${seen.total})`, `Transcription jobs (${seen.jobs.length})`, "Make trouble"];
  drawer.tabs.forEach((tab, at) => {
    tab.textContent = words[at];
    tab.setAttribute("aria-selected", String(TABS[at] === drawer.tab));
  });
}

function nothing(tab) {
  const words = tab === "calls" ? "The bot has not called Slack yet." : "No recording has been sent to a transcription service yet.";
  return h("p", { class: "nothing quiet" }, words);
}

/** Buttons that stay where they are: what was ordered is said under them. */
function drawTroubles(drawer, seen) {
  const drawn = drawer.list.querySelector(".troubles");
  const sign = `${seen.service} ${seen.notes}`;
  if (drawn?.dataset.sign === sign) return;
  const told = h("p", { class: "quiet", role: "status" }, `What happens when ${seen.label} is next asked to transcribe something? Choose, then share a recording and read its thread.`);
  const order = async (one) => {
    await act("trouble", { name: one.name });
    told.textContent = `Ordered: ${one.title}. Now share a recording.`;
  };
  const buttons = seen.troubles.map((one) => h("button", { type: "button", class: "button", onclick: () => order(one) }, one.title));
  const parts = [told, h("div", { class: "trouble-buttons" }, buttons)];
  drawer.list.replaceChildren(h("div", { class: "troubles", "data-sign": sign }, parts, seen.notes === "model" ? moods(seen) : null));
}

/** How the language model is, where it writes the notes. */
function moods(seen) {
  const told = h("p", { class: "quiet", role: "status" }, "And how shall the language model be that writes the notes?");
  const choose = async (one) => {
    await act("mood", { name: one.name });
    told.textContent = `The language model from now on: ${one.title}.`;
  };
  const buttons = seen.moods.map((one) => h("button", { type: "button", class: "button", onclick: () => choose(one) }, one.title));
  return [told, h("div", { class: "trouble-buttons" }, buttons)];
}

function callRow(call, old) {
  const error = call.ok ? null : h("span", { class: "chip bad" }, call.error || "error");
  const summary = h("summary", {}, h("time", {}, new Date(call.time * 1000).toLocaleTimeString()), h("code", {}, call.method), call.ok ? h("span", { class: "chip good" }, "ok") : error);
  const details = h("div", { class: "call-details" }, json("Asked", call.args), json("Answered", call.response));
  return h("details", { class: "entry", open: old?.open }, summary, details);
}

function jobRow(job, old) {
  const state = h("span", { class: `chip ${{ completed: "good", failed: "bad", cancelled: "dim" }[job.state] ?? "busy"}` }, job.state);
  const bar = h("progress", { max: 100, value: job.progress, "aria-label": "Progress" });
  const facts = [`${Math.round(job.progress)} %`, job.cost && `$${job.cost}`].filter(Boolean).join(" · ");
  const summary = h("summary", {}, h("strong", {}, job.provider), h("code", {}, job.id), state, bar, h("span", { class: "quiet" }, facts));
  return h("details", { class: "entry", open: old?.open }, summary, h("div", { class: "call-details" }, json("Job", job.details)));
}

function json(title, value) {
  return h("div", {}, h("h4", {}, title), h("pre", { class: "code-block" }, JSON.stringify(value, null, 2)));
}
