//! What the rules ask of a document, and which of its tokens are claimed already.

use crate::attribution::reading::{ClaimReading, MAX_SENTENCE, Runs};
use crate::document::{Case, Gap, Mention, MentionForm, Paragraph, Quote, Sentence, Token, TokenKind};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;
use std::ops::{Deref, Range};

/// A document and the lexicons, as rules ask about them.
#[derive(Clone, Copy)]
pub(super) struct RuleContext<'d, 'a>(pub(super) LexicalView<'d, 'a>);

impl<'d, 'a> Deref for RuleContext<'d, 'a> {
    type Target = LexicalView<'d, 'a>;

    fn deref(&self) -> &LexicalView<'d, 'a> {
        &self.0
    }
}

impl<'d> RuleContext<'d, '_> {
    pub(super) fn token(&self, index: usize) -> Option<Token> {
        self.tokens.get(index).copied()
    }

    /// The text of token `index`; nothing past the last one.
    pub(super) fn word(&self, index: usize) -> &'d str {
        if index < self.tokens.len() { self.doc.word(index) } else { "" }
    }

    /// Which function word token `index` is, if it is one.
    pub(super) fn function(&self, index: usize) -> Option<Function> {
        self.token(index)?;
        self.0.function(index)
    }

    /// True if token `index`, in lower case, is in a group of words.
    pub(super) fn in_group(&self, index: usize, group: WordGroup) -> bool {
        index < self.tokens.len() && self.0.in_group(index, group)
    }

    pub(super) fn mention_at(&self, index: usize) -> Option<&'d Mention> {
        self.doc.mention_at(index)
    }

    /// The sentence that holds a token; `None` for one so long that nothing is read in it.
    pub(super) fn sentence(&self, index: usize) -> Option<&'d Sentence> {
        let sentence = self.doc.sentences.get(self.doc.sentence_of(index))?;
        (sentence.tokens.len() <= MAX_SENTENCE).then_some(sentence)
    }

    pub(super) fn paragraph(&self, index: usize) -> Option<&'d Paragraph> {
        self.doc.paragraphs.get(index)
    }

    /// The outer quotation that begins with token `index`.
    pub(super) fn quote_from(&self, index: usize) -> Option<&'d Quote> {
        let quotes = &self.doc.quotes;
        let at = quotes.partition_point(|quote| quote.tokens.start() < index);
        quotes.get(at).filter(|quote| quote.tokens.start() == index && quote.depth == 0)
    }

    /// The quotation that a paragraph consists of, from its first token to its last.
    pub(super) fn whole_quote(&self, paragraph: &Paragraph) -> Option<&'d Quote> {
        let quote = self.quote_from(paragraph.tokens.start())?;
        (quote.tokens.end() + 1 >= paragraph.tokens.end() && quote.tokens.len() >= 4).then_some(quote)
    }

    /// `tokens` without opening quotation marks and a last full stop.
    pub(super) fn trimmed(&self, tokens: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = tokens;
        while start < end
            && self.is_quote_mark(start)
            && self.token(start + 1).is_some_and(|next| next.gap == Gap::None)
        {
            start += 1;
        }
        while start < end && self.word(end - 1) == "." {
            end -= 1;
        }
        start..end
    }

    /// A word in lower case.
    pub(super) fn is_lower(&self, index: usize) -> bool {
        self.token(index).is_some_and(|token| token.is_word() && token.case == Case::Lower)
    }

    /// A lower-case word that looks like a finite verb of an action.
    pub(super) fn is_action(&self, index: usize) -> bool {
        let Some(token) = self.token(index) else { return false };
        let info = self.info(index);
        let word = self.word(index);
        token.is_word()
            && token.case == Case::Lower
            && info.function.is_none()
            && (info.speech_verb
                || !info.cues.is_empty()
                || word.len() > 4 && (word.ends_with("ed") || word.ends_with('s')))
    }

    /// "is", "would", or a word that looks like a verb of an action.
    pub(super) fn is_finite(&self, index: usize) -> bool {
        matches!(self.function(index), Some(Function::Be | Function::Auxiliary)) || self.is_action(index)
    }

    /// True if a clause has a verb, as far as its words show: plurals look like verbs and do not count.
    pub(super) fn has_verb(&self, mut tokens: Range<usize>) -> bool {
        tokens.any(|at| {
            matches!(self.function(at), Some(Function::Be | Function::Auxiliary))
                || self.is_action(at) && (self.info(at).speech_verb || self.word(at).ends_with("ed"))
        })
    }

    /// Number of words in a range.
    pub(super) fn words(&self, tokens: Range<usize>) -> usize {
        self.tokens[tokens].iter().filter(|token| token.is_word()).count()
    }

    /// The subject of the clause before token `until`: the first name or personal pronoun of the sentence that does not
    /// belong to a preposition or an owner.
    pub(super) fn subject(&self, sentence: Range<usize>, until: usize) -> Option<Range<usize>> {
        /// Subjects come early; a name further on is an object more often.
        const REACH: usize = 40;
        let end = until.min(sentence.start + REACH);
        let mut index = sentence.start;
        let mut after_preposition = false;
        while index < end {
            if self.depths[index] > 0 {
                index += 1;
                after_preposition = false;
                continue;
            }
            if let Some(mention) = self.mention_at(index).filter(|mention| mention.form != MentionForm::Demonym) {
                let next = mention.tokens.end().max(index + 1);
                let owns = matches!(self.kind(next), Some(TokenKind::Clitic | TokenKind::Hyphen));
                // "WASHINGTON —", "Paris (AP)": where the article was written.
                let dateline =
                    index == sentence.start && matches!(self.kind(next), Some(TokenKind::Open | TokenKind::Dash));
                let goes_on = self.token(next).is_some_and(|token| token.is_word() && token.case.is_capital());
                if !after_preposition && !owns && !dateline && !goes_on && next <= until {
                    return Some(self.with_title(sentence.start, index)..next);
                }
                index = next;
                continue;
            }
            match self.function(index) {
                Some(Function::Preposition) => after_preposition = true,
                Some(Function::Pronoun) if self.in_group(index, WordGroup::SubjectPronoun) && !after_preposition => {
                    return Some(index..index + 1);
                }
                Some(Function::Determiner | Function::Possessive | Function::Adjective) => {}
                _ if matches!(self.kind(index), Some(TokenKind::Comma)) => after_preposition = false,
                _ if self.info(index).speech_verb => after_preposition = false,
                _ => {}
            }
            index += 1;
        }
        None
    }

    /// Where the titles before a name begin: "Russian Deputy Foreign Minister", "Sen.", "the".
    pub(super) fn with_title(&self, from: usize, name: usize) -> usize {
        let mut start = name;
        let title = |index: usize| {
            let info = self.info(index);
            self.is_capital(index) && info.function.is_none() && !info.speech_verb
        };
        while start > from && name - start < 6 && title(start - 1) {
            start -= 1;
        }
        if start > from && self.function(start - 1) == Some(Function::Determiner) { start - 1 } else { start }
    }
}

/// The tokens that readings claim, to ask whether a stretch of text is still free.
pub(super) struct ClaimedTokens {
    runs: Runs,
}

impl ClaimedTokens {
    pub(super) fn new(readings: &[ClaimReading]) -> Self {
        Self::of(readings.iter())
    }

    pub(super) fn of<'r>(readings: impl Iterator<Item = &'r ClaimReading>) -> Self {
        let parts = |reading: &'r ClaimReading| reading.source.iter().chain(&reading.content).chain([&reading.cue]);
        Self::of_runs(readings.flat_map(parts).copied())
    }

    pub(super) fn of_runs(runs: impl Iterator<Item = TokenSpan>) -> Self {
        let mut runs: Runs = runs.collect();
        runs.sort_unstable();
        runs.dedup_by(|next, run| {
            let joins = next.start() <= run.end();
            if joins {
                *run = run.with_end(run.end().max(next.end()));
            }
            joins
        });
        Self { runs }
    }

    /// True if a reading claims one of these tokens.
    pub(super) fn touch(&self, tokens: Range<usize>) -> bool {
        let at = self.runs.partition_point(|run| run.end() <= tokens.start);
        self.runs.get(at).is_some_and(|run| run.start() < tokens.end)
    }
}

/// Adds readings, in place of those that share a token of their cues.
pub(super) fn replace(readings: &mut Vec<ClaimReading>, mut made: Vec<ClaimReading>) {
    made.sort_by_key(|reading| reading.cue.start());
    readings.retain(|reading| {
        let at = made.partition_point(|other| other.cue.end() <= reading.cue.start());
        made.get(at).is_none_or(|other| reading.cue.end() <= other.cue.start())
    });
    readings.extend(made);
}
