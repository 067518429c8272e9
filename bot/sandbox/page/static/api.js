/**
 * What the page asks of the sandbox. Nothing else is ever called.
 */

/** Everything this person may see now. */
export async function readState(person) {
  return answered(await fetch(`/page/state?person=${encodeURIComponent(person ?? "")}`));
}

/** The calls that the bot made, and the services' jobs. */
export async function inspect() {
  return answered(await fetch("/page/inspect"));
}

/** Something that a person does: `act("say", {person, channel, text})`. */
export async function act(what, body) {
  const headers = { "content-type": "application/json" };
  return answered(await fetch(`/page/${what}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/**
 * Shares files from this computer, or one of the samples, as one message. Slack finds out by
 * itself how long a recording is; here the browser does.
 */
export async function share({ person, channel, thread, text, files = [], sample }) {
  const form = new FormData();
  const length = files.length === 1 ? await lengthOf(files[0]) : null;
  const words = { person, channel, thread, text, sample, duration_ms: length };
  for (const [name, value] of Object.entries(words)) if (value) form.append(name, value);
  for (const file of files) form.append("file", file, file.name);
  return answered(await fetch("/page/share", { method: "POST", body: form }));
}

/** Calls back on every change of the workspace; reconnects by itself, and says when it cannot. */
export function follow(onchange, onlost) {
  const stream = new EventSource("/page/changes");
  let silent = 0;
  stream.addEventListener("message", onchange);
  stream.addEventListener("open", () => clearTimeout(silent));
  stream.addEventListener("error", () => {
    clearTimeout(silent);
    silent = setTimeout(onlost, 5000);
  });
}

function lengthOf(file) {
  const address = URL.createObjectURL(file);
  const player = document.createElement(file.type.startsWith("video/") ? "video" : "audio");
  const known = new Promise((resolve) => {
    player.addEventListener("loadedmetadata", () => resolve(Number.isFinite(player.duration) ? Math.round(player.duration * 1000) : null));
    player.addEventListener("error", () => resolve(null));
    setTimeout(resolve, 2000, null);
  });
  player.preload = "metadata";
  player.src = address;
  return known.finally(() => URL.revokeObjectURL(address));
}

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The sandbox answered ${response.status}.`);
  return body;
}
