// Contradictions across articles.
import { get } from "./api.js";
import { chip, count, day, el, fill, link, look, named, nameOf, namesOf } from "./dom.js";

const SIZE = 20;
const CLASSES = {
  misattribution: ["Misattribution", "the same words, several speakers"],
  alteration: ["Alteration", "the same speaker, different words"],
  orphan: ["Orphan", "no speaker here, but one elsewhere"],
  "first-seen": ["First seen", "where a quote shared by several articles appeared first"],
};

export async function conflicts(view, wanted, app) {
  let chosen = wanted.class ?? "", offset = 0;
  const bar = el("div", { class: "bar", role: "group", "aria-label": "Classes" });
  const list = el("div", {});
  const more = el("div", { class: "bar" });
  fill(view, el("div", { class: "sheet" }, el("header", {}, el("h2", {}, "Conflicts"),
    el("p", { class: "quiet" }, "Direct quotes that articles report differently.")), bar, list, more));

  async function draw(from) {
    const found = await get("conflicts", { class: chosen, offset: from, limit: SIZE });
    if (!found.searched) {
      fill(list, el("p", { class: "empty" }, "Not searched yet: run ", el("code", {}, "whosaid audit conflicts RUN"), "."));
      return;
    }
    const classes = Object.keys(CLASSES).filter((name) => found.classes[name]);
    fill(bar, [["", "All"], ...classes.map((name) => [name, `${CLASSES[name][0]} · ${count(found.classes[name])}`])].map(([name, label]) =>
      el("button", { type: "button", "aria-pressed": String(chosen === name), onclick: () => { chosen = name; draw(0); } }, label)));
    if (from === 0) fill(list);
    list.append(...found.rows.map(conflict));
    if (found.total === 0) fill(list, el("p", { class: "empty" }, "None."));
    offset = from + found.rows.length;
    fill(more, offset < found.total && el("button", { type: "button", onclick: () => draw(offset) }, `More (${count(found.total - offset)})`));
  }
  app.keys = () => false;
  await draw(0);
}

function conflict(one) {
  const [name, meaning] = CLASSES[one.class] ?? [one.class, ""];
  return el("article", { class: "conflict" },
    el("header", {}, el("strong", {}, name), el("span", { class: "quiet" }, meaning),
      one.change && el("span", { class: "badge flag" }, one.change),
      one.majority && el("span", { class: "badge" }, "majority: ", named(nameOf(one.majority))),
      one.proposal && el("span", { class: "badge" }, `proposed: `, named(nameOf(one.proposal.speaker)), ` (${count(one.proposal.quotes)} for, ${count(one.proposal.against)} against)`)),
    one.diff?.length > 0 && el("p", { class: "words" }, one.diff.map((piece) =>
      piece.change === null || piece.change === undefined
        ? [piece.to || piece.from, " "]
        : [piece.from && [el("del", { title: piece.change }, piece.from), " "], piece.to && [el("ins", { title: piece.change }, piece.to), " "]])),
    el("div", { class: "quotes" }, one.quotes.map((quote, index) => shown(quote, one.first === index, one.diff?.length > 0))),
    one.omitted > 0 && el("p", { class: "quiet" }, `and ${count(one.omitted)} more`));
}

function shown(quote, first, short) {
  return el("div", { class: `quote ${look(quote.speaker)}` },
    el("div", { class: "from" }, chip(quote.speaker), el("strong", {}, named(namesOf(quote))),
      el("span", {}, [quote.outlet, day(quote.date)].filter(Boolean).join(" · ")),
      first && el("span", { class: "badge" }, "first seen"), openClaim(quote), quote.url && link(quote.url, true)),
    !short && el("p", { class: "said" }, quote.text));
}

function openClaim(quote) {
  return el("button", {
    type: "button", class: "link name", onclick: async () => {
      const found = await get("claim", { id: quote.claim });
      location.hash = `#review?claim=${found.claim}`;
    },
  }, quote.title ?? quote.doc);
}
