//! What a worker does with one batch.

use super::options::{Dedup, PipelineOptions};
use super::workspace::Workspace;
use crate::article::Article;
use crate::deadline::{Abandoned, StopSignal, start_clock, stop_clock, with_deadline};
use crate::error::Error;
use crate::input::{Batch, Position, ReadEvent, Warning, WarningKind};
use crate::output::{BatchOutput, Layout, LineBuffers};
use crate::run::Summary;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// The work on one article: appends its records to the output.
pub(super) type Work<'w> = &'w (dyn Fn(&Article, &mut Workspace, &mut BatchOutput) -> ProcessedArticle + Sync);

/// What became of one article.
#[derive(Default)]
pub(super) struct ProcessedArticle {
    /// Where its article record ends in the output.
    pub(super) article_end: Option<usize>,
    pub(super) counts: Summary,
    pub(super) warning: Option<WarningKind>,
}

/// A batch after the work on it.
pub(super) struct ProcessedBatch {
    pub(super) output: BatchOutput,
    pub(super) reports: Vec<BatchReport>,
    pub(super) counts: Summary,
    pub(super) end: Position,
    pub(super) consumed: u64,
    /// True if an earlier session of the run wrote this batch.
    pub(super) replayed: bool,
    /// True if the run was asked to stop before the batch was done: it is not written.
    pub(super) given_up: bool,
}

/// Something for the observer.
pub(super) enum BatchReport {
    Failed(Error),
    Warned(Warning),
}

impl ProcessedBatch {
    fn fail(&mut self, error: Error) {
        match error {
            Error::Record { .. } => self.counts.failed += 1,
            _ => self.counts.unread += 1,
        }
        self.output.fail(&error);
        self.reports.push(BatchReport::Failed(error));
    }
}

/// The work on every batch of a run.
pub(super) struct BatchJob<'w> {
    pub(super) work: Work<'w>,
    pub(super) layout: Layout,
    pub(super) options: PipelineOptions,
    /// Number of batches that an earlier session wrote. They are read again only to know their ids and texts.
    pub(super) replayed: u64,
    pub(super) stop: StopSignal,
    pub(super) memory: SpareMemory,
}

/// Memory of batches that are done, for those to come.
#[derive(Default)]
pub(super) struct SpareMemory {
    workspaces: Mutex<Vec<Workspace>>,
    lines: LineBuffers,
}

impl SpareMemory {
    fn workspace(&self) -> Workspace {
        self.workspaces.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn keep(&self, workspace: Workspace) {
        if workspace.is_small() {
            self.workspaces.lock().unwrap_or_else(PoisonError::into_inner).push(workspace);
        }
    }
}

impl BatchJob<'_> {
    /// Works through a batch. A panic becomes the error of the article that caused it.
    pub(super) fn process(&self, number: u64, batch: Batch, cancelled: &AtomicBool) -> ProcessedBatch {
        let replayed = number < self.replayed;
        let own = !replayed && self.options.shard.is_none_or(|shard| shard.has(number));
        let output = if own {
            BatchOutput::with_buffers(self.layout, batch.weight(), &self.memory.lines)
        } else {
            BatchOutput::of_others(self.layout)
        };
        let (end, consumed) = (batch.end().clone(), batch.consumed());
        let mut done = ProcessedBatch {
            output,
            reports: Vec::new(),
            counts: Summary::default(),
            end,
            consumed,
            replayed,
            given_up: false,
        };
        if own {
            self.annotate(batch, &mut done, cancelled);
        } else {
            self.scan(batch, &mut done, cancelled);
        }
        done
    }

    fn annotate(&self, batch: Batch, done: &mut ProcessedBatch, cancelled: &AtomicBool) {
        let mut workspace = self.memory.workspace();
        let limit = self.options.time_limit;
        start_clock(limit, &self.stop);
        batch.read(&mut |read| {
            done.given_up |= self.stop.has_passed();
            match read {
                _ if done.given_up || cancelled.load(Ordering::Relaxed) => {}
                ReadEvent::Article(article) => self.article(&article, &mut workspace, done),
                ReadEvent::Failed(error) => done.fail(error),
                ReadEvent::Warned(warning) => done.reports.push(BatchReport::Warned(warning)),
            }
            // Reading a record counts as work on it.
            start_clock(limit, &self.stop);
        });
        stop_clock();
        self.memory.keep(workspace);
    }

    fn article(&self, article: &Article, workspace: &mut Workspace, done: &mut ProcessedBatch) {
        let before = done.output.size();
        let limit = self.options.time_limit;
        let written = with_deadline(limit, || (self.work)(article, workspace, &mut done.output));
        let written = written.unwrap_or_else(|abandoned| {
            // Its state is unknown after a panic.
            *workspace = Workspace::default();
            if matches!(abandoned, Abandoned::Stopped) {
                done.given_up = true;
                return ProcessedArticle::default();
            }
            let cause = abandoned.cause(limit);
            done.output.truncate(before);
            done.fail(Error::Record { place: article.place.clone(), cause });
            ProcessedArticle::default()
        });
        let ProcessedArticle { article_end, counts, warning } = written;
        done.counts.add(&counts);
        if let Some(kind) = warning {
            done.reports.push(BatchReport::Warned(Warning { place: article.place.clone(), kind }));
        }
        if self.options.dedup != Dedup::Off {
            done.output.end_document(article, article_end, counts);
        }
    }

    /// Reads a batch that is not ours, only to know its ids and texts. Whoever annotates it reports its errors.
    fn scan(&self, batch: Batch, done: &mut ProcessedBatch, cancelled: &AtomicBool) {
        batch.read(&mut |read| {
            if let ReadEvent::Article(article) = read
                && self.options.dedup != Dedup::Off
                && !cancelled.load(Ordering::Relaxed)
            {
                done.output.end_document(&article, None, Summary::default());
            }
        });
    }
}
