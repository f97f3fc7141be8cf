//! Sends chunks of articles to a thread pool and returns the results in order. At most `4 × threads` chunks are in flight, so
//! that an endless iterable is fine, and the next chunks are processed while Python looks at the results of one.

use crate::items;
use arrow_array::{Array, RecordBatch, ffi_stream::RecordBatchStreamReader};
use pyo3::exceptions::{PyOSError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyIterator;
use rayon::ThreadPool;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;
use whosaid::article::Article;
use whosaid::input::rows::{ArrowRows, RecordOrigin, RefusedRecord};
use whosaid::input::{Batch, InputReader, ReadEvent, ReadOptions};

/// Articles that a thread processes at a time.
pub(crate) enum Chunk {
    Articles(Vec<Result<Article, Box<RefusedRecord>>>),
    Rows { rows: Arc<ArrowRows>, batch: RecordBatch, range: Range<usize>, first: u64 },
    Files(Batch),
}

impl Chunk {
    /// Hands each article to `each`.
    pub(crate) fn read(self, each: &mut dyn FnMut(Result<Article, Box<RefusedRecord>>)) {
        match self {
            Self::Articles(all) => all.into_iter().for_each(each),
            Self::Rows { rows, batch, range, first } => rows.read(&batch, range, first, each),
            // Batches wait for those before them, which the pool has started before.
            Self::Files(batch) => batch.read(&mut |event| match event {
                ReadEvent::Article(article) => each(Ok(article)),
                ReadEvent::Failed(error) => each(Err(Box::new(RefusedRecord { doc: None, error }))),
                // What matters is also in the article's warnings.
                ReadEvent::Warned(_) => {}
            }),
        }
    }
}

/// Where articles come from.
pub(crate) enum ArticleFeed {
    Items {
        items: Py<PyIterator>,
        origin: RecordOrigin,
        options: ReadOptions,
        number: u64,
        failed: Option<PyErr>,
    },
    Table {
        reader: Box<RecordBatchStreamReader>,
        rows: Arc<ArrowRows>,
        batch: Option<(RecordBatch, usize)>,
        number: u64,
    },
    Files(Box<InputReader>),
}

impl ArticleFeed {
    /// The next articles: about `size` bytes, and at least one article.
    fn next(&mut self, py: Python<'_>, size: usize) -> PyResult<Option<Chunk>> {
        match self {
            Self::Items { items, origin, options, number, failed } => {
                if let Some(error) = failed.take() {
                    return Err(error);
                }
                let (mut all, mut bytes) = (Vec::new(), 0);
                let mut items = items.bind(py).clone();
                while bytes < size {
                    let Some(item) = items.next() else { break };
                    let item = match item {
                        Ok(item) => item,
                        Err(error) if all.is_empty() => return Err(error),
                        // Those before it first.
                        Err(error) => {
                            *failed = Some(error);
                            break;
                        }
                    };
                    *number += 1;
                    let read = items::article(&item, origin, *number, options);
                    // Empty articles count for something too.
                    bytes += read.as_ref().map_or(0, |article| article.text.len()) + 256;
                    all.push(read);
                }
                Ok((!all.is_empty()).then_some(Chunk::Articles(all)))
            }
            Self::Table { reader, rows, batch, number } => {
                let (current, start) = loop {
                    if let Some((current, start)) = batch.take()
                        && start < current.num_rows()
                    {
                        break (current, start);
                    }
                    match py.detach(|| reader.next()) {
                        None => return Ok(None),
                        Some(Ok(next)) => *batch = Some((next, 0)),
                        Some(Err(error)) => {
                            return Err(PyOSError::new_err(format!("the table cannot be read: {error}")));
                        }
                    }
                };
                let columns = current.columns().iter();
                let bytes: usize = columns.filter_map(|column| column.to_data().get_slice_memory_size().ok()).sum();
                let a_row = bytes / current.num_rows().max(1) + 256;
                let end = (start + (size / a_row).max(1)).min(current.num_rows());
                *batch = Some((current.clone(), end));
                let first = *number + 1;
                *number += (end - start) as u64;
                Ok(Some(Chunk::Rows { rows: Arc::clone(rows), batch: current, range: start..end, first }))
            }
            Self::Files(reader) => Ok(py.detach(|| reader.next_batch()).map(Chunk::Files)),
        }
    }
}

/// Chunks being processed.
pub(crate) struct WorkQueue<T> {
    feed: ArticleFeed,
    size: usize,
    pool: Arc<ThreadPool>,
    work: Arc<dyn Fn(Chunk) -> T + Send + Sync>,
    window: VecDeque<Receiver<T>>,
    cancelled: Arc<AtomicBool>,
    /// The error that ended the feed, raised after the results before it.
    failed: Option<PyErr>,
    ended: bool,
}

impl<T: Send + 'static> WorkQueue<T> {
    pub(crate) fn new(
        feed: ArticleFeed,
        size: usize,
        pool: Arc<ThreadPool>,
        work: impl Fn(Chunk) -> T + Send + Sync + 'static,
    ) -> Self {
        let (window, cancelled) = (VecDeque::new(), Arc::default());
        Self { feed, size, pool, work: Arc::new(work), window, cancelled, failed: None, ended: false }
    }

    /// The result of the next chunk.
    pub(crate) fn next(&mut self, py: Python<'_>) -> PyResult<Option<T>> {
        while !self.ended && self.window.len() < 4 * self.pool.current_num_threads() {
            match self.feed.next(py, self.size) {
                Ok(Some(chunk)) => self.send(chunk),
                Ok(None) => self.ended = true,
                Err(error) => (self.ended, self.failed) = (true, Some(error)),
            }
        }
        let Some(mut receiver) = self.window.pop_front() else {
            return self.failed.take().map_or(Ok(None), Err);
        };
        loop {
            let outcome = py.detach(move || (receiver.recv_timeout(Duration::from_millis(100)), receiver));
            match outcome {
                (Ok(done), _) => return Ok(Some(done)),
                (Err(RecvTimeoutError::Disconnected), _) => {
                    return Err(PyRuntimeError::new_err("a worker thread ended unexpectedly; please report this bug"));
                }
                (Err(RecvTimeoutError::Timeout), again) => receiver = again,
            }
            py.check_signals()?;
        }
    }

    fn send(&mut self, chunk: Chunk) {
        let (send, receive) = sync_channel(1);
        let (work, cancelled) = (Arc::clone(&self.work), Arc::clone(&self.cancelled));
        self.pool.spawn(move || {
            if !cancelled.load(Ordering::Relaxed) {
                // The receiver may be gone.
                let _ = send.send(work(chunk));
            }
        });
        self.window.push_back(receive);
    }
}

impl<T> Drop for WorkQueue<T> {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
