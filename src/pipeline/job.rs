//! What a worker does with one batch.

use super::options::{Dedup, PipelineOptions};
use super::workspace::Workspace;
use crate::article::Article;
use crate::deadline::with_deadline;
use crate::error::Error;
use crate::input::{Batch, Position, ReadEvent, Warning};
use crate::output::{BatchOutput, Layout};
use crate::run::Summary;
use std::sync::atomic::{AtomicBool, Ordering};

/// The work on one article: appends its records to the output, and returns the end of its article record and its counts.
pub(super) type Work<'w> = &'w (dyn Fn(&Article, &mut Workspace, &mut BatchOutput) -> (Option<usize>, Summary) + Sync);

/// A batch after the work on it.
pub(super) struct ProcessedBatch {
    pub(super) output: BatchOutput,
    pub(super) reports: Vec<BatchReport>,
    pub(super) counts: Summary,
    pub(super) end: Position,
    pub(super) consumed: u64,
    /// True if an earlier session of the run wrote this batch.
    pub(super) replayed: bool,
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
}

impl BatchJob<'_> {
    /// Works through a batch. A panic becomes the error of the article that caused it.
    pub(super) fn process(&self, number: u64, batch: Batch, cancelled: &AtomicBool) -> ProcessedBatch {
        let replayed = number < self.replayed;
        let own = !replayed && self.options.shard.is_none_or(|shard| shard.has(number));
        let output =
            if own { BatchOutput::new(self.layout, batch.weight()) } else { BatchOutput::of_others(self.layout) };
        let (end, consumed) = (batch.end().clone(), batch.consumed());
        let mut done =
            ProcessedBatch { output, reports: Vec::new(), counts: Summary::default(), end, consumed, replayed };
        if own {
            self.annotate(batch, &mut done, cancelled);
        } else {
            self.scan(batch, &mut done, cancelled);
        }
        done
    }

    fn annotate(&self, batch: Batch, done: &mut ProcessedBatch, cancelled: &AtomicBool) {
        let mut workspace = Workspace::default();
        batch.read(&mut |read| match read {
            _ if cancelled.load(Ordering::Relaxed) => {}
            ReadEvent::Article(article) => self.article(&article, &mut workspace, done),
            ReadEvent::Failed(error) => done.fail(error),
            ReadEvent::Warned(warning) => done.reports.push(BatchReport::Warned(warning)),
        });
    }

    fn article(&self, article: &Article, workspace: &mut Workspace, done: &mut ProcessedBatch) {
        let before = done.output.size();
        let limit = self.options.time_limit;
        let written = with_deadline(limit, || (self.work)(article, workspace, &mut done.output));
        let (article_end, counts) = written.unwrap_or_else(|abandoned| {
            let cause = abandoned.cause(limit);
            done.output.truncate(before);
            done.fail(Error::Record { place: article.place.clone(), cause });
            (None, Summary::default())
        });
        done.counts.add(&counts);
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
