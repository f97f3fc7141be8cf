//! The records of one batch, made by a worker in the form that the sink wants.

use super::Summary;
use crate::document::Document;
use crate::error::Error;
use crate::record::{self, Emit, Failure, OffsetUnit, Records};
use crate::{Resources, article::Article};
#[cfg(test)]
use std::io::Write as _;

/// What a sink wants records as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON lines, all in one stream.
    Lines,
    /// JSON lines, a stream for each type of record.
    Files,
    /// Values.
    Rows,
}

/// Which of the streams of [`Form::Files`] a type of record is in. [`Form::Lines`] uses the first only.
pub(super) const CLAIMS: usize = 0;
pub(super) const MENTIONS: usize = 1;
pub(super) const SENTENCES: usize = 2;
pub(super) const ARTICLES: usize = 3;
const STREAMS: usize = 4;

/// The records of a batch, in input order.
#[derive(Debug)]
pub struct Parcel {
    form: Form,
    /// Whole lines.
    pub(super) lines: [Vec<u8>; STREAMS],
    /// Whole documents.
    pub(super) rows: Vec<Records<'static>>,
    /// What could not be read or annotated.
    pub(super) failures: Vec<Failure<'static>>,
    /// What each document came to, where duplicates are looked for.
    pub(super) pieces: Vec<Piece>,
    /// False for a batch that is another shard's: there are no records in it.
    pub(super) own: bool,
}

/// One document in a [`Parcel`].
#[derive(Debug)]
pub(super) struct Piece {
    doc: String,
    /// Of the text.
    hash: u128,
    /// Where its lines end, in each stream.
    ends: [usize; STREAMS],
    /// Where its article record ends in the stream of that; `None` where there is none.
    article_end: Option<usize>,
    /// What it counts for; nothing where it failed and has no records.
    counts: Summary,
}

/// How much is in a parcel, to go back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    lines: [usize; STREAMS],
    rows: usize,
    pieces: usize,
}

impl Parcel {
    /// An empty parcel; `weight` is the size of the batch in bytes.
    #[must_use]
    pub fn new(form: Form, weight: usize) -> Self {
        let mut lines = [const { Vec::new() }; STREAMS];
        if form != Form::Rows {
            lines[CLAIMS].reserve(weight / 2);
        }
        Self { form, lines, rows: Vec::new(), failures: Vec::new(), pieces: Vec::new(), own: true }
    }

    /// The parcel of a batch that is left to another shard, or was written before.
    #[must_use]
    pub fn of_others(form: Form) -> Self {
        Self { own: false, ..Self::new(form, 0) }
    }

    /// Adds the records of a document. Returns where its article record ends.
    pub(crate) fn add(
        &mut self,
        doc: &Document<'_>,
        resources: &Resources,
        emit: Emit,
        unit: OffsetUnit,
    ) -> Option<usize> {
        if self.form == Form::Rows {
            self.rows.push(record::records(doc, resources, emit, unit));
            return None;
        }
        let stream = |kind| if self.form == Form::Files { kind } else { CLAIMS };
        let records = record::borrowed(doc, resources, emit, unit);
        let mut article_end = None;
        if emit.articles {
            records.article.write(&mut self.lines[stream(ARTICLES)]);
            article_end = Some(self.lines[stream(ARTICLES)].len());
        }
        records.sentences.iter().for_each(|sentence| sentence.write(&mut self.lines[stream(SENTENCES)]));
        records.mentions.iter().for_each(|mention| mention.write(&mut self.lines[stream(MENTIONS)]));
        records.claims.iter().for_each(|claim| claim.write(&mut self.lines[stream(CLAIMS)]));
        article_end
    }

    /// Remembers whose the records since the last call are, for [`Parcel::without_duplicates`]. Also of an article that
    /// has none.
    pub(crate) fn end_piece(&mut self, article: &Article, article_end: Option<usize>, counts: Summary) {
        let hash = record::text_hash_bits(&article.text);
        let ends = self.lines.each_ref().map(Vec::len);
        self.pieces.push(Piece { doc: article.id.clone(), hash, ends, article_end, counts });
    }

    /// Adds what could not be read or annotated.
    pub(crate) fn fail(&mut self, error: &Error) {
        self.failures.push(Failure::of(error));
    }

    /// Adds a line to the first stream, without a line feed.
    #[cfg(test)]
    pub(crate) fn line(&mut self, line: &str) {
        let _ = writeln!(self.lines[CLAIMS], "{line}");
    }

    pub(crate) fn size(&self) -> Size {
        Size { lines: self.lines.each_ref().map(Vec::len), rows: self.rows.len(), pieces: self.pieces.len() }
    }

    /// Takes back what was added since its size was `size`.
    pub(crate) fn truncate(&mut self, size: Size) {
        for (lines, length) in self.lines.iter_mut().zip(size.lines) {
            lines.truncate(length);
        }
        self.rows.truncate(size.rows);
        self.pieces.truncate(size.pieces);
    }

    /// Marks the documents for which `first` knows an earlier one with the same text (by its hash), or leaves them out.
    /// Returns how many there were, and the counts of those that were left out.
    pub(crate) fn without_duplicates(
        &mut self,
        skip: bool,
        mut first: impl FnMut(u128, &str) -> Option<String>,
    ) -> (u64, Summary) {
        let (mut found, mut left_out) = (0, Summary::default());
        let mut firsts = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let known = first(piece.hash, &piece.doc);
            if known.is_some() && piece.counts.documents > 0 {
                found += 1;
                if skip {
                    left_out.add(&piece.counts);
                }
            }
            firsts.push(known);
        }
        if found == 0 {
            self.pieces.clear();
            return (0, left_out);
        }
        if self.form == Form::Rows {
            let written = |piece: &Piece| piece.counts.documents > 0;
            let mut firsts = self.pieces.iter().zip(firsts).filter(|(piece, _)| written(piece)).map(|(_, first)| first);
            self.rows.retain_mut(|records| {
                records.article.duplicate_of = firsts.next().flatten().map(Into::into);
                !skip || records.article.duplicate_of.is_none()
            });
        } else {
            let old = std::mem::take(&mut self.lines);
            let mut start = [0; STREAMS];
            for (piece, first) in self.pieces.iter().zip(firsts) {
                for (stream, lines) in old.iter().enumerate() {
                    let mut from = start[stream];
                    let article_end = piece.article_end.filter(|&end| (from..=piece.ends[stream]).contains(&end));
                    let holds_article = stream == if self.form == Form::Files { ARTICLES } else { CLAIMS };
                    match (&first, article_end) {
                        (Some(_), _) if skip => continue,
                        (Some(first), Some(end)) if holds_article => {
                            self.lines[stream].extend_from_slice(&lines[from..end]);
                            record::append_key(&mut self.lines[stream], "duplicate_of", first);
                            from = end;
                        }
                        _ => {}
                    }
                    self.lines[stream].extend_from_slice(&lines[from..piece.ends[stream]]);
                }
                start = piece.ends;
            }
        }
        self.pieces.clear();
        (found, left_out)
    }
}
