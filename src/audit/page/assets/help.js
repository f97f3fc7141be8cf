// The help: what the keys do and what the marks mean.
import { el } from "./dom.js";

const KEYS = [
  ["a", "right; go to the next"], ["r", "not a claim"], ["s", "wrong speaker: pick another"],
  ["w", "wrong spans: drag the ends, or select text and press 1 (source), 2 (cue) or 3 (content)"],
  ["m", "mark a missed claim: select what was said first"], ["c", "article read to the end"],
  ["u", "undo the last decision"], ["j k", "next, previous claim"], ["n", "next undecided claim"],
  ["/", "search"], ["e", "show mentions"], ["l", "show the list on a narrow screen"], ["Esc", "leave a field, close a dialog"], ["?", "this help"],
];

export function help() {
  const dialog = el("dialog", { class: "help", "aria-label": "Help" }, el("div", {},
    el("h2", {}, "Keys"),
    el("dl", {}, KEYS.map(([keys, what]) => [el("dt", {}, keys.split(" ").map((key) => [el("kbd", {}, key), " "])), el("dd", {}, what)])),
    el("p", { class: "quiet" }, "Each speaker has a color, a line style and initials. Cues are underlined and content is tinted; content within content has its own line. ",
      "Invisible characters are shown as ", el("span", { class: "hidden-char" }, "U+200B"), "."),
    el("div", { class: "acts" }, el("button", { type: "button", onclick: () => dialog.close(), autofocus: true }, "Close"))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
