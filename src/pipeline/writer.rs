//! Hands processed batches to the sink, in input order, and reports to the observer.

use super::job::{BatchReport, ProcessedBatch};
use super::{duplicates::SeenTexts, observer::Observer, options::Dedup};
use crate::error::{Error, Result};
use crate::output::{BatchOutput, RunStatus, Sink};
use crate::run::RunProgress;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Instant;

/// What the sink's thread receives.
pub(super) enum SinkMessage {
    Batch(BatchOutput, RunProgress),
    End(RunProgress, RunStatus),
}

/// The sink's thread: writes until the end of the run, or until the calling thread has failed.
pub(super) fn write_all(sink: &mut dyn Sink, receive: &Receiver<SinkMessage>) -> Result<()> {
    while let Ok(delivery) = receive.recv() {
        match delivery {
            SinkMessage::Batch(output, progress) => sink.write(output, &progress)?,
            SinkMessage::End(progress, status) => return sink.finish(&progress, status),
        }
    }
    Ok(())
}

/// The calling thread's side of the sink.
pub(super) struct BatchWriter<'w> {
    sink: &'w SyncSender<SinkMessage>,
    pub(super) observer: &'w mut dyn Observer,
    dedup: Dedup,
    seen: SeenTexts,
    /// How far the run is.
    pub(super) progress: RunProgress,
    /// When this session began, and the seconds of earlier sessions.
    clock: (Instant, f64),
    /// The last file with a warning that concerns the whole file, which is given once.
    warned: Option<PathBuf>,
}

impl<'w> BatchWriter<'w> {
    pub(super) fn new(
        sink: &'w SyncSender<SinkMessage>,
        observer: &'w mut dyn Observer,
        dedup: Dedup,
        progress: RunProgress,
    ) -> Self {
        let clock = (Instant::now(), progress.seconds);
        Self { sink, observer, dedup, seen: SeenTexts::default(), progress, clock, warned: None }
    }

    pub(super) fn write(&mut self, mut done: ProcessedBatch) -> Result<()> {
        for report in done.reports {
            match report {
                BatchReport::Failed(error) => self.observer.failed(&error),
                BatchReport::Warned(warning) => {
                    if warning.kind.is_per_file() {
                        if self.warned.as_ref() == Some(&warning.place.path) {
                            continue;
                        }
                        self.warned = Some(warning.place.path.clone());
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
        if !done.replayed {
            self.progress.position = Some(done.end);
            self.progress.batches += 1;
            self.progress.summary.add(&done.counts);
            self.stop_clock();
            self.send(SinkMessage::Batch(done.output, self.progress.clone()))?;
        }
        self.observer.progressed(&self.progress.summary, done.consumed);
        Ok(())
    }

    /// Reports files that have changed; `output`, where it is given, is to hold them for the sink.
    pub(super) fn fail(&mut self, errors: &[Error], output: Option<BatchOutput>) -> Result<()> {
        for error in errors {
            self.observer.failed(error);
        }
        self.progress.summary.unread += errors.len() as u64;
        let Some(mut output) = output.filter(|_| !errors.is_empty()) else { return Ok(()) };
        for error in errors {
            output.fail(error);
        }
        self.send(SinkMessage::Batch(output, self.progress.clone()))
    }

    pub(super) fn end(mut self, status: RunStatus) -> Result<()> {
        self.stop_clock();
        let end = SinkMessage::End(self.progress.clone(), status);
        self.send(end)
    }

    fn stop_clock(&mut self) {
        self.progress.seconds = self.clock.1 + self.clock.0.elapsed().as_secs_f64();
    }

    fn send(&self, delivery: SinkMessage) -> Result<()> {
        // The receiver is gone only if the sink has failed, and then its error is the one reported.
        let gone = || std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.sink.send(delivery).map_err(|_| Error::output("the output", gone()))
    }
}
