//! An article to display: its paragraphs, cut where marks begin and end. The server and the report differ only in how they
//! draw a piece.

use crate::article;
use crate::audit::run::{ArticleText, AuditedRun};
use crate::document::Document;
use crate::error::Result;
use crate::gazetteer::Lexicons;
use crate::record::{ClaimRecord, MentionRecord, Offset, OffsetCache, OffsetUnit};
use crate::span::Span;
use crate::text::rules::Rules;
use crate::text::{Landmarks, paragraph, token};
use serde::Serialize;
use std::sync::LazyLock;

pub(crate) struct ArticleView {
    /// Whether the text can be shown.
    pub(crate) state: TextState,
    pub(crate) paragraphs: Vec<Vec<TextPiece>>,
    pub(crate) marks: Vec<TextMark>,
    pub(crate) claims: Vec<ShownClaim>,
    pub(crate) mentions: Vec<MentionRecord<'static>>,
    /// The text; empty if it cannot be shown.
    pub(crate) text: String,
}

/// Whether an article's text can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TextState {
    Here,
    Coming,
    Changed,
    Missing,
}

pub(crate) struct ShownClaim {
    /// Its index in the run.
    pub(crate) number: u32,
    pub(crate) claim: ClaimRecord<'static>,
    /// In code points.
    pub(crate) places: PartSpans,
    /// Its spans do not match the text, so it is not marked.
    pub(crate) broken: bool,
}

/// The spans of a claim's parts, in code points, half-open.
#[derive(Debug, Default, Serialize)]
pub(crate) struct PartSpans {
    pub(crate) source: Vec<[u32; 2]>,
    pub(crate) cue: Vec<[u32; 2]>,
    pub(crate) content: Vec<[u32; 2]>,
}

/// A stretch of text with the same marks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TextPiece {
    /// In bytes.
    pub(crate) span: Span,
    /// Its start in code points.
    pub(crate) start: u32,
    /// Indices into [`ArticleView::marks`], the longest first.
    pub(crate) marks: Vec<u32>,
}

/// A marked part of a claim, or a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextMark {
    pub(crate) part: MarkedPart,
    /// Index into [`ArticleView::claims`] or [`ArticleView::mentions`].
    pub(crate) of: u32,
    pub(crate) span: Span,
}

named_enum! {
    /// What is marked.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    pub(crate) enum MarkedPart {
        Source = "source",
        Cue = "cue",
        Content = "content",
        Addressee = "addressee",
        Occasion = "occasion",
        Mention = "mention",
    }
}

impl ArticleView {
    /// The view of an article by its index, with or without mentions.
    pub(crate) fn of(run: &AuditedRun, article: usize, with_mentions: bool) -> Result<Self> {
        let mut claims = Vec::new();
        for &number in run.claims.of(article) {
            let claim = run.claim(number)?;
            claims.push(ShownClaim { number, claim, places: PartSpans::default(), broken: true });
        }
        let mentions = if with_mentions { run.mentions(article)?.unwrap_or_default() } else { Vec::new() };
        let (state, text) = match run.texts.get(article)? {
            ArticleText::Here(text) => (TextState::Here, text),
            ArticleText::Coming => (TextState::Coming, String::new()),
            ArticleText::Changed => (TextState::Changed, String::new()),
            ArticleText::Missing => (TextState::Missing, String::new()),
        };
        let mut view = Self { state, paragraphs: Vec::new(), marks: Vec::new(), claims, mentions, text };
        if state == TextState::Here {
            view.mark();
            view.cut();
        }
        Ok(view)
    }

    fn mark(&mut self) {
        let mut map = TextOffsets { text: &self.text, offsets: OffsetCache::new(&self.text) };
        for (of, shown) in (0..).zip(&mut self.claims) {
            if let Some((marks, places)) = marks_of(&shown.claim, of, &mut map) {
                self.marks.extend(marks);
                shown.places = places;
                shown.broken = false;
            }
        }
        for (of, mention) in (0..).zip(&self.mentions) {
            if let Some(span) =
                map.slice(mention.offsets, mention.place).filter(|span| *span.of(&self.text) == *mention.text)
            {
                self.marks.push(TextMark { part: MarkedPart::Mention, of, span });
            }
        }
    }

    fn cut(&mut self) {
        let mut order: Vec<u32> = (0..self.marks.len() as u32).collect();
        let span = |mark: u32| self.marks[mark as usize].span;
        // The longest first if several begin at the same byte.
        order.sort_by_key(|&mark| (span(mark).start, std::cmp::Reverse(span(mark).end), mark));
        let mut cuts: Vec<u32> = self.marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
        let paragraphs = paragraphs(&self.text);
        cuts.extend(paragraphs.iter().flat_map(|span| [span.start, span.end]));
        cuts.sort_unstable();
        cuts.dedup();
        let mut open: Vec<u32> = Vec::new();
        let mut next = 0;
        let (mut at, mut points) = (0, 0);
        let mut cut = 0;
        for paragraph in paragraphs {
            let mut pieces = Vec::new();
            let mut start = paragraph.start;
            while cut < cuts.len() && cuts[cut] <= start {
                cut += 1;
            }
            while start < paragraph.end {
                let end = cuts.get(cut).copied().unwrap_or(paragraph.end).min(paragraph.end);
                cut += 1;
                while next < order.len() && span(order[next]).start <= start {
                    open.push(order[next]);
                    next += 1;
                }
                open.retain(|&mark| span(mark).end > start);
                points += self.text[at as usize..start as usize].chars().count() as u32;
                at = start;
                let mut marks = open.clone();
                marks.sort_by_key(|&mark| (std::cmp::Reverse(span(mark).end - span(mark).start), mark));
                pieces.push(TextPiece { span: Span { start, end }, start: points, marks });
                start = end;
            }
            self.paragraphs.push(pieces);
        }
    }
}

struct TextOffsets<'t> {
    text: &'t str,
    offsets: OffsetCache<'t>,
}

impl TextOffsets<'_> {
    fn slice(&mut self, unit: OffsetUnit, offset: Offset) -> Option<Span> {
        self.offsets.map(unit).span(offset).filter(|span| !span.is_empty())
    }

    /// The spans, where they are those of `text`.
    fn part(&mut self, unit: OffsetUnit, text: &str, spans: &[Offset]) -> Option<Vec<Span>> {
        let spans: Vec<Span> = spans.iter().map(|&span| self.slice(unit, span)).collect::<Option<_>>()?;
        let there: Vec<&str> = spans.iter().map(|span| span.of(self.text)).collect();
        (there.join(" ") == text).then_some(spans)
    }

    fn points(&mut self, spans: &[Span]) -> Vec<[u32; 2]> {
        let map = self.offsets.map(OffsetUnit::CodePoints);
        map.offsets(spans).into_iter().map(|Offset { start, end }| [start, end]).collect()
    }
}

/// The marks of a claim; `None` if it does not match the text.
fn marks_of(claim: &ClaimRecord<'_>, of: u32, map: &mut TextOffsets<'_>) -> Option<(Vec<TextMark>, PartSpans)> {
    let unit = claim.offsets;
    let mut places = PartSpans::default();
    let mut marks = Vec::new();
    for (key, text, spans) in claim.parts() {
        let part = *MarkedPart::ALL.iter().find(|part| part.as_str() == key)?;
        let spans = map.part(unit, text, spans)?;
        match part {
            MarkedPart::Source => places.source = map.points(&spans),
            MarkedPart::Cue => places.cue = map.points(&spans),
            MarkedPart::Content => places.content = map.points(&spans),
            _ => {}
        }
        marks.extend(spans.into_iter().map(|span| TextMark { part, of, span }));
    }
    marks.sort_by_key(|mark| mark.part);
    Some((marks, places))
}

/// The word lists of the text layer; empty in a defective build, which a test would have found.
static RULES: LazyLock<Rules> =
    LazyLock::new(|| Lexicons::embedded().map(|lexicons| lexicons.text).unwrap_or_default());

/// The paragraphs of a text, as the pipeline splits them.
fn paragraphs(text: &str) -> Vec<Span> {
    let article = article::Article::new("", text);
    let mut doc = Document::new(&article);
    let mut landmarks = Landmarks::default();
    token::tokenize(&mut doc, &mut landmarks, &RULES.abbreviations, &|_| {});
    paragraph::split(&mut doc, &landmarks, &RULES);
    doc.paragraphs.iter().map(|block| block.span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(source: [u32; 2], cue: [u32; 2], content: [u32; 2], text: &str) -> ClaimRecord<'static> {
        let part = |[start, end]: [u32; 2]| {
            let slice: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
            serde_json::json!({"text": slice, "spans": [{"start": start, "end": end}], "form": "name", "lemma": "say", "class": "statement"})
        };
        let record = serde_json::json!({"id": "1", "doc": "a", "kind": "direct", "source": part(source), "speaker": null,
            "cue": part(cue), "addressee": null, "occasion": null, "content": part(content), "sentence": 0, "paragraph": 0,
            "negated": false, "mentions": [], "confidence": 0.5, "by": "crf", "flags": []});
        serde_json::from_value(record).unwrap()
    }

    fn view(text: &str, claims: Vec<ClaimRecord<'static>>) -> ArticleView {
        let shown = |claim| ShownClaim { number: 0, claim, places: PartSpans::default(), broken: true };
        let claims = claims.into_iter().map(shown).collect();
        let (paragraphs, marks, mentions) = (Vec::new(), Vec::new(), Vec::new());
        let mut view =
            ArticleView { state: TextState::Here, paragraphs, marks, claims, mentions, text: text.to_owned() };
        view.mark();
        view.cut();
        view
    }

    #[test]
    fn pieces_are_the_text_with_its_marks() {
        let text = "🙂 Ada said “Bo said it is so” today.\n\nNo more.";
        let outer = claim([2, 5], [6, 10], [11, 29], text);
        let inner = claim([12, 14], [15, 19], [20, 28], text);
        let view = view(text, vec![outer, inner]);
        assert_eq!(view.paragraphs.len(), 2);
        let shown = |piece: &TextPiece| {
            let parts: Vec<String> = piece
                .marks
                .iter()
                .map(|&mark| format!("{:?}{}", view.marks[mark as usize].part, view.marks[mark as usize].of))
                .collect();
            (piece.start, piece.span.of(text).to_owned(), parts.join(" "))
        };
        let pieces: Vec<_> = view.paragraphs[0].iter().map(shown).collect();
        let expected = [
            (0, "🙂 ", ""),
            (2, "Ada", "Source0"),
            (5, " ", ""),
            (6, "said", "Cue0"),
            (10, " ", ""),
            (11, "“", "Content0"),
            (12, "Bo", "Content0 Source1"),
            (14, " ", "Content0"),
            (15, "said", "Content0 Cue1"),
            (19, " ", "Content0"),
            (20, "it is so", "Content0 Content1"),
            (28, "”", "Content0"),
            (29, " today.", ""),
        ];
        assert_eq!(pieces, expected.map(|(at, text, marks)| (at, text.to_owned(), marks.to_owned())));
        assert_eq!(shown(&view.paragraphs[1][0]), (38, "No more.".to_owned(), String::new()));
        assert_eq!(view.claims[1].places.content, [[20, 28]]);
    }

    #[test]
    fn a_claim_of_another_text_is_not_marked() {
        let text = "Ada said it is so.";
        let mut other = claim([0, 3], [4, 8], [9, 17], text);
        other.content.text = "it is not".into();
        let view = view(text, vec![other]);
        assert!(view.claims[0].broken && view.marks.is_empty());
        assert_eq!(view.paragraphs[0].len(), 1);
    }
}
