/**
 * The emoji shortcodes that the bot and people here use; any other stays readable as `:name:`.
 */

import { h } from "./dom.js";

const SHORTCODES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", eyes: "👀", tada: "🎉", pray: "🙏",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", no_entry: "⛔",
  no_entry_sign: "🚫", warning: "⚠️", information_source: "ℹ️", question: "❓", exclamation: "❗", bulb: "💡",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", alarm_clock: "⏰", clock3: "🕒", calendar: "📅",
  date: "📅", spiral_calendar_pad: "🗓️", microphone: "🎤", studio_microphone: "🎙️", headphones: "🎧",
  speaker: "🔈", sound: "🔉", loud_sound: "🔊", mute: "🔇", ear: "👂", speech_balloon: "💬",
  left_speech_bubble: "🗨️", busts_in_silhouette: "👥", bust_in_silhouette: "👤", memo: "📝", pencil: "📝",
  pencil2: "✏️", page_facing_up: "📄", bookmark_tabs: "📑", clipboard: "📋", paperclip: "📎", link: "🔗",
  lock: "🔒", key: "🔑", mag: "🔍", wastebasket: "🗑️", recycle: "♻️", repeat: "🔁",
  arrows_counterclockwise: "🔄", arrow_right: "➡️", black_square_for_stop: "⏹️", octagonal_sign: "🛑",
  rocket: "🚀", sparkles: "✨", robot_face: "🤖", moneybag: "💰", money_with_wings: "💸", credit_card: "💳",
  globe_with_meridians: "🌐", scissors: "✂️", pushpin: "📌", round_pushpin: "📍", dart: "🎯", smile: "😄",
  slightly_smiling_face: "🙂", thinking_face: "🤔", see_no_evil: "🙈", large_green_circle: "🟢",
  large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪", black_circle: "⚫", white_square: "⬜",
  heart: "❤️", fire: "🔥", movie_camera: "🎥", clapper: "🎬", musical_note: "🎵",
};

/** An emoji by its shortcode, or the shortcode itself. */
export function emoji(name) {
  const sign = SHORTCODES[name.split("::")[0]];
  if (!sign) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, sign);
}

/** An emoji by the code points that Slack writes into rich text, or else by its shortcode. */
export function emojiOf(element) {
  if (SHORTCODES[element.name] || !element.unicode) return emoji(element.name ?? "");
  const points = element.unicode.split("-").map((hex) => Number.parseInt(hex, 16));
  if (points.some(Number.isNaN)) return emoji(element.name ?? "");
  return h("span", { class: "emoji", role: "img", "aria-label": element.name }, String.fromCodePoint(...points));
}

/** Text in which `:shortcodes:` are drawn (plain_text objects with `emoji` on). */
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+-]+:)/).map((part, at) => (at % 2 ? emoji(part.slice(1, -1)) : part));
}
