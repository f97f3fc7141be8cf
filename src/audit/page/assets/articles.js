// The list of articles, in run order or at random.
import { get } from "./api.js";
import { count, day, el, fill } from "./dom.js";

const SIZE = 50;

export async function articles(view, wanted, app) {
  let { q = "", seed } = wanted, offset = 0;
  const rows = el("ul", { class: "rows" });
  const pager = el("div", { class: "pager" });
  const search = el("input", { type: "search", id: "search", placeholder: "Title, outlet or id", "aria-label": "Search the articles", value: q });
  const shuffle = el("button", { type: "button" });
  const said = el("p", { class: "quiet" });
  fill(view, el("div", { class: "sheet" },
    el("header", {}, el("h2", {}, "Articles"),
      el("p", { class: "quiet" }, "To measure recall, read randomly chosen articles, mark missed claims with M, and press C at the end of each.")),
    el("div", { class: "bar" }, search, shuffle), said, rows, pager));

  async function draw() {
    const found = await get("articles", { q, seed, offset, limit: SIZE });
    shuffle.setAttribute("aria-pressed", String(seed !== undefined));
    fill(shuffle, seed === undefined ? "Random order" : `Random order, seed ${seed}`);
    fill(said, `${count(found.total)} articles`);
    fill(rows, found.rows.map((one) => el("li", { onclick: () => { location.hash = `#review?article=${one.number}`; } },
      el("div", { class: "grow" },
        el("a", { href: `#review?article=${one.number}`, class: "name" }, one.title ?? one.doc),
        el("p", { class: "quiet" }, [one.outlet, day(one.date), one.title ? one.doc : null].filter(Boolean).join(" · "))),
      one.complete && el("span", { class: "verdict" }, "✓ read"),
      el("span", { class: "right num" }, `${count(one.claims)} ${one.claims === 1 ? "claim" : "claims"}`))));
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
  shuffle.addEventListener("click", () => {
    seed = seed === undefined ? "1" : undefined;
    offset = 0;
    draw();
  });
  app.keys = (event) => {
    if (event.key !== "/") return false;
    search.focus();
    return true;
  };
  await draw();
}
