// The text of an article, with the parts of its claims marked.
import { add, called, day, el, fill, hidden, initials, link, look, parts } from "./dom.js";

const ORDER = { content: 0, occasion: 1, addressee: 2, source: 3, cue: 4, mention: 5 };

/** Draws an article; `chosen` is called with the number of a claim that is clicked. */
export function drawArticle(node, article, tools, chosen) {
  const facts = [article.outlet, day(article.date), article.author].filter(Boolean);
  fill(node,
    el("header", {},
      el("h2", {}, article.title ?? article.doc),
      el("p", { class: "quiet" }, facts.join(" · "), facts.length > 0 && article.url ? " · " : "", article.url && link(article.url)),
      el("div", { class: "tools" }, tools)),
    notices(article),
    el("div", { class: "text", lang: "en" }));
  const text = node.querySelector(".text");
  for (const paragraph of article.paragraphs) {
    text.append(el("p", {}, paragraph.map((piece) => drawPiece(piece, article, chosen))));
  }
  label(text, article);
}

function notices(article) {
  const said = {
    coming: "This article is still being read and will appear here shortly.",
    changed: "The text of this article has changed since the run. It is not shown, because the marks would be wrong.",
    missing: "This article was not found in the inputs. Start whosaid audit serve with --articles to say where the articles are now.",
  }[article.state];
  const broken = article.state === "here" ? article.claims.filter((claim) => claim.broken).length : 0;
  return [
    said && el("p", { class: "notice", role: "alert" }, said),
    article.state !== "here" && el("div", { class: "loose" }, article.claims.map((claim) =>
      el("p", { class: `text` }, el("span", { class: `content ${look(claim.speaker)}`, "data-claim": claim.number }, claim.content)))),
    broken > 0 && el("p", { class: "notice", role: "alert" }, `${broken} claims do not match this text and are not marked.`),
    article.duplicate_of && el("p", { class: "notice" }, "The same text as ", el("span", { class: "name" }, article.duplicate_of), "."),
  ];
}

function drawPiece([text, start, marks], article, chosen) {
  let at = start;
  const leaves = parts(text).map(([part, is]) => {
    const leaf = is ? hidden(part) : el("span", {}, part);
    leaf.dataset.at = at;
    leaf.dataset.length = [...part].length;
    at += [...part].length;
    return leaf;
  });
  const here = marks.map((mark) => article.marks[mark]);
  const contents = here.filter(([part]) => part === "content").length;
  let seen = 0;
  // From the inside out: the last marks are the shortest.
  const order = here.map((mark, index) => [mark, index]).sort((a, b) => ORDER[b[0][0]] - ORDER[a[0][0]] || b[1] - a[1]);
  let node = leaves;
  for (const [[part, of]] of order) {
    if (part === "mention") {
      const mention = article.mentions[of];
      node = [el("span", { class: `mention ${mention.type}`, title: mention.name ?? mention.candidates.join(", ") }, node)];
      continue;
    }
    const claim = article.claims[of];
    const depth = part === "content" ? ` d${Math.min(2, seen++)}` : "";
    node = [el("span", {
      class: `${part}${depth} ${look(claim.speaker)}`, "data-claim": claim.number,
      onclick: (event) => { event.stopPropagation(); if (getSelection().isCollapsed) chosen(claim.number); },
    }, node)];
  }
  return add(document.createDocumentFragment(), node);
}

/** Puts the speaker's initials where the content of a claim begins. */
function label(text, article) {
  for (const claim of article.claims.filter((one) => one.speaker?.name)) {
    const first = text.querySelector(`.content[data-claim="${claim.number}"]`);
    if (first) first.dataset.label = initials(claim.speaker);
  }
}

/** Highlights a claim and scrolls to it. */
export function choose(node, number) {
  node.querySelectorAll(".chosen").forEach((part) => part.classList.remove("chosen"));
  const chosen = node.querySelectorAll(`[data-claim="${Number(number)}"]`);
  chosen.forEach((part) => part.classList.add("chosen"));
  if (chosen.length === 0) { node.scrollTop = 0; return; }
  const box = node.getBoundingClientRect();
  const first = chosen[0].getBoundingClientRect();
  const last = chosen[chosen.length - 1].getBoundingClientRect();
  if (first.top < box.top + 40 || last.bottom > box.bottom - 40) {
    node.scrollTop += first.top - box.top - Math.min(box.height / 3, 220);
  }
}

/** Strikes out rejected claims. */
export function decidedLook(node, article, annotator) {
  for (const claim of article.claims) {
    const mine = article.decisions.find((one) => one.claim === claim.id && one.annotator === annotator);
    node.querySelectorAll(`.content[data-claim="${claim.number}"]`)
      .forEach((part) => part.classList.toggle("rejected", mine?.verdict === "reject"));
  }
}

/** Converts a DOM position to code points of the article; null outside it. */
export function pointOf(node, offset) {
  const leaf = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-at]");
  if (leaf) {
    const at = Number(leaf.dataset.at);
    // An invisible character is shown as several characters.
    if (leaf.classList.contains("hidden-char")) return at + (offset > 0 ? 1 : 0);
    if (node.nodeType !== Node.TEXT_NODE) return at + (offset > 0 ? Number(leaf.dataset.length) : 0);
    return at + [...node.data.slice(0, offset)].length;
  }
  const next = node.childNodes?.[offset];
  const inside = next?.nodeType === Node.ELEMENT_NODE ? (next.matches("[data-at]") ? next : next.querySelector("[data-at]")) : null;
  if (inside) return Number(inside.dataset.at);
  const all = node.querySelectorAll?.("[data-at]") ?? [];
  const last = all[all.length - 1];
  return last ? Number(last.dataset.at) + Number(last.dataset.length) : null;
}

/** The selection in the text, in code points, or null. */
export function selected(text) {
  const selection = getSelection();
  if (selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const [start, end] = [pointOf(range.startContainer, range.startOffset), pointOf(range.endContainer, range.endOffset)];
  return start === null || end === null || start >= end ? null : [start, end];
}

export { called };
