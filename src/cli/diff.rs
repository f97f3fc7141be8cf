//! `whosaid diff`

use super::{exit::ExitStatus, numbers::grouped};
use crate::diff::{ChangeCounts, ClaimChange, ClaimDifference, DiffTotals, diff};
use crate::run::RecordStore;
use clap::Args;
use std::io::{self, Write};
use std::{collections::BTreeMap, path::PathBuf};

/// Compare two runs: claims that are gone, new, or differ in speaker, kind, spans or cue, by rule and by speaker
///
/// A and B are run folders, JSON Lines files (optionally .gz or .zst), Parquet files or SQLite databases, in any combination.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier run
    a: PathBuf,
    /// The later run
    b: PathBuf,
    /// Print every difference as JSON Lines instead of the counts
    #[arg(long)]
    list: bool,
    /// Print the counts as JSON
    #[arg(long, conflicts_with = "list")]
    json: bool,
    /// Maximum number of rules and of speakers to print
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
}

impl DiffArgs {
    pub(super) fn run(self) -> anyhow::Result<ExitStatus> {
        let (before, after) = (RecordStore::open(&self.a)?, RecordStore::open(&self.b)?);
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut written = Ok(());
        let mut list = |difference: &ClaimDifference| {
            if self.list && written.is_ok() {
                let line = serde_json::to_writer(&mut out, difference).map_err(io::Error::from);
                written = line.and_then(|()| out.write_all(b"\n"));
            }
        };
        let totals = diff(&before, &after, &mut list)?;
        written?;
        if self.json {
            serde_json::to_writer_pretty(&mut out, &totals)?;
            out.write_all(b"\n")?;
        } else if !self.list {
            out.write_all(table(&totals, self.top).as_bytes())?;
        }
        out.flush()?;
        Ok(ExitStatus::Done)
    }
}

const COLUMNS: [(ClaimChange, &str); 6] = [
    (ClaimChange::Gone, "gone"),
    (ClaimChange::New, "new"),
    (ClaimChange::Speaker, "speaker"),
    (ClaimChange::Kind, "kind"),
    (ClaimChange::Span, "span"),
    (ClaimChange::Cue, "cue"),
];

fn table(totals: &DiffTotals, top: usize) -> String {
    let mut lines = vec![format!("{} claims are the same, {} differ", grouped(totals.same), grouped(totals.different))];
    if totals.different > 0 {
        lines.push(row("", COLUMNS.map(|(_, name)| name.to_owned())));
        lines.push(row("all", cells(&totals.changes)));
        for (title, groups) in [("by rule", &totals.by_rule), ("by speaker", &totals.by_entity)] {
            lines.push(title.to_owned());
            lines.extend(largest(groups, top).into_iter().map(|(name, counts)| row(name, cells(counts))));
            if groups.len() > top {
                lines.push(format!("  and {} more", groups.len() - top));
            }
        }
    }
    lines.join("\n") + "\n"
}

/// The groups with the most changes, ties in order of name.
fn largest(groups: &BTreeMap<String, ChangeCounts>, top: usize) -> Vec<(&str, &ChangeCounts)> {
    let mut groups: Vec<_> = groups.iter().map(|(name, counts)| (name.as_str(), counts)).collect();
    groups.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.values().sum::<u64>()));
    groups.truncate(top);
    groups
}

fn cells(counts: &ChangeCounts) -> [String; COLUMNS.len()] {
    COLUMNS.map(|(change, _)| grouped(counts.get(&change).copied().unwrap_or(0)))
}

fn row(name: &str, cells: [String; COLUMNS.len()]) -> String {
    let name: String = name.chars().take(36).collect();
    let cells = cells.map(|cell| format!("{cell:>9}")).concat();
    format!("  {name:<36}{cells}")
}
