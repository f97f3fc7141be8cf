//! Batches: the stages over many articles, in parallel, with the output in input order and bounded memory.
//!
//! The calling thread asks the [`Source`] for batches and writes what comes back; workers do everything between. At most
//! `4 × jobs` batches, or 64 MiB of input, are on their way at any time, those included that are done and wait for their
//! turn to be written. With one job all of it happens on the calling thread. The output does not depend on the number of
//! jobs, because batches are cut by the reader alone and written in its order.

use super::{Depth, Workspace};
use crate::article::Article;
use crate::error::{Error, Place, Result};
use crate::guard::guarded;
use crate::input::{Batch, Read, Source, Warning};
use crate::output::Sink;
use crate::record::{Emit, OffsetUnit, write_document};
use crate::resources::Resources;
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

/// How to run a batch.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Worker threads; one means the calling thread.
    pub jobs: NonZeroUsize,
    /// Which records to write.
    pub emit: Emit,
    /// Unit of their offsets.
    pub offsets: OffsetUnit,
    /// Whether claims say why they are one.
    pub explain: bool,
}

impl Options {
    /// Claims, in code points, with a thread for each processor.
    #[must_use]
    pub fn new() -> Self {
        let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { jobs, emit: Emit { claims: true, ..Emit::default() }, offsets: OffsetUnit::default(), explain: false }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

/// What a batch has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Articles whose records were written.
    pub documents: u64,
    /// Articles that failed: each was reported with its place.
    pub failed: u64,
    /// Files, folders and patterns of which nothing (or nothing more) could be read: each was reported.
    pub unread: u64,
    /// Bytes of text in the articles.
    pub bytes: u64,
    /// Sentences found.
    pub sentences: u64,
    /// Mentions found; 0 where the records asked for do not need them.
    pub mentions: u64,
    /// Claims found; 0 where the records asked for do not need them.
    pub claims: u64,
}

impl Summary {
    fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.failed += other.failed;
        self.unread += other.unread;
        self.bytes += other.bytes;
        self.sentences += other.sentences;
        self.mentions += other.mentions;
        self.claims += other.claims;
    }
}

/// Hears what happens during a run, on the calling thread, in input order. Every method may be left out; `()` hears nothing.
pub trait Observer {
    /// An article, file or folder failed. The run goes on.
    fn failed(&mut self, _error: &Error) {}

    /// Something about an article that was processed all the same.
    fn warned(&mut self, _warning: &Warning) {}

    /// More records were written.
    fn progressed(&mut self, _so_far: &Summary) {}
}

impl Observer for () {}

/// Runs the stages over all articles of `source` and writes their records to `sink`, in input order.
///
/// # Errors
/// Only what ends the run: [`Error::Output`] (see [`Error::is_broken_pipe`]) and [`Error::Threads`]. What fails in an
/// article or file goes to `observer` and is counted in the summary.
pub fn run(
    source: &mut Source,
    resources: &Resources,
    options: &Options,
    sink: &mut Sink,
    observer: &mut dyn Observer,
) -> Result<Summary> {
    let explain = options.explain && options.emit.claims;
    let depth = if explain { Depth::Explained } else { options.emit.depth() };
    let work = |article: &Article, workspace: &mut Workspace, records: &mut Vec<u8>| {
        let doc = workspace.annotate(article, resources, depth);
        write_document(&doc, resources, options.emit, options.offsets, records);
        let summary = Summary {
            documents: 1,
            bytes: article.text.len() as u64,
            sentences: doc.sentences.len() as u64,
            mentions: doc.mentions.len() as u64,
            claims: doc.claims.len() as u64,
            ..Summary::default()
        };
        workspace.keep(doc);
        summary
    };
    run_with(&work, source, options.jobs.get(), sink, observer)
}

/// What is done with one article: appends its records and counts it.
type Work<'w> = &'w (dyn Fn(&Article, &mut Workspace, &mut Vec<u8>) -> Summary + Sync);

fn run_with(
    work: Work<'_>,
    source: &mut Source,
    jobs: usize,
    sink: &mut Sink,
    observer: &mut dyn Observer,
) -> Result<Summary> {
    let mut writer = Writer { sink, observer, summary: Summary::default(), replaced: None };
    if jobs == 1 {
        let never = AtomicBool::new(false);
        while let Some(batch) = source.next_batch() {
            writer.write(process(batch, work, &never))?;
        }
    } else {
        in_parallel(work, source, jobs, &mut writer)?;
    }
    writer.sink.finish()?;
    Ok(writer.summary)
}

/// Input on its way that is never exceeded by more than one batch, in bytes.
const MAX_IN_FLIGHT: usize = 64 << 20;

fn in_parallel(work: Work<'_>, source: &mut Source, jobs: usize, writer: &mut Writer<'_>) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .thread_name(|index| format!("worker-{index}"))
        .build()
        .map_err(|error| Error::Threads { cause: error.to_string() })?;
    let cancelled = &AtomicBool::new(false);
    let (send, receive) = mpsc::channel();
    pool.in_place_scope(|scope| {
        // Batches on their way in the order they were read, the first to be written in front; `None` while a worker has it.
        let mut window: VecDeque<(usize, Option<Done>)> = VecDeque::with_capacity(4 * jobs);
        let (mut first, mut in_flight) = (0, 0);
        loop {
            while window.len() < 4 * jobs && in_flight < MAX_IN_FLIGHT {
                let Some(batch) = source.next_batch() else { break };
                let index = first + window.len();
                in_flight += batch.weight();
                window.push_back((batch.weight(), None));
                let send = send.clone();
                scope.spawn(move |_| {
                    // The receiver is gone only after the run has failed; then nobody wants the result.
                    let _ = send.send((index, process(batch, work, cancelled)));
                });
            }
            if window.is_empty() {
                return Ok(());
            }
            let Ok((index, done)) = receive.recv() else { return Ok(()) };
            window[index - first].1 = Some(done);
            while let Some((weight, done)) = window.front_mut().and_then(|(weight, done)| Some((*weight, done.take()?)))
            {
                window.pop_front();
                first += 1;
                in_flight -= weight;
                if let Err(error) = writer.write(done) {
                    cancelled.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    })
}

/// What became of a batch.
#[derive(Default)]
struct Done {
    records: Vec<u8>,
    reports: Vec<Report>,
    counts: Summary,
}

enum Report {
    Failed(Error),
    Warned(Warning),
}

impl Done {
    fn fail(&mut self, error: Error) {
        match error {
            Error::Record { .. } => self.counts.failed += 1,
            _ => self.counts.unread += 1,
        }
        self.reports.push(Report::Failed(error));
    }
}

/// A worker's job. A panic in an article is that article's error.
fn process(batch: Batch, work: Work<'_>, cancelled: &AtomicBool) -> Done {
    let mut done = Done { records: Vec::with_capacity(batch.weight() / 2), ..Done::default() };
    let place = batch.place();
    let mut workspace = Workspace::default();
    let whole = guarded(|| {
        batch.read(&mut |read| match read {
            _ if cancelled.load(Ordering::Relaxed) => {}
            Read::Article(article) => {
                let before = done.records.len();
                match guarded(|| work(&article, &mut workspace, &mut done.records)) {
                    Ok(counts) => done.counts.add(&counts),
                    Err(panic) => {
                        done.records.truncate(before);
                        done.fail(Error::Record { place: article.place, cause: bug(&panic) });
                    }
                }
            }
            Read::Failed(error) => done.fail(error),
            Read::Warned(warning) => done.reports.push(Report::Warned(warning)),
        });
    });
    if let Err(panic) = whole {
        let place = place.unwrap_or(Place { path: PathBuf::from("-"), line: 0 });
        let cause = format!("articles from here on could not be read: {}", bug(&panic));
        done.fail(Error::Record { place, cause });
    }
    done
}

fn bug(panic: &str) -> String {
    format!("a bug in this program, please report it: {panic}")
}

/// The calling thread's end of a run.
struct Writer<'w> {
    sink: &'w mut Sink,
    observer: &'w mut dyn Observer,
    summary: Summary,
    /// The file whose replaced bytes were reported last: once per file is enough.
    replaced: Option<PathBuf>,
}

impl Writer<'_> {
    fn write(&mut self, done: Done) -> Result<()> {
        for report in done.reports {
            match report {
                Report::Failed(error) => self.observer.failed(&error),
                Report::Warned(warning) => {
                    if warning.kind.is_of_file() {
                        if self.replaced.as_ref() == Some(&warning.place.path) {
                            continue;
                        }
                        self.replaced = Some(warning.place.path.clone());
                    }
                    self.observer.warned(&warning);
                }
            }
        }
        if !done.records.is_empty() {
            self.sink.write(&done.records)?;
        }
        self.summary.add(&done.counts);
        self.observer.progressed(&self.summary);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input;
    use crate::output::LineSink;
    use crate::pipeline::keep_panics_quiet;
    use std::io::{self, Write};
    use std::path::Path;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[derive(Default)]
    struct Heard(Vec<String>);

    impl Observer for Heard {
        fn failed(&mut self, error: &Error) {
            self.0.push(error.to_string());
        }

        fn warned(&mut self, warning: &Warning) {
            self.0.push(warning.to_string());
        }
    }

    /// Writes the id and the length of the text; falls over a text that asks for it.
    fn work(article: &Article, _: &mut Workspace, records: &mut Vec<u8>) -> Summary {
        writeln!(records, "{} {}", article.id, article.text.len()).unwrap();
        assert!(!article.text.contains("fall over"), "fell over {}", article.id);
        // Uneven work, so that batches finish out of order.
        thread::sleep(std::time::Duration::from_micros(article.text.len() as u64 % 300));
        Summary { documents: 1, bytes: article.text.len() as u64, ..Summary::default() }
    }

    fn run_on(dir: &Path, jobs: usize) -> (String, Vec<String>, Summary) {
        keep_panics_quiet();
        let memory = Memory::default();
        let mut sink = LineSink::new("memory", memory.clone()).into();
        let mut source = Source::new(vec![dir.to_owned()], input::Options::default());
        let mut heard = Heard::default();
        let summary = run_with(&work, &mut source, jobs, &mut sink, &mut heard).unwrap();
        let written = String::from_utf8(memory.0.lock().unwrap().clone()).unwrap();
        (written, heard.0, summary)
    }

    #[test]
    fn output_is_in_input_order_whatever_the_number_of_jobs() {
        let dir = tempfile::tempdir().unwrap();
        let long = "The harbour reopened. ".repeat(400);
        let lines: String = (0..800)
            .map(|i| match i % 97 {
                13 => "{\"text\": \"fall over\"}\n".to_owned(),
                14 => "no JSON\n".to_owned(),
                15 => "{\"text\": \"\"}\n".to_owned(),
                _ => format!("{{\"id\": {i}, \"text\": \"{}\"}}\n", &long[..(i * 37) % long.len()]),
            })
            .collect();
        std::fs::write(dir.path().join("b.jsonl"), lines).unwrap();
        for i in 0..200 {
            std::fs::write(dir.path().join(format!("a{i:03}.txt")), &long[..i * 10]).unwrap();
        }
        let one = run_on(dir.path(), 1);
        assert_eq!((one.2.documents, one.2.failed, one.2.unread), (1000 - 18, 18, 0));
        assert!(one.0.starts_with("a000 0\na001 10\n"));
        assert!(one.1.iter().any(|said| said.contains("b.jsonl:15: expected ident") || said.contains("b.jsonl:15: ")));
        let panic = one.1.iter().find(|said| said.contains("b.jsonl:14: ")).unwrap();
        assert!(panic.contains("a bug in this program, please report it: fell over b:14"), "{panic}");
        for jobs in [2, 8] {
            assert!(run_on(dir.path(), jobs) == one, "{jobs} jobs");
        }
    }

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_sink_that_fails_ends_the_run() {
        let dir = tempfile::tempdir().unwrap();
        for i in 0..300 {
            std::fs::write(dir.path().join(format!("{i}.txt")), "The harbour reopened.").unwrap();
        }
        for jobs in [1, 4] {
            let mut source = Source::new(vec![dir.path().to_owned()], input::Options::default());
            let mut sink = LineSink::new("closed", Closed).into();
            let error = run_with(&work, &mut source, jobs, &mut sink, &mut ()).unwrap_err();
            assert!(error.is_broken_pipe());
        }
    }
}
