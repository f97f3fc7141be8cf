//! The requests that write: decisions and undo.

use super::guard;
use super::state::{App, AuditState, answer};
use crate::audit::review::{Correction, DecisionDraft, Verdict};
use crate::audit::run::ArticleText;
use crate::error::{Error, Result};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

/// A decision as the page sends it. Ids, hash and annotator are filled in here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decide {
    article: usize,
    claim: Option<u32>,
    verdict: Verdict,
    correction: Option<Correction>,
    reason: Option<String>,
    sample: Option<String>,
}

/// Appends a decision; answers once it is on disk.
pub(super) async fn decide(Shared(state): App, Json(decide): Json<Decide>) -> Response {
    if decide.verdict == Verdict::Undo {
        return guard::text(StatusCode::BAD_REQUEST, "Use /api/undo to undo a decision.\n");
    }
    answer(state, move |state| {
        if decide.article >= state.run.articles.all.len() {
            return Ok(None);
        }
        let draft = draft(state, decide)?;
        state.decisions.append(&state.run, draft).map(Some)
    })
    .await
}

fn draft(state: &AuditState, decide: Decide) -> Result<DecisionDraft> {
    let run = &state.run;
    let article = &run.articles.all[decide.article];
    let refused = |cause: &str| Error::refused(&article.doc, cause);
    let claim = match decide.claim {
        Some(claim) if run.claims.of(decide.article).contains(&claim) => Some(run.claim(claim)?.id),
        Some(_) => return Err(refused("the claim belongs to another article")),
        None => None,
    };
    // If spans are given, or the whole article is judged, the text must be the one of the run.
    let spans = decide.correction.iter().flat_map(|it| [&it.source, &it.cue, &it.content]).flatten().flatten();
    let end = spans.map(|span| span.end).max();
    if end.is_some() || decide.verdict == Verdict::Complete {
        let ArticleText::Here(text) = run.texts.get(decide.article)? else {
            return Err(refused("its text is not available or has changed"));
        };
        if end.is_some_and(|end| end as usize > text.chars().count()) {
            return Err(refused("a span ends after the text"));
        }
    }
    Ok(DecisionDraft {
        annotator: state.decisions.annotator().to_owned(),
        doc: article.doc.to_string(),
        text_hash: article.text_hash.to_string(),
        claim,
        verdict: decide.verdict,
        correction: decide.correction,
        reason: decide.reason.filter(|reason| !reason.trim().is_empty()),
        sample: decide.sample,
    })
}

/// Undoes this annotator's last decision, and answers which it was.
pub(super) async fn undo(Shared(state): App) -> Response {
    answer(state, |state| {
        let Some(undone) = state.decisions.undo(&state.run)? else { return Ok(Some(json!({"undone": null}))) };
        let claim = match &undone.claim {
            Some(claim) => state.run.find(claim)?,
            None => None,
        };
        let article = state.run.articles.of(&undone.doc).first();
        Ok(Some(json!({"undone": undone, "claim": claim, "article": article})))
    })
    .await
}
