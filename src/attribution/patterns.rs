//! The first engine: a cue from the lexicon, the noun phrase beside it, and the stretch of the sentence that the cue's
//! construction makes its content. Called by [`super::annotate`].

use super::cue::{self, CueSite, lower};
use super::source::Phrases;
use crate::document::{Document, Quote, Sentence, TokenKind};
use crate::gazetteer::Lexicons;
use crate::gazetteer::cue::{Cue, CueType, Frames};
use crate::gazetteer::lexicon::Function;
use std::ops::Range;

/// A claim as token ranges, before speakers are resolved.
#[derive(Debug)]
pub struct Reading<'r> {
    /// Who is said to have said it.
    pub source: Option<Range<usize>>,
    /// The words that attribute.
    pub cue: Range<usize>,
    /// The lexicon's row.
    pub row: &'r Cue,
    /// What was said, in text order.
    pub content: Vec<Range<usize>>,
    /// "did not say".
    pub negated: bool,
    /// How sure the pattern is.
    pub confidence: f32,
    /// Its name.
    pub by: &'static str,
}

/// Longest sentence, in tokens, that is read. A longer one is a table or a dump; each of its many cues would take most of
/// it for content, so that the claims together would be as long as the square of it. `article` records warn of it.
pub const MAX_SENTENCE: usize = 1000;

/// All claims that the patterns find, in order of their cues.
#[must_use]
pub fn readings<'r>(doc: &Document<'_>, lexicons: &'r Lexicons, depths: &[u8]) -> Vec<Reading<'r>> {
    let mut readings = Vec::new();
    for sentence in &doc.sentences {
        let range = (sentence.tokens.start as usize, sentence.tokens.end as usize);
        if range.1 - range.0 > MAX_SENTENCE {
            continue;
        }
        let sites = cue::sites(doc, lexicons, depths, range);
        if sites.is_empty() {
            continue;
        }
        let patterns = Patterns { phrases: Phrases { doc, lexicons }, doc, lexicons, depths, sentence };
        let groups: Vec<Group<'_>> = sites.iter().filter_map(|site| patterns.group(site)).collect();
        for (index, group) in groups.iter().enumerate() {
            readings.extend(patterns.reading(group, groups.get(index + 1)));
        }
    }
    readings
}

/// A cue with the source beside it: what stands around it is content.
struct Group<'r> {
    site: CueSite<'r>,
    source: Option<Range<usize>>,
    /// From the first to the last token of both.
    start: usize,
    end: usize,
    /// The source stands behind the cue.
    inverted: bool,
}

struct Patterns<'r, 'd, 'a> {
    phrases: Phrases<'d, 'a>,
    doc: &'d Document<'a>,
    lexicons: &'r Lexicons,
    depths: &'d [u8],
    sentence: &'d Sentence,
}

impl<'r> Patterns<'r, '_, '_> {
    fn first(&self) -> usize {
        self.sentence.tokens.start as usize
    }

    fn limit(&self) -> usize {
        self.sentence.tokens.end as usize
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        (index < self.limit()).then(|| self.doc.tokens[index].kind)
    }

    fn function(&self, index: usize) -> Option<Function> {
        (index < self.limit()).then(|| self.lexicons.word(self.doc, index).function).flatten()
    }

    fn word(&self, index: usize) -> &str {
        if index < self.limit() { self.doc.word(index) } else { "" }
    }

    /// Finds the source of a cue; `None` where there is none and the construction needs one.
    fn group(&self, site: &CueSite<'r>) -> Option<Group<'r>> {
        let inside = |range: Option<Range<usize>>| range.filter(|range| self.depths[range.start] == 0);
        let behind = |at: usize| inside(self.phrases.behind(at, self.limit()));
        let group = |source: Option<Range<usize>>, inverted: bool, end: usize| {
            let start = source.as_ref().map_or(site.start, |source| source.start.min(site.start));
            Some(Group { site: *site, source, start, end, inverted })
        };
        match site.cue.kind {
            CueType::Preposition => {
                let source = behind(site.end)?;
                let end = source.end;
                group(Some(source), true, end)
            }
            CueType::Verb if site.passive => {
                if self.word(site.end) != "by" || !site.cue.frames.has(Frames::PASSIVE) {
                    return None;
                }
                let source = behind(site.end + 1)?;
                let end = source.end;
                Some(Group {
                    site: CueSite { end: site.end + 1, ..*site },
                    source: Some(source),
                    start: site.start,
                    end,
                    inverted: true,
                })
            }
            CueType::Verb => {
                let before = inside(self.phrases.before(self.first(), site.start));
                // "…,” said Rudenko": behind a quotation or a comma, the source may follow.
                let after_mark = site.start > self.first() && {
                    let previous = site.start - 1;
                    matches!(self.doc.tokens[previous].kind, TokenKind::DoubleQuote | TokenKind::SingleQuote)
                        || self.doc.tokens[previous].kind == TokenKind::Comma && before.is_none()
                };
                if after_mark && site.cue.frames.has(Frames::QUOTE) {
                    let source = behind(site.end).map(|source| self.phrases.with_office_behind(source, self.limit()));
                    let end = source.as_ref()?.end;
                    return group(source, true, end);
                }
                group(Some(before?), false, site.end)
            }
            CueType::Noun | CueType::Adverb => None,
        }
    }

    fn reading(&self, group: &Group<'r>, next: Option<&Group<'r>>) -> Option<Reading<'r>> {
        let (content, confidence, by) = self.content(group, next)?;
        let mut cue = group.site.start..group.site.end;
        if by == "preposition" {
            cue.end += 1;
        }
        Some(Reading {
            source: group.source.clone(),
            cue,
            row: group.site.cue,
            content,
            negated: group.site.negated,
            confidence,
            by,
        })
    }

    /// The content of a cue with its source, how sure the pattern is, and its name.
    fn content(&self, group: &Group<'r>, next: Option<&Group<'r>>) -> Option<(Vec<Range<usize>>, f32, &'static str)> {
        let frames = group.site.cue.frames;
        let left = self.left(group);
        if group.site.passive {
            return self.passive(group);
        }
        if group.site.cue.kind == CueType::Preposition {
            let mut parts: Vec<_> = left.into_iter().collect();
            parts.extend(self.right(group.end, next));
            return (!parts.is_empty()).then_some((parts, 0.9, "according-to"));
        }
        // Content before the cue: a quotation, or a clause that a comma closes.
        if let Some(left) = left {
            let quoted = self.depths[left.end - 1] > 0 || self.is_mark(left.end - 1);
            if quoted && frames.has(Frames::QUOTE) || frames.has(Frames::THAT) && self.closes(group.end) {
                let mut parts = vec![left];
                parts.extend(self.continuation(group.end, quoted));
                return Some((parts, if quoted { 0.95 } else { 0.85 }, if quoted { "quote" } else { "clause" }));
            }
        }
        if group.inverted {
            return None;
        }
        self.following(group, next)
    }

    /// Content behind source and cue, by the cue's frames.
    fn following(&self, group: &Group<'r>, next: Option<&Group<'r>>) -> Option<(Vec<Range<usize>>, f32, &'static str)> {
        let frames = group.site.cue.frames;
        let at = self.behind_day(group.end);
        let word = lower_at(self, at);
        let rest = |from: usize| self.right(from, next).map(|range| vec![range]);
        let opens_quote = matches!(self.kind(at), Some(TokenKind::Comma | TokenKind::Colon)) && self.is_mark(at + 1)
            || self.is_mark(at);
        if opens_quote && frames.has(Frames::QUOTE) {
            return Some((rest(at)?, 0.93, "quote"));
        }
        if self.kind(at) == Some(TokenKind::Colon) && frames.has(Frames::QUOTE) {
            return Some((rest(at)?, 0.85, "colon"));
        }
        let function = self.function(at);
        let addressed = frames.has(Frames::ADDRESSEE).then(|| self.behind_addressee(at)).flatten();
        let preposition = [
            ("for", Frames::FOR),
            ("of", Frames::OF),
            ("about", Frames::ABOUT),
            ("on", Frames::ON),
            ("with", Frames::WITH),
        ];
        if word == "that" && frames.has(Frames::THAT) {
            return Some((rest(at)?, 0.92, "that"));
        }
        // "vowed to", "threatened to", but not "wanted to": only verbs that can quote say what follows.
        if word == "to" && frames.has(Frames::TO) && frames.has(Frames::QUOTE) {
            return Some((rest(at)?, 0.75, "to"));
        }
        if frames.has(Frames::WH)
            && (function == Some(Function::Question) || matches!(&*word, "if" | "who" | "when" | "where" | "which"))
        {
            return Some((rest(at)?, 0.85, "wh"));
        }
        if let Some(from) = addressed {
            return Some((rest(from)?, 0.85, "addressee"));
        }
        if let Some((name, _)) = preposition.iter().find(|(name, frame)| *name == word && frames.has(*frame)) {
            let _ = name;
            return Some((rest(at + 1)?, 0.7, "preposition"));
        }
        // Anything else must begin like a clause or a noun phrase.
        let phrase = self.kind(at).is_some_and(|kind| {
            matches!(
                kind,
                TokenKind::Word
                    | TokenKind::Abbreviation
                    | TokenKind::Number
                    | TokenKind::DoubleQuote
                    | TokenKind::Other
            )
        }) && !matches!(
            function,
            Some(
                Function::Preposition
                    | Function::Conjunction
                    | Function::To
                    | Function::Be
                    | Function::Auxiliary
                    | Function::Negation
                    | Function::Adverb
            )
        );
        if !phrase {
            return None;
        }
        if frames.has(Frames::THAT) && self.clause_follows(at) {
            return Some((rest(at)?, 0.8, "clause"));
        }
        if frames.has(Frames::OBJECT) {
            return Some((rest(at)?, 0.7, "object"));
        }
        if frames.has(Frames::AS) && (at..self.limit()).any(|index| self.word(index) == "as") {
            return Some((rest(at)?, 0.75, "as"));
        }
        None
    }

    /// "said | Thursday | that …": the first token behind the day of saying.
    fn behind_day(&self, at: usize) -> usize {
        let day = |index: usize| index < self.limit() && self.lexicons.word(self.doc, index).weekday;
        match self.word(at) {
            "on" if day(at + 1) => at + 2,
            _ if day(at) => at + 1,
            _ => at,
        }
    }

    /// True if a finite verb stands in what follows: a noun phrase alone is no clause.
    fn clause_follows(&self, at: usize) -> bool {
        if self.function(at) == Some(Function::Pronoun) {
            return true;
        }
        (at + 1..self.limit().min(at + 14)).any(|index| {
            let word = self.word(index);
            matches!(self.function(index), Some(Function::Be | Function::Auxiliary))
                || word.ends_with("ed") && self.doc.tokens[index].is_word()
        })
    }

    /// "told reporters in Moscow | that …": where the content begins behind an addressee.
    fn behind_addressee(&self, at: usize) -> Option<usize> {
        let addressee = self.phrases.behind(at, self.limit())?;
        let mut end = addressee.end;
        // "told reporters on Monday that": the occasion stands between.
        while end < self.limit() && end < addressee.end + 6 {
            match (self.kind(end), self.word(end)) {
                (Some(TokenKind::DoubleQuote), _) | (_, "that" | "to" | "of" | "whether" | "if" | "how" | "why") => {
                    return Some(end);
                }
                (Some(TokenKind::Comma | TokenKind::Colon), _) if self.is_mark(end + 1) => return Some(end + 1),
                (Some(TokenKind::Word | TokenKind::Number | TokenKind::Abbreviation), _) => end += 1,
                _ => return None,
            }
        }
        // "told reporters the deal was dead"
        (self.function(addressee.end) == Some(Function::Pronoun)).then_some(addressee.end)
    }

    /// "was characterized by X as Y": Y. "was criticized by X": what stands before the cue.
    fn passive(&self, group: &Group<'r>) -> Option<(Vec<Range<usize>>, f32, &'static str)> {
        if self.word(group.end) == "as" {
            let content = self.right(group.end + 1, None)?;
            return Some((vec![content], 0.85, "passive-as"));
        }
        let subject = self.phrases.before(self.first(), group.site.start)?;
        Some((vec![subject], 0.6, "passive"))
    }

    /// What stands before the group and may be its content: back to where its quotation began.
    fn left(&self, group: &Group<'r>) -> Option<Range<usize>> {
        let mut end = group.start;
        if end <= self.first() {
            return None;
        }
        if self.doc.tokens[end - 1].kind == TokenKind::Comma {
            end -= 1;
        } else if !self.is_mark(end - 1)
            && !matches!(self.doc.tokens[end - 1].kind, TokenKind::Dash | TokenKind::Terminal)
            && group.site.cue.kind != CueType::Preposition
        {
            return None;
        } else if self.doc.tokens[end - 1].kind == TokenKind::Dash {
            end -= 1;
        }
        if end <= self.first() {
            return None;
        }
        let mut start = self.first();
        if let Some(quote) = self.quote_over(end - 1) {
            start = start.min(quote.tokens.0 as usize);
        }
        // "But, he said": a conjunction alone says nothing.
        let said = (start..end)
            .any(|index| self.doc.tokens[index].is_word() && self.lexicons.word(self.doc, index).function.is_none());
        (said && end - start > 1).then_some(start..end)
    }

    /// What stands behind token `from` up to the next group or the end of the sentence, without the last full stop.
    fn right(&self, from: usize, next: Option<&Group<'r>>) -> Option<Range<usize>> {
        let mut start = from;
        while matches!(self.kind(start), Some(TokenKind::Comma | TokenKind::Colon | TokenKind::Dash)) {
            start += 1;
        }
        let mut end = self.limit();
        if let Some(next) = next.filter(|next| next.start > start) {
            // ", and Putin said …" begins a clause of its own; "the report said it was" inside the content does not.
            let before = next.start - 1;
            let joined = matches!(self.word(before), "and" | "but" | "while");
            let comma = if joined { before.checked_sub(1) } else { Some(before) };
            let cut = comma.filter(|&comma| comma > start && self.doc.tokens[comma].kind == TokenKind::Comma);
            if let Some(cut) = cut.filter(|_| self.depths[next.start] == 0) {
                end = cut;
            }
        }
        self.trimmed(start, end)
    }

    /// `start..end` up to the end of a quotation that runs over it, without a full stop that is not quoted.
    fn trimmed(&self, start: usize, mut end: usize) -> Option<Range<usize>> {
        if start >= end {
            return None;
        }
        let full = end == self.limit();
        if let Some(quote) = self.quote_over(end - 1).filter(|quote| full && quote.tokens.0 as usize >= start) {
            end = end.max(quote.tokens.1 as usize);
        }
        while end > start
            && self.depths[end - 1] == 0
            && matches!(
                self.doc.tokens[end - 1].kind,
                TokenKind::Terminal | TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash
            )
        {
            end -= 1;
        }
        let says = (start..end).any(|index| self.doc.tokens[index].is_word());
        says.then_some(start..end)
    }

    /// The rest of a quotation that the group interrupts, or that goes on in the next sentence.
    fn continuation(&self, from: usize, quoted: bool) -> Option<Range<usize>> {
        let at = from;
        if self.kind(at) == Some(TokenKind::Comma) {
            // "“A,” X said, “B.”" and "A, X said, and B."; but not "…, X said, citing the report".
            let resumes = self.is_mark(at + 1) || !quoted;
            return resumes.then(|| self.trimmed(at + 1, self.limit())).flatten();
        }
        if quoted && matches!(self.kind(at), Some(TokenKind::Terminal | TokenKind::Colon)) && at + 1 >= self.limit() {
            // "“A,” X said. “B.”": the quotation goes on in the same paragraph.
            let next = self.limit();
            let at = self.doc.quotes.partition_point(|quote| (quote.tokens.0 as usize) < next);
            let quote = self.doc.quotes.get(at).filter(|quote| quote.tokens.0 as usize == next && quote.depth == 0)?;
            let paragraph = self.doc.paragraphs.get(self.sentence.paragraph as usize)?;
            let end = quote.tokens.1 as usize;
            return (end <= paragraph.tokens.end as usize).then_some(next..end);
        }
        None
    }

    /// True if the group closes its clause: behind it a comma or the end of the sentence.
    fn closes(&self, at: usize) -> bool {
        self.kind(at).is_none_or(|kind| {
            matches!(kind, TokenKind::Comma | TokenKind::Terminal | TokenKind::Semicolon | TokenKind::Dash)
        })
    }

    fn is_mark(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(TokenKind::DoubleQuote | TokenKind::SingleQuote))
            && self.quote_over(index).is_some()
    }

    /// The outer quotation that covers token `index`.
    fn quote_over(&self, index: usize) -> Option<&Quote> {
        let until = self.doc.quotes.partition_point(|quote| quote.tokens.0 as usize <= index);
        self.doc.quotes[..until]
            .iter()
            .rev()
            .take(4)
            .find(|quote| quote.depth == 0 && (quote.tokens.1 as usize) > index)
    }
}

fn lower_at<'p>(patterns: &'p Patterns<'_, '_, '_>, index: usize) -> std::borrow::Cow<'p, str> {
    if index < patterns.limit() { lower(patterns.doc, index) } else { "".into() }
}
