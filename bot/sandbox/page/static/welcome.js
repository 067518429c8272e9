/**
 * The beginning of a channel: the invitation to drop a recording, and the samples to take.
 */

import { duration } from "./dates.js";
import { h, icon } from "./dom.js";

/** The head of a channel; large while nothing has been said in it. `desk` shares. */
export function welcome(channel, samples, fresh, desk) {
  const picker = h("input", { type: "file", multiple: true, hidden: true, "aria-hidden": "true" });
  picker.addEventListener("change", () => picker.files.length && desk.shareFiles([...picker.files], { thread: null }, ""));
  const title = channel.is_im ? `You and ${desk.state().bot.name}` : `The beginning of #${channel.name}`;
  return h(
    "section",
    { class: `welcome ${fresh ? "fresh" : ""}`, "aria-label": "Share a recording" },
    h("h2", {}, title),
    channel.has_bot ? null : stranger(desk),
    dropZone(picker),
    h("h3", {}, "or take one of ours"),
    h("div", { class: "samples" }, samples.map((sample) => sampleCard(sample, desk))),
  );
}

function dropZone(picker) {
  const pick = h("button", { type: "button", class: "button", onclick: () => picker.click() }, "Choose a file");
  const words = h("div", {}, h("strong", {}, "Drop a recording here"), h("p", { class: "quiet" }, "Audio or video. It stays on this computer; its thread gets the notes."));
  return h("div", { class: "drop-zone" }, h("span", { class: "drop-mark" }, icon("wave")), words, pick, picker);
}

function stranger(desk) {
  const { name } = desk.state().bot;
  const invite = h("button", { type: "button", class: "button", onclick: desk.invite }, `Invite ${name}`);
  return h("div", { class: "stranger" }, h("p", {}, `${name} is not in this channel and hears nothing here.`), invite);
}

function sampleCard(sample, desk) {
  const facts = [duration(sample.seconds), sample.speakers && `${sample.speakers} voices`, language(sample.language), sample.video && "video"];
  const share = h("button", { type: "button", class: "button filled primary", "aria-label": `Share ${sample.title}`, onclick: () => desk.shareSample(sample, { thread: null }) }, "Share this");
  return h(
    "div",
    { class: "sample" },
    h("div", { class: "sample-head" }, h("span", { class: "file-symbol" }, icon(sample.video ? "film" : "wave")), h("div", {}, h("strong", {}, sample.title), h("small", {}, facts.filter(Boolean).join(" · ")))),
    sample.about && h("p", {}, sample.about),
    h("div", { class: "sample-foot" }, listen(sample), share),
  );
}

function language(code) {
  return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
}

function listen(sample) {
  const button = h("button", { type: "button", class: "link-button", "aria-label": `Listen to ${sample.title}` }, icon("play"), "Listen");
  let player = null;
  const stop = () => {
    player.pause();
    player = null;
    button.lastChild.textContent = "Listen";
  };
  button.addEventListener("click", () => {
    if (player) return stop();
    player = new Audio(`/page/sample/${encodeURIComponent(sample.name)}`);
    player.addEventListener("ended", stop);
    button.lastChild.textContent = "Stop";
    return player.play();
  });
  return button;
}
