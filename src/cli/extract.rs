//! `whosaid extract`: the main job.

use super::choice::{ExplainArgs, When, choice};
use super::classes::{self, ClassArgs};
use super::progress::{Reporter, summarize};
use super::shell::command_line;
use super::stdout;
use super::terminal::{self, Verbosity};
use super::{
    exit::ExitStatus,
    interrupt::Interrupt,
    numbers::parse_size,
    reading::{ReadingArgs, recorded},
    resource::ResourceArgs,
};
use crate::claim::ClassSet;
use crate::input::{InputReader, KeptFields, Listing, ReadOptions, STDIN};
use crate::output::{DEFAULT_CHUNK, OpenedSink, RunStatus, SinkSettings, Target};
use crate::pipeline::{self, Dedup, PipelineOptions};
use crate::record::{Emit, OffsetUnit, RecordKind};
use crate::resources::Fingerprint;
use crate::run::Recipe;
use anyhow::Context;
use clap::Args;
use std::path::{Path, PathBuf};
use std::{collections::BTreeMap, io::IsTerminal, num::NonZeroUsize, time::Duration};

/// Extract who said what from articles, as JSON Lines, Parquet, or into a database
///
/// --said is what most users want: only what people said or wrote. Without it, there are also claims about what they believe, feel,
/// know or intend, and about what studies and things show.
///
/// INPUT is one or more files, folders or patterns, or - for standard input. Supported: plain text, Word (.docx), exports of Nexis
/// and Factiva, HTML, JSON Lines, JSON arrays, CSV and TSV with a header, Parquet, web archives (WARC, WET, ARC), news in XML or
/// SGML (NITF, NewsML-G2, RCV1, Gigaword, RSS, Atom), and zip or tar archives of these; any of them may be compressed with gzip, zstd or bzip2. The format is detected from the
/// content, then from the file name. In records, the text is the field text, body, content, articleBody, maintext or full_text;
/// --field selects another one.
///
/// The output type is inferred from OUT: - or FILE.jsonl, FILE.csv (either also with .gz or .zst), FILE.parquet, FILE.sqlite,
/// postgres://USER@HOST/DATABASE (the password is taken from PGPASSWORD), or a folder, which gets a file for each type of record
/// and run.json. If a run is interrupted in any way, repeat the command with --resume: the result is the same as without the
/// interruption.
///
/// Exit codes: 0 done, 1 fatal error, 2 wrong usage, 3 done but some documents failed (each is reported on standard error),
/// 130 interrupted.
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "clap prints this as plain text")]
pub(super) struct ExtractArgs {
    /// Files, folders (searched recursively for files with a known extension), patterns, or - for standard input [default: -]
    input: Vec<PathBuf>,
    #[command(flatten)]
    classes: ClassArgs,
    /// Where to write: - for standard output, a file, a database, or a folder
    #[arg(long, short, value_name = "OUT", default_value = "-", value_parser = Target::parse)]
    output: Target,
    /// Types of records to write [default: claims; claims, mentions and articles in a folder; all in a database]
    #[arg(long, value_delimiter = ',', value_name = "TYPES",
        value_parser = choice(RecordKind::EMITTED.map(|kind| (kind.plural(), kind))))]
    emit: Vec<RecordKind>,
    /// Unit of the offsets in records
    #[arg(long, default_value = "codepoints", value_parser = choice(OFFSETS.map(|unit| (unit.as_str(), unit))))]
    offsets: OffsetUnit,
    /// Number of worker threads; the output does not depend on it [default: one per processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    explain: ExplainArgs,
    /// Resume an interrupted run (repeat the command with this flag)
    #[arg(long)]
    resume: bool,
    /// Process part I of N equal parts; `whosaid merge` joins the resulting folders
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<pipeline::Shard>,
    /// What to do with articles whose text is identical to an earlier one: mark their article record, skip them, or do not check
    #[arg(long, value_name = "WHAT", default_value = "mark", value_parser = choice(DEDUP))]
    dedup: Dedup,
    /// When to show progress on standard error; auto means on a terminal, unless records are printed there too
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    progress: When,
    /// CPU-time limit per article, in seconds; an article that exceeds it is reported and skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    max_time: f64,
    /// Seconds between checkpoints, which record the progress of the run
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = seconds)]
    checkpoint: f64,
    /// Output between points that a run can resume from, in compressed files, Parquet files and databases
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value_t = DEFAULT_CHUNK as usize)]
    chunk: usize,
    /// Format of the messages on standard error
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    log: String,
    #[command(flatten)]
    resources: ResourceArgs,
    #[command(flatten)]
    reading: ReadingArgs,
}

const OFFSETS: [OffsetUnit; 3] = [OffsetUnit::CodePoints, OffsetUnit::Bytes, OffsetUnit::Utf16];
const DEDUP: [(&str, Dedup); 3] = [("mark", Dedup::Mark), ("skip", Dedup::Skip), ("off", Dedup::Off)];

/// Parses "2/8".
fn shard(text: &str) -> Result<pipeline::Shard, String> {
    let parsed = text.split_once('/').and_then(|(index, of)| Some((index.parse::<u32>().ok()?, of.parse().ok()?)));
    match parsed {
        Some((index, of)) if index > 0 && index as usize <= NonZeroUsize::get(of) => {
            Ok(pipeline::Shard { index: index - 1, of })
        }
        _ => Err("expected I/N, with I from 1 to N".to_owned()),
    }
}

/// Parses a non-negative number of seconds.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..1e9).contains(&number) => Ok(number),
        _ => Err("expected a number of seconds".to_owned()),
    }
}

impl ExtractArgs {
    /// `program` is the whole command line, to report wrong usage.
    pub(super) fn run(self, verbosity: Verbosity, program: clap::Command) -> anyhow::Result<ExitStatus> {
        if self.log == "json" {
            terminal::use_json();
        }
        let interrupt = Interrupt::listen()?;
        let inputs = self.inputs(program)?;
        let target = &self.output;
        check_output(target, &inputs)?;
        let emit: Emit = if self.emit.is_empty() { target.usual() } else { self.emit.iter().copied().collect() };
        let options = self.options(emit);
        let mut reading = self.reading.options(target.path().map(Path::to_owned))?;
        if !emit.articles {
            reading.keep = KeptFields::None;
        }
        let (resources, broken) = self.resources.load(options.depth()).context("cannot load the gazetteers")?;
        let listings: Vec<Listing> = inputs.iter().map(|input| Listing::of(input, &reading)).collect();
        let total = listings.iter().map(|listing| listing.bytes).sum();
        let settings = SinkSettings {
            recipe: self.recipe(&resources.fingerprint, &options, &reading, listings),
            emit,
            resume: self.resume,
            command: command_line(),
            every: Duration::from_secs_f64(self.checkpoint),
            chunk: self.chunk as u64,
        };
        let mut sink = match target.open(&settings)? {
            OpenedSink::Ready(sink) => sink,
            OpenedSink::Complete => {
                verbosity.note(&format!("{target}: this run is already complete; nothing to resume"));
                return Ok(ExitStatus::Done);
            }
        };
        let mut source = InputReader::new(inputs, reading);
        let records_on_terminal = *target == Target::Stdout && std::io::stdout().is_terminal();
        let mut reporter = Reporter::new(self.progress, verbosity, records_on_terminal, total, interrupt)?;
        let outcome = pipeline::run(&mut source, &resources, &options, &mut *sink, &mut reporter)?;
        let elapsed = reporter.finish();
        let interrupted = outcome.status == RunStatus::Interrupted;
        if !verbosity.quiet {
            summarize(&outcome.summary, emit, elapsed, interrupted);
        }
        Ok(if interrupted { ExitStatus::Interrupted } else { ExitStatus::of(&outcome.summary, broken) })
    }

    /// The inputs; by default standard input, unless that is a terminal.
    fn inputs(&self, mut program: clap::Command) -> Result<Vec<PathBuf>, clap::Error> {
        if !self.input.is_empty() {
            return Ok(self.input.clone());
        }
        if std::io::stdin().is_terminal() {
            let message = "no INPUT, and standard input is a terminal: give files, folders, or - to type an article";
            return Err(program.error(clap::error::ErrorKind::MissingRequiredArgument, message));
        }
        Ok(vec![PathBuf::from(STDIN)])
    }

    fn options(&self, emit: Emit) -> PipelineOptions {
        PipelineOptions {
            jobs: self.jobs.unwrap_or_else(|| PipelineOptions::default().jobs),
            emit,
            classes: self.classes.wanted(),
            offsets: self.offsets,
            explain: self.explain.wanted(),
            // Only article records carry the mark.
            dedup: if self.dedup == Dedup::Mark && !emit.articles { Dedup::Off } else { self.dedup },
            shard: self.shard,
            time_limit: Some(Duration::from_secs_f64(self.max_time)),
        }
    }

    /// Everything that the bytes of the output depend on.
    fn recipe(
        &self,
        fingerprint: &Fingerprint,
        options: &PipelineOptions,
        reading: &ReadOptions,
        inputs: Vec<Listing>,
    ) -> Recipe {
        let emit = options.emit;
        let kinds = RecordKind::EMITTED.into_iter().filter(|&kind| emit.has(kind)).map(RecordKind::plural);
        let kinds: Vec<&str> = kinds.collect();
        let dedup = DEDUP.iter().find(|(_, dedup)| *dedup == options.dedup).map_or("", |(name, _)| *name);
        let mut all = BTreeMap::from([
            ("emit", kinds.join(",")),
            ("offsets", options.offsets.as_str().to_owned()),
            ("explain", format!("{:?}", options.explain).to_lowercase()),
            ("precision-recall", self.resources.precision_recall.to_string()),
            ("dedup", dedup.to_owned()),
            ("max-time", self.max_time.to_string()),
            ("chunk", self.chunk.to_string()),
        ]);
        if options.classes != ClassSet::ALL {
            all.insert("classes", classes::listed(options.classes));
        }
        Recipe {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            gazetteers: fingerprint.gazetteers.clone(),
            model: fingerprint.model.clone(),
            options: all.into_iter().chain(recorded(reading)).map(|(name, value)| (name.to_owned(), value)).collect(),
            inputs,
            shard: self.shard.map(|shard| format!("{}/{}", shard.index + 1, shard.of)),
        }
    }
}

/// Refuses an output that does not exist, or to overwrite an input. (If a folder or pattern contains the output, it is skipped as an input instead.)
fn check_output(target: &Target, inputs: &[PathBuf]) -> anyhow::Result<()> {
    if *target == Target::Stdout {
        stdout::check()?;
    }
    let Some(output) = target.path().and_then(|path| path.canonicalize().ok()) else { return Ok(()) };
    let same = inputs.iter().find(|input| input.canonicalize().is_ok_and(|input| input == output));
    match same {
        Some(input) => anyhow::bail!("{} is also an input and would be overwritten", input.display()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_counted_from_one() {
        let part = |text| shard(text).map(|shard| (shard.index, shard.of.get()));
        assert_eq!(part("1/1"), Ok((0, 1)));
        assert_eq!(part("8/8"), Ok((7, 8)));
        for wrong in ["0/8", "9/8", "1/0", "1", "a/b", "-1/2"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
    }
}
