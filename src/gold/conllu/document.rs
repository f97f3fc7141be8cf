//! A treebank's document as values.

use crate::span::Span;
use std::ops::Range;

/// A document of a treebank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TreebankDocument {
    /// From `# newdoc id`, or empty.
    pub id: String,
    /// The running text.
    pub text: String,
    /// All words in text order.
    pub words: Vec<TreebankWord>,
    /// Sentences in text order; they partition the words.
    pub sentences: Vec<TreebankSentence>,
    /// What `Entity=` marks (GUM), in the order in which the mentions end.
    pub entities: Vec<EntityMention>,
}

/// A sentence of a treebank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreebankSentence {
    /// From `# sent_id`, or empty.
    pub id: String,
    /// From its first to its last word.
    pub span: Span,
    /// Indices into [`TreebankDocument::words`].
    pub words: Range<usize>,
    /// 0-based, counted by `# newpar`.
    pub paragraph: usize,
}

/// A syntactic word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreebankWord {
    /// Its place.
    pub span: Span,
    /// As the treebank writes it.
    pub form: String,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// The treebank's own.
    pub xpos: String,
    /// 1-based index of its head in the sentence, 0 for the root, `None` where the file has none.
    pub head: Option<u32>,
    /// Relation to the head.
    pub deprel: String,
}

/// A mention of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityMention {
    /// Mentions of the same group stand for the same thing, within a document.
    pub group: String,
    /// `person`, `place`, `organization`, …
    pub kind: String,
    /// Its place.
    pub span: Span,
    /// Indices into [`TreebankDocument::words`].
    pub words: Range<usize>,
    /// The words that carry the mention, as indices into [`TreebankDocument::words`].
    pub minimal: Vec<usize>,
    /// Wikipedia article, with `_` for spaces.
    pub identity: Option<String>,
}
