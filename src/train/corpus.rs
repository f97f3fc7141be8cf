//! Annotated texts as the engine sees them: pages of atoms, and gold attributions as token ranges.

use crate::article::Article;
use crate::attribution::engine::page::Page;
use crate::attribution::engine::words::WordTable;
use crate::attribution::reading::Runs;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::gold::{self, Attribution, brat};
use crate::pipeline::{self, Depth};
use crate::resources::Resources;
use crate::span::Span;
use crate::token_span::TokenSpan;
use crate::train::crf::Shuffle;
use rayon::prelude::*;
use std::path::Path;

/// Annotated texts, read but not yet seen by the engine.
#[derive(Debug)]
pub struct TrainingCorpus {
    gold: Vec<gold::GoldArticle>,
    articles: Vec<Article>,
}

impl TrainingCorpus {
    /// Reads a folder of brat standoff. Files that cannot be used are returned beside the rest.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn read(dir: &Path) -> Result<(Self, Vec<Error>)> {
        let (corpus, errors) = brat::read_dir(dir)?;
        let articles = corpus.articles.iter().map(|gold| Article::new(gold.id.as_str(), gold.text.as_str())).collect();
        Ok((Self { gold: corpus.articles, articles }, errors))
    }

    /// How many texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// True if there are no texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The text and entity layers of every text.
    #[must_use]
    pub(super) fn documents(&self, resources: &Resources) -> Vec<Document<'_>> {
        self.articles.par_iter().map(|article| pipeline::annotate(article, resources, Depth::Entities)).collect()
    }

    /// The gold of text `index`.
    pub(super) fn gold(&self, index: usize) -> &gold::GoldArticle {
        &self.gold[index]
    }
}

/// A gold attribution in tokens.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GoldClaim {
    pub(super) cue: Runs,
    pub(super) source: Runs,
    pub(super) content: Runs,
}

/// A text that the engine learns from or is tested on.
#[derive(Debug)]
pub(super) struct TrainingText {
    pub(super) page: Page,
    pub(super) targets: Vec<GoldClaim>,
    pub(super) fold: usize,
}

/// How many parts the training texts are cut into; each is predicted by models that have seen the others alone.
pub(super) const FOLDS: usize = 5;

/// The texts of a corpus, dealt to folds.
pub(super) fn texts(corpus: &TrainingCorpus, docs: &[Document<'_>], words: &WordTable, seed: u64) -> Vec<TrainingText> {
    let mut deal: Vec<usize> = (0..docs.len()).collect();
    Shuffle::new(seed).shuffle(&mut deal);
    let mut folds = vec![0; docs.len()];
    for (position, &index) in deal.iter().enumerate() {
        folds[index] = position % FOLDS;
    }
    docs.par_iter()
        .enumerate()
        .map(|(index, doc)| TrainingText {
            page: Page::new(doc, words),
            targets: targets(doc, corpus.gold(index).first()),
            fold: folds[index],
        })
        .collect()
}

/// Gold attributions that have a cue, in tokens.
pub(super) fn targets(doc: &Document<'_>, gold: &[Attribution]) -> Vec<GoldClaim> {
    gold.iter()
        .map(|one| GoldClaim {
            cue: runs(doc, &one.cue),
            source: runs(doc, &one.source),
            content: runs(doc, &one.content),
        })
        .filter(|target| !target.cue.is_empty())
        .collect()
}

/// The tokens that the spans touch, as runs.
fn runs(doc: &Document<'_>, spans: &[Span]) -> Runs {
    let mut runs: Runs = Vec::new();
    for span in spans {
        let start = doc.token_at(span.start);
        let end = doc.tokens.partition_point(|token| token.start < span.end);
        match runs.last_mut() {
            _ if start >= end => {}
            Some(last) if last.end() >= start => *last = last.with_end(last.end().max(end)),
            _ => runs.push(TokenSpan::new(start, end)),
        }
    }
    runs
}

/// Spans of token runs, for scores.
pub(super) fn spans(doc: &Document<'_>, runs: &[TokenSpan]) -> Vec<Span> {
    runs.iter().map(|&run| doc.span_of(run)).collect()
}
