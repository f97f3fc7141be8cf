//! The requests that read: lists, articles, speakers, conflicts.

use super::show;
use super::state::{App, ListKey, answer};
use crate::audit::run::{ClaimQuery, Facets, RunSpeaker};
use crate::audit::{page::view::ArticleView, review::Verdict};
use crate::error::Result;
use axum::extract::{Query as Params, State as Shared};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

const PAGE: usize = 200;

/// The run, and the values to filter by.
pub(super) async fn run(Shared(state): App) -> Response {
    answer(state, |state| {
        let run = &state.run;
        let (articles, claims) = run.size();
        let days = run.articles.all.iter().map(|article| article.day).filter(|&day| day > 0);
        let last = state.decisions.last(run)?;
        let last_claim = match last.as_ref().and_then(|last| last.claim.as_deref()) {
            Some(claim) => run.find(claim)?,
            None => None,
        };
        Ok(Some(json!({
            "name": run.name(),
            "version": run.about.recipe.version,
            "articles": articles,
            "claims": claims,
            "annotator": state.decisions.annotator(),
            "facets": Facets::of(run),
            "from": days.clone().min(),
            "to": days.max(),
            "last": last.map(|last| json!({"claim": last_claim, "sample": last.sample})),
        })))
    })
    .await
}

/// What changes while the page is open.
pub(super) async fn state(Shared(state): App) -> Response {
    answer(state, |state| {
        let conflicts = state.conflicts.get(&state.run)?;
        Ok(Some(json!({
            "texts": state.run.texts.progress(),
            "decisions": state.decisions.counts(&state.run)?,
            "conflicts": conflicts.map(|conflicts| conflicts.all.len()),
        })))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct ListSlice {
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    limit: usize,
    /// A new number repeats the search, taking new decisions into account.
    #[serde(default)]
    stamp: u64,
    /// A claim whose position in the list is wanted.
    at: Option<u32>,
}

pub(super) async fn claims(
    Shared(state): App,
    Params(query): Params<ClaimQuery>,
    Params(stretch): Params<ListSlice>,
) -> Response {
    answer(state, move |state| {
        let sample = query.sample();
        let found = state.list(ListKey { query, stamp: stretch.stamp })?;
        let mine = state.decisions.mine(&state.run)?;
        let end = stretch.offset.saturating_add(stretch.limit.min(PAGE)).min(found.len());
        let wanted = found.get(stretch.offset..end).unwrap_or_default();
        let rows: Vec<Value> = wanted
            .iter()
            .map(|&claim| show::row(&state.run, claim, mine.get(&claim).copied()))
            .collect::<Result<_>>()?;
        // Review resumes after the claim given by `at`, or at the first undecided one.
        let place = stretch.at.and_then(|at| found.iter().position(|&claim| claim == at));
        let open = |claim: &u32| !mine.contains_key(claim);
        let after = place.map_or(0, |place| place + 1);
        let next = found[after..].iter().position(open).map(|next| after + next);
        let next = next.or_else(|| found.iter().position(open));
        let decided = if mine.is_empty() { 0 } else { found.iter().filter(|claim| !open(claim)).count() };
        Ok(Some(json!({
            "total": found.len(), "decided": decided, "offset": stretch.offset, "rows": rows,
            "place": place, "next": next, "sample": sample,
        })))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct ClaimId {
    id: String,
}

/// The index of the claim with an id, and of its article.
pub(super) async fn claim(Shared(state): App, Params(ClaimId { id }): Params<ClaimId>) -> Response {
    answer(state, move |state| {
        let found = state.run.find(&id)?;
        Ok(found.map(|claim| json!({"claim": claim, "article": state.run.claims.article[claim as usize]})))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct ArticleNumber {
    number: usize,
}

/// An article with its claims, marks and decisions.
pub(super) async fn article(Shared(state): App, Params(ArticleNumber { number }): Params<ArticleNumber>) -> Response {
    answer(state, move |state| {
        if number >= state.run.articles.all.len() {
            return Ok(None);
        }
        let view = ArticleView::of(&state.run, number, true)?;
        let decisions = state.decisions.of(&state.run, &state.run.articles.all[number].doc)?;
        Ok(Some(show::article(&state.run, number, &view, &decisions)))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    /// Seed of a random order.
    seed: Option<u64>,
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    limit: usize,
}

pub(super) async fn articles(Shared(state): App, Params(find): Params<Search>) -> Response {
    answer(state, move |state| {
        let run = &state.run;
        let wanted = find.q.to_lowercase();
        let holds = |text: Option<&str>| text.is_some_and(|text| text.to_lowercase().contains(&wanted));
        let all = (0..).zip(&run.articles.all);
        let found = all.filter(|&(number, article)| {
            wanted.is_empty()
                || holds(article.title.as_deref())
                || holds(Some(&article.doc))
                || holds(run.articles.outlet(number))
        });
        let mut found: Vec<usize> = found.map(|(number, _)| number).collect();
        if let Some(seed) = find.seed {
            found.sort_by_cached_key(|&number| xxh3_64_with_seed(run.articles.all[number].doc.as_bytes(), seed));
        }
        let end = find.offset.saturating_add(find.limit.min(PAGE)).min(found.len());
        let mut rows = Vec::new();
        for &number in found.get(find.offset..end).unwrap_or_default() {
            let doc = &run.articles.all[number].doc;
            let decisions = state.decisions.of(run, doc)?;
            let complete = decisions.iter().any(|decision| {
                decision.verdict == Verdict::Complete && decision.annotator == state.decisions.annotator()
            });
            let mut row = show::head(run, number);
            row["claims"] = run.claims.of(number).len().into();
            row["complete"] = complete.into();
            rows.push(row);
        }
        let sample = find.seed.map(|seed| format!("articles:seed={seed}"));
        Ok(Some(json!({"total": found.len(), "offset": find.offset, "rows": rows, "sample": sample})))
    })
    .await
}

/// The speakers whose name contains a text, those with the most claims first.
pub(super) async fn speakers(Shared(state): App, Params(find): Params<Search>) -> Response {
    answer(state, move |state| {
        let wanted = find.q.trim().to_lowercase();
        let mut found = BTreeMap::<String, (&RunSpeaker, u32)>::new();
        for speaker in &state.run.claims.speakers {
            let Some(name) = speaker.name.as_deref().filter(|_| speaker.id.is_some()) else { continue };
            if wanted.is_empty() || name.to_lowercase().contains(&wanted) {
                found.entry(speaker.called()).or_insert((speaker, 0)).1 += speaker.claims + speaker.joint;
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by(|a, b| b.1.1.cmp(&a.1.1).then(a.0.cmp(&b.0)));
        let total = found.len();
        let end = find.offset.saturating_add(find.limit.min(PAGE)).min(total);
        let rows = found.get(find.offset..end).unwrap_or_default().iter();
        let rows: Vec<Value> =
            rows.map(|(called, (speaker, claims))| show::speaker(called, speaker, *claims)).collect();
        Ok(Some(json!({"total": total, "rows": rows})))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct SpeakerKey {
    called: String,
}

/// Counts of what one speaker said.
pub(super) async fn speaker(Shared(state): App, Params(SpeakerKey { called }): Params<SpeakerKey>) -> Response {
    answer(state, move |state| Ok(show::speaker_page(&state.run, &called))).await
}

#[derive(Debug, Deserialize)]
pub(super) struct ConflictSlice {
    #[serde(default)]
    class: String,
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    limit: usize,
}

pub(super) async fn conflicts(
    Shared(state): App,
    Params(ConflictSlice { class, offset, limit }): Params<ConflictSlice>,
) -> Response {
    answer(state, move |state| {
        let Some(known) = state.conflicts.get(&state.run)? else { return Ok(Some(json!({"searched": false}))) };
        let wanted = known.all.iter().filter(|(other, _)| class.is_empty() || **other == *class);
        let total = wanted.clone().count();
        let rows: Vec<_> = wanted.skip(offset).take(limit.min(PAGE)).map(|(_, record)| record).collect();
        Ok(Some(json!({"searched": true, "total": total, "classes": known.classes, "offset": offset, "rows": rows})))
    })
    .await
}
