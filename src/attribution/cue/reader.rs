//! A claim and its surroundings, with the questions that all readers of a cue ask.

use crate::attribution::reading::ClaimReading;
use crate::document::TokenKind;
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;
use std::ops::Deref;

/// A claim in its sentence.
#[derive(Clone, Copy)]
pub(super) struct CueReader<'r, 'd, 'a> {
    pub(super) view: LexicalView<'d, 'a>,
    pub(super) cue: TokenSpan,
    /// Who says it.
    pub(super) source: &'r [TokenSpan],
    /// What is said.
    pub(super) content: &'r [TokenSpan],
    /// The sentence of the cue.
    pub(super) sentence: TokenSpan,
}

impl<'d, 'a> Deref for CueReader<'_, 'd, 'a> {
    type Target = LexicalView<'d, 'a>;

    fn deref(&self) -> &LexicalView<'d, 'a> {
        &self.view
    }
}

impl<'r, 'd, 'a> CueReader<'r, 'd, 'a> {
    pub(super) fn new(view: LexicalView<'d, 'a>, reading: &'r ClaimReading) -> Self {
        let ClaimReading { cue, source, content, .. } = reading;
        let sentence = view.sentences[view.sentence_of(cue.start())].tokens;
        Self { view, cue: *cue, source, content, sentence }
    }

    pub(super) fn is_word(&self, index: usize) -> bool {
        self.tokens[index].is_word()
    }

    pub(super) fn is_content(&self, index: usize) -> bool {
        self.content.iter().any(|run| run.contains(index))
    }

    /// The source run that begins at `index`.
    pub(super) fn source_at(&self, index: usize) -> Option<TokenSpan> {
        self.source.iter().copied().find(|run| run.start() == index)
    }

    /// "repeatedly", "also": what may be between the words of a verb.
    pub(super) fn is_adverb(&self, index: usize) -> bool {
        let info = self.info(index);
        info.function == Some(Function::Adverb)
            || (info.function.is_none()
                && info.cues.is_empty()
                && self.kind(index) == Some(TokenKind::Word)
                && self.word(index).ends_with("ly"))
    }
}
