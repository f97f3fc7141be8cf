//! Finds the cues of a sentence: lexicon words outside quotations, with the auxiliaries, negation and adverbs around them.
//! Called by [`super::patterns`].

use crate::document::{Document, TokenKind};
use crate::gazetteer::Lexicons;
use crate::gazetteer::cue::{Cue, CueType};
use crate::gazetteer::lexicon::Function;
use std::borrow::Cow;

/// A word or phrase that may attribute.
#[derive(Debug, Clone, Copy)]
pub struct CueSite<'r> {
    /// First token, auxiliaries included: "has | said".
    pub start: usize,
    /// First token of the lexicon's form.
    pub head: usize,
    /// One past the last token.
    pub end: usize,
    /// Its row in the lexicon.
    pub cue: &'r Cue,
    /// "did not say".
    pub negated: bool,
    /// A form of "be" stands before it: "was described".
    pub passive: bool,
}

/// The cues among tokens `start..end`, in text order; `depths` tells what is quoted.
#[must_use]
pub fn sites<'r>(
    doc: &Document<'_>,
    lexicons: &'r Lexicons,
    depths: &[u8],
    (start, end): (usize, usize),
) -> Vec<CueSite<'r>> {
    let mut sites = Vec::new();
    let mut at = start;
    let mut mentions =
        doc.mentions[doc.mentions.partition_point(|m| (m.tokens.1 as usize) <= start)..].iter().peekable();
    while at < end {
        // No name is a cue: "the United States".
        if let Some(mention) = mentions.next_if(|mention| mention.tokens.0 as usize <= at) {
            at = at.max(mention.tokens.1 as usize);
            continue;
        }
        let token = doc.tokens[at];
        let outside = !lexicons.word(doc, at).cues.is_empty()
            && token.is_word()
            && depths.get(at).is_none_or(|depth| *depth == 0);
        let found = outside.then(|| find(doc, lexicons, at, end)).flatten();
        let Some((cue, words)) = found else {
            at += 1;
            continue;
        };
        let site = extend(doc, lexicons, start, at, words, cue);
        at += words;
        if cue.kind != CueType::Verb || acts_as_verb(doc, lexicons, start, &site) {
            sites.push(site);
        }
    }
    sites
}

/// The longest lexicon form at token `at`.
fn find<'r>(doc: &Document<'_>, lexicons: &'r Lexicons, at: usize, limit: usize) -> Option<(&'r Cue, usize)> {
    // Later words of a form are always in lower case: names do not belong to cues.
    lexicons.cues.find(lexicons.word(doc, at).cues, |k| (at + k < limit).then(|| doc.word(at + k)))
}

/// The word at `index` in lower case.
pub(super) fn lower<'a>(doc: &Document<'a>, index: usize) -> Cow<'a, str> {
    let word = doc.word(index);
    if doc.tokens[index].case.is_capital() { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
}

/// Takes the auxiliaries, negation and adverbs before the verb into the cue.
fn extend<'r>(
    doc: &Document<'_>,
    lexicons: &Lexicons,
    limit: usize,
    head: usize,
    words: usize,
    cue: &'r Cue,
) -> CueSite<'r> {
    let mut site = CueSite { start: head, head, end: head + words, cue, negated: false, passive: false };
    if cue.kind != CueType::Verb {
        return site;
    }
    let mut at = head;
    while at > limit {
        match lexicons.word(doc, at - 1).function {
            Some(Function::Auxiliary) => site.start = at - 1,
            Some(Function::Be) => {
                site.start = at - 1;
                site.passive = true;
            }
            Some(Function::Negation) => {
                site.start = at - 1;
                site.negated = true;
            }
            // An adverb belongs to the cue only between it and an auxiliary.
            Some(Function::Adverb) => {}
            _ if doc.word(at - 1).ends_with("ly") && doc.tokens[at - 1].is_word() => {}
            _ => break,
        }
        at -= 1;
    }
    site
}

/// False for forms that are nouns or adjectives here ("the claims", "a report"), and for infinitives.
fn acts_as_verb(doc: &Document<'_>, lexicons: &Lexicons, limit: usize, site: &CueSite<'_>) -> bool {
    let progressive = doc.word(site.head).ends_with("ing");
    if site.passive && !progressive {
        return true;
    }
    if site.start == limit {
        // A sentence may open with "Asked whether …" or "Said Rudenko: …", never with a bare form that is a noun as well.
        return doc.word(site.head).ends_with("ed") || doc.word(site.head).eq_ignore_ascii_case("said");
    }
    let before = site.start - 1;
    if doc.tokens[before].kind == TokenKind::Clitic {
        // "Trump’s claims" but "he’s said".
        return site.start < site.head || doc.word(before) != "’s" && doc.word(before) != "'s";
    }
    let word = lower(doc, before);
    let known = lexicons.word(doc, before);
    let function = known.function;
    let bare = site.start == site.head && doc.word(site.head) == site.cue.lemma.split(' ').next().unwrap_or_default();
    if doc.tokens[before].kind == TokenKind::Number {
        // "14 states".
        return doc.word(site.head).ends_with("ed") || doc.word(site.head) == "said";
    }
    let third = site.start == site.head && doc.word(site.head).ends_with('s') && !bare;
    if third && function.is_none() && doc.tokens[before].is_word() {
        // "Rudenko says", "the ministry says", but not "swing states".
        let mentioned = doc.mentions.partition_point(|mention| (mention.tokens.1 as usize) <= before);
        let mention = doc.mentions.get(mentioned).is_some_and(|mention| (mention.tokens.0 as usize) <= before);
        return mention || doc.tokens[before].case.is_capital() || known.nominal.is_some_and(|n| !n.plural);
    }
    if bare {
        // "officials say" but "the state department": without an auxiliary, the bare form wants a plural before it.
        let plural = word.ends_with('s') && function.is_none() || known.nominal.is_some_and(|n| n.plural);
        let pronoun = matches!(&*word, "i" | "we" | "they" | "you" | "who" | "some" | "many" | "most" | "others");
        return plural || pronoun;
    }
    !matches!(
        function,
        Some(Function::Determiner | Function::Possessive | Function::Preposition | Function::To | Function::Adjective)
    )
}
