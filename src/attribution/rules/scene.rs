//! A document as the rules look at it. Used by every rule.

use super::Found;
use crate::attribution::MAX_SENTENCE;
use crate::document::{Block, Document, Gap, Mention, Quote, Sentence, Token, TokenKind};
use crate::gazetteer::Lexicons;
use crate::gazetteer::word_class::Function;
use std::ops::Range;

/// A document, its lexicons, and how deep in quotations each token stands.
#[derive(Clone, Copy)]
pub(super) struct Scene<'d, 'a> {
    pub(super) doc: &'d Document<'a>,
    pub(super) lexicons: &'d Lexicons,
    pub(super) depths: &'d [u8],
}

impl<'d, 'a> Scene<'d, 'a> {
    pub(super) fn token(&self, index: usize) -> Option<Token> {
        self.doc.tokens.get(index).copied()
    }

    pub(super) fn kind(&self, index: usize) -> Option<TokenKind> {
        Some(self.token(index)?.kind)
    }

    pub(super) fn word(&self, index: usize) -> &'a str {
        self.doc.word(index)
    }

    pub(super) fn function(&self, index: usize) -> Option<Function> {
        self.lexicons.word(self.doc, index).function
    }

    /// A word with a capital first letter.
    pub(super) fn is_capital(&self, index: usize) -> bool {
        self.token(index).is_some_and(|token| token.is_word() && token.case.is_capital())
    }

    pub(super) fn is_mark(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(TokenKind::DoubleQuote | TokenKind::SingleQuote))
    }

    /// The sentence that holds a token; `None` for one so long that nothing is read in it.
    pub(super) fn sentence(&self, index: usize) -> Option<&'d Sentence> {
        let sentence = self.doc.sentences.get(self.doc.sentence_of(index))?;
        (sentence.tokens.len() <= MAX_SENTENCE).then_some(sentence)
    }

    pub(super) fn paragraph_of(&self, index: usize) -> usize {
        self.doc.paragraphs.partition_point(|paragraph| paragraph.tokens.end as usize <= index)
    }

    pub(super) fn paragraph(&self, index: usize) -> Option<&'d Block> {
        self.doc.paragraphs.get(index)
    }

    pub(super) fn mention_at(&self, index: usize) -> Option<&'d Mention> {
        let mentions = &self.doc.mentions;
        let at = mentions.partition_point(|mention| mention.tokens.1 as usize <= index);
        mentions.get(at).filter(|mention| mention.tokens.0 as usize <= index)
    }

    /// The outer quotation that begins with token `index`.
    pub(super) fn quote_from(&self, index: usize) -> Option<&'d Quote> {
        let quotes = &self.doc.quotes;
        let at = quotes.partition_point(|quote| (quote.tokens.0 as usize) < index);
        quotes.get(at).filter(|quote| quote.tokens.0 as usize == index && quote.depth == 0)
    }

    /// The quotation that a paragraph consists of, from its first token to its last.
    pub(super) fn whole_quote(&self, paragraph: &Block) -> Option<&'d Quote> {
        let quote = self.quote_from(paragraph.tokens.start as usize)?;
        (quote.tokens.1 + 1 >= paragraph.tokens.end && quote.tokens.1 - quote.tokens.0 >= 4).then_some(quote)
    }

    /// Without marks of quotation and white edges: the tokens from `start` to `end` less opening marks, closing marks and
    /// a last full stop.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        while start < end && self.is_mark(start) && self.token(start + 1).is_some_and(|next| next.gap == Gap::None) {
            start += 1;
        }
        while start < end && self.word(end - 1) == "." {
            end -= 1;
        }
        start..end
    }

    /// Number of words in a range.
    pub(super) fn words(&self, range: Range<usize>) -> usize {
        self.doc.tokens[range].iter().filter(|token| token.is_word()).count()
    }

    /// The subject of the clause before token `until`: the first name or personal pronoun of the sentence that does not
    /// belong to a preposition or an owner.
    pub(super) fn subject(&self, sentence: Range<usize>, until: usize) -> Option<Range<usize>> {
        /// Subjects stand early; a name further on is an object more often.
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
            if let Some(mention) = self.mention_at(index) {
                let next = (mention.tokens.1 as usize).max(index + 1);
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
                Some(Function::Pronoun) if is_subject_pronoun(self.word(index)) && !after_preposition => {
                    return Some(index..index + 1);
                }
                Some(Function::Determiner | Function::Possessive | Function::Adjective) => {}
                _ if matches!(self.kind(index), Some(TokenKind::Comma)) => after_preposition = false,
                _ if self.lexicons.word(self.doc, index).speech_verb => after_preposition = false,
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
            let info = self.lexicons.word(self.doc, index);
            self.is_capital(index) && info.function.is_none() && !info.speech_verb
        };
        while start > from && name - start < 6 && title(start - 1) {
            start -= 1;
        }
        if start > from && self.function(start - 1) == Some(Function::Determiner) { start - 1 } else { start }
    }
}

fn is_subject_pronoun(word: &str) -> bool {
    ["he", "she", "they", "we", "i", "it"].iter().any(|pronoun| word.eq_ignore_ascii_case(pronoun))
}

/// The tokens that readings hold, to ask whether a stretch of text is spoken for.
pub(super) struct Held {
    runs: Vec<Range<u32>>,
}

impl Held {
    pub(super) fn new(found: &[Found]) -> Self {
        let mut runs: Vec<Range<u32>> = found
            .iter()
            .flat_map(|one| [&one.reading.cue, &one.reading.source, &one.reading.content])
            .flatten()
            .cloned()
            .collect();
        runs.sort_by_key(|run| (run.start, run.end));
        runs.dedup_by(|next, run| {
            let joins = next.start <= run.end;
            if joins {
                run.end = run.end.max(next.end);
            }
            joins
        });
        Self { runs }
    }

    /// True if a reading holds one of these tokens.
    pub(super) fn holds(&self, tokens: Range<usize>) -> bool {
        let at = self.runs.partition_point(|run| run.end as usize <= tokens.start);
        self.runs.get(at).is_some_and(|run| (run.start as usize) < tokens.end)
    }
}
