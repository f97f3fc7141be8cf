//! Contradictions across the articles of a run: one utterance with two speakers, with changed words, or without a speaker.
//!
//! ```text
//! read: the words of every quotation → index: versions that share rare runs of words → relate: alignments
//!   → group: utterances → find: who said it, in which words → write: records
//! ```
//!
//! Every step takes time linear in the number of quotations; what was capped for that is counted in [`ConflictTotals`].

mod align;
mod change;
mod find;
mod group;
mod index;
mod read;
mod record;
mod relate;
mod speaker;
mod words;
mod write;

pub use index::Capped;
pub use read::QuotationCounts;
pub use record::{
    CONFLICTS_FILE, Conflict, ConflictClass, ConflictQuote, DiffPiece, MAX_QUOTES, Proposal, SpeakerCount,
    WordingChange,
};

use crate::error::Result;
use find::ConflictFinder;
use group::Families;
use rayon::prelude::*;
use std::{collections::BTreeMap, path::PathBuf};

/// Utterances processed in one batch.
const BATCH: usize = 4096;

/// What was read and found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ConflictTotals {
    /// Quotations read.
    pub read: QuotationCounts,
    /// What was not compared in full.
    pub capped: Capped,
    /// Utterances that occur in several places.
    pub utterances: u64,
    /// Phrases that many people say ("our thoughts are with the families of the victims"), which are not reported.
    pub commonplace: u64,
    /// Number of records by class.
    pub classes: BTreeMap<ConflictClass, u64>,
    /// Number of alterations by their most serious change.
    pub changes: BTreeMap<WordingChange, u64>,
}

/// Finds the conflicts in run folders and files of `claim` and `article` records and hands them to `each`, in an order that
/// depends only on the records. Uses all threads of the current pool.
///
/// Compares direct quotations, and the quoted parts of mixed ones.
///
/// # Errors
/// If records cannot be read, or an error of `each`.
pub fn conflicts(paths: &[PathBuf], each: &mut dyn FnMut(&Conflict) -> Result<()>) -> Result<ConflictTotals> {
    let lists = words::WordLists::load()?;
    let quotations = read::Quotations::open(paths, &lists)?;
    let (edges, capped) = relate::edges(&quotations.versions);
    let mut occurrences = vec![0_u8; quotations.versions.len()];
    for occurrence in &quotations.occurrences {
        let count = &mut occurrences[occurrence.version as usize];
        *count = count.saturating_add(1);
    }
    let repeated = (0..).zip(occurrences).filter(|(_, count)| *count > 1).map(|(version, _)| version);
    let families = Families::of(&quotations.versions, &edges, repeated);
    drop(edges);
    let finder = ConflictFinder::new(&quotations, &families, &lists);
    let utterances = families.utterances();
    let mut totals = ConflictTotals {
        read: quotations.read,
        capped,
        utterances: utterances.len() as u64,
        ..ConflictTotals::default()
    };
    for batch in utterances.chunks(BATCH) {
        let found: Vec<Result<(Vec<Conflict>, u64)>> = batch
            .par_iter()
            .map(|utterance| {
                let mut commonplace = 0;
                let found = finder.find(utterance, &mut commonplace);
                let written = found.iter().filter_map(|found| write::write(&finder, found).transpose());
                Ok((written.collect::<Result<_>>()?, commonplace))
            })
            .collect();
        for one in found {
            let (conflicts, commonplace) = one?;
            totals.commonplace += commonplace;
            for conflict in conflicts {
                *totals.classes.entry(conflict.class).or_default() += 1;
                if let Some(change) = conflict.change {
                    *totals.changes.entry(change).or_default() += 1;
                }
                each(&conflict)?;
            }
        }
    }
    Ok(totals)
}
