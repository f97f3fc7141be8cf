//! How tokens are grouped: paragraphs, sentences, quotations.

use crate::span::Span;
use crate::token_span::TokenSpan;

/// A stretch of text and the tokens in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// From the first to the last token.
    pub span: Span,
    /// Its tokens.
    pub tokens: TokenSpan,
}

/// A sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// From the first to the last token.
    pub span: Span,
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Index of its paragraph.
    pub paragraph: u32,
}

/// A quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// With both marks, where there are any.
    pub span: Span,
    /// Its tokens, marks included.
    pub tokens: TokenSpan,
    /// 0 for an outer quotation, 1 for one inside it, and so on.
    pub depth: u8,
    /// False where the paragraph ends before a closing mark.
    pub closed: bool,
    /// True where the quotation of the paragraph before was left open on purpose and continues here.
    pub continues: bool,
}
