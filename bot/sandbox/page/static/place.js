/**
 * Where the reader is: kept in the address, so that a reload or a second window finds it again.
 */

const NAMES = ["person", "channel", "thread", "pane", "inspect", "theme"];
const asked = new URLSearchParams(location.search);
const permalink = placeOf(new URL(location.href));

/** The person one acts as, the channel, the open thread, the pane on a narrow screen. */
export const here = Object.fromEntries(NAMES.map((name) => [name, asked.get(name)]));
here.pane ??= "channel";
if (permalink) Object.assign(here, { channel: permalink.channel, thread: permalink.thread });

/** Goes somewhere else. */
export function choose(change) {
  Object.assign(here, change);
  const told = Object.entries(here).filter(([name, value]) => NAMES.includes(name) && value && !(name === "pane" && value === "channel"));
  history.replaceState(null, "", `/?${new URLSearchParams(told)}`);
}

/** Where a permalink of this workspace leads, or null. */
export function placeOf(url) {
  const found = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(url.pathname);
  if (!found || url.origin !== location.origin) return null;
  const ts = `${found[2]}.${found[3]}`;
  return { channel: found[1], thread: url.searchParams.get("thread_ts") ?? ts, ts };
}
