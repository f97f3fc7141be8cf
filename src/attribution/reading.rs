//! Who said what, in tokens: what the engine finds, the rules complete, and claims are made of.

use crate::claim::Rule;
use crate::token_span::TokenSpan;

/// Longest sentence, in tokens, that is read. A longer one is a table or a dump; each of its many cues would take most of
/// it for content, so that the work would grow with the square of its length. `article` records warn of it.
pub const MAX_SENTENCE: usize = 1000;

/// Runs of tokens, in text order and without overlap.
pub type Runs = Vec<TokenSpan>;

/// Who said what, as tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimReading {
    /// The words that attribute; never empty.
    pub cue: TokenSpan,
    /// Who is said to have said it; empty where no source is named.
    pub source: Runs,
    /// What was said; never empty.
    pub content: Runs,
    /// How sure source and content are right, 0 to 1.
    pub confidence: f32,
    /// What made it.
    pub by: Rule,
    /// True if the source was taken from elsewhere in the sentence.
    pub inherited: bool,
}

impl ClaimReading {
    /// A reading that a rule makes.
    #[must_use]
    pub fn by_rule(by: Rule, confidence: f32, cue: TokenSpan, source: Runs, content: Runs) -> Self {
        Self { cue, source, content, confidence, by, inherited: false }
    }

    /// From the first token of the source to its last.
    #[must_use]
    pub fn whole_source(&self) -> Option<TokenSpan> {
        Some(self.source.first()?.with_end(self.source.last()?.end()))
    }

    /// One past the last token of source, cue and content.
    #[must_use]
    pub fn end(&self) -> usize {
        let last = [&self.source, &self.content].into_iter().filter_map(|runs| runs.last());
        last.map(|run| run.end()).fold(self.cue.end(), usize::max)
    }
}
