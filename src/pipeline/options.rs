//! What a run does with its articles.

use super::records::depth;
use crate::claim::ClassSet;
use crate::document::Depth;
use crate::record::{Emit, Explain, OffsetUnit};
use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

/// The options of a run over many articles.
#[derive(Debug, Clone, Copy)]
pub struct PipelineOptions {
    /// Worker threads.
    pub jobs: NonZeroUsize,
    /// Types of records to write.
    pub emit: Emit,
    /// The classes of the claims to write.
    pub classes: ClassSet,
    /// Unit of the offsets in records.
    pub offsets: OffsetUnit,
    /// Whether each claim explains why it was extracted.
    pub explain: Explain,
    /// What to do with articles whose text occurred before.
    pub dedup: Dedup,
    /// The part of the run to work on; `None` is all of it.
    pub shard: Option<Shard>,
    /// CPU-time limit per article; `None` is no limit.
    pub time_limit: Option<Duration>,
}

/// What to do with an article whose text is exactly that of an earlier one in the same run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dedup {
    /// Name the earlier article in its article record.
    Mark,
    /// Leave it out.
    Skip,
    /// Do not look for duplicates.
    #[default]
    Off,
}

/// One of several equal parts of a run: every `of`-th batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 0.
    pub index: u32,
    /// Number of parts.
    pub of: NonZeroUsize,
}

impl Shard {
    pub(super) fn has(self, batch: u64) -> bool {
        batch % self.of.get() as u64 == u64::from(self.index)
    }
}

impl Default for PipelineOptions {
    /// Claims, offsets in code points, one thread per processor.
    fn default() -> Self {
        Self {
            jobs: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            emit: Emit { claims: true, ..Emit::default() },
            classes: ClassSet::ALL,
            offsets: OffsetUnit::default(),
            explain: Explain::No,
            dedup: Dedup::Off,
            shard: None,
            time_limit: None,
        }
    }
}

impl PipelineOptions {
    /// How much of the analysis the wanted records need.
    pub fn depth(&self) -> Depth {
        depth(self.emit, self.explain)
    }
}
