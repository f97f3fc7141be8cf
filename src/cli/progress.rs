//! What `extract` prints while it runs and at the end: failures, warnings, a progress bar or progress lines, a summary.

use super::numbers::{count, grouped};
use super::terminal::{self, Verbosity};
use super::{choice::When, failures::Failures, interrupt::Interrupt, warnings::Warnings};
use crate::input::Warning;
use crate::pipeline::{Observer, Summary};
use crate::record::Emit;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

pub(super) struct Reporter {
    display: ProgressDisplay,
    speed: Speed,
    interrupt: Interrupt,
    started: Instant,
    /// Whether the interruption was acknowledged.
    acknowledged: bool,
    failures: Failures,
    warnings: Warnings,
}

enum ProgressDisplay {
    Off,
    /// A bar on a terminal.
    Bar(terminal::Bar),
    /// A line every few seconds, if progress is wanted without a terminal; with the time of the last one.
    Lines(Instant),
}

/// Time between two lines of progress.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

impl ProgressDisplay {
    /// `total` is the size of the inputs in bytes, if known.
    fn new(when: When, quiet: bool, records_on_terminal: bool, total: Option<u64>) -> anyhow::Result<Self> {
        let terminal = terminal::is_terminal() && !terminal::is_json();
        Ok(match when {
            _ if quiet => Self::Off,
            When::Never => Self::Off,
            When::Always if !terminal => Self::Lines(Instant::now()),
            When::Auto if !terminal || records_on_terminal => Self::Off,
            When::Auto | When::Always => {
                let bar = match total {
                    Some(total) => {
                        let style = ProgressStyle::with_template("{spinner} {wide_bar} {percent:>3} %\n  {msg}")?;
                        ProgressBar::new(total).with_style(style)
                    }
                    None => ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {msg}")?),
                };
                bar.enable_steady_tick(Duration::from_millis(100));
                Self::Bar(terminal::show(bar))
            }
        })
    }
}

impl Reporter {
    pub(super) fn new(
        when: When,
        verbosity: Verbosity,
        records_on_terminal: bool,
        total: Option<u64>,
        interrupt: Interrupt,
    ) -> anyhow::Result<Self> {
        let display = ProgressDisplay::new(when, verbosity.quiet, records_on_terminal, total)?;
        let (failures, warnings) = (Failures::new(verbosity.verbose), Warnings::new(verbosity.verbose));
        let started = Instant::now();
        let speed = Speed { begun: started, total, start: None };
        Ok(Self { display, speed, interrupt, started, acknowledged: false, failures, warnings })
    }

    /// Hides the progress bar and sums up the errors and warnings. Returns the duration of the run.
    pub(super) fn finish(self) -> Duration {
        drop(self.display);
        self.warnings.finish();
        self.failures.finish();
        self.started.elapsed()
    }
}

impl Observer for Reporter {
    fn failed(&mut self, error: &crate::Error) {
        self.failures.report(error);
    }

    fn warned(&mut self, warning: &Warning) {
        self.warnings.report(warning);
    }

    fn progressed(&mut self, so_far: &Summary, consumed: u64) {
        self.speed.update(so_far, consumed);
        match &mut self.display {
            ProgressDisplay::Off => {}
            ProgressDisplay::Bar(bar) => {
                bar.0.set_position(consumed);
                bar.0.set_message(self.speed.line(so_far, consumed));
            }
            ProgressDisplay::Lines(last) if last.elapsed() < LINE_INTERVAL => {}
            ProgressDisplay::Lines(last) => {
                *last = Instant::now();
                terminal::note_with(
                    "progress",
                    &self.speed.line(so_far, consumed),
                    self.speed.fields(so_far, consumed),
                );
            }
        }
    }

    fn wants_to_stop(&mut self) -> bool {
        let requested = self.interrupt.is_requested();
        if requested && !self.acknowledged {
            self.acknowledged = true;
            terminal::note("interrupted: finishing work in progress (Ctrl-C again to quit now)");
        }
        requested
    }

    fn stop_request(&self) -> Option<Arc<AtomicBool>> {
        Some(self.interrupt.request())
    }
}

/// The speed of this session, and the time left.
struct Speed {
    begun: Instant,
    total: Option<u64>,
    /// Where this session started to write.
    start: Option<(Summary, u64)>,
}

impl Speed {
    /// Moves the start of the session for as long as nothing new was written: until its first batch, and while a resumed run
    /// reads earlier batches again. Then both time and bytes are known.
    fn update(&mut self, so_far: &Summary, consumed: u64) {
        if self.start.is_none_or(|(summary, _)| summary == *so_far) {
            self.start = Some((*so_far, consumed));
            self.begun = Instant::now();
        }
    }

    /// Seconds, articles and bytes of text since the start of this session.
    fn done(&self, so_far: &Summary) -> (f64, f64, f64) {
        let before = self.start.map(|(summary, _)| summary).unwrap_or_default();
        let seconds = self.begun.elapsed().as_secs_f64().max(1e-6);
        (seconds, (so_far.documents - before.documents) as f64, (so_far.bytes - before.bytes) as f64)
    }

    /// Seconds left, if that can be estimated.
    fn left(&self, consumed: u64) -> Option<f64> {
        let start = self.start?.1;
        let (done, left) = (consumed.checked_sub(start)?, self.total?.saturating_sub(consumed));
        (done > 0).then(|| self.begun.elapsed().as_secs_f64() / done as f64 * left as f64)
    }

    fn line(&self, so_far: &Summary, consumed: u64) -> String {
        let (seconds, articles, bytes) = self.done(so_far);
        let mut parts = Vec::new();
        if let Some(total) = self.total {
            parts.push(format!("{:.1} of {:.1} MB", consumed as f64 / 1e6, total as f64 / 1e6));
        }
        parts.push(count(so_far.documents, "article"));
        parts.push(format!("{}/s", grouped((articles / seconds) as u64)));
        parts.push(format!("{:.1} MB/s", bytes / 1e6 / seconds));
        parts.push(count(so_far.claims, "claim"));
        parts.push(format!("{} failed", grouped(so_far.failed + so_far.unread)));
        if let Some(left) = self.left(consumed) {
            parts.push(format!("{} left", duration(left)));
        }
        parts.join(" · ")
    }

    fn fields(&self, so_far: &Summary, consumed: u64) -> Map<String, Value> {
        let (seconds, articles, bytes) = self.done(so_far);
        let mut fields = counts(so_far);
        fields.insert("input_bytes".to_owned(), consumed.into());
        fields.insert("input_total".to_owned(), self.total.into());
        fields.insert("articles_per_second".to_owned(), rounded(articles / seconds));
        fields.insert("text_bytes_per_second".to_owned(), rounded(bytes / seconds));
        fields.insert("seconds_left".to_owned(), self.left(consumed).map_or(Value::Null, rounded));
        fields
    }
}

/// Prints the summary of a run on one line.
pub(super) fn summarize(summary: &Summary, emit: Emit, elapsed: Duration, interrupted: bool) {
    let mut fields = counts(summary);
    fields.insert("seconds".to_owned(), rounded(elapsed.as_secs_f64()));
    fields.insert("interrupted".to_owned(), interrupted.into());
    let line = summary_line(summary, emit, elapsed);
    let line = if interrupted { format!("interrupted after {line}; continue with --resume") } else { line };
    terminal::note_with("summary", &line, fields);
}

fn rounded(number: f64) -> Value {
    json!((number * 1000.0).round() / 1000.0)
}

fn counts(summary: &Summary) -> Map<String, Value> {
    match serde_json::to_value(summary) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// A duration for people: "2 h 05 m", "3 m 20 s", "12 s".
fn duration(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} m {:02} s", seconds % 60),
        _ => format!("{hours} h {minutes:02} m"),
    }
}

fn summary_line(summary: &Summary, emit: Emit, elapsed: Duration) -> String {
    let mut parts = vec![count(summary.documents, "document")];
    if emit.claims {
        parts.push(count(summary.claims, "claim"));
    }
    if summary.left_out > 0 {
        parts.push(format!("{} of other classes left out", grouped(summary.left_out)));
    }
    for (wanted, number, what) in [
        (emit.mentions, summary.mentions, "mention"),
        (emit.sentences, summary.sentences, "sentence"),
        (summary.duplicates > 0, summary.duplicates, "duplicate"),
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
        let line = summary_line(&summary, emit, Duration::from_secs(2));
        assert_eq!(line, "1,234 documents, 1 claim, 1 failed; 30.0 MB of text in 2.0 s, 15.0 MB/s");
        let line = summary_line(&Summary { left_out: 2000, ..summary }, emit, Duration::from_secs(2));
        assert!(line.starts_with("1,234 documents, 1 claim, 2,000 of other classes left out, 1 failed; "), "{line}");
        let line = summary_line(&Summary { unread: 2, ..summary }, Emit::default(), Duration::from_secs(2));
        assert_eq!(line, "1,234 documents, 1 failed, 2 inputs not read in full; 30.0 MB of text in 2.0 s, 15.0 MB/s");
    }

    #[test]
    fn time_left_follows_from_the_bytes_left() {
        let ago = Instant::now().checked_sub(Duration::from_secs(10)).unwrap();
        let start = Some((Summary::default(), 100));
        let speed = Speed { begun: ago, total: Some(1100), start };
        let left = speed.left(200).unwrap();
        assert!((89.0..92.0).contains(&left), "{left}");
        assert_eq!(speed.left(100), None);
        assert_eq!([12.4, 200.0, 7500.0].map(duration), ["12 s", "3 m 20 s", "2 h 05 m"]);
    }
}
