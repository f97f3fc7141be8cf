"use strict";
// The filters of the report and the selected claim. Everything is in the file; nothing is loaded.
(() => {
  const form = document.querySelector("form.filters");
  const articles = [...document.querySelectorAll("article.sample")];
  const claims = (article) => [...article.querySelectorAll("li[data-claim]")];
  const speakers = (claim) => [claim.dataset.speaker, ...claim.dataset.with.split("|")].filter(Boolean);
  const offer = (name, values) => {
    const select = form.elements[name];
    for (const value of [...new Set(values)].filter(Boolean).sort((a, b) => a.localeCompare(b))) {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = value;
      select.append(option);
    }
  };
  offer("speaker", articles.flatMap((article) => claims(article).flatMap(speakers)));
  offer("outlet", articles.map((article) => article.dataset.outlet));
  offer("kind", articles.flatMap((article) => claims(article).map((claim) => claim.dataset.kind)));

  function filter() {
    const wanted = Object.fromEntries(["q", "speaker", "outlet", "kind"].map((name) => [name, form.elements[name].value]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0, said = 0;
    for (const article of articles) {
      let fitting = 0;
      for (const claim of claims(article)) {
        const fits = (!wanted.speaker || speakers(claim).includes(wanted.speaker)) && (!wanted.kind || claim.dataset.kind === wanted.kind);
        claim.hidden = !fits;
        fitting += fits;
      }
      const text = words.length ? article.textContent.toLowerCase() : "";
      const fits = (!wanted.outlet || article.dataset.outlet === wanted.outlet) &&
        words.every((word) => text.includes(word)) && (fitting > 0 || (!wanted.speaker && !wanted.kind));
      article.hidden = !fits;
      if (fits) { shown++; said += fitting; }
    }
    form.querySelector("output").textContent = `${shown} articles, ${said} claims`;
    document.getElementById("none").hidden = shown > 0;
  }
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-claim]");
    if (!part || event.target.closest("a")) return;
    document.querySelectorAll(".chosen").forEach((other) => other.classList.remove("chosen"));
    const all = document.querySelectorAll(`[data-claim="${Number(part.dataset.claim)}"]`);
    all.forEach((other) => other.classList.add("chosen"));
    const other = [...all].find((one) => (one.tagName === "LI") !== (part.tagName === "LI"));
    other?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
})();
