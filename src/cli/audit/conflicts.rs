//! `whosaid audit conflicts`

use crate::Error;
use crate::audit::conflict::{CONFLICTS_FILE, Conflict, ConflictClass, ConflictTotals, conflicts};
use crate::cli::{exit::ExitStatus, numbers::grouped, terminal::Verbosity};
use anyhow::Context;
use clap::Args;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Find quotes that articles report differently: another speaker, other words, or no speaker
///
/// Compares the direct quotes of a run, and the quoted parts of mixed ones, and writes JSON Lines: misattributions (same words,
/// different speakers), alterations (same speaker, different words, with a word diff), orphans (no speaker here, but one
/// elsewhere), and for each utterance in several articles the first article that has it.
#[derive(Debug, Args)]
pub(crate) struct ConflictsArgs {
    /// Run folders, or files with claim and article records: JSON Lines, Parquet or SQLite
    #[arg(required = true)]
    run: Vec<PathBuf>,
    /// Where to write; - for standard output [default: conflicts.jsonl in the run folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Number of worker threads [default: one per processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

impl ConflictsArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let output = match (self.output, self.run.as_slice()) {
            (Some(output), _) => output,
            (None, [run]) if run.is_dir() => run.join(CONFLICTS_FILE),
            (None, _) => Path::new("-").to_owned(),
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.jobs.map_or(0, NonZeroUsize::get)).build()?;
        let totals = if output.as_os_str() == "-" {
            let mut out = BufWriter::new(io::stdout());
            let totals = write(&self.run, &pool, &mut out, "standard output")?;
            out.flush()?;
            totals
        } else {
            // Write to a new file first, so that the result is complete or absent.
            let failed = || format!("cannot write {}", output.display());
            let mut new = output.clone().into_os_string();
            new.push(".new");
            let mut out = BufWriter::new(File::create(&new).with_context(failed)?);
            let totals = write(&self.run, &pool, &mut out, &output.display().to_string())?;
            let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
            file.sync_data().and_then(|()| fs::rename(&new, &output)).with_context(failed)?;
            totals
        };
        verbosity.note(&summary(&totals));
        if totals.capped.runs > 0 {
            let (runs, versions) = (grouped(totals.capped.runs), grouped(totals.capped.versions));
            log::warn!(
                "{runs} sequences of twelve words occur in too many quotes and were compared with the longest of these only; \
                 {versions} quotes consist of nothing else"
            );
        }
        if totals.commonplace > 0 {
            let number = grouped(totals.commonplace);
            verbosity.note(&format!(
                "{number} utterances have too many speakers to be attributed to anyone, and were left out"
            ));
        }
        Ok(ExitStatus::Done)
    }
}

fn write(
    run: &[PathBuf],
    pool: &rayon::ThreadPool,
    out: &mut (dyn Write + Send),
    target: &str,
) -> crate::Result<ConflictTotals> {
    pool.install(|| {
        conflicts(run, &mut |conflict: &Conflict| {
            let written = serde_json::to_writer(&mut *out, conflict).map_err(io::Error::from);
            let written = written.and_then(|()| out.write_all(b"\n"));
            written.map_err(|source| Error::Output { target: target.to_owned(), cause: source })
        })
    })
}

fn summary(totals: &ConflictTotals) -> String {
    let ConflictTotals { read, utterances, classes, changes, .. } = totals;
    let count = |class: ConflictClass| grouped(classes.get(&class).copied().unwrap_or(0));
    let changes: Vec<String> =
        changes.iter().map(|(change, count)| format!("{} {}", grouped(*count), change.as_str())).collect();
    let changes = if changes.is_empty() { String::new() } else { format!(" ({})", changes.join(", ")) };
    format!(
        "{} quotes, {} too short to compare; {} utterances occur more than once: {} misattributions, {} alterations{changes}, {} orphans",
        grouped(read.quotes),
        grouped(read.short),
        grouped(*utterances),
        count(ConflictClass::Misattribution),
        count(ConflictClass::Alteration),
        count(ConflictClass::Orphan),
    )
}
