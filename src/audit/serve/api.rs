//! What the page asks for.

use super::State;
use super::guard;
use super::show;
use crate::audit::decision::Verdict;
use crate::audit::run::{Facets, Query, Speaker};
use crate::audit::view::View;
use crate::error::{Error, Result};
use axum::Json;
use axum::extract::{Query as Params, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use xxhash_rust::xxh3::xxh3_64_with_seed;

pub(super) type App = Shared<Arc<State>>;

/// What a list is kept under.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    query: Query,
    stamp: u64,
}

/// How many lists are kept.
const KEPT: usize = 8;

/// The most that is sent of a list at once.
const PAGE: usize = 200;

/// Does the work on a thread that may take its time, and answers with what came of it.
pub(super) async fn answer<T: Serialize>(
    state: Arc<State>,
    work: impl FnOnce(&State) -> Result<Option<T>> + Send + 'static,
) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        work(&state).map(|answer| answer.map(|answer| Json(answer).into_response()))
    });
    match done.await {
        Ok(Ok(Some(response))) => response,
        Ok(Ok(None)) => guard::text(StatusCode::NOT_FOUND, "There is no such thing in this run.\n"),
        Ok(Err(error @ Error::Refused { .. })) => guard::text(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
        Ok(Err(error)) => guard::text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        Err(error) => guard::text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

/// The run and what its claims can be filtered by.
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
            "name": run.folder().file_name().map(|name| name.to_string_lossy()),
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

/// Which stretch of a list.
#[derive(Debug, Deserialize)]
pub(super) struct Stretch {
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    limit: usize,
    /// Another number asks for the list anew, with what has been decided since.
    #[serde(default)]
    stamp: u64,
    /// A claim whose place in the list is wanted.
    at: Option<u32>,
}

/// A stretch of the claims that a query finds.
pub(super) async fn claims(
    Shared(state): App,
    Params(query): Params<Query>,
    Params(stretch): Params<Stretch>,
) -> Response {
    answer(state, move |state| {
        let sample = query.sample();
        let found = state.list(Key { query, stamp: stretch.stamp })?;
        let mine = state.decisions.mine(&state.run)?;
        let end = stretch.offset.saturating_add(stretch.limit.min(PAGE)).min(found.len());
        let wanted = found.get(stretch.offset..end).unwrap_or_default();
        let rows: Vec<Value> = wanted
            .iter()
            .map(|&claim| show::row(&state.run, claim, mine.get(&claim).copied()))
            .collect::<Result<_>>()?;
        // A list is gone on with behind the claim that was decided last, or at its first open one.
        let place = stretch.at.and_then(|at| found.iter().position(|&claim| claim == at));
        let open = |claim: &u32| !mine.contains_key(claim);
        let behind = place.map_or(0, |place| place + 1);
        let next = found[behind..].iter().position(open).map(|next| behind + next);
        let next = next.or_else(|| found.iter().position(open));
        let decided = if mine.is_empty() { 0 } else { found.iter().filter(|claim| !open(claim)).count() };
        Ok(Some(json!({
            "total": found.len(), "decided": decided, "offset": stretch.offset, "rows": rows,
            "place": place, "next": next, "sample": sample,
        })))
    })
    .await
}

impl State {
    fn list(&self, key: Key) -> Result<Arc<Vec<u32>>> {
        let lists = || self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, list)) = lists().iter().find(|(other, _)| *other == key) {
            return Ok(Arc::clone(list));
        }
        let conflicts = self.conflicts.get(&self.run)?;
        let mine = self.decisions.mine(&self.run)?;
        let in_conflict = |claim: u32| conflicts.as_ref().is_some_and(|known| known.claims.contains(&claim));
        let list = Arc::new(key.query.run(&self.run, &in_conflict, &|claim| mine.contains_key(&claim)));
        let mut lists = lists();
        if lists.len() >= KEPT {
            lists.remove(0);
        }
        lists.push((key, Arc::clone(&list)));
        Ok(list)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Id {
    id: String,
}

/// Where the claim with an id is.
pub(super) async fn claim(Shared(state): App, Params(Id { id }): Params<Id>) -> Response {
    answer(state, move |state| {
        let found = state.run.find(&id)?;
        Ok(found.map(|claim| json!({"claim": claim, "article": state.run.claims.article[claim as usize]})))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct Number {
    number: usize,
}

/// An article with its claims, marks and decisions.
pub(super) async fn article(Shared(state): App, Params(Number { number }): Params<Number>) -> Response {
    answer(state, move |state| {
        if number >= state.run.articles.all.len() {
            return Ok(None);
        }
        let view = View::of(&state.run, number, true)?;
        let decisions = state.decisions.of(&state.run, &state.run.articles.all[number].doc)?;
        Ok(Some(show::article(&state.run, number, &view, &decisions)))
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct Find {
    #[serde(default)]
    q: String,
    /// In an order by chance.
    seed: Option<u64>,
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    limit: usize,
}

/// A stretch of the articles that a search finds.
pub(super) async fn articles(Shared(state): App, Params(find): Params<Find>) -> Response {
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

/// The speakers whose name holds a text, those with most claims first.
pub(super) async fn speakers(Shared(state): App, Params(find): Params<Find>) -> Response {
    answer(state, move |state| {
        let wanted = find.q.trim().to_lowercase();
        let mut found = BTreeMap::<String, (&Speaker, u32)>::new();
        for speaker in &state.run.claims.speakers {
            let Some(name) = speaker.name.as_deref().filter(|_| speaker.id.is_some()) else { continue };
            if wanted.is_empty() || name.to_lowercase().contains(&wanted) {
                found.entry(speaker.called()).or_insert((speaker, 0)).1 += speaker.claims;
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
pub(super) struct Called {
    called: String,
}

/// What one speaker has said, counted.
pub(super) async fn speaker(Shared(state): App, Params(Called { called }): Params<Called>) -> Response {
    answer(state, move |state| Ok(show::speaker_page(&state.run, &called))).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    class: String,
    #[serde(default)]
    offset: usize,
    #[serde(default)]
    limit: usize,
}

/// A stretch of the conflicts.
pub(super) async fn conflicts(Shared(state): App, Params(Wanted { class, offset, limit }): Params<Wanted>) -> Response {
    answer(state, move |state| {
        let Some(known) = state.conflicts.get(&state.run)? else { return Ok(Some(json!({"searched": false}))) };
        let wanted = known.all.iter().filter(|(other, _)| class.is_empty() || **other == *class);
        let total = wanted.clone().count();
        let rows: Vec<_> = wanted.skip(offset).take(limit.min(PAGE)).map(|(_, record)| record).collect();
        Ok(Some(json!({"searched": true, "total": total, "classes": known.classes, "offset": offset, "rows": rows})))
    })
    .await
}
