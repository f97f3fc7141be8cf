//! Paragraphs. A blank line always ends one. A single line break ends one too, as in most stored news, unless the text is
//! hard-wrapped there: the next line continues in lower case after an unfinished line, or the whole article is set in
//! lines of one width.

use super::landmarks::Landmarks;
use crate::document::{Case, Document, Gap, Paragraph, TokenKind};
use crate::token_span::TokenSpan;

/// A line shorter than this many tokens is a heading or list item, never the first half of a wrapped sentence.
const SHORT_LINE: u32 = 4;
/// An article counts as hard-wrapped with at least this many single breaks of which …
const MIN_BREAKS: usize = 4;
/// … at least half are followed by lower case (few sentences of prose end at a line's end by chance).
const WRAPPED_SHARE: f64 = 0.5;

/// Fills `doc.paragraphs`.
pub fn split(doc: &mut Document<'_>, landmarks: &Landmarks) {
    let soft = soft_breaks(doc, landmarks);
    let mut start = 0;
    let mut paragraphs = std::mem::take(&mut doc.paragraphs);
    for (&at, soft) in landmarks.breaks.iter().zip(soft) {
        if at > start && !soft {
            let tokens = TokenSpan::new(start as usize, at as usize);
            paragraphs.push(Paragraph { span: doc.span_of(tokens), tokens });
            start = at;
        }
    }
    let end = doc.tokens.len() as u32;
    if end > start {
        let tokens = TokenSpan::new(start as usize, end as usize);
        paragraphs.push(Paragraph { span: doc.span_of(tokens), tokens });
    }
    doc.paragraphs = paragraphs;
}

/// For each break, whether the sentence continues after it.
fn soft_breaks(doc: &Document<'_>, landmarks: &Landmarks) -> Vec<bool> {
    let mut line_start = 0;
    let mut soft: Vec<bool> = Vec::with_capacity(landmarks.breaks.len());
    for &at in &landmarks.breaks {
        soft.push(goes_on(doc, line_start, at));
        line_start = at;
    }
    let single = landmarks.breaks.iter().filter(|&&at| doc.tokens[at as usize].gap == Gap::Line).count();
    let wrapped = soft.iter().filter(|&&soft| soft).count();
    if single >= MIN_BREAKS && wrapped as f64 >= WRAPPED_SHARE * single as f64 {
        // Set in lines of one width: every single break after a long enough line is soft.
        let longest = longest_line(doc, landmarks);
        let mut line_start = 0;
        for (soft, &at) in soft.iter_mut().zip(&landmarks.breaks) {
            if doc.tokens[at as usize].gap == Gap::Line && at > line_start {
                let width = doc.tokens[at as usize - 1].end - doc.tokens[line_start as usize].start;
                let unfinished = doc.tokens[at as usize - 1].kind != TokenKind::Terminal;
                *soft |= width * 4 >= longest * 3 || unfinished && width * 2 >= longest;
            }
            line_start = at;
        }
    }
    soft
}

/// Width in bytes of the longest line, of those that end in a single break.
fn longest_line(doc: &Document<'_>, landmarks: &Landmarks) -> u32 {
    let starts = std::iter::once(&0).chain(&landmarks.breaks);
    let lines = starts.zip(&landmarks.breaks).filter(|(start, end)| start < end);
    let single = lines.filter(|(_, end)| doc.tokens[**end as usize].gap == Gap::Line);
    single.map(|(&start, &end)| doc.tokens[end as usize - 1].end - doc.tokens[start as usize].start).max().unwrap_or(0)
}

/// True if the line of tokens `start..at` clearly continues in the next line.
fn goes_on(doc: &Document<'_>, start: u32, at: u32) -> bool {
    let next = doc.tokens[at as usize];
    if next.gap != Gap::Line || at < start + SHORT_LINE || next.case != Case::Lower {
        return false;
    }
    let first = doc.tokens[start as usize];
    let last = doc.tokens[at as usize - 1];
    let unfinished = matches!(last.kind, TokenKind::Word | TokenKind::Number | TokenKind::Comma | TokenKind::Clitic);
    // A list of lower-case items has lines that begin in lower case; a wrapped sentence has a capital somewhere above.
    unfinished && (first.case != Case::Lower || at - start > 2 * SHORT_LINE)
}
