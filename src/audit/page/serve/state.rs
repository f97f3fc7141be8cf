//! What the requests share, and how they are answered.

use super::{conflicts::ConflictStore, decisions::DecisionStore, guard};
use crate::audit::run::{AuditedRun, ClaimQuery};
use crate::error::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// What a handler extracts to reach the state.
pub(super) type App = State<Arc<AuditState>>;

/// The run, what was decided about it, and the lists that were asked for last.
pub(super) struct AuditState {
    pub(super) run: AuditedRun,
    pub(super) decisions: DecisionStore,
    pub(super) conflicts: ConflictStore,
    /// The latest lists, so that scrolling does not repeat the search.
    lists: Mutex<Vec<(ListKey, Arc<Vec<u32>>)>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct ListKey {
    pub(super) query: ClaimQuery,
    pub(super) stamp: u64,
}

const KEPT: usize = 8;

impl AuditState {
    pub(super) fn new(run: AuditedRun, annotator: String) -> Result<Self> {
        let decisions = DecisionStore::open(&run, annotator)?;
        let conflicts = ConflictStore::new(&run);
        Ok(Self { run, decisions, conflicts, lists: Mutex::default() })
    }

    pub(super) fn list(&self, key: ListKey) -> Result<Arc<Vec<u32>>> {
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

/// Runs `work` on a thread that may block, and answers with its result as JSON.
pub(super) async fn answer<T: Serialize>(
    state: Arc<AuditState>,
    work: impl FnOnce(&AuditState) -> Result<Option<T>> + Send + 'static,
) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        work(&state).map(|answer| answer.map(|answer| Json(answer).into_response()))
    });
    match done.await {
        Ok(Ok(Some(response))) => response,
        Ok(Ok(None)) => guard::text(StatusCode::NOT_FOUND, "This run has no such item.\n"),
        Ok(Err(error @ Error::Refused { .. })) => guard::text(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
        Ok(Err(error)) => guard::text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        Err(error) => guard::text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}
