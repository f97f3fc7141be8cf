// Starts the page: which view, what the bar says, what the keys do.
import { get } from "./api.js";
import { count, el, fill, plain } from "./dom.js";
import { articles } from "./articles.js";
import { conflicts } from "./conflicts.js";
import { help } from "./help.js";
import { review } from "./review.js";
import { speaker, speakers } from "./speaker.js";

const VIEWS = { review, articles, speakers, speaker, conflicts };
const view = document.getElementById("view");

/** What all views share. */
export const app = { run: null, state: null, keys: null, cancel: null, editing: false, tell };

let silence;
function tell(text, failed = false) {
  const told = document.getElementById("told");
  fill(told, text);
  told.className = failed ? "shown failed" : "shown";
  clearTimeout(silence);
  silence = setTimeout(() => { told.className = told.className.replace("shown", ""); }, failed ? 8000 : 1600);
}

/** The address behind the #: the view, and what is to be seen in it. */
function place() {
  const [name, query] = location.hash.slice(1).split("?");
  return [name in VIEWS ? name : "review", Object.fromEntries(new URLSearchParams(query ?? ""))];
}

async function show() {
  const [name, wanted] = place();
  for (const a of document.querySelectorAll(".top nav a")) {
    const here = a.dataset.view === name || (name === "speaker" && a.dataset.view === "speakers");
    if (here) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
  }
  app.cancel?.();
  app.keys = null;
  try {
    await VIEWS[name](view, wanted, app);
  } catch (error) {
    fill(view, el("p", { class: "empty", role: "alert" }, error.message));
  }
}

/** What changes: how many articles are read, how much is decided. */
export async function refresh() {
  app.state = await get("state");
  const { texts, decisions } = app.state;
  const reading = document.getElementById("reading");
  if (!texts.over) fill(reading, `reading the articles: ${count(texts.found)} of ${count(texts.articles)}`);
  else if (texts.found < texts.articles) fill(reading, `${count(texts.articles - texts.found)} articles not found or changed`);
  else fill(reading);
  reading.title = plain(texts.errors.join("\n"));
  fill(document.getElementById("who"), `${app.run.annotator}: ${count(decisions.mine)} decided`);
  for (const line of decisions.unread.slice(0, 1)) tell(`decisions.jsonl: ${line}`, true);
  return texts.over;
}

async function keepReading() {
  try {
    const over = await refresh();
    document.dispatchEvent(new CustomEvent("texts"));
    if (!over) setTimeout(keepReading, 700);
  } catch (error) {
    tell(error.message, true);
  }
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || (typing && event.key !== "Escape")) return;
  if (typing) {
    event.target.blur();
    view.focus();
    return;
  }
  if (event.key === "?") { event.preventDefault(); help(); return; }
  if (app.keys?.(event) === true) event.preventDefault();
});

async function start() {
  try {
    app.run = await get("run");
  } catch (error) {
    fill(view, el("p", { class: "empty", role: "alert" }, error.message));
    return;
  }
  document.title = plain(`${app.run.name} – whosaid audit`);
  fill(document.getElementById("run"), app.run.name);
  document.getElementById("help").addEventListener("click", help);
  await keepReading();
  window.addEventListener("hashchange", show);
  await show();
  document.body.dataset.ready = "true";
}

start();
