// What all views share: the run, what is known of it, and the messages.
import { get } from "./api.js";
import { count, fill, plain } from "./dom.js";

export const app = { run: null, state: null, keys: null, cancel: null, editing: false, notify };

let hiding;
/** Shows a message for a moment, longer if something failed. */
function notify(text, failed = false) {
  const message = document.getElementById("message");
  fill(message, text);
  message.className = failed ? "shown failed" : "shown";
  clearTimeout(hiding);
  hiding = setTimeout(() => { message.className = message.className.replace("shown", ""); }, failed ? 8000 : 1600);
}

/** Updates what changes: how many articles are read, how much is decided. True once all articles are read. */
export async function refresh() {
  app.state = await get("state");
  const { texts, decisions } = app.state;
  const reading = document.getElementById("reading");
  if (!texts.over) fill(reading, `reading the articles: ${count(texts.found)} of ${count(texts.articles)}`);
  else if (texts.found < texts.articles) fill(reading, `${count(texts.articles - texts.found)} articles not found or changed`);
  else fill(reading);
  reading.title = plain(texts.errors.join("\n"));
  fill(document.getElementById("who"), `${app.run.annotator}: ${count(decisions.mine)} decided`);
  for (const line of decisions.unread.slice(0, 1)) notify(`decisions.jsonl: ${line}`, true);
  return texts.over;
}
