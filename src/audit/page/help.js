// What the keys do, and what the marks mean.
import { el } from "./dom.js";

const KEYS = [
  ["a", "right as it stands, and on to the next"], ["r", "no claim"], ["s", "another speaker: pick one"],
  ["w", "other spans: drag the ends, or select and press 1 source, 2 cue, 3 content"],
  ["m", "a missed claim: select what was said first"], ["c", "this article is read to its end"],
  ["u", "take the last decision back"], ["j k", "next, previous claim"], ["n", "next open claim"],
  ["/", "search"], ["e", "show the mentions"], ["l", "the list, on a narrow screen"], ["Esc", "leave a field, close"], ["?", "this help"],
];

export function help() {
  const dialog = el("dialog", { class: "help", "aria-label": "Help" }, el("div", {},
    el("h2", {}, "Keys"),
    el("dl", {}, KEYS.map(([keys, what]) => [el("dt", {}, keys.split(" ").map((key) => [el("kbd", {}, key), " "])), el("dd", {}, what)])),
    el("p", { class: "quiet" }, "Each speaker has a colour, a line style and initials. A cue is underlined, a content is tinted; one within another has a line of its own. ",
      "A character that cannot be seen is shown as ", el("span", { class: "hidden-char" }, "U+200B"), "."),
    el("div", { class: "acts" }, el("button", { type: "button", onclick: () => dialog.close(), autofocus: true }, "Close"))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
