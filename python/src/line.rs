//! Articles on their way through the stages: chunks of them go to the threads of a pool, and what becomes of each comes back in
//! order. At most `4 × threads` chunks are out at any time, so that an endless iterable is no matter, and while Python looks
//! at the results of one chunk the next ones are being worked on.

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
use whosaid::input::ReadOptions;
use whosaid::input::rows::{ArrowRows, RecordOrigin, RefusedRecord};

/// An article, or why there is none.
pub(crate) type Read = Result<Article, Box<RefusedRecord>>;

/// Articles that a thread takes at once.
pub(crate) enum Chunk {
    Read(Vec<Read>),
    Rows { rows: Arc<ArrowRows>, batch: RecordBatch, range: Range<usize>, first: u64 },
}

impl Chunk {
    /// Hands on each.
    pub(crate) fn read(self, each: &mut dyn FnMut(Read)) {
        match self {
            Self::Read(all) => all.into_iter().for_each(each),
            Self::Rows { rows, batch, range, first } => rows.read(&batch, range, first, each),
        }
    }
}

/// Where articles come from.
pub(crate) enum Feed {
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
}

impl Feed {
    /// The next articles: about `size` bytes of them, and at least one.
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
                    // An empty article is some work too.
                    bytes += read.as_ref().map_or(0, |article| article.text.len()) + 256;
                    all.push(read);
                }
                Ok((!all.is_empty()).then_some(Chunk::Read(all)))
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
        }
    }
}

/// Chunks on their way.
pub(crate) struct Line<T> {
    feed: Feed,
    size: usize,
    pool: Arc<ThreadPool>,
    work: Arc<dyn Fn(Chunk) -> T + Send + Sync>,
    window: VecDeque<Receiver<T>>,
    cancelled: Arc<AtomicBool>,
    /// What the feed ended with, once what came before has been handed out.
    failed: Option<PyErr>,
    ended: bool,
}

impl<T: Send + 'static> Line<T> {
    pub(crate) fn new(
        feed: Feed,
        size: usize,
        pool: Arc<ThreadPool>,
        work: impl Fn(Chunk) -> T + Send + Sync + 'static,
    ) -> Self {
        let (window, cancelled) = (VecDeque::new(), Arc::default());
        Self { feed, size, pool, work: Arc::new(work), window, cancelled, failed: None, ended: false }
    }

    /// What became of the next chunk.
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
                    return Err(PyRuntimeError::new_err("a bug in whosaid, please report it: a thread has ended"));
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
                // Nobody may want it any more.
                let _ = send.send(work(chunk));
            }
        });
        self.window.push_back(receive);
    }
}

impl<T> Drop for Line<T> {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
