//! A text with its annotation layers. Each stage of [`crate::pipeline`] reads the layers before it and fills one of its own.

mod layout;
mod mention;
mod token;

pub use layout::{Paragraph, Quote, Sentence};
pub use mention::{Entity, EntityKind, EntryId, Gender, GenderSource, Mention, MentionForm, MentionRule};
pub use token::{Case, Gap, Token, TokenKind, WordId};

use crate::article::Article;
use crate::claim::Claim;
use crate::span::Span;
use crate::token_span::TokenSpan;
use crate::work::step;
use std::borrow::Cow;

/// How much of an article is annotated; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Tokens, sentences, quotations.
    Text,
    /// Mentions and entities.
    Entities,
    /// Claims.
    Claims,
    /// Why each of them is one, in words.
    Explained,
    /// And the features that weighed most.
    Weighed,
}

/// An article and all that the stages found in it.
#[derive(Debug)]
pub struct Document<'a> {
    /// What was read.
    pub article: &'a Article,
    /// Words, numbers, marks in text order.
    pub tokens: Vec<Token>,
    /// What the lexicons say of each token, parallel to `tokens`.
    pub words: Vec<WordId>,
    /// Hash of the normal form of each token, parallel to `tokens` (see [`crate::text::form`]).
    pub hashes: Vec<u64>,
    /// Stretches between line breaks that end a paragraph, in text order; they partition the tokens.
    pub paragraphs: Vec<Paragraph>,
    /// Sentences in text order; they partition the tokens and never cross a paragraph.
    pub sentences: Vec<Sentence>,
    /// Index of the sentence of each token, parallel to `tokens`; see [`Document::sentence_of`].
    pub(crate) sentence_numbers: Vec<u32>,
    /// Quotations ordered by their start; inner ones follow the one around them.
    pub quotes: Vec<Quote>,
    /// How deep inside quotations each token is, parallel to `tokens`: 0 outside, else one more than the depth of the
    /// innermost quotation. The marks of a quotation are not inside it.
    pub depths: Vec<u8>,
    /// Names of people, states and organizations, in text order, not overlapping.
    pub mentions: Vec<Mention>,
    /// Whom the mentions stand for, in order of first mention. [`Mention::entity`] indexes this.
    pub entities: Vec<Entity>,
    /// Who said what, ordered by cue.
    pub claims: Vec<Claim>,
}

impl<'a> Document<'a> {
    /// A document without annotations.
    pub fn new(article: &'a Article) -> Self {
        Self {
            article,
            tokens: Vec::new(),
            words: Vec::new(),
            hashes: Vec::new(),
            paragraphs: Vec::new(),
            sentences: Vec::new(),
            sentence_numbers: Vec::new(),
            quotes: Vec::new(),
            depths: Vec::new(),
            mentions: Vec::new(),
            entities: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// A document without annotations in the memory of one that is done with.
    pub fn in_place_of(old: Document<'_>, article: &'a Article) -> Self {
        fn emptied<T>(mut list: Vec<T>) -> Vec<T> {
            list.clear();
            list
        }
        Self {
            article,
            tokens: emptied(old.tokens),
            words: emptied(old.words),
            hashes: emptied(old.hashes),
            paragraphs: emptied(old.paragraphs),
            sentences: emptied(old.sentences),
            sentence_numbers: emptied(old.sentence_numbers),
            quotes: emptied(old.quotes),
            depths: emptied(old.depths),
            mentions: emptied(old.mentions),
            entities: emptied(old.entities),
            claims: emptied(old.claims),
        }
    }

    /// The article's text, which every span slices.
    pub fn text(&self) -> &'a str {
        &self.article.text
    }

    /// The text of token `index`.
    pub fn word(&self, index: usize) -> &'a str {
        step();
        self.tokens[index].span().of(self.text())
    }

    /// The bytes from the first to the last of `tokens`, which are not empty.
    pub fn span_of(&self, tokens: impl Into<TokenSpan>) -> Span {
        let tokens = tokens.into();
        Span { start: self.tokens[tokens.start()].start, end: self.tokens[tokens.end() - 1].end }
    }

    /// Token `index` in lower case.
    pub fn lower(&self, index: usize) -> Cow<'a, str> {
        let word = self.word(index);
        if self.is_capital(index) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
    }

    /// What token `index` is; `None` past the last one.
    pub fn kind(&self, index: usize) -> Option<TokenKind> {
        step();
        Some(self.tokens.get(index)?.kind)
    }

    /// True if token `index` is a word that begins with a capital.
    pub fn is_capital(&self, index: usize) -> bool {
        step();
        self.tokens.get(index).is_some_and(|token| token.case.is_capital())
    }

    /// True if token `index` is a quotation mark.
    pub fn is_quote_mark(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(TokenKind::DoubleQuote | TokenKind::SingleQuote))
    }

    /// Index of the first token that ends after byte `offset`.
    pub fn token_at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|token| token.end <= offset)
    }

    /// Index of the first mention that ends after token `index`: the one that holds it, else the next one.
    pub fn mention_from(&self, index: usize) -> usize {
        self.mentions.partition_point(|mention| mention.tokens.end() <= index)
    }

    /// The mention that holds token `index`.
    pub fn mention_at(&self, index: usize) -> Option<&Mention> {
        self.mentions.get(self.mention_from(index)).filter(|mention| mention.tokens.start() <= index)
    }

    /// Index of the paragraph that holds token `index`.
    pub fn paragraph_of(&self, index: usize) -> usize {
        self.paragraphs.partition_point(|paragraph| paragraph.tokens.end() <= index)
    }

    /// Index of the sentence that holds token `index`; past the last token, the number of sentences.
    pub fn sentence_of(&self, index: usize) -> usize {
        self.sentence_numbers.get(index).map_or(self.sentences.len(), |&sentence| sentence as usize)
    }
}
