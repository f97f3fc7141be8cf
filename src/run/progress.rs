//! How far a run is.

use crate::input::Position;
use serde::{Deserialize, Serialize};

/// What a run has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Articles whose records were written.
    pub documents: u64,
    /// Articles that failed: each was reported with its place.
    pub failed: u64,
    /// Files, folders and patterns of which nothing (or nothing more) could be read: each was reported.
    pub unread: u64,
    /// Articles with exactly the text of an earlier one; those that were skipped are no documents.
    #[serde(default)]
    pub duplicates: u64,
    /// Bytes of text in the articles.
    pub bytes: u64,
    /// Sentences found.
    pub sentences: u64,
    /// Mentions found; 0 where the records asked for do not need them.
    pub mentions: u64,
    /// Claims found, of the classes asked for; 0 where the records asked for do not need them.
    pub claims: u64,
    /// Claims found of other classes, which were left out.
    #[serde(default)]
    pub left_out: u64,
}

impl Summary {
    /// Counts the other's as well.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.failed += other.failed;
        self.unread += other.unread;
        self.duplicates += other.duplicates;
        self.bytes += other.bytes;
        self.sentences += other.sentences;
        self.mentions += other.mentions;
        self.claims += other.claims;
        self.left_out += other.left_out;
    }

    /// Takes back what was counted of articles that were left out.
    pub(crate) fn subtract(&mut self, other: &Self) {
        self.documents -= other.documents;
        self.bytes -= other.bytes;
        self.sentences -= other.sentences;
        self.mentions -= other.mentions;
        self.claims -= other.claims;
        self.left_out -= other.left_out;
    }
}

/// A place between two batches of a run, and what was done up to there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunProgress {
    /// The place in the inputs; `None` is their beginning.
    pub position: Option<Position>,
    /// Batches before it.
    pub batches: u64,
    /// What was done.
    pub summary: Summary,
    /// How many seconds it took, in all sessions of the run.
    pub seconds: f64,
}
