//! `whosaid extract`: the main job.

use super::exit::End;
use super::interrupt::Interrupt;
use super::progress::{Reporter, When, summarize};
use super::reading::ReadingArgs;
use super::size::parse;
use super::{Cli, ResourceArgs, Verbosity, terminal};
use anyhow::Context;
use clap::{Args, CommandFactory, ValueEnum};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;
use whosaid::input::{InputReader, Listing, STDIN};
use whosaid::output::{DEFAULT_CHUNK, OpenedSink, RunStatus, SinkSettings, Target};
use whosaid::pipeline;
use whosaid::record::{Emit, OffsetUnit, RecordKind};
use whosaid::resources::Fingerprint;
use whosaid::run::Recipe;

/// Write who said what in articles, as JSON Lines, Parquet, or into a database
///
/// INPUT is files, folders, patterns, or - for standard input: texts, JSON Lines, JSON arrays, CSV and TSV with a header,
/// Parquet, HTML pages, web archives (WARC, WET), news in XML or SGML (NITF, NewsML-G2, RCV1, Gigaword), and zip or tar of
/// these. All may be compressed with gzip, zstd or bzip2. What a file is shows in its first bytes, and else in its name. In a
/// record the text is called text, body, content, articleBody, maintext or full_text; --field gives it another name.
///
/// What is written is told from the name behind -o: - or FILE.jsonl (also .jsonl.gz, .jsonl.zst); FILE.parquet;
/// FILE.sqlite; postgres://USER@HOST/DATABASE (the password is taken from PGPASSWORD); or a folder, which gets a file for
/// each type of record and run.json. Whatever interrupts a run, the same command with --resume goes on with it, and the
/// result is that of a run that was never interrupted.
///
/// Exit codes: 0 done, 1 fatal, 2 wrong usage, 3 done but some documents failed (each named on standard error),
/// 130 interrupted.
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "this is help for a terminal, printed as it stands")]
pub(super) struct Extract {
    /// Files, folders (searched for files of all these kinds by their ending), patterns, or - for standard input [default: -]
    input: Vec<PathBuf>,
    /// Where to write: - for standard output, a file, a database, or a folder
    #[arg(long, short, value_name = "OUT", default_value = "-")]
    output: String,
    /// Which records to write [default: claims; into a folder claims, mentions and articles; into a database all]
    #[arg(long, value_delimiter = ',', value_name = "KINDS")]
    emit: Vec<EmitKind>,
    /// Unit of the offsets
    #[arg(long, default_value = "codepoints")]
    offsets: Unit,
    /// Worker threads [default: one per processor]. The output does not depend on it
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Add to each claim why it is one: the rule, or the features that weighed most
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    resources: ResourceArgs,
    /// Go on with the run that was interrupted: the same command, and this
    #[arg(long)]
    resume: bool,
    /// Work on the I-th of N equal parts; `whosaid merge` joins their folders
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<pipeline::Shard>,
    /// Articles with exactly the text of an earlier one: mark them in their article record, leave them out, or do not look
    #[arg(long, value_name = "WHAT", default_value = "mark")]
    dedup: Dedup,
    /// Whether to show progress on standard error; auto is on a terminal that the records do not go to
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    progress: When,
    /// The longest time that an article may take, in seconds of one processor; one that takes longer is reported and skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    max_time: f64,
    /// How often to write down how far the run is, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = seconds)]
    checkpoint: f64,
    /// How much to write before a run can be gone on with, into a compressed or Parquet file or a database
    #[arg(long, value_name = "SIZE", value_parser = parse, default_value_t = DEFAULT_CHUNK as usize)]
    chunk: usize,
    /// What messages on standard error are: text, or JSON lines
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log: Log,
    #[command(flatten)]
    reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EmitKind {
    Claims,
    Mentions,
    Sentences,
    Articles,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    Codepoints,
    Bytes,
    Utf16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dedup {
    Mark,
    Skip,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Log {
    Text,
    Json,
}

/// Parses "2/8".
fn shard(text: &str) -> Result<pipeline::Shard, String> {
    let parsed = text.split_once('/').and_then(|(index, of)| Some((index.parse::<u32>().ok()?, of.parse().ok()?)));
    match parsed {
        Some((index, of)) if index > 0 && index as usize <= NonZeroUsize::get(of) => {
            Ok(pipeline::Shard { index: index - 1, of })
        }
        _ => Err("I/N expected, with I from 1 to N".to_owned()),
    }
}

/// A time that is not negative, in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..1e9).contains(&number) => Ok(number),
        _ => Err("a number of seconds expected".to_owned()),
    }
}

impl Extract {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        if self.log == Log::Json {
            terminal::tell_json();
        }
        let interrupt = Interrupt::listen()?;
        let inputs = self.inputs()?;
        let target = Target::parse(&self.output);
        check_output(&target, &inputs)?;
        let emit = self.emit(&target);
        let options = self.options(emit);
        let reading = self.reading.options(target.path().map(Path::to_owned));
        let (resources, broken) = self.resources.load().context("cannot load the gazetteers")?;
        let listings: Vec<Listing> = inputs.iter().map(|input| Listing::of(input, &reading)).collect();
        let total = listings.iter().map(|listing| listing.bytes).sum();
        let settings = SinkSettings {
            recipe: self.recipe(&resources.fingerprint, &options, listings),
            emit,
            resume: self.resume,
            command: command_line(),
            every: Duration::from_secs_f64(self.checkpoint),
            chunk: self.chunk as u64,
        };
        let mut sink = match target.open(&settings)? {
            OpenedSink::Ready(sink) => sink,
            OpenedSink::Complete => {
                if !verbosity.quiet {
                    terminal::note(&format!("{target}: this run is complete, there is nothing to go on with"));
                }
                return Ok(End::Done);
            }
        };
        let mut source = InputReader::new(inputs, reading);
        let records_on_terminal = target == Target::Stdout && std::io::stdout().is_terminal();
        let mut reporter = Reporter::new(self.progress, verbosity.quiet, records_on_terminal, total, interrupt)?;
        let outcome = pipeline::run(&mut source, &resources, &options, &mut *sink, &mut reporter)?;
        let elapsed = reporter.finish();
        let interrupted = outcome.status == RunStatus::Interrupted;
        if !verbosity.quiet {
            summarize(&outcome.summary, emit, elapsed, interrupted);
        }
        Ok(if interrupted { End::Interrupted } else { End::of(&outcome.summary, broken) })
    }

    /// The inputs, or standard input where none are given and it is not a person at a keyboard.
    fn inputs(&self) -> Result<Vec<PathBuf>, clap::Error> {
        if !self.input.is_empty() {
            return Ok(self.input.clone());
        }
        if std::io::stdin().is_terminal() {
            let message = "no INPUT, and standard input is a terminal: give files, folders, or - to type an article";
            return Err(Cli::command().error(clap::error::ErrorKind::MissingRequiredArgument, message));
        }
        Ok(vec![PathBuf::from(STDIN)])
    }

    fn emit(&self, target: &Target) -> Emit {
        if self.emit.is_empty() {
            return target.usual();
        }
        let kind = |kind: &EmitKind| match kind {
            EmitKind::Claims => RecordKind::Claim,
            EmitKind::Mentions => RecordKind::Mention,
            EmitKind::Sentences => RecordKind::Sentence,
            EmitKind::Articles => RecordKind::Article,
        };
        self.emit.iter().map(kind).collect()
    }

    fn options(&self, emit: Emit) -> pipeline::Options {
        pipeline::Options {
            jobs: self.jobs.unwrap_or_else(|| pipeline::Options::new().jobs),
            emit,
            offsets: match self.offsets {
                Unit::Codepoints => OffsetUnit::CodePoints,
                Unit::Bytes => OffsetUnit::Bytes,
                Unit::Utf16 => OffsetUnit::Utf16,
            },
            explain: self.explain,
            dedup: match self.dedup {
                Dedup::Skip => pipeline::Dedup::Skip,
                // A mark stands in article records only.
                Dedup::Mark if emit.articles => pipeline::Dedup::Mark,
                Dedup::Mark | Dedup::Off => pipeline::Dedup::Off,
            },
            shard: self.shard,
            budget: Some(Duration::from_secs_f64(self.max_time)),
        }
    }

    /// What decides the bytes of the run.
    fn recipe(&self, fingerprint: &Fingerprint, options: &pipeline::Options, inputs: Vec<Listing>) -> Recipe {
        let emit = options.emit;
        let kinds = RecordKind::EMITTED.into_iter().filter(|&kind| emit.has(kind)).map(RecordKind::plural);
        let kinds: Vec<&str> = kinds.collect();
        let dedup = match options.dedup {
            pipeline::Dedup::Mark => "mark",
            pipeline::Dedup::Skip => "skip",
            pipeline::Dedup::Off => "off",
        };
        let all = BTreeMap::from([
            ("emit", kinds.join(",")),
            ("offsets", options.offsets.as_str().to_owned()),
            ("explain", options.explain.to_string()),
            ("precision-recall", self.resources.precision_recall.to_string()),
            ("dedup", dedup.to_owned()),
            ("reading", self.reading.told()),
            ("max-time", self.max_time.to_string()),
            ("chunk", self.chunk.to_string()),
        ]);
        Recipe {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            gazetteers: fingerprint.gazetteers.clone(),
            model: fingerprint.model.clone(),
            options: all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            inputs,
            shard: self.shard.map(|shard| format!("{}/{}", shard.index + 1, shard.of)),
        }
    }
}

/// The arguments, for the books; of a database's URL only what is no secret.
pub(super) fn command_line() -> Vec<String> {
    std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .map(|argument| {
            let value = argument.find("postgres").map_or("", |start| &argument[start..]);
            match Target::parse(value) {
                url @ Target::Postgres(_) => argument.replace(value, &url.to_string()),
                _ => argument,
            }
        })
        .collect()
}

/// Refuses to write over an input. (One that a folder or pattern holds is passed over instead.)
fn check_output(target: &Target, inputs: &[PathBuf]) -> anyhow::Result<()> {
    let Some(output) = target.path().and_then(|path| path.canonicalize().ok()) else { return Ok(()) };
    let same = inputs.iter().find(|input| input.canonicalize().is_ok_and(|input| input == output));
    match same {
        Some(input) => anyhow::bail!("{} is an input: it would be written over", input.display()),
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
