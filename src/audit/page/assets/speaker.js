// The speakers of the run, and what one of them said over time and by outlet.
import { get } from "./api.js";
import { chip, count, day, el, fill, look, named, nameOf } from "./dom.js";

const SIZE = 50;

export async function speakers(view, wanted, app) {
  let q = wanted.q ?? "", offset = 0;
  const rows = el("ul", { class: "rows" });
  const pager = el("div", { class: "pager" });
  const search = el("input", { type: "search", id: "search", placeholder: "A name", "aria-label": "Search the speakers", value: q });
  fill(view, el("div", { class: "sheet" }, el("header", {}, el("h2", {}, "Speakers")), el("div", { class: "bar" }, search), rows, pager));
  async function draw() {
    const found = await get("speakers", { q, offset, limit: SIZE });
    fill(rows, found.rows.map((one) => {
      const href = `#speaker?called=${encodeURIComponent(one.called)}`;
      return el("li", { onclick: () => { location.hash = href; } }, chip(one),
        el("a", { class: "grow name", href }, one.name), el("span", { class: "quiet" }, one.type),
        el("span", { class: "right num" }, count(one.claims)));
    }));
    const end = Math.min(offset + SIZE, found.total);
    fill(pager, el("span", { class: "num" }, found.total ? `${count(offset + 1)}–${count(end)} of ${count(found.total)}` : "none"),
      el("button", { type: "button", class: "plain", "aria-label": "Previous page", disabled: offset === 0, onclick: () => { offset -= SIZE; draw(); } }, "‹"),
      el("button", { type: "button", class: "plain", "aria-label": "Next page", disabled: end >= found.total, onclick: () => { offset += SIZE; draw(); } }, "›"));
  }
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { q = search.value.trim(); offset = 0; draw(); }, 180);
  });
  app.keys = (event) => {
    if (event.key !== "/") return false;
    search.focus();
    return true;
  };
  await draw();
}

export async function speaker(view, { called }, app) {
  const one = await get("speaker", { called });
  const list = el("div", { class: "timeline" });
  const more = el("div", { class: "bar" });
  fill(view, el("div", { class: `sheet ${look(one)}` },
    el("header", {}, el("h2", {}, chip(one), " ", named(nameOf(one))),
      el("p", { class: "quiet" }, `${one.type} · ${count(one.claims)} ${one.claims === 1 ? "claim" : "claims"}`, one.id && " · ", one.id && named(one.id)),
      one.local && el("p", { class: "quiet" }, "This name is not in any gazetteer, so it may be different people in different articles.")),
    spark(one),
    el("div", { class: "columns" },
      bars("Outlets", one.outlets.map(([outlet, number]) => [outlet ?? "no outlet", number])),
      bars("Kinds", one.kinds), bars("Cues", one.classes)),
    el("div", { class: "bar" }, el("h3", {}, "All claims, by date"),
      el("a", { href: `#review?speaker=${encodeURIComponent(called)}` }, "Review these claims")),
    list, more));
  let offset = 0;
  async function draw() {
    const found = await get("claims", { speaker: called, sort: "date", offset, limit: SIZE });
    list.append(...found.rows.map((claim) => el("article", {},
      el("div", { class: "quiet" }, el("div", { class: "num" }, day(claim.date) || "no date"), named(claim.outlet ?? "")),
      el("div", {},
        el("p", { class: "said" }, claim.content),
        el("p", { class: "quiet" }, `${claim.negated ? "not " : ""}${claim.cue} · ${claim.kind} · `,
          el("a", { href: `#review?speaker=${encodeURIComponent(called)}&claim=${claim.number}` }, claim.title))))));
    offset += found.rows.length;
    fill(more, offset < found.total && el("button", { type: "button", onclick: draw }, `More (${count(found.total - offset)})`));
  }
  await draw();
}

/** Claims by month, from the first to the last. */
function spark(one) {
  if (one.months.length === 0) return el("p", { class: "quiet" }, "No claim has a date.");
  const index = (month) => Math.floor(month / 100) * 12 + (month % 100) - 1;
  const first = index(one.months[0][0]), last = index(one.months.at(-1)[0]);
  const counts = new Array(last - first + 1).fill(0);
  for (const [month, number] of one.months) counts[index(month) - first] = number;
  const [width, height] = [600, 80];
  const most = Math.max(...counts);
  const step = width / Math.max(counts.length, 24);
  const bar = (number, at) => {
    const top = (height - (number / most) * (height - 4)).toFixed(1);
    return number ? `M${(at * step + step * 0.12).toFixed(1)} ${height}V${top}h${(step * 0.76).toFixed(1)}V${height}Z` : "";
  };
  const name = (at) => `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  const label = `Claims by month from ${name(first)} to ${name(last)}, at most ${most}`;
  return el("figure", {},
    el("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
      el("line", { x1: 0, x2: width, y1: height, y2: height }), el("path", { d: counts.map(bar).join("") })),
    el("div", { class: "spark-ends num" }, el("span", {}, counts.length > 18 ? name(first) : `${name(first)} – ${name(last)}`), el("span", {}, `most in a month: ${count(most)}${one.undated ? ` · ${count(one.undated)} undated` : ""}`), counts.length > 18 && el("span", {}, name(last))));
}

function bars(title, all) {
  const most = Math.max(1, ...all.map(([, number]) => number));
  const shown = all.slice(0, 8);
  return el("section", { class: "bars" }, el("h3", {}, title), el("ul", {}, shown.map(([name, number]) => {
    const line = el("span", { class: "bar-line" });
    line.style.width = `${(100 * number) / most}%`;
    return el("li", {}, named(name), line, el("span", { class: "num quiet" }, count(number)));
  })), all.length > shown.length && el("p", { class: "quiet" }, `and ${count(all.length - shown.length)} more`));
}
