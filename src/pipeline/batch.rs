//! Batches: the stages over many articles, in parallel, with the output in input order and bounded memory.
//!
//! The calling thread asks the [`Source`] for batches and puts what comes back in order; workers do everything between, and
//! a thread of its own hands it to the [`Sink`]. At most `4 × jobs` batches, or 64 MiB of input, are on their way to the
//! workers or back at any time, those included that are done and wait for their turn, and as many as [`QUEUE`] to the
//! sink. The output does not depend on the number of jobs, because batches are cut by the reader alone and written in its
//! order.

use super::Workspace;
use super::duplicates::Seen;
use super::records::{add_records, depth};
use crate::article::Article;
use crate::error::{Error, Place, Result};
use crate::guard::{bug, guarded, guarded_within};
use crate::input::{Batch, InputReader, Position, ReadEvent, Warning};
use crate::output::{BatchOutput, Layout, RunStatus, Sink};
use crate::record::{Emit, OffsetUnit};
use crate::resources::Resources;
use crate::run::{RunProgress, Summary};
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How to run a batch.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Worker threads.
    pub jobs: NonZeroUsize,
    /// Which records to write.
    pub emit: Emit,
    /// Unit of their offsets.
    pub offsets: OffsetUnit,
    /// Whether claims say why they are one.
    pub explain: bool,
    /// What to do with articles of which the text has been seen before.
    pub dedup: Dedup,
    /// Which part of the batches to work on; all where there is none.
    pub shard: Option<Shard>,
    /// How long one article may take, in time of its processor; `None` is as long as it takes.
    pub budget: Option<Duration>,
}

/// What to do with an article of which exactly the text has been seen before in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dedup {
    /// Write in its article record the id of the first.
    Mark,
    /// Leave it out.
    Skip,
    /// Nothing; they are not looked for.
    #[default]
    Off,
}

/// One of several equal parts of a run: every `of`-th batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 0.
    pub index: u32,
    /// How many parts there are.
    pub of: NonZeroUsize,
}

impl Shard {
    fn has(self, batch: u64) -> bool {
        batch % self.of.get() as u64 == u64::from(self.index)
    }
}

impl Options {
    /// Claims, in code points, with a thread for each processor.
    #[must_use]
    pub fn new() -> Self {
        Self {
            jobs: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            emit: Emit { claims: true, ..Emit::default() },
            offsets: OffsetUnit::default(),
            explain: false,
            dedup: Dedup::Off,
            shard: None,
            budget: None,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

/// Hears what happens during a run, on the calling thread, in input order. Every method may be left out; `()` hears nothing.
pub trait Observer {
    /// An article, file or folder failed. The run goes on.
    fn failed(&mut self, _error: &Error) {}

    /// Something about an article that was processed all the same.
    fn warned(&mut self, _warning: &Warning) {}

    /// More records are on their way to the sink; `consumed` bytes of the inputs, as they lie on disk, are behind them.
    fn progressed(&mut self, _so_far: &Summary, _consumed: u64) {}

    /// Asked before each batch is read: true ends the run after what is on its way.
    fn wants_to_stop(&mut self) -> bool {
        false
    }
}

impl Observer for () {}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunOutcome {
    /// What was done, in this session and in those that it went on with.
    pub summary: Summary,
    /// At the end of the inputs, or because the observer wanted it.
    pub status: RunStatus,
}

/// Runs the stages over all articles of `source` and writes their records to `sink`, in input order. Where the sink goes on
/// with a run that was interrupted, so does the source.
///
/// # Errors
/// Only what ends the run: [`Error::Output`] (see [`Error::is_broken_pipe`]), [`Error::Database`], [`Error::Threads`], and
/// [`Error::Input`] where the inputs of an interrupted run have changed. What fails in an article or file goes to
/// `observer` and is counted in the summary.
pub fn run(
    source: &mut InputReader,
    resources: &Resources,
    options: &Options,
    sink: &mut dyn Sink,
    observer: &mut dyn Observer,
) -> Result<RunOutcome> {
    let depth = depth(options.emit, options.explain);
    let work = |article: &Article, workspace: &mut Workspace, output: &mut BatchOutput| {
        let doc = workspace.annotate(article, resources, depth);
        let article_end = add_records(output, &doc, resources, options.emit, options.offsets);
        let counts = Summary {
            documents: 1,
            bytes: article.text.len() as u64,
            sentences: doc.sentences.len() as u64,
            mentions: doc.mentions.len() as u64,
            claims: doc.claims.len() as u64,
            ..Summary::default()
        };
        workspace.keep(doc);
        (article_end, counts)
    };
    run_with(&work, source, options, sink, observer)
}

/// What is done with one article: appends its records, tells where its article record ends, and counts it.
type Work<'w> = &'w (dyn Fn(&Article, &mut Workspace, &mut BatchOutput) -> (Option<usize>, Summary) + Sync);

/// Batches that wait for the sink.
const QUEUE: usize = 4;

fn run_with(
    work: Work<'_>,
    source: &mut InputReader,
    options: &Options,
    sink: &mut dyn Sink,
    observer: &mut dyn Observer,
) -> Result<RunOutcome> {
    let start = sink.start();
    // Which texts were seen before is not written down anywhere: they are read again.
    let replayed = if options.dedup == Dedup::Off { 0 } else { start.batches };
    if let (Some(position), 0) = (&start.position, replayed) {
        source.resume(position)?;
    }
    let job = Job { work, layout: sink.layout(), options: *options, replayed };
    let mut reader = Reader { source, batches: start.batches - replayed, status: RunStatus::Done };
    let (send, receive) = mpsc::sync_channel(QUEUE);
    thread::scope(|scope| {
        let writing = scope.spawn(move || write_all(sink, &receive));
        let mut writer = Writer::new(&send, observer, &job, start);
        let fed = if options.jobs.get() == 1 {
            one_by_one(&job, &mut reader, &mut writer)
        } else {
            in_parallel(&job, &mut reader, &mut writer)
        };
        let summary = writer.progress.summary;
        let ended = fed.and_then(|()| writer.end(reader.status));
        drop(send);
        // What the sink said is why nothing could be sent to it.
        match writing.join() {
            Ok(written) => written?,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        ended?;
        Ok(RunOutcome { summary, status: reader.status })
    })
}

/// What goes to the sink's thread.
enum Delivery {
    Batch(BatchOutput, RunProgress),
    End(RunProgress, RunStatus),
}

fn write_all(sink: &mut dyn Sink, receive: &mpsc::Receiver<Delivery>) -> Result<()> {
    // Without an end the run has failed, and why is said elsewhere.
    while let Ok(delivery) = receive.recv() {
        match delivery {
            Delivery::Batch(output, progress) => sink.write(output, &progress)?,
            Delivery::End(progress, status) => return sink.finish(&progress, status),
        }
    }
    Ok(())
}

/// The source, with its batches numbered.
struct Reader<'s> {
    source: &'s mut InputReader,
    batches: u64,
    status: RunStatus,
}

impl Reader<'_> {
    fn next(&mut self, writer: &mut Writer<'_>) -> Option<(u64, Batch)> {
        if self.status == RunStatus::Interrupted || writer.observer.wants_to_stop() {
            self.status = RunStatus::Interrupted;
            return None;
        }
        let batch = self.source.next_batch()?;
        let number = self.batches;
        self.batches += 1;
        Some((number, batch))
    }
}

fn one_by_one(job: &Job<'_>, reader: &mut Reader<'_>, writer: &mut Writer<'_>) -> Result<()> {
    let never = AtomicBool::new(false);
    while let Some((number, batch)) = reader.next(writer) {
        writer.write(job.process(number, batch, &never))?;
    }
    Ok(())
}

/// Input on its way that is never exceeded by more than one batch, in bytes.
const MAX_IN_FLIGHT: usize = 64 << 20;

fn in_parallel(job: &Job<'_>, reader: &mut Reader<'_>, writer: &mut Writer<'_>) -> Result<()> {
    let jobs = job.options.jobs.get();
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
                let Some((number, batch)) = reader.next(writer) else { break };
                let index = first + window.len();
                in_flight += batch.weight();
                window.push_back((batch.weight(), None));
                let send = send.clone();
                scope.spawn(move |_| {
                    // The receiver is gone only after the run has failed; then nobody wants the result.
                    let _ = send.send((index, job.process(number, batch, cancelled)));
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
struct Done {
    output: BatchOutput,
    reports: Vec<Report>,
    counts: Summary,
    end: Position,
    consumed: u64,
    /// True for a batch that an earlier session of the run has written.
    replayed: bool,
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
        self.output.fail(&error);
        self.reports.push(Report::Failed(error));
    }
}

/// What is done with each batch.
struct Job<'w> {
    work: Work<'w>,
    layout: Layout,
    options: Options,
    /// Batches that an earlier session has written, and that are read only for their texts.
    replayed: u64,
}

impl Job<'_> {
    /// A worker's job. A panic in an article is that article's error.
    fn process(&self, number: u64, batch: Batch, cancelled: &AtomicBool) -> Done {
        let replayed = number < self.replayed;
        let own = !replayed && self.options.shard.is_none_or(|shard| shard.has(number));
        let output =
            if own { BatchOutput::new(self.layout, batch.weight()) } else { BatchOutput::of_others(self.layout) };
        let (end, consumed) = (batch.end().clone(), batch.consumed());
        let mut done = Done { output, reports: Vec::new(), counts: Summary::default(), end, consumed, replayed };
        if own {
            self.annotate(batch, &mut done, cancelled);
        } else if self.options.dedup != Dedup::Off {
            Self::scan_texts(batch, &mut done, cancelled);
        }
        done
    }

    fn annotate(&self, batch: Batch, done: &mut Done, cancelled: &AtomicBool) {
        let place = batch.place();
        let mut workspace = Workspace::default();
        let whole = guarded(|| {
            batch.read(&mut |read| match read {
                _ if cancelled.load(Ordering::Relaxed) => {}
                ReadEvent::Article(article) => self.article(&article, &mut workspace, done),
                ReadEvent::Failed(error) => done.fail(error),
                ReadEvent::Warned(warning) => done.reports.push(Report::Warned(warning)),
            });
        });
        if let Err(panic) = whole {
            let place = place.unwrap_or(Place { path: PathBuf::from("-"), line: 0 });
            let cause = format!("articles from here on could not be read: {}", bug(&panic));
            done.fail(Error::Record { place, cause });
        }
    }

    fn article(&self, article: &Article, workspace: &mut Workspace, done: &mut Done) {
        let before = done.output.size();
        let budget = self.options.budget;
        let written = guarded_within(budget, || (self.work)(article, workspace, &mut done.output));
        let (article_end, counts) = written.unwrap_or_else(|fault| {
            let cause = fault.cause(budget);
            done.output.truncate(before);
            done.fail(Error::Record { place: article.place.clone(), cause });
            (None, Summary::default())
        });
        done.counts.add(&counts);
        if self.options.dedup != Dedup::Off {
            done.output.end_document(article, article_end, counts);
        }
    }

    /// Reads a batch for its texts only. What is wrong with it is said by whoever annotates it.
    fn scan_texts(batch: Batch, done: &mut Done, cancelled: &AtomicBool) {
        let whole = guarded(|| {
            batch.read(&mut |read| {
                if let ReadEvent::Article(article) = read
                    && !cancelled.load(Ordering::Relaxed)
                {
                    done.output.end_document(&article, None, Summary::default());
                }
            });
        });
        if let Err(panic) = whole {
            log::debug!("a batch of others could not be read: {panic}");
        }
    }
}

/// The calling thread's end of a run.
struct Writer<'w> {
    sink: &'w mpsc::SyncSender<Delivery>,
    observer: &'w mut dyn Observer,
    dedup: Dedup,
    seen: Seen,
    /// How far the run is.
    progress: RunProgress,
    /// When this session began, and the seconds of those before.
    clock: (Instant, f64),
    /// The file whose replaced bytes were reported last: once per file is enough.
    replaced: Option<PathBuf>,
}

impl<'w> Writer<'w> {
    fn new(
        sink: &'w mpsc::SyncSender<Delivery>,
        observer: &'w mut dyn Observer,
        job: &Job<'_>,
        progress: RunProgress,
    ) -> Self {
        let clock = (Instant::now(), progress.seconds);
        Self { sink, observer, dedup: job.options.dedup, seen: Seen::default(), progress, clock, replaced: None }
    }

    fn write(&mut self, mut done: Done) -> Result<()> {
        for report in done.reports {
            match report {
                Report::Failed(error) => self.observer.failed(&error),
                Report::Warned(warning) => {
                    if warning.kind.is_per_file() {
                        if self.replaced.as_ref() == Some(&warning.place.path) {
                            continue;
                        }
                        self.replaced = Some(warning.place.path.clone());
                    }
                    self.observer.warned(&warning);
                }
            }
        }
        if self.dedup != Dedup::Off {
            let first = |hash, doc: &str| self.seen.first(hash, doc).map(str::to_owned);
            let (found, left_out) = done.output.without_duplicates(self.dedup == Dedup::Skip, first);
            done.counts.duplicates = found;
            done.counts.subtract(&left_out);
        }
        if done.replayed {
            self.observer.progressed(&self.progress.summary, done.consumed);
            return Ok(());
        }
        self.progress.position = Some(done.end);
        self.progress.batches += 1;
        self.progress.summary.add(&done.counts);
        self.progress.seconds = self.clock.1 + self.clock.0.elapsed().as_secs_f64();
        self.send(Delivery::Batch(done.output, self.progress.clone()))?;
        self.observer.progressed(&self.progress.summary, done.consumed);
        Ok(())
    }

    fn end(mut self, status: RunStatus) -> Result<()> {
        self.progress.seconds = self.clock.1 + self.clock.0.elapsed().as_secs_f64();
        let end = Delivery::End(self.progress.clone(), status);
        self.send(end)
    }

    fn send(&self, delivery: Delivery) -> Result<()> {
        // The sink's own error is reported in place of this one.
        let gone = || std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.sink.send(delivery).map_err(|_| Error::Output { target: "the output".to_owned(), source: gone() })
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
    fn work(article: &Article, _: &mut Workspace, output: &mut BatchOutput) -> (Option<usize>, Summary) {
        output.line(&format!("{} {}", article.id, article.text.len()));
        assert!(!article.text.contains("fall over"), "fell over {}", article.id);
        // Uneven work, so that batches finish out of order.
        thread::sleep(std::time::Duration::from_micros(article.text.len() as u64 % 300));
        (None, Summary { documents: 1, bytes: article.text.len() as u64, ..Summary::default() })
    }

    fn options(jobs: usize) -> Options {
        Options { jobs: NonZeroUsize::new(jobs).unwrap(), ..Options::new() }
    }

    fn run_on(dir: &Path, jobs: usize) -> (String, Vec<String>, Summary) {
        keep_panics_quiet();
        let memory = Memory::default();
        let mut sink = LineSink::new("memory", memory.clone());
        let mut source = InputReader::new(vec![dir.to_owned()], input::ReadOptions::default());
        let mut heard = Heard::default();
        let RunOutcome { summary, status } =
            run_with(&work, &mut source, &options(jobs), &mut sink, &mut heard).unwrap();
        assert_eq!(status, RunStatus::Done);
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
            let mut source = InputReader::new(vec![dir.path().to_owned()], input::ReadOptions::default());
            let mut sink = LineSink::new("closed", Closed);
            let error = run_with(&work, &mut source, &options(jobs), &mut sink, &mut ()).unwrap_err();
            assert!(error.is_broken_pipe());
        }
    }
}
