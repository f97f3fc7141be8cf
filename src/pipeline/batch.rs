//! A run: the stages over many articles, in parallel, with the output in input order and bounded memory.
//!
//! The calling thread asks the [`InputReader`] for batches and puts the results in order. Workers do everything in between, and
//! another thread writes to the [`Sink`]. At most `4 × jobs` batches or 64 MiB of input are in progress at any time, including
//! results that wait for their turn, and at most [`QUEUE`] more wait for the sink. The reader alone decides where a batch ends,
//! and batches are written in its order, so the output does not depend on the number of jobs.

use super::job::{BatchJob, ProcessedArticle, ProcessedBatch, SpareMemory, Work};
use super::observer::{Observer, RunOutcome};
use super::options::PipelineOptions;
use super::writer::{BatchWriter, write_all};
use super::{records::add_records, workspace::Workspace};
use crate::article::Article;
use crate::deadline::StopSignal;
use crate::error::{Error, Result};
use crate::input::{Batch, InputReader, Position};
use crate::output::{BatchOutput, RunStatus, Sink};
use crate::resources::Resources;
use crate::run::Summary;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

/// Runs the stages over all articles of `source` and writes their records to `sink`, in input order. If the sink resumes an
/// interrupted run, what it has is read again, but not annotated, and the run continues from there.
///
/// # Errors
/// Only what ends the run: [`Error::Output`] (see [`Error::is_broken_pipe`]), [`Error::Database`], [`Error::Threads`], and
/// [`Error::Input`] if the inputs of an interrupted run have changed. A failing article or file is reported to `observer` and
/// counted in the summary.
pub fn run(
    source: &mut InputReader,
    resources: &Resources,
    options: &PipelineOptions,
    sink: &mut dyn Sink,
    observer: &mut dyn Observer,
) -> Result<RunOutcome> {
    let depth = options.depth();
    let work = |article: &Article, workspace: &mut Workspace, output: &mut BatchOutput| {
        let mut doc = workspace.annotate(article, resources, depth);
        let left_out = options.classes.keep_only(&mut doc.claims);
        let (article_end, warning) = add_records(output, &doc, resources, options.emit, options.offsets);
        let counts = Summary {
            documents: 1,
            bytes: article.text.len() as u64,
            sentences: doc.sentences.len() as u64,
            mentions: doc.mentions.len() as u64,
            claims: doc.claims.len() as u64,
            left_out,
            ..Summary::default()
        };
        workspace.keep(doc);
        ProcessedArticle { article_end, counts, warning }
    };
    run_with(&work, source, options, sink, observer)
}

/// Batches that may wait for the sink.
const QUEUE: usize = 4;

fn run_with(
    work: Work<'_>,
    source: &mut InputReader,
    options: &PipelineOptions,
    sink: &mut dyn Sink,
    observer: &mut dyn Observer,
) -> Result<RunOutcome> {
    let start = sink.start();
    // Ids and texts that are known are not stored anywhere, so a resumed run reads the earlier batches again.
    let stop = StopSignal::new(observer.stop_request());
    let job = BatchJob {
        work,
        layout: sink.layout(),
        options: *options,
        replayed: start.batches,
        stop,
        memory: SpareMemory::default(),
    };
    let resumed = start.position.clone().map(|position| (start.batches, position));
    let mut reader = NumberedSource { source, resumed, batches: 0, status: RunStatus::Done };
    let (send, receive) = mpsc::sync_channel(QUEUE);
    thread::scope(|scope| {
        let writing = scope.spawn(move || write_all(sink, &receive));
        let mut writer = BatchWriter::new(&send, observer, options.dedup, start);
        let fed = if options.jobs.get() == 1 {
            one_by_one(&job, &mut reader, &mut writer)
        } else {
            in_parallel(&job, &mut reader, &mut writer)
        };
        let fed = fed.and_then(|()| match reader.status {
            RunStatus::Interrupted => Ok(()),
            RunStatus::Done => {
                // The files of a shard hold nothing but its batches.
                let output = options.shard.is_none().then(|| BatchOutput::new(job.layout, 0));
                writer.fail(&reader.source.changed_files(), output)
            }
        });
        let summary = writer.progress.summary;
        let ended = fed.and_then(|()| writer.end(reader.status));
        drop(send);
        // If the sink failed, its error is the cause of the others.
        match writing.join() {
            Ok(written) => written?,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        ended?;
        Ok(RunOutcome { summary, status: reader.status })
    })
}

/// The source, with its batches numbered.
struct NumberedSource<'s> {
    source: &'s mut InputReader,
    /// How many batches the interrupted run had read, and where that was.
    resumed: Option<(u64, Position)>,
    batches: u64,
    status: RunStatus,
}

impl NumberedSource<'_> {
    fn next(&mut self, observer: &mut dyn Observer) -> Result<Option<(u64, Batch)>> {
        if self.status == RunStatus::Interrupted || observer.wants_to_stop() {
            self.status = RunStatus::Interrupted;
            return Ok(None);
        }
        let batch = self.source.next_batch();
        if let Some((batches, position)) = &self.resumed
            && (*batches == self.batches + 1 || batch.is_none())
        {
            let cause = match &batch {
                Some(batch) => batch.end().differs_from(position),
                None => Some("there are fewer inputs now".to_owned()),
            };
            let path = PathBuf::from(&position.identity.path);
            self.resumed = None;
            if let Some(cause) = cause {
                let cause = format!("cannot resume the interrupted run: {cause}");
                return Err(Error::Input { path, cause });
            }
        }
        let Some(batch) = batch else { return Ok(None) };
        let number = self.batches;
        self.batches += 1;
        Ok(Some((number, batch)))
    }
}

fn one_by_one(job: &BatchJob<'_>, reader: &mut NumberedSource<'_>, writer: &mut BatchWriter<'_>) -> Result<()> {
    let never = AtomicBool::new(false);
    while let Some((number, batch)) = reader.next(writer.observer)? {
        let done = job.process(number, batch, &never);
        if done.given_up {
            reader.status = RunStatus::Interrupted;
            break;
        }
        writer.write(done)?;
    }
    Ok(())
}

/// Bytes of input in progress, exceeded by at most one batch.
const MAX_IN_FLIGHT: usize = 64 << 20;

fn in_parallel(job: &BatchJob<'_>, reader: &mut NumberedSource<'_>, writer: &mut BatchWriter<'_>) -> Result<()> {
    let jobs = job.options.jobs.get();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .thread_name(|index| format!("worker-{index}"))
        .build()
        .map_err(|error| Error::Threads { cause: error.to_string() })?;
    let cancelled = &AtomicBool::new(false);
    let (send, receive) = mpsc::channel();
    pool.in_place_scope(|scope| {
        // The batches in progress, in input order, each with its weight; `None` until its worker is done.
        let mut window: VecDeque<(usize, Option<ProcessedBatch>)> = VecDeque::with_capacity(4 * jobs);
        let (mut first, mut in_flight) = (0, 0);
        loop {
            while window.len() < 4 * jobs && in_flight < MAX_IN_FLIGHT {
                let next = reader.next(writer.observer).inspect_err(|_| cancelled.store(true, Ordering::Relaxed))?;
                let Some((number, batch)) = next else { break };
                let index = first + window.len();
                in_flight += batch.weight();
                window.push_back((batch.weight(), None));
                let send = send.clone();
                scope.spawn(move |_| {
                    // The receiver is gone only if the run has failed; then the result is not needed.
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
                if done.given_up {
                    cancelled.store(true, Ordering::Relaxed);
                    reader.status = RunStatus::Interrupted;
                    return Ok(());
                }
                if let Err(error) = writer.write(done) {
                    cancelled.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{self, Warning};
    use crate::output::LineSink;
    use crate::pipeline::keep_panics_quiet;
    use std::io::{self, Write};
    use std::num::NonZeroUsize;
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
    fn work(article: &Article, _: &mut Workspace, output: &mut BatchOutput) -> ProcessedArticle {
        output.line(&format!("{} {}", article.id, article.text.len()));
        assert!(!article.text.contains("fall over"), "fell over {}", article.id);
        // Uneven work, so that batches finish out of order.
        thread::sleep(std::time::Duration::from_micros(article.text.len() as u64 % 300));
        let counts = Summary { documents: 1, bytes: article.text.len() as u64, ..Summary::default() };
        ProcessedArticle { counts, ..ProcessedArticle::default() }
    }

    fn options(jobs: usize) -> PipelineOptions {
        PipelineOptions { jobs: NonZeroUsize::new(jobs).unwrap(), ..PipelineOptions::default() }
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
        assert!(panic.contains("this is a bug in whosaid, please report it: fell over b:14"), "{panic}");
        for jobs in [2, 8] {
            assert!(run_on(dir.path(), jobs) == one, "{jobs} jobs");
        }
    }

    /// Asks the run to stop as soon as it has begun.
    struct Stopping(Arc<AtomicBool>);

    impl Observer for Stopping {
        fn stop_request(&self) -> Option<Arc<AtomicBool>> {
            Some(Arc::clone(&self.0))
        }
    }

    #[test]
    fn work_without_end_ends_when_the_run_is_to_stop() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "The harbour reopened.").unwrap();
        let endless = |_: &Article, _: &mut Workspace, _: &mut BatchOutput| -> ProcessedArticle {
            loop {
                crate::deadline::check_deadline();
            }
        };
        for jobs in [1, 4] {
            let memory = Memory::default();
            let mut sink = LineSink::new("memory", memory.clone());
            let mut source = InputReader::new(vec![dir.path().to_owned()], input::ReadOptions::default());
            let begun = std::time::Instant::now();
            let mut observer = Stopping(Arc::new(AtomicBool::new(true)));
            let outcome = run_with(&endless, &mut source, &options(jobs), &mut sink, &mut observer).unwrap();
            assert_eq!((outcome.status, outcome.summary), (RunStatus::Interrupted, Summary::default()));
            assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
            assert!(memory.0.lock().unwrap().is_empty());
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
