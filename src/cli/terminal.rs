//! Standard error: messages, the log and the progress bar, which must not tear each other. What cannot be written there
//! is lost, because there is nowhere else to say so.

use super::{Verbosity, safe};
use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use log::{Level, LevelFilter};
use serde_json::{Map, Value};
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The bar on the screen.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Standard error behind the progress bar: the bar steps aside for each write.
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

/// True if standard error takes colours (a terminal, and neither `NO_COLOR` nor `TERM=dumb` says no).
fn colored() -> bool {
    static COLORED: OnceLock<bool> = OnceLock::new();
    *COLORED.get_or_init(|| anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never)
}

/// True if standard error is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Whether everything is told as JSON lines.
static JSON: AtomicBool = AtomicBool::new(false);

/// True if everything is told as JSON lines.
pub(super) fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Tells everything as JSON lines from here on: `level` and `message`, and what else there is to say of it.
pub(super) fn tell_json() {
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

/// Prints `error: …`; in JSON with what else is known of it.
pub(super) fn error_with(error: &(impl Display + ?Sized), fields: Map<String, Value>) {
    if is_json() { json("error", &error.to_string(), fields) } else { self::error(error) }
}

/// Prints a line without a label; in JSON with its level and what else is known.
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

/// Starts the log: `RUST_LOG` where it is set, else what the flags say, else `default`.
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

/// Puts a bar on the screen; it leaves with [`Bar`].
pub(super) fn show(bar: ProgressBar) -> Bar {
    *BAR.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
    Bar(bar)
}

/// The bar while it is on the screen.
pub(super) struct Bar(pub(super) ProgressBar);

impl Drop for Bar {
    fn drop(&mut self) {
        *BAR.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.0.finish_and_clear();
    }
}
