//! A document seen with what the lexicons say of its words: the one way in which the stages after the text layer look at it.

use super::{lexicon::Lexicons, vocabulary::WordInfo, word_class::Function, word_groups::WordGroup};
use crate::document::{Document, WordId};
use crate::work::step;
use std::ops::Deref;

/// A document and the lexicons; everything that the document knows by itself can be asked of it too.
#[derive(Debug, Clone, Copy)]
pub struct LexicalView<'d, 'a> {
    /// The document.
    pub doc: &'d Document<'a>,
    /// What is known of words.
    pub lexicons: &'d Lexicons,
}

impl<'a> Deref for LexicalView<'_, 'a> {
    type Target = Document<'a>;

    fn deref(&self) -> &Document<'a> {
        step();
        self.doc
    }
}

impl<'d> LexicalView<'d, '_> {
    /// What the lexicons say of token `index`.
    pub fn info(&self, index: usize) -> &'d WordInfo {
        step();
        self.lexicons.word(self.doc, index)
    }

    /// True if token `index` is in no list, except perhaps in that of common words.
    pub fn is_unlisted(&self, index: usize) -> bool {
        let common = WordInfo { common: true, ..WordInfo::default() };
        self.doc.words[index] == WordId(0) || *self.info(index) == common
    }

    /// Which function word token `index` is, if it is one.
    pub fn function(&self, index: usize) -> Option<Function> {
        self.info(index).function
    }

    /// True if token `index`, in lower case, is in a group of words.
    pub fn in_group(&self, index: usize, group: WordGroup) -> bool {
        self.lexicons.groups.has(&self.doc.lower(index), group)
    }

    /// True if token `index` is this word, in small letters or capitals.
    pub fn is(&self, index: usize, word: &str) -> bool {
        self.doc.word(index).eq_ignore_ascii_case(word)
    }
}
