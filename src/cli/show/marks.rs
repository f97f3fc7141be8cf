//! Turns the spans of claims into properly nested marks. Spans may be nested or overlap in any way: one claim inside another,
//! two claims that share half of their text.

use crate::{Document, Span};

/// The part of a claim, in the order in which marks with the same start are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ShownPart {
    Content,
    Source,
    Cue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClaimMark {
    pub(super) span: Span,
    pub(super) part: ShownPart,
    pub(super) claim: usize,
}

/// All marks of a document in the order in which they are opened: by start, then the longest first.
pub(super) fn marks(doc: &Document<'_>) -> Vec<ClaimMark> {
    let mut marks = Vec::new();
    for (claim, found) in doc.claims.iter().enumerate() {
        for (part, spans) in
            [(ShownPart::Content, &found.content), (ShownPart::Source, &found.source), (ShownPart::Cue, &found.cue)]
        {
            let spans = spans.iter().filter(|span| !span.is_empty());
            marks.extend(spans.map(|&span| ClaimMark { span, part, claim }));
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end), mark.part, mark.claim));
    marks
}

/// What to draw next, from left to right.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DrawStep {
    /// Text inside the open marks.
    Text(Span),
    /// A mark begins, or continues after an enclosing one had to be closed.
    Open(ClaimMark),
    /// The innermost open mark ends or pauses.
    Close(ClaimMark),
}

/// The text as properly nested marks: if a mark ends inside another that began later, the later one is closed and opened
/// again.
pub(super) fn steps(text: &str, marks: &[ClaimMark]) -> Vec<DrawStep> {
    let mut steps = Vec::new();
    let mut open: Vec<ClaimMark> = Vec::new();
    let mut next = marks.iter().copied().peekable();
    let mut at = 0;
    loop {
        let start = next.peek().map(|mark| mark.span.start);
        let end = open.iter().map(|mark| mark.span.end).min();
        let Some(to) = start.into_iter().chain(end).min() else { break };
        if to > at {
            steps.push(DrawStep::Text(Span { start: at, end: to }));
            at = to;
        }
        if let Some(outermost) = open.iter().position(|mark| mark.span.end == to) {
            steps.extend(open[outermost..].iter().rev().copied().map(DrawStep::Close));
            let paused: Vec<_> = open.drain(outermost..).filter(|mark| mark.span.end > to).collect();
            for mark in paused {
                steps.push(DrawStep::Open(mark));
                open.push(mark);
            }
        }
        while let Some(mark) = next.next_if(|mark| mark.span.start == to) {
            steps.push(DrawStep::Open(mark));
            open.push(mark);
        }
    }
    if (at as usize) < text.len() {
        steps.push(DrawStep::Text(Span { start: at, end: text.len() as u32 }));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps as text: `<0 … 0>` for the mark of claim 0.
    fn drawn(text: &str, spans: &[(usize, usize)]) -> String {
        let mark = |(claim, &(start, end))| ClaimMark { span: Span::new(start, end), part: ShownPart::Content, claim };
        let marks: Vec<_> = spans.iter().enumerate().map(mark).collect();
        let steps = steps(text, &marks);
        let drawn = steps.iter().map(|step| match step {
            DrawStep::Text(span) => span.of(text).to_owned(),
            DrawStep::Open(mark) => format!("<{}", mark.claim),
            DrawStep::Close(mark) => format!("{}>", mark.claim),
        });
        drawn.collect()
    }

    #[test]
    fn nested_and_crossing_marks() {
        assert_eq!(drawn("abcdef", &[]), "abcdef");
        assert_eq!(drawn("abcdef", &[(1, 5), (2, 4)]), "a<0b<1cd1>e0>f");
        assert_eq!(drawn("abcdef", &[(1, 4), (2, 6)]), "a<0b<1cd1>0><1ef1>");
        assert_eq!(drawn("abcdef", &[(0, 3), (0, 3), (3, 6)]), "<0<1abc1>0><2def2>");
        assert_eq!(drawn("abcdef", &[(0, 4), (1, 5), (2, 3)]), "<0a<1b<2c2>d1>0><1e1>f");
    }
}
