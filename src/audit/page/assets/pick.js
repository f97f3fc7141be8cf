// Picks another speaker: from the article, from the whole run, nobody, or a new name.
import { get } from "./api.js";
import { chip, count, el, fill, nameOf, named } from "./dom.js";

const NAMELESS = ["group", "unnamed", "document"];
const TYPES = ["person", "organization", "state"];

/** Resolves to `{ speaker }` (null for nobody), or to null if nothing is picked. */
export function pick(article, claim) {
  return new Promise((resolve) => {
    const local = ofArticle(article, claim);
    let options = [], at = 0, asked = 0, picked = null;
    const list = el("ol", { role: "listbox", id: "picks", "aria-label": "Speakers" });
    const input = el("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "picks", autocomplete: "off",
      placeholder: "A name", "aria-label": "Who said it",
    });
    const dialog = el("dialog", { class: "pick", "aria-label": "Who said it" },
      el("div", {}, el("h2", {}, "Who said it?"), input, list));
    document.body.append(dialog);

    const draw = () => {
      fill(list, options.map((option, index) =>
        el("li", { role: "option", id: `pick-${index}`, "aria-selected": String(index === at), onclick: () => take(index) },
          option.speaker ? chip(option.speaker) : el("span", { class: "chip nobody" }, "–"),
          named(option.label), el("span", { class: "quiet" }, option.note))));
      input.setAttribute("aria-activedescendant", `pick-${at}`);
      list.children[at]?.scrollIntoView({ block: "nearest" });
    };
    const take = (index) => {
      picked = options[index] ? { speaker: options[index].speaker } : null;
      dialog.close();
    };
    const search = async () => {
      const number = ++asked;
      const wanted = input.value.trim();
      const fits = (option) => option.label.toLowerCase().includes(wanted.toLowerCase());
      options = local.filter(fits);
      at = 0;
      draw();
      const typed = wanted && TYPES.map((type) => ({ label: wanted, speaker: { id: null, name: wanted, type }, note: `new ${type}` }));
      let found = [];
      if (wanted) {
        found = (await get("speakers", { q: wanted, limit: 20 })).rows;
        if (number !== asked) return;
      }
      const known = new Set(local.map((option) => option.speaker?.id).filter(Boolean));
      options = [...local.filter(fits), ...found.filter((one) => !known.has(one.id)).map((one) => ({
        label: one.name, speaker: { id: one.id, name: one.name, type: one.type }, note: `${one.type} · ${count(one.claims)} claims`,
      })), ...(typed || [])];
      draw();
    };
    input.addEventListener("input", search);
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        at = (at + step + options.length) % Math.max(1, options.length);
        draw();
      } else if (event.key === "Enter") {
        event.preventDefault();
        take(at);
      }
    });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(picked); });
    dialog.showModal();
    input.focus();
    search();
  });
}

/** The speakers and names of the article, and those without a name. */
function ofArticle(article, claim) {
  const found = new Map();
  const put = (speaker, note) => {
    const key = speaker.id ?? speaker.name;
    if (key && !found.has(key)) found.set(key, { label: speaker.name ?? speaker.id, speaker, note });
  };
  for (const one of article.claims) if (one.speaker?.name) put(short(one.speaker), `${one.speaker.type} · speaks in this article`);
  for (const one of article.mentions) if (one.entity) put({ id: one.entity, name: one.name, type: one.type }, `${one.type} · named in this article`);
  const current = claim?.speaker;
  const named = [...found.values()].filter((option) => !current || option.speaker.id !== current.id);
  named.sort((a, b) => TYPES.indexOf(a.speaker.type) - TYPES.indexOf(b.speaker.type));
  const nameless = NAMELESS.filter((type) => current?.type !== type)
    .map((type) => ({ label: nameOf({ type }), speaker: { id: null, name: null, type }, note: "unnamed" }));
  return [...named, ...nameless, ...(current === null ? [] : [{ label: "nobody", speaker: null, note: "the article does not say" }])];
}

const short = ({ id, name, type }) => ({ id: id ?? null, name: name ?? null, type });
