// Starts the page: which view is shown, and what the keys do.
import { get } from "./api.js";
import { app, refresh } from "./app.js";
import { articles } from "./articles.js";
import { conflicts } from "./conflicts.js";
import { el, fill, plain } from "./dom.js";
import { help } from "./help.js";
import { review } from "./review.js";
import { speaker, speakers } from "./speaker.js";

const VIEWS = { review, articles, speakers, speaker, conflicts };
const view = document.getElementById("view");

/** The part of the address after #: the view and its parameters. */
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

async function keepReading() {
  try {
    const over = await refresh();
    document.dispatchEvent(new CustomEvent("texts"));
    if (!over) setTimeout(keepReading, 700);
  } catch (error) {
    app.notify(error.message, true);
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
