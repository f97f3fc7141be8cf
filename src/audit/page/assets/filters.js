// The filters and the queue of the claims view.
import { count, el, fill, plain } from "./dom.js";

const QUEUES = [
  ["all", "All claims"], ["low", "Least confident first"], ["nobody", "No speaker"], ["ambiguous", "Ambiguous speaker"],
  ["unclosed", "Unclosed quote"], ["conflicts", "In conflict"], ["random", "Random sample"], ["stratified", "Stratified sample"],
];
const NAMES = {
  type: "speaker type", kind: "kind", class: "cue class", outlet: "outlet", flag: "flag", rule: "rule", from: "from", to: "to",
  min: "confidence from", max: "confidence to", speaker: "speaker", decided: "decided", sort: "order",
};
const SAMPLES = ["random", "stratified"];

/** Builds the filters into `node`; `changed` is called with the query whenever it changes. */
export function filters(node, wanted, app, changed) {
  const { facets } = app.run;
  const current = { queue: "all", ...wanted };
  const set = (name, value) => {
    if (value === "" || value === undefined) delete current[name]; else current[name] = value;
    if (SAMPLES.includes(current.queue)) { current.seed ??= "1"; current.size ??= "200"; }
    else { delete current.seed; delete current.size; }
    draw();
    return changed({ ...current });
  };
  const select = (name, values, none = "any") =>
    el("select", { name, "aria-label": NAMES[name] ?? name, onchange: (event) => set(name, event.target.value) },
      el("option", { value: "" }, none),
      values.map(([value, number]) =>
        el("option", { value, selected: current[name] === value }, number === undefined ? plain(value) : `${plain(value)} · ${count(number)}`)));
  const field = (label, control) => el("label", { class: "field" }, label, control);
  const input = (name, type, extra = {}) =>
    el("input", { name, type, "aria-label": NAMES[name] ?? name, value: current[name] ?? "", onchange: (event) => set(name, event.target.value), ...extra });

  const search = el("input", {
    type: "search", name: "q", id: "search", placeholder: "Search words or \"a phrase\"  ( / )", "aria-label": "Search the claims",
    value: current.q ?? "",
  });
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => set("q", search.value.trim()), 180);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    clearTimeout(waiting);
    set("q", search.value.trim());
    search.blur();
  });
  const more = el("details", { open: Object.keys(current).some((name) => name in NAMES && name !== "speaker") });
  const queueRow = el("div", { class: "row" });
  const active = el("div", { class: "active", "aria-label": "Active filters" });
  fill(node, el("div", { class: "row" }, search), queueRow, active, more);

  function draw() {
    const sample = SAMPLES.includes(current.queue);
    fill(queueRow,
      el("select", { name: "queue", "aria-label": "Queue", onchange: (event) => set("queue", event.target.value) },
        QUEUES.map(([value, label]) => el("option", { value, selected: current.queue === value }, label))),
      sample && el("input", { type: "number", name: "size", "aria-label": "Sample size", title: "size", min: 1, value: current.size ?? "200", onchange: (event) => set("size", event.target.value) }),
      sample && el("input", { type: "number", name: "seed", "aria-label": "Sample seed", title: "seed", min: 0, value: current.seed ?? "1", onchange: (event) => set("seed", event.target.value) }),
      el("button", {
        type: "button", "aria-pressed": current.decided === "no" ? "true" : "false", title: "Only claims that you have not decided yet",
        onclick: () => set("decided", current.decided === "no" ? "" : "no"),
      }, "Undecided"));
    fill(active, Object.entries(current).filter(([name]) => name in NAMES && name !== "decided").map(([name, value]) =>
      el("button", { type: "button", title: "Remove this filter", onclick: () => set(name, "") }, `${NAMES[name]}: ${plain(value)} ×`)));
    fill(more, el("summary", {}, "More filters"),
      el("div", { class: "grid" },
        field("Kind", select("kind", facets.kind)),
        field("Speaker type", select("type", facets.type)),
        field("Cue class", select("class", facets.class)),
        field("Flag", select("flag", facets.flag)),
        field("Outlet", select("outlet", facets.outlet)),
        field("Rule", select("rule", facets.rule)),
        field("From", input("from", "date")),
        field("To", input("to", "date")),
        field("Confidence from", input("min", "number", { min: 0, max: 1, step: 0.05, placeholder: "0" })),
        field("Confidence to", input("max", "number", { min: 0, max: 1, step: 0.05, placeholder: "1" })),
        field("Decided", select("decided", [["no"], ["yes"]])),
        field("Order", select("sort", [["date"]], "run order"))));
  }
  draw();
  return { search, set, current: () => ({ ...current }) };
}
