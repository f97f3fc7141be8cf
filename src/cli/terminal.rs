//! Standard error: messages, the log and the progress bar, kept from interrupting each other. Errors while writing there are
//! ignored, because there is no other place to report them.

use super::safe;
use anstyle::{AnsiColor, Style};
use clap::Args;
use indicatif::ProgressBar;
use log::{Level, LevelFilter};
use serde_json::{Map, Value};
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// How much to print on standard error.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Verbosity {
    /// Print errors only: no summary, warnings or progress
    #[arg(long, short, global = true, display_order = 100)]
    pub(super) quiet: bool,
    /// Print debug messages too
    #[arg(long, short, global = true, conflicts_with = "quiet", display_order = 100)]
    pub(super) verbose: bool,
}

impl Verbosity {
    /// Prints a line such as a summary, unless only errors are wanted.
    pub(super) fn note(self, text: &str) {
        if !self.quiet {
            note(text);
        }
    }
}

/// The progress bar that is currently shown.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Standard error; the progress bar is hidden during each write.
struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bar = BAR.lock().unwrap_or_else(PoisonError::into_inner);
        match &*bar {
            Some(bar) => bar.suspend(|| io::stderr().write_all(bytes))?,
            None => io::stderr().write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// True if standard error supports color: a terminal, without `NO_COLOR` or `TERM=dumb`.
fn colored() -> bool {
    static COLORED: OnceLock<bool> = OnceLock::new();
    *COLORED.get_or_init(|| anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never)
}

/// True if standard error is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Whether messages are written as JSON Lines.
static JSON: AtomicBool = AtomicBool::new(false);

/// True if messages are written as JSON Lines.
pub(super) fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Writes all further messages as JSON Lines, with `level`, `message` and further fields.
pub(super) fn use_json() {
    JSON.store(true, Ordering::Relaxed);
}

fn json(level: &str, text: &str, fields: Map<String, Value>) {
    let mut object = Map::new();
    object.insert("level".to_owned(), level.into());
    object.insert("message".to_owned(), text.into());
    object.extend(fields);
    let _ = Stderr.write_all(format!("{}\n", Value::Object(object)).as_bytes());
}

fn message(label: &str, style: Style, text: &str) {
    if is_json() {
        return json(label, text, Map::new());
    }
    let text = safe::line(text);
    let line = if colored() { format!("{style}{label}:{style:#} {text}\n") } else { format!("{label}: {text}\n") };
    let _ = Stderr.write_all(line.as_bytes());
}

/// Prints `error: …`.
pub(super) fn error(error: &(impl Display + ?Sized)) {
    message("error", AnsiColor::Red.on_default().bold(), &error.to_string());
}

/// Prints `error: …`; in JSON with more fields.
pub(super) fn error_with(error: &(impl Display + ?Sized), fields: Map<String, Value>) {
    if is_json() { json("error", &error.to_string(), fields) } else { self::error(error) }
}

/// Prints a line without a label; in JSON with its level and more fields.
pub(super) fn note_with(level: &str, text: &str, fields: Map<String, Value>) {
    if is_json() { json(level, text, fields) } else { note(text) }
}

/// Prints a line without a label.
pub(super) fn note(text: &str) {
    if is_json() {
        return json("info", text, Map::new());
    }
    let _ = Stderr.write_all(format!("{}\n", safe::line(text)).as_bytes());
}

/// Starts the log. `RUST_LOG` decides what is logged, otherwise the flags, otherwise `default`.
pub(super) fn start_log(verbosity: Verbosity, default: LevelFilter) {
    let level = match verbosity {
        Verbosity { quiet: true, .. } => LevelFilter::Error,
        Verbosity { verbose: true, .. } => LevelFilter::Debug,
        _ => default,
    };
    let mut builder = env_logger::Builder::new();
    match std::env::var("RUST_LOG") {
        Ok(filter) if !filter.is_empty() => builder.parse_filters(&filter),
        _ => builder.filter_level(LevelFilter::Error).filter_module("whosaid", level),
    };
    builder.target(env_logger::Target::Pipe(Box::new(Stderr))).format(|_, record| {
        let (label, style) = match record.level() {
            Level::Error => ("error", AnsiColor::Red.on_default().bold()),
            Level::Warn => ("warning", AnsiColor::Yellow.on_default().bold()),
            Level::Info => ("info", AnsiColor::Cyan.on_default()),
            Level::Debug | Level::Trace => ("debug", Style::new().dimmed()),
        };
        message(label, style, &record.args().to_string());
        Ok(())
    });
    builder.init();
}

/// Shows a progress bar until the [`Bar`] is dropped.
pub(super) fn show(bar: ProgressBar) -> Bar {
    *BAR.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
    Bar(bar)
}

/// A progress bar that is shown.
pub(super) struct Bar(pub(super) ProgressBar);

impl Drop for Bar {
    fn drop(&mut self) {
        *BAR.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.0.finish_and_clear();
    }
}
