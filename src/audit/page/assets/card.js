// The card of the selected claim: what is known about it, and the decisions.
import { add, called, chip, count, el, fill, nameOf, named, plain } from "./dom.js";

export const ACTS = [
  ["a", "Right", "accept"], ["r", "Not a claim", "reject"], ["s", "Speaker", "speaker"], ["w", "Span", "span"],
  ["m", "Missed", "missed"], ["u", "Undo", "undo"],
];
const SAID = { accept: "right", reject: "not a claim", speaker: "wrong speaker", span: "wrong spans", missed: "missed claim", complete: "read to the end" };

/** Draws the card; `act` is called with the name of the button pressed. */
export function drawCard(node, claim, article, place, app, act) {
  const listButton = el("button", { type: "button", class: "show-list", onclick: () => act("list") }, "List");
  if (!claim) {
    fill(node, el("div", { class: "acts" }, listButton,
      article && button("m", "Missed", () => act("missed")), button("u", "Undo", () => act("undo")),
      el("span", { class: "quiet hint" }, "No claim selected.")));
    return;
  }
  const mine = article.decisions.find((one) => one.claim === claim.id && one.annotator === app.run.annotator);
  const others = article.decisions.filter((one) => one.claim === claim.id && one.annotator !== app.run.annotator);
  const { speaker } = claim;
  fill(node,
    el("div", { class: "who" }, who(speaker), claim.co_speakers.map((one) => [el("span", { class: "quiet" }, "and"), who(one)]),
      speaker?.for && [el("span", { class: "quiet" }, "for"), named(speaker.for.name)],
      mine && el("span", { class: `verdict ${mine.verdict}` }, `✓ decided: ${said(mine)}`)),
    el("div", { class: "facts" },
      el("span", {}, claim.source ? ["named as “", named(claim.source.text), "”"] : "no source"),
      el("span", {}, `· ${claim.negated ? "not " : ""}${claim.cue.lemma} (${claim.cue.class})`),
      claim.addressee && el("span", {}, "· to ", named(claim.addressee)),
      claim.occasion && el("span", {}, "· ", named(claim.occasion)),
      el("span", { class: "badge" }, claim.kind),
      el("span", { class: "badge num" }, `confidence ${claim.confidence.toFixed(2)}`),
      speaker?.confidence != null && el("span", { class: "badge num" }, `speaker ${speaker.confidence.toFixed(2)}`),
      el("span", { class: "badge" }, claim.by),
      claim.flags.map((flag) => el("span", { class: "badge flag" }, flag))),
    others.length > 0 && app.run.showOthers !== false &&
      el("p", { class: "others" }, others.map((one, index) => [index ? ", " : "", named(one.annotator), `: ${said(one)}`])),
    el("div", { class: "acts" }, listButton,
      ACTS.map(([key, label, name]) => button(key, label, () => act(name))),
      el("input", { type: "text", name: "reason", placeholder: "Reason (optional)", "aria-label": "Reason for the next decision", class: "hint" }),
      el("span", { class: "quiet num hint" }, place.total > 0 ? `${count(place.index + 1)} / ${count(place.total)}` : "")));
}

/** A speaker with the office and the gender, which says on hovering how it is known. */
function who(speaker) {
  return [chip(speaker),
    speaker?.name
      ? el("a", { href: `#speaker?called=${encodeURIComponent(called(speaker))}`, class: "name" }, speaker.name)
      : named(nameOf(speaker)),
    speaker?.role && el("span", { class: "quiet" }, speaker.role),
    speaker?.gender && el("span", { class: "quiet", title: `known by: ${speaker.gender_by}` }, speaker.gender)];
}

/** A decision in words. */
export function said(decision) {
  const correction = decision.correction ?? {};
  const speaker = "speaker" in correction ? `: ${correction.speaker ? plain(nameOf(correction.speaker)) : "nobody"}` : "";
  return `${SAID[decision.verdict] ?? decision.verdict}${decision.verdict === "speaker" ? speaker : ""}${decision.reason ? ` (${plain(decision.reason)})` : ""}`;
}

export function button(key, label, pressed, attributes = {}) {
  return add(el("button", { type: "button", onclick: pressed, ...attributes }), [label, el("kbd", {}, key.toUpperCase())]);
}
