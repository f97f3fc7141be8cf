// The list of claims, fetched a page at a time, so that a million take no more work than fifty.
import { get } from "./api.js";
import { chip, count, day, el, fill, named, namesOf } from "./dom.js";

const SIZE = 50;
const MARKS = { accept: "✓ right", reject: "✗ not a claim", speaker: "✎ speaker", span: "✎ span" };

export const verdictMark = (verdict) => verdict && el("span", { class: `verdict ${verdict}` }, MARKS[verdict] ?? verdict);

export const meter = (confidence) =>
  el("span", { title: "confidence" }, el("span", { class: "num" }, confidence.toFixed(2)));

/** A list in `node` with a pager; `chosen` is called with the selected row. */
export function claimList(node, pager, chosen) {
  let query = {}, stamp = Date.now(), total = 0, offset = 0, rows = [], at = -1, sample = null;

  const load = async (from, extra = {}) => {
    const found = await get("claims", { ...query, stamp, offset: from, limit: SIZE, ...extra });
    ({ total, offset, rows, sample } = found);
    return found;
  };

  function draw() {
    fill(node, rows.length ? rows.map(row) : el("li", { class: "empty" }, "No claims match. Try removing a filter."));
    const end = Math.min(offset + SIZE, total);
    fill(pager,
      el("span", { class: "num" }, total ? `${count(offset + 1)}–${count(end)} of ${count(total)}` : "none"),
      el("button", { type: "button", class: "plain", "aria-label": "Previous page", disabled: offset === 0, onclick: () => page(-1) }, "‹"),
      el("button", { type: "button", class: "plain", "aria-label": "Next page", disabled: end >= total, onclick: () => page(1) }, "›"));
    mark();
  }

  function row(claim, index) {
    return el("li", {
      role: "option", id: `claim-${claim.number}`, "aria-selected": "false", class: claim.verdict ? "decided" : "",
      onclick: () => select(offset + index),
    },
      el("div", { class: "line" }, chip(claim.speaker), named(namesOf(claim)),
        el("span", { class: "cue-word" }, `${claim.negated ? "not " : ""}${claim.cue}`),
        el("span", { class: "right" }, verdictMark(claim.verdict) || meter(claim.confidence))),
      el("p", { class: "said" }, claim.content),
      el("div", { class: "from" },
        el("span", {}, [claim.outlet ?? claim.title, day(claim.date)].filter(Boolean).join(" · ")),
        el("span", { class: "badge" }, claim.kind),
        claim.flags.slice(0, 2).map((flag) => el("span", { class: "badge flag" }, flag))));
  }

  function mark() {
    [...node.children].forEach((item, index) => item.setAttribute("aria-selected", String(offset + index === at)));
    const item = node.children[at - offset];
    if (item && at >= 0) {
      node.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  }

  async function select(index) {
    if (index < 0 || index >= total) return false;
    if (index < offset || index >= offset + rows.length) {
      await load(Math.floor(index / SIZE) * SIZE);
      at = index;
      draw();
    } else {
      at = index;
      mark();
    }
    await chosen(rows[at - offset], { index: at, total, sample });
    return true;
  }

  const page = (step) => select(Math.max(0, Math.min(total - 1, offset + step * SIZE)));

  return {
    /** Runs the query again, then selects `claim`, the first undecided claim after `after`, or the first claim. */
    async ask(wanted, { claim, after, resume } = {}) {
      query = wanted;
      stamp = Date.now();
      at = -1;
      let found = await load(0, { at: claim ?? after });
      let index = 0;
      if (claim !== undefined && found.place !== null) index = found.place;
      else if (resume && found.next !== null) index = found.next;
      if (index >= SIZE) await load(Math.floor(index / SIZE) * SIZE);
      draw();
      if (total > 0) await select(index);
      else await chosen(null, { index: -1, total, sample });
    },
    step: (by) => select(at + by),
    /** Selects the next claim that this annotator has not decided. */
    async open() {
      const here = rows[at - offset];
      const found = await get("claims", { ...query, stamp, offset: 0, limit: 0, at: here?.number });
      return found.next === null ? false : select(found.next);
    },
    /** Shows what was decided about a claim, without a request. */
    decided(number, verdict) {
      const index = rows.findIndex((one) => one.number === number);
      if (index < 0) return;
      rows[index].verdict = verdict;
      node.children[index].replaceWith(row(rows[index], index));
      mark();
    },
    /** Selects a claim; false if it is not in the list. */
    async goto(number) {
      const index = rows.findIndex((one) => one.number === number);
      if (index >= 0) return select(offset + index);
      const found = await get("claims", { ...query, stamp, offset: 0, limit: 0, at: number });
      return found.place === null ? false : select(found.place);
    },
    row: () => rows[at - offset] ?? null,
  };
}
