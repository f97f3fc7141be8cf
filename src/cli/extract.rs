//! `whosaid extract`: the main job.

use super::exit::End;
use super::reading::ReadingArgs;
use super::size::grouped;
use super::{Cli, ResourceArgs, Verbosity, terminal};
use anyhow::Context;
use clap::{Args, CommandFactory, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use whosaid::input::{STDIN, Source, Warning};
use whosaid::output::{LineSink, Sink};
use whosaid::pipeline::{self, Observer, Summary};
use whosaid::record::{Emit, OffsetUnit};

/// Write who said what in articles, as JSON Lines
///
/// INPUT is files, folders, patterns, or - for standard input: texts, JSON Lines, JSON arrays, CSV and TSV with a header,
/// Parquet, HTML pages, web archives (WARC, WET), news in XML or SGML (NITF, NewsML-G2, RCV1, Gigaword), and zip or tar of
/// these. All may be compressed with gzip, zstd or bzip2. What a file is shows in its first bytes, and else in its name. In a
/// record the text is called text, body, content, articleBody, maintext or full_text; --field gives it another name.
///
/// Exit codes: 0 done, 1 fatal, 2 wrong usage, 3 done but some documents failed (each named on standard error).
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "this is help for a terminal, printed as it stands")]
pub(super) struct Extract {
    /// Files, folders (searched for files of all these kinds by their ending), patterns, or - for standard input [default: -]
    input: Vec<PathBuf>,
    /// Where to write; - is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Which records to write
    #[arg(long, value_delimiter = ',', default_value = "claims")]
    emit: Vec<Kind>,
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
    /// Whether to show progress on standard error; auto is on a terminal that the records do not go to
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    progress: When,
    #[command(flatten)]
    reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
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
enum When {
    Auto,
    Always,
    Never,
}

impl Extract {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let inputs = self.inputs()?;
        let to_stdout = self.output == Path::new(STDIN);
        self.check_output(&inputs)?;
        let options = pipeline::Options {
            jobs: self.jobs.unwrap_or_else(|| pipeline::Options::new().jobs),
            emit: self.emit(),
            offsets: self.offsets(),
            explain: self.explain,
        };
        let progress = match self.progress {
            _ if verbosity.quiet => Progress::Off,
            When::Never => Progress::Off,
            When::Always if !terminal::is_terminal() => Progress::Lines(Instant::now()),
            When::Auto if !terminal::is_terminal() || (to_stdout && std::io::stdout().is_terminal()) => Progress::Off,
            When::Auto | When::Always => Progress::bar()?,
        };
        let exclude = (!to_stdout).then(|| self.output.clone());
        let (resources, broken) = self.resources.load().context("cannot load the gazetteers")?;
        let mut sink: Sink = if to_stdout { LineSink::stdout() } else { LineSink::create(&self.output)? }.into();
        let mut source = Source::new(inputs, self.reading.options(exclude));
        let mut reporter = Reporter { progress, started: Instant::now() };
        let summary = pipeline::run(&mut source, &resources, &options, &mut sink, &mut reporter)?;
        let seconds = reporter.started.elapsed();
        drop(reporter);
        if !verbosity.quiet {
            terminal::note(&told(&summary, options.emit, seconds));
        }
        Ok(End::of(&summary, broken))
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

    /// Refuses to write over an input. (One that a folder or pattern holds is passed over instead.)
    fn check_output(&self, inputs: &[PathBuf]) -> anyhow::Result<()> {
        let Ok(output) = self.output.canonicalize() else { return Ok(()) };
        let same = inputs.iter().find(|input| input.canonicalize().is_ok_and(|input| input == output));
        match same {
            Some(input) => anyhow::bail!("{} is an input: it would be written over", input.display()),
            None => Ok(()),
        }
    }

    fn emit(&self) -> Emit {
        let wants = |kind| self.emit.contains(&kind);
        Emit {
            articles: wants(Kind::Articles),
            sentences: wants(Kind::Sentences),
            mentions: wants(Kind::Mentions),
            claims: wants(Kind::Claims),
        }
    }

    fn offsets(&self) -> OffsetUnit {
        match self.offsets {
            Unit::Codepoints => OffsetUnit::CodePoints,
            Unit::Bytes => OffsetUnit::Bytes,
            Unit::Utf16 => OffsetUnit::Utf16,
        }
    }
}

/// Tells the user what happens.
struct Reporter {
    progress: Progress,
    started: Instant,
}

enum Progress {
    Off,
    /// A bar on a terminal.
    Bar(terminal::Bar),
    /// Now and then a line, where it was asked for and there is no terminal. The time is that of the last one.
    Lines(Instant),
}

impl Progress {
    /// How often a line is written.
    const PAUSE: Duration = Duration::from_secs(5);

    fn bar() -> anyhow::Result<Self> {
        let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {msg}")?);
        bar.enable_steady_tick(Duration::from_millis(100));
        Ok(Self::Bar(terminal::show(bar)))
    }
}

impl Observer for Reporter {
    fn failed(&mut self, error: &whosaid::Error) {
        terminal::error(error);
    }

    fn warned(&mut self, warning: &Warning) {
        log::warn!("{warning}");
    }

    fn progressed(&mut self, so_far: &Summary) {
        let told = || told(so_far, Emit { claims: so_far.claims > 0, ..Emit::default() }, self.started.elapsed());
        match &mut self.progress {
            Progress::Off => {}
            Progress::Bar(bar) => bar.0.set_message(told()),
            Progress::Lines(last) if last.elapsed() < Progress::PAUSE => {}
            Progress::Lines(last) => {
                terminal::note(&told());
                *last = Instant::now();
            }
        }
    }
}

/// The summary as one line.
fn told(summary: &Summary, emit: Emit, elapsed: Duration) -> String {
    let count = |number: u64, what: &str| format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" });
    let mut parts = vec![count(summary.documents, "document")];
    for (wanted, number, what) in [
        (emit.claims, summary.claims, "claim"),
        (emit.mentions, summary.mentions, "mention"),
        (emit.sentences, summary.sentences, "sentence"),
    ] {
        if wanted {
            parts.push(count(number, what));
        }
    }
    parts.push(format!("{} failed", grouped(summary.failed)));
    if summary.unread > 0 {
        parts.push(format!("{} not read in full", count(summary.unread, "input")));
    }
    let (megabytes, seconds) = (summary.bytes as f64 / 1e6, elapsed.as_secs_f64());
    let speed = megabytes / seconds.max(1e-6);
    format!("{}; {megabytes:.1} MB of text in {seconds:.1} s, {speed:.1} MB/s", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_one_line() {
        let summary = Summary { documents: 1234, failed: 1, claims: 1, bytes: 30_000_000, ..Summary::default() };
        let emit = Emit { claims: true, ..Emit::default() };
        let line = told(&summary, emit, Duration::from_secs(2));
        assert_eq!(line, "1,234 documents, 1 claim, 1 failed; 30.0 MB of text in 2.0 s, 15.0 MB/s");
        let line = told(&Summary { unread: 2, ..summary }, Emit::default(), Duration::from_secs(2));
        assert_eq!(line, "1,234 documents, 1 failed, 2 inputs not read in full; 30.0 MB of text in 2.0 s, 15.0 MB/s");
    }
}
