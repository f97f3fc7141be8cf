//! What contradicts itself across the articles of a run: one utterance with two speakers, with changed words, or without a
//! speaker. Called by `whosaid audit conflicts`.
//!
//! ```text
//! read: words of every quotation → index: versions that share rare runs of words → relate: alignments
//!   → group: utterances → find: who said it, in which words → write: records
//! ```
//!
//! Every step costs time in proportion to the number of quotations; what was capped for that is counted in [`Totals`].

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
pub use read::Read;
pub use record::{Change, Class, Conflict, MAX_QUOTES, NAME, Piece, Proposal, Quote, Side};

use crate::error::Result;
use find::Finder;
use group::Families;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Utterances that are looked at at once.
const BATCH: usize = 4096;

/// What was read and found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Totals {
    /// What was read.
    pub read: Read,
    /// What was not compared with everything.
    pub capped: Capped,
    /// Utterances that stand in several places.
    pub utterances: u64,
    /// Words that many say, as "our thoughts are with the families of the victims"; no conflicts of them are told.
    pub commonplace: u64,
    /// Records by class.
    pub classes: BTreeMap<Class, u64>,
    /// Alterations by their gravest change.
    pub changes: BTreeMap<Change, u64>,
}

/// Finds the conflicts in run folders and files of `claim` and `article` records; each goes to `each`, in an order that the
/// records alone decide. Runs on all threads of the pool that it is called from.
///
/// Direct quotations are compared, and of mixed ones what stands in quotation marks.
///
/// # Errors
/// Where records cannot be read, or of `each`.
pub fn conflicts(paths: &[PathBuf], each: &mut dyn FnMut(&Conflict) -> Result<()>) -> Result<Totals> {
    let lists = words::Lists::load()?;
    let quotations = read::Quotations::open(paths, &lists)?;
    let (edges, capped) = relate::edges(&quotations.versions);
    let mut often = vec![0_u8; quotations.versions.len()];
    for occurrence in &quotations.occurrences {
        let count = &mut often[occurrence.version as usize];
        *count = count.saturating_add(1);
    }
    let repeated = (0..).zip(often).filter(|(_, count)| *count > 1).map(|(version, _)| version);
    let families = Families::of(&quotations.versions, &edges, repeated);
    drop(edges);
    let finder = Finder::new(&quotations, &families, &lists);
    let utterances = families.utterances();
    let mut totals = Totals { read: quotations.read, capped, utterances: utterances.len() as u64, ..Totals::default() };
    for batch in utterances.chunks(BATCH) {
        let found: Vec<Result<(Vec<Conflict>, u64)>> =
            batch.par_iter().map(|utterance| look(&finder, utterance)).collect();
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

fn look(finder: &Finder<'_>, utterance: &[u32]) -> Result<(Vec<Conflict>, u64)> {
    let mut commonplace = 0;
    let mut conflicts = Vec::new();
    for found in finder.look(utterance, &mut commonplace) {
        conflicts.extend(write::write(finder, &found)?);
    }
    Ok((conflicts, commonplace))
}
