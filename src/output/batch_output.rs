//! The records of one batch, made by a worker in the layout that the sink wants.

use super::csv;
use crate::article::Article;
use crate::error::Error;
use crate::record::{self, Emit, ErrorRecord, Record as _, RecordKind, Records};
use crate::run::Summary;
use std::sync::{Arc, Mutex, PoisonError};

/// How a sink wants records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// JSON lines, all in one stream.
    Single,
    /// JSON lines, a stream for each type of record.
    PerType,
    /// Claims as comma-separated values, in one stream.
    Csv,
    /// Values, for the rows of a table.
    Rows,
}

impl Layout {
    /// Which of the streams a type of record is in.
    fn stream(self, kind: RecordKind) -> usize {
        if self == Self::PerType { kind as usize } else { 0 }
    }
}

const STREAMS: usize = RecordKind::EMITTED.len();

/// Buffers of lines that have been written, for the batches to come: touching fresh memory takes as long as making a third of
/// the lines.
#[derive(Debug, Clone, Default)]
pub struct LineBuffers(Arc<Mutex<Vec<Vec<u8>>>>);

/// Most buffers that wait to be used again, and the most bytes of each.
const MOST_BUFFERS: (usize, usize) = (8, 8 << 20);

impl LineBuffers {
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give(&self, mut lines: Vec<u8>) {
        lines.clear();
        let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if (1..=MOST_BUFFERS.1).contains(&lines.capacity()) && buffers.len() < MOST_BUFFERS.0 {
            buffers.push(lines);
        }
    }
}

/// The records of a batch, in input order.
#[derive(Debug)]
pub struct BatchOutput {
    layout: Layout,
    /// Whole lines: of each type of record, or all in the first.
    lines: [Vec<u8>; STREAMS],
    /// Whole documents.
    pub(super) rows: Vec<Records<'static>>,
    /// What could not be read or annotated.
    pub(super) failures: Vec<ErrorRecord<'static>>,
    /// The extent of each document, where duplicates are looked for.
    documents: Vec<DocumentOutput>,
    /// False for a batch that is another shard's: there are no records in it.
    pub(super) own: bool,
    /// Where its lines go in the end.
    buffers: LineBuffers,
}

/// One document in a [`BatchOutput`].
#[derive(Debug)]
struct DocumentOutput {
    doc: String,
    /// Of the text.
    hash: u128,
    /// Where its lines end, in each stream.
    ends: [usize; STREAMS],
    /// Where its article record ends in the stream of that; `None` where there is none.
    article_end: Option<usize>,
    /// Its counts; zero where it failed and has no records.
    counts: Summary,
}

/// How much is in a batch's output, to go back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutputSize {
    lines: [usize; STREAMS],
    rows: usize,
    documents: usize,
}

impl BatchOutput {
    /// An empty one; `weight` is the size of the batch in bytes.
    pub fn new(layout: Layout, weight: usize) -> Self {
        Self::with_buffers(layout, weight, &LineBuffers::default())
    }

    /// An empty one that takes its memory from `buffers`, and gives it back once it is written.
    pub(crate) fn with_buffers(layout: Layout, weight: usize, buffers: &LineBuffers) -> Self {
        let mut lines = [const { Vec::new() }; STREAMS];
        let used = match layout {
            Layout::Rows => 0,
            Layout::Single | Layout::Csv => 1,
            Layout::PerType => STREAMS,
        };
        lines[..used].fill_with(|| buffers.take());
        if used > 0 {
            lines[0].reserve(weight / 2);
        }
        let buffers = buffers.clone();
        Self { layout, lines, rows: Vec::new(), failures: Vec::new(), documents: Vec::new(), own: true, buffers }
    }

    /// Its lines are written: their memory may be used again.
    pub(super) fn recycle(self) {
        self.lines.into_iter().for_each(|lines| self.buffers.give(lines));
    }

    /// That of a batch that is left to another shard, or was written before.
    pub fn of_others(layout: Layout) -> Self {
        Self { own: false, ..Self::new(layout, 0) }
    }

    /// How the sink wants records.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The lines of a type of record, where each type has its own stream.
    pub(super) fn lines(&self, kind: RecordKind) -> &[u8] {
        self.lines.get(self.layout.stream(kind)).map_or(&[], Vec::as_slice)
    }

    /// The lines of all records, where they are in one stream.
    pub(super) fn all_lines(&self) -> &[u8] {
        &self.lines[0]
    }

    /// Adds the records of a document as values, for [`Layout::Rows`].
    pub(crate) fn add_rows(&mut self, records: Records<'static>) {
        self.rows.push(records);
    }

    /// Adds the records of a document as lines. Returns where its article record ends.
    pub(crate) fn add_lines(&mut self, records: &Records<'_>, emit: Emit) -> Option<usize> {
        if self.layout == Layout::Csv {
            csv::write(records, &mut self.lines[0]);
            return None;
        }
        let article_end = emit.articles.then(|| {
            let lines = self.stream(RecordKind::Article);
            records.article.write(lines);
            lines.len()
        });
        records.sentences.iter().for_each(|sentence| sentence.write(self.stream(RecordKind::Sentence)));
        records.mentions.iter().for_each(|mention| mention.write(self.stream(RecordKind::Mention)));
        records.claims.iter().for_each(|claim| claim.write(self.stream(RecordKind::Claim)));
        article_end
    }

    fn stream(&mut self, kind: RecordKind) -> &mut Vec<u8> {
        &mut self.lines[self.layout.stream(kind)]
    }

    /// Remembers which document the records since the last call belong to, for [`BatchOutput::without_duplicates`]. Also
    /// called for an article that has none.
    pub(crate) fn end_document(&mut self, article: &Article, article_end: Option<usize>, counts: Summary) {
        let hash = record::text_hash_bits(&article.text);
        let ends = self.lines.each_ref().map(Vec::len);
        self.documents.push(DocumentOutput { doc: article.id.clone(), hash, ends, article_end, counts });
    }

    /// Adds what could not be read or annotated.
    pub(crate) fn fail(&mut self, error: &Error) {
        self.failures.push(ErrorRecord::of(error));
    }

    /// Adds a line to the first stream, without a line feed.
    #[cfg(test)]
    pub(crate) fn line(&mut self, line: &str) {
        self.lines[0].extend_from_slice(line.as_bytes());
        self.lines[0].push(b'\n');
    }

    pub(crate) fn size(&self) -> OutputSize {
        let lines = self.lines.each_ref().map(Vec::len);
        OutputSize { lines, rows: self.rows.len(), documents: self.documents.len() }
    }

    /// Takes back what was added since its size was `size`.
    pub(crate) fn truncate(&mut self, size: OutputSize) {
        for (lines, length) in self.lines.iter_mut().zip(size.lines) {
            lines.truncate(length);
        }
        self.rows.truncate(size.rows);
        self.documents.truncate(size.documents);
    }

    /// Marks the documents for which `first` knows an earlier one with the same text (by its hash), or leaves them out.
    /// Returns how many there were, and the counts of those that were left out.
    pub(crate) fn without_duplicates(
        &mut self,
        skip: bool,
        mut first: impl FnMut(u128, &str) -> Option<String>,
    ) -> (u64, Summary) {
        let (mut found, mut left_out) = (0, Summary::default());
        let mut firsts = Vec::with_capacity(self.documents.len());
        let documents = std::mem::take(&mut self.documents);
        for document in &documents {
            let known = first(document.hash, &document.doc);
            if known.is_some() && document.counts.documents > 0 {
                found += 1;
                if skip {
                    left_out.add(&document.counts);
                }
            }
            firsts.push(known);
        }
        if found == 0 {
            return (0, left_out);
        }
        if self.layout == Layout::Rows {
            let written = |document: &DocumentOutput| document.counts.documents > 0;
            let mut firsts = documents.iter().zip(firsts).filter(|(one, _)| written(one)).map(|(_, first)| first);
            self.rows.retain_mut(|records| {
                records.article.duplicate_of = firsts.next().flatten().map(Into::into);
                !skip || records.article.duplicate_of.is_none()
            });
        } else {
            self.rewrite_lines(skip, &documents, &firsts);
        }
        (found, left_out)
    }

    /// The lines again, with the duplicates marked or left out; `firsts` has the first document with the same text of each.
    fn rewrite_lines(&mut self, skip: bool, documents: &[DocumentOutput], firsts: &[Option<String>]) {
        let old = std::mem::take(&mut self.lines);
        let mut start = [0; STREAMS];
        for (document, first) in documents.iter().zip(firsts) {
            for (stream, lines) in old.iter().enumerate() {
                let mut from = start[stream];
                let article_end = document.article_end.filter(|&end| (from..=document.ends[stream]).contains(&end));
                match (first, article_end) {
                    (Some(_), _) if skip => continue,
                    (Some(first), Some(end)) if stream == self.layout.stream(RecordKind::Article) => {
                        self.lines[stream].extend_from_slice(&lines[from..end]);
                        record::append_key(&mut self.lines[stream], "duplicate_of", first);
                        from = end;
                    }
                    _ => {}
                }
                self.lines[stream].extend_from_slice(&lines[from..document.ends[stream]]);
            }
            start = document.ends;
        }
    }
}
