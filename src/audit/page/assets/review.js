// The claims view: the filters and list, the article, and the card with the decisions.
import { article as fetchArticle, forget } from "./api.js";
import { refresh } from "./app.js";
import { choose, decidedLook, drawArticle, selected } from "./article.js";
import { drawCard } from "./card.js";
import { decide, inOrder, undo } from "./decide.js";
import { el, fill } from "./dom.js";
import { filters } from "./filters.js";
import { claimList } from "./list.js";
import { pick } from "./pick.js";
import { editSpans } from "./spans.js";

/** Whether the view has been opened before. */
let resumed = false;

export async function review(view, wanted, app) {
  const { claim: goal, article: alone, ...query } = wanted;
  let article = null, claim = null, place = { index: -1, total: 0, sample: null }, withMentions = false;
  const text = el("div", { class: "article", id: "article", tabindex: -1, role: "region", "aria-label": "Article" });
  const card = el("section", { class: "card", "aria-label": "Claim and decision" });
  const side = el("div", { class: "filters", role: "search" });
  const listed = el("ul", { class: "claims", role: "listbox", tabindex: 0, "aria-label": "Claims" });
  const pager = el("div", { class: "pager" });
  const whole = el("div", { class: "review" },
    el("div", { class: "reader" }, text, card), el("aside", { class: "side", "aria-label": "Claims" }, side, listed, pager));
  // While spans are being edited, no other claim can be selected.
  listed.addEventListener("click", (event) => { if (app.editing) event.stopPropagation(); }, true);
  fill(view, whole);

  const reason = () => card.querySelector('[name="reason"]')?.value ?? null;
  const drawnCard = () => drawCard(card, claim, article, place, app, act);

  async function showArticle(number) {
    article = await fetchArticle(number);
    drawArticle(text, article, tools(), goTo);
    text.classList.toggle("with-mentions", withMentions);
    decidedLook(text, article, app.run.annotator);
  }

  function tools() {
    return [
      el("button", {
        type: "button", "aria-pressed": String(withMentions), onclick: (event) => {
          withMentions = !withMentions;
          text.classList.toggle("with-mentions", withMentions);
          event.currentTarget.setAttribute("aria-pressed", String(withMentions));
        },
      }, "Mentions"),
      el("button", { type: "button", onclick: () => act("complete"), "aria-pressed": String(isComplete()), title: "I have read this article to the end and marked every missed claim" },
        isComplete() ? "✓ Read to the end" : "Read to the end"),
    ];
  }

  const isComplete = () => article.decisions.some((one) => one.verdict === "complete" && one.annotator === app.run.annotator);

  const list = claimList(listed, pager, async (row, now) => {
    place = now;
    whole.classList.remove("listing");
    if (!row) {
      claim = null;
      if (alone === undefined) fill(text, el("p", { class: "empty" }, "Nothing to show."));
      drawnCard();
      return;
    }
    if (article?.number !== row.article || article.state !== "here") await showArticle(row.article);
    claim = article.claims.find((one) => one.number === row.number);
    choose(text, row.number);
    drawnCard();
  });

  /** Selects a claim of the article, whether or not it is in the list. */
  async function goTo(number) {
    if (await list.goto(number)) return;
    claim = article.claims.find((one) => one.number === number);
    choose(text, number);
    drawnCard();
  }

  /** Updates the view after a decision and selects the next claim. */
  async function decided(decision, number) {
    if (!decision) return;
    if (number !== undefined) list.decided(number, decision.verdict);
    decidedLook(text, article, app.run.annotator);
    refresh();
    if (number !== undefined && list.row()?.number === number && await list.step(1)) return;
    drawnCard();
  }

  const ACTS = {
    async accept() { if (claim) await decided(await decide(app, article, claim, "accept", { reason: reason(), sample: place.sample }), claim.number); },
    async reject() { if (claim) await decided(await decide(app, article, claim, "reject", { reason: reason(), sample: place.sample }), claim.number); },
    async speaker() {
      if (!claim) return;
      const [why, picked] = [reason(), await pick(article, claim)];
      if (picked) await decided(await decide(app, article, claim, "speaker", { correction: picked, reason: why, sample: place.sample }), claim.number);
    },
    async span() {
      if (!claim) return;
      if (claim.broken) { app.notify("This claim does not match the text", true); return; }
      const why = reason();
      const correction = await editSpans(text.querySelector(".text"), card, article, claim, app);
      if (correction) {
        const verdict = ["source", "cue", "content"].some((part) => part in correction) ? "span" : "speaker";
        await decided(await decide(app, article, claim, verdict, { correction, reason: why, sample: place.sample }), claim.number);
      } else drawnCard();
      choose(text, claim.number);
    },
    async missed() {
      if (article?.state !== "here") return;
      if (!selected(text.querySelector(".text"))) app.notify("Select what was said first, then press M");
      const correction = await editSpans(text.querySelector(".text"), card, article, null, app);
      if (correction) await decided(await decide(app, article, null, "missed", { correction, sample: place.sample }));
      else drawnCard();
    },
    async complete() {
      if (!article || isComplete()) return;
      if (await decide(app, article, null, "complete", { sample: place.sample })) {
        text.querySelector(".tools")?.replaceChildren(...tools());
        refresh();
      }
    },
    async undo() {
      const undone = await undo(app);
      if (!undone) return;
      forget(undone.article);
      const before = article?.number;
      if (before === undone.article) await showArticle(before);
      if (undone.claim !== null) {
        list.decided(undone.claim, null);
        if (before !== undone.article) article = null;
        if (!await list.goto(undone.claim)) await showArticle(undone.article).then(() => goTo(undone.claim));
      } else drawnCard();
      refresh();
    },
    async open() { if (!await list.open()) app.notify("Everything in this list has been decided"); },
    list() { whole.classList.add("listing"); },
  };

  const act = (name) => inOrder(() => ACTS[name]());
  const KEYS = { a: "accept", r: "reject", s: "speaker", w: "span", m: "missed", u: "undo", c: "complete", n: "open", l: "list" };

  app.keys = (event) => {
    if (event.key in KEYS) act(KEYS[event.key]);
    else if (event.key === "j" || (event.key === "ArrowDown" && event.target === listed)) inOrder(() => list.step(1));
    else if (event.key === "k" || (event.key === "ArrowUp" && event.target === listed)) inOrder(() => list.step(-1));
    else if (event.key === "e") text.querySelector(".tools button")?.click();
    else if (event.key === "/") { whole.classList.add("listing"); bar.search.focus(); bar.search.select(); }
    else if (event.key === "Escape") whole.classList.remove("listing");
    else return false;
    return true;
  };

  const bar = filters(side, query, app, (next) => {
    const named = Object.entries(next).filter(([name, value]) => !(name === "queue" && value === "all"));
    history.replaceState(null, "", `#review${named.length ? `?${new URLSearchParams(named)}` : ""}`);
    return inOrder(() => list.ask(next).catch((error) => app.notify(error.message, true)));
  });

  const coming = async () => {
    if (!whole.isConnected) { document.removeEventListener("texts", coming); return; }
    if (article?.state !== "coming") return;
    await showArticle(article.number);
    claim = article.claims.find((one) => one.number === claim?.number) ?? claim;
    if (claim) choose(text, claim.number);
    drawnCard();
  };
  document.addEventListener("texts", coming);

  if (goal !== undefined || alone !== undefined) {
    const first = alone === undefined ? goal : (await fetchArticle(Number(alone))).claims[0]?.number;
    await inOrder(() => list.ask(bar.current(), { claim: first === undefined ? undefined : Number(first) }));
    if (alone === undefined || article?.number === Number(alone)) return;
    // The article has no claims in this list.
    await showArticle(Number(alone));
    claim = null;
    drawnCard();
    return;
  }
  // After a restart, resume after the last decision.
  const last = resumed ? null : app.run.last;
  resumed = true;
  const sample = last?.sample?.match(/^(random|stratified):seed=(\d+)$/);
  if (sample && Object.keys(query).length === 0) {
    await bar.set("queue", sample[1]);
    await bar.set("seed", sample[2]);
  }
  await inOrder(() => list.ask(bar.current(), { after: last?.claim ?? undefined, resume: Boolean(last) }));
}
