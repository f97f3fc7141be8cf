//! What a cue means: its dictionary form, what kind of saying it is, whether it is negated, on what occasion and to whom it is
//! said. Called by [`super::annotate`].
//!
//! Everything here prefers silence to a guess: an occasion or addressee that does not fit one of the patterns is left out.

mod head;
mod negation;
mod occasion;
mod party;
mod phrase;

use crate::claim::CueClass;
use crate::document::{Document, TokenKind};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::{Lexicons, WordInfo};
use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// What a cue means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Dictionary form of the word that says most. Where the lexicon does not know the cue, by the rules for endings of its
    /// first full word; of a mark, the mark.
    pub lemma: Cow<'static, str>,
    /// What kind of saying; [`CueClass::Other`] where the lexicon does not know the cue.
    pub class: CueClass,
    /// "did not say".
    pub negated: bool,
    /// To whom it is said, as written: "told reporters". Mostly one span; empty where the text does not say.
    pub addressee: Vec<Span>,
    /// Where and when it is said, as written: "said in an interview with CNN on Thursday".
    pub occasion: Vec<Span>,
}

/// The tokens of a claim, as [`meaning`] looks at them. Source and content are in text order; both may be empty.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'r> {
    /// From the first to the last token of the cue.
    pub cue: (usize, usize),
    /// Who says it.
    pub source: &'r [Range<usize>],
    /// What is said.
    pub content: &'r [Range<usize>],
}

/// Reads the cue of a claim. Looks no further than its sentence.
#[must_use]
pub fn meaning(doc: &Document<'_>, lexicons: &Lexicons, parts: Parts<'_>) -> Meaning {
    let sentence = doc.sentence_of(parts.cue.0);
    let tokens = &doc.sentences[sentence].tokens;
    let reader = Reader { doc, lexicons, parts, sentence: tokens.start as usize..tokens.end as usize };
    let head = reader.head();
    let (lemma, class) = reader.lemma_and_class(&head);
    let negated = reader.negated(&head);
    let (addressee, occasion) = reader.circumstances(&head);
    Meaning { lemma, class, negated, addressee, occasion }
}

/// A claim's surroundings, with the questions that all parts of this module ask.
struct Reader<'r, 'd, 'a> {
    doc: &'d Document<'a>,
    lexicons: &'d Lexicons,
    parts: Parts<'r>,
    sentence: Range<usize>,
}

impl<'d> Reader<'_, 'd, '_> {
    fn cue(&self) -> Range<usize> {
        self.parts.cue.0..self.parts.cue.1
    }

    fn info(&self, index: usize) -> &'d WordInfo {
        self.lexicons.word(self.doc, index)
    }

    fn function(&self, index: usize) -> Option<Function> {
        self.info(index).function
    }

    fn kind(&self, index: usize) -> TokenKind {
        self.doc.tokens[index].kind
    }

    fn is(&self, index: usize, word: &str) -> bool {
        self.doc.word(index).eq_ignore_ascii_case(word)
    }

    fn is_capital(&self, index: usize) -> bool {
        self.doc.tokens[index].case.is_capital()
    }

    fn is_content(&self, index: usize) -> bool {
        self.parts.content.iter().any(|range| range.contains(&index))
    }

    /// The source range that begins at `index`.
    fn source_at(&self, index: usize) -> Option<&Range<usize>> {
        self.parts.source.iter().find(|range| range.start == index)
    }

    /// "repeatedly", "also": what may stand between the words of a verb.
    fn is_adverb(&self, index: usize) -> bool {
        let info = self.info(index);
        info.function == Some(Function::Adverb)
            || (info.function.is_none()
                && info.cues.is_empty()
                && self.kind(index) == TokenKind::Word
                && self.doc.word(index).ends_with("ly"))
    }
}

/// The word at `index` in lower case.
pub(super) fn lower<'a>(doc: &Document<'a>, index: usize) -> Cow<'a, str> {
    let word = doc.word(index);
    if doc.tokens[index].case.is_capital() { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
}
