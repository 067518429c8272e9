/**
 * Dates as Slack's date tokens ask for them, in the reader's own time zone; `{ago}` keeps counting.
 */

import { h } from "./dom.js";

const DAY = 86_400_000;
const say = (date, options) => new Intl.DateTimeFormat("en-US", options).format(date);

const TOKENS = {
  date_num: (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
  date_slash: (date) => say(date, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (date) => ordinal(date, { month: "long" }),
  date_short: (date) => say(date, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (date) => `${say(date, { weekday: "long" })}, ${ordinal(date, { month: "long" })}`,
  date_pretty: (date) => nearDay(date) ?? TOKENS.date(date),
  date_short_pretty: (date) => nearDay(date) ?? TOKENS.date_short(date),
  date_long_pretty: (date) => nearDay(date) ?? TOKENS.date_long(date),
  day_divider_pretty: (date) => capital(nearDay(date) ?? TOKENS.date_long(date)),
  time: (date) => say(date, { hour: "numeric", minute: "2-digit" }),
  time_secs: (date) => say(date, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** A moment written in Slack's date format, as an element that stays true. */
export function moment(seconds, format) {
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return h("span", {}, format);
  const live = format.includes("{ago}") || format.includes("_pretty}");
  const dataset = live ? { at: String(seconds), format } : {};
  return h("time", { datetime: at.toISOString(), title: at.toLocaleString(), dataset }, written(at, format));
}

/** The time of a message, short. */
export function clock(ts) {
  return written(new Date(Number(ts) * 1000), "{time}");
}

/** "3:07" or "1:02:09". */
export function duration(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Keeps every relative time on the page true. */
export function keepTime() {
  setInterval(() => {
    for (const element of document.querySelectorAll("time[data-format]")) {
      const text = written(new Date(Number(element.dataset.at) * 1000), element.dataset.format);
      if (element.textContent !== text) element.textContent = text;
    }
  }, 1000);
}

function written(date, format) {
  return format.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(date) ?? token);
}

function ago(date) {
  const seconds = Math.round((Date.now() - date) / 1000);
  const words = span(Math.abs(seconds));
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}

function span(seconds) {
  if (seconds < 60) return plural(seconds, "second");
  if (seconds < 3600) return plural(Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return plural(Math.floor(seconds / 3600), "hour");
  return plural(Math.floor(seconds / 86_400), "day");
}

function nearDay(date) {
  const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate());
  const days = Math.round((midnight(date) - midnight(new Date())) / DAY);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

function ordinal(date, options) {
  const day = date.getDate();
  const ending = day % 100 > 10 && day % 100 < 14 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th");
  return `${say(date, options)} ${day}${ending}, ${date.getFullYear()}`;
}

const two = (number) => String(number).padStart(2, "0");
const plural = (count, unit) => `${count} ${unit}${count === 1 ? "" : "s"}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);
