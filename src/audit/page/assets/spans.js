// Edits the spans of a claim: their ends are dragged or moved by keys, or a selection becomes a part.
import { pointOf, selected } from "./article.js";
import { el, fill, hidden, nameOf, parts } from "./dom.js";
import { pick } from "./pick.js";

const PARTS = ["source", "cue", "content"];
const WORD = /[\p{L}\p{N}]/u;

/** Edits the spans of `claim`, or of a new claim if null; resolves to the correction, or to null. */
export function editSpans(text, card, article, claim, app) {
  return new Promise((resolve) => {
    const draft = claim ? structuredClone(claim.places) : { source: [], cue: [], content: [] };
    const before = JSON.stringify(draft);
    const chars = charsOf(article);
    let speaker;
    const selection = selected(text);
    if (!claim && selection) draft.content = [selection];
    const was = [...text.childNodes];
    const keys = app.keys;
    let focus = null;

    const done = (correction) => {
      text.replaceChildren(...was);
      app.keys = keys;
      app.editing = false;
      app.cancel = null;
      resolve(correction);
    };
    const save = () => {
      if (draft.content.length === 0 && draft.cue.length === 0) return app.notify("Select the content, then press 3", true);
      if (claim && JSON.stringify(draft) === before) return done(null);
      const changed = {};
      const old = claim?.places ?? {};
      for (const part of PARTS) {
        if (JSON.stringify(draft[part]) === JSON.stringify(old[part])) continue;
        if (!claim && draft[part].length === 0 && part === "cue") continue;
        changed[part] = draft[part].map(([start, end]) => ({ start, end }));
      }
      if (speaker !== undefined) changed.speaker = speaker;
      return done(changed);
    };
    const set = (part) => {
      const now = selected(text);
      if (!now) { app.notify(`Select the ${part} in the text first`, true); return; }
      draft[part] = [now];
      getSelection().removeAllRanges();
      draw();
    };
    const addTo = (part) => {
      const now = selected(text);
      if (!now) return;
      const all = [...draft[part].filter(([start, end]) => end <= now[0] || start >= now[1]), now];
      draft[part] = all.sort((a, b) => a[0] - b[0]);
      getSelection().removeAllRanges();
      draw();
    };
    const clear = (part) => { draft[part] = []; draw(); };

    function draw() {
      drawText();
      fill(card, el("div", { class: "editor" },
        el("div", { class: "who" }, el("strong", {}, claim ? "Where do the parts stand?" : "A missed claim"),
          el("span", { class: "quiet hint" }, "Drag the ends, or select text and press 1, 2 or 3 (with Shift: one more span). Enter saves.")),
        el("div", { class: "parts" }, PARTS.map((part, index) => el("div", {},
          el("button", { type: "button", onpointerdown: (event) => event.preventDefault(), onclick: () => set(part), title: `Take the selection as ${part}` },
            el("span", { class: `swatch draft-${part}` }), part, el("kbd", {}, String(index + 1))),
          el("span", { class: "said" }, draft[part].map(([start, end]) => chars.slice(start, end).join("")).join(" … ") || "–"),
          el("button", { type: "button", class: "plain", "aria-label": `Clear the ${part}`, disabled: draft[part].length === 0, onclick: () => clear(part) }, "×")))),
        el("div", { class: "acts" },
          el("button", { type: "button", onclick: save }, "Save", el("kbd", {}, "Enter")),
          el("button", { type: "button", onclick: () => done(null) }, "Cancel", el("kbd", {}, "Esc")),
          el("button", { type: "button", onclick: who }, speaker === undefined ? "Speaker…" : `Speaker: ${speaker ? nameOf(speaker) : "nobody"}`, el("kbd", {}, "S")))));
    }

    async function who() {
      const picked = await pick(article, claim);
      if (picked) speaker = picked.speaker;
      draw();
    }

    function drawText() {
      fill(text, article.paragraphs.map((pieces) => {
        const start = pieces[0][1];
        const last = pieces[pieces.length - 1];
        return el("p", {}, drawStretch(start, last[1] + [...last[0]].length));
      }));
      if (focus) text.querySelector(`[data-handle="${focus}"]`)?.focus();
    }

    function drawStretch(start, end) {
      const all = PARTS.flatMap((part) => draft[part].map((span, index) => ({ part, index, span })));
      const cuts = new Set([start, end]);
      for (const { span } of all) span.forEach((at) => { if (at > start && at < end) cuts.add(at); });
      const sorted = [...cuts].sort((a, b) => a - b);
      const drawn = [];
      for (let i = 0; i < sorted.length; i++) {
        const at = sorted[i];
        for (const one of all) {
          if (one.span[1] === at && at > start) drawn.push(handle(one, 1));
          if (one.span[0] === at && at < end) drawn.push(handle(one, 0));
        }
        if (i + 1 < sorted.length) {
          const here = all.filter(({ span }) => span[0] <= at && at < span[1]);
          drawn.push(el("span", { class: here.map(({ part }) => `draft-${part}`).join(" ") }, leaves(at, sorted[i + 1])));
        }
      }
      return drawn;
    }

    function leaves(start, end) {
      let at = start;
      return parts(chars.slice(start, end).join("")).map(([part, is]) => {
        const leaf = is ? hidden(part) : el("span", {}, part);
        leaf.dataset.at = at;
        leaf.dataset.length = [...part].length;
        at += [...part].length;
        return leaf;
      });
    }

    function handle({ part, index }, side) {
      const name = `${part}-${index}-${side}`;
      const node = el("span", {
        class: `handle`, tabindex: 0, role: "slider", "data-handle": name, "aria-label": `${side ? "end" : "start"} of the ${part}`,
        "aria-valuenow": draft[part][index][side], "aria-valuemin": 0, "aria-valuemax": chars.length, draggable: "false",
      });
      node.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        focus = name;
        const move = (moved) => {
          const to = underPointer(moved, text);
          if (to !== null) moveTo(part, index, side, moved.altKey ? to : wordEdge(chars, to, side));
        };
        const up = () => {
          document.removeEventListener("pointermove", move);
          document.removeEventListener("pointerup", up);
          draw();
        };
        document.addEventListener("pointermove", move);
        document.addEventListener("pointerup", up);
      });
      node.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        focus = name;
        const at = draft[part][index][side];
        moveTo(part, index, side, event.shiftKey ? at + step : nextWord(chars, at, step, side));
        draw();
      });
      return node;
    }

    function moveTo(part, index, side, to) {
      const spans = draft[part];
      const least = side === 1 ? spans[index][0] + 1 : index > 0 ? spans[index - 1][1] : 0;
      const most = side === 0 ? spans[index][1] - 1 : index + 1 < spans.length ? spans[index + 1][0] : chars.length;
      const at = Math.min(most, Math.max(least, to));
      if (at === spans[index][side]) return;
      spans[index][side] = at;
      drawText();
    }

    app.editing = true;
    app.cancel = () => done(null);
    app.keys = (event) => {
      const number = { Digit1: 0, Digit2: 1, Digit3: 2 }[event.code];
      if (number !== undefined) (event.shiftKey ? addTo : set)(PARTS[number]);
      else if (event.key === "Enter" && event.target.tagName !== "BUTTON") save();
      else if (event.key === "Escape") done(null);
      else if (event.key === "s") who();
      else return false;
      return true;
    };
    draw();
  });
}

/** The article's text as code points, with spaces between paragraphs. */
function charsOf(article) {
  const chars = [];
  for (const pieces of article.paragraphs) {
    for (const [text, start] of pieces) {
      while (chars.length < start) chars.push(" ");
      chars.push(...text);
    }
  }
  return chars;
}

function underPointer(event, text) {
  let node, offset;
  if (document.caretPositionFromPoint) {
    const place = document.caretPositionFromPoint(event.clientX, event.clientY);
    [node, offset] = [place?.offsetNode, place?.offset];
  } else {
    const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
    [node, offset] = [range?.startContainer, range?.startOffset];
  }
  return node && text.contains(node) ? pointOf(node, offset) : null;
}

/** The nearest word boundary: spans do not begin or end inside a word. */
function wordEdge(chars, at, side) {
  const inside = (place) => place > 0 && place < chars.length && WORD.test(chars[place - 1]) && WORD.test(chars[place]);
  let [left, right] = [at, at];
  while (inside(left)) left--;
  while (inside(right)) right++;
  let edge = at - left < right - at || (at - left === right - at && side === 0) ? left : right;
  // Spans do not begin or end with a space.
  while (side === 1 && edge > 0 && chars[edge - 1] === " ") edge--;
  while (side === 0 && edge < chars.length && chars[edge] === " ") edge++;
  return edge;
}

function nextWord(chars, at, step, side) {
  const is = (place) => (side === 0
    ? chars[place] !== " " && (place === 0 || !WORD.test(chars[place - 1]) || !WORD.test(chars[place]))
    : chars[place - 1] !== " " && (place === chars.length || !WORD.test(chars[place - 1]) || !WORD.test(chars[place])));
  let to = at + step;
  while (to > 0 && to < chars.length && !is(to)) to += step;
  return to;
}
