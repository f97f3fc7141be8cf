//! What looks like a claim but is not one: lists after a label, the charges of a police report, titles of works, links to other articles,
//! names that contain a verb, and play in a game.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::cue;
use crate::attribution::reading::ClaimReading;
use crate::claim::{CueClass, Rule};
use crate::document::{Case, Quote, Token, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// How many words a link to another article begins with: "Read more:".
const LINK: usize = 4;
/// How many tokens after a cue its object may begin in.
const OBJECT: usize = 5;
/// How far into a content the title of a work may be, in tokens.
const WORK: usize = 16;
/// How many words of an article's own a sentence in which not every word has a capital has at least.
const SMALL_WORDS: usize = 2;
/// Least confidence of a claim whose cue is in no list.
const UNKNOWN: f32 = 0.7;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("Ann Lee: The harbor is open again", "Ann Lee | : | The harbor is open again"),
    ("Attendees: Ann Lee, Bo Derrick.", ""),
    ("Ryan Hollman: Dealing in stolen goods", ""),
    ("You may remember Bo Derrick from films such as “The Long Wall”.", ""),
    ("Read more: Ann Lee says the wall is old", ""),
    ("Air India Express will add two flights.", ""),
    ("“We are on it,” Bo Derrick wrote.", "Bo Derrick | wrote | “We are on it,”"),
    ("Bo Derrick wrote “The Long Wall”.", ""),
    ("“It rained,” Ann Lee said, citing a source.", "Ann Lee | said | “It rained,”"),
    ("Derrick blocked a shot in the third period.", ""),
    ("Robert “Bo” Derrick said no.", "Robert “Bo” Derrick | said | no"),
];

/// Drops such readings.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    found.retain(|reading| {
        !(is_list(context, reading)
            || is_link(context, reading)
            || is_name_part(context, reading)
            || is_play(context, reading)
            || is_work(context, reading)
            || is_cited(context, reading)
            || is_nickname(context, reading)
            || is_unknown(context, reading))
    });
}

/// A cue of which no list knows that it says anything, where nothing is quoted and the engine is not sure: two of three are none.
fn is_unknown(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    reading.by == Rule::Engine
        && reading.confidence < UNKNOWN
        && !reading.source.is_empty()
        && reading.content.iter().all(|run| run.range().all(|at| context.depths[at] == 0))
        && cue::meaning(context.0, reading).class == CueClass::Other
}

/// "Robert “Bo” Derrick said": a content that is a part of its source's name.
fn is_nickname(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    let Some(source) = reading.source.first() else { return false };
    context.mention_at(source.start()).is_some_and(|mention| {
        let inside = |run: &TokenSpan| mention.tokens.start() <= run.start() && run.end() <= mention.tokens.end();
        !reading.content.is_empty() && reading.content.iter().all(inside)
    })
}

/// "Attendees: …", "Ryan Hollman: Dealing in stolen goods"
fn is_list(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    if context.kind(reading.cue.start()) != Some(TokenKind::Colon) {
        return false;
    }
    let Some(content) = reading.content.first() else { return false };
    let clause = has_clause(context, content.range()) || context.is_quote_mark(content.start());
    let label = reading.source.last().is_some_and(|source| {
        let last = source.end() - 1;
        let nobody =
            reading.by == Rule::Engine && context.mention_at(last).is_none() && context.info(last).nominal.is_none();
        source.len() <= 2 && (context.in_group(last, WordGroup::ListLabel) || nobody && !clause)
    });
    label || !clause && context.in_group(content.start(), WordGroup::Offense)
}

/// "Read more: Lee says the wall is old", "FILE - Lee visits the wall": the first sentence of a link or a caption.
fn is_link(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    let Some(paragraph) = context.paragraph(context.paragraph_of(reading.cue.start())) else { return false };
    let start = paragraph.tokens.start();
    let end = paragraph.tokens.end().min(start + LINK);
    let opens = context.in_group(start, WordGroup::LinkLabel);
    let colon = (start + 1..end).find(|&at| matches!(context.kind(at), Some(TokenKind::Colon | TokenKind::Dash)));
    let more = context.is(start, "read") && start + 1 < end && context.is(start + 1, "more");
    let first = context.sentence_of(start) == context.sentence_of(reading.cue.start());
    let label = |colon: usize| (start..colon).all(|at| context.in_group(at, WordGroup::LinkLabel));
    opens && first && (more || colon.is_some_and(label))
}

/// "Air India | Express | will add two flights": a capital within a sentence is part of a name.
fn is_name_part(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    let cue = reading.cue.start();
    let title = context.token(cue).is_some_and(|token| token.is_word() && token.case == Case::Title);
    let named = reading.source.last().is_some_and(|source| source.end() == cue && context.is_capital(cue - 1));
    if !title || !named || reading.cue.len() > 1 {
        return false;
    }
    // In a headline, every word may have one.
    let Some(sentence) = context.sentence(cue) else { return false };
    let small = |at: &usize| {
        context.token(*at).is_some_and(|token| token.is_word() && token.case == Case::Lower)
            && context.function(*at).is_none()
    };
    sentence.tokens.range().filter(small).count() >= SMALL_WORDS
}

/// "blocked a shot"
fn is_play(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    let Some(content) = reading.content.first().filter(|run| run.start() == reading.cue.end()) else { return false };
    let object = content.start()..content.end().min(content.start() + OBJECT);
    reading.cue.len() == 1
        && context.in_group(reading.cue.start(), WordGroup::PlayVerb)
        && object.into_iter().any(|at| context.in_group(at, WordGroup::PlayObject))
}

/// "citing | a source": who is cited is no content.
fn is_cited(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    let [content] = reading.content[..] else { return false };
    let people = context
        .info(content.end() - 1)
        .nominal
        .is_some_and(|nominal| matches!(nominal.refers, Refers::Person | Refers::Group | Refers::Unnamed));
    matches!(context.word(reading.cue.start()), "citing" | "quoting")
        && content.len() <= OBJECT
        && people
        && !has_clause(context, content.range())
}

/// "You may remember Lee from films such as “The Long Wall”", "wrote “The Long Wall”": a quotation that is a title, and nothing said
/// beside it.
fn is_work(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    let Some(&content) = reading.content.last() else { return false };
    let Some(title) = (content.range()).find_map(|at| context.quote_from(at)) else { return false };
    if title.tokens.end() > content.end() || !is_title(context, title) {
        return false;
    }
    let before = content.start()..title.tokens.start();
    if before.is_empty() {
        let verb = reading.cue.end() - 1;
        // "began in “The Long Wall”"
        let placed = reading.cue.len() > 1 && matches!(context.word(verb), "in" | "from");
        return content == title.tokens && (placed || context.in_group(verb, WordGroup::WorkVerb));
    }
    let recalled = reading.cue.range().any(|at| context.in_group(at, WordGroup::Recall));
    let named = recalled && before.len() <= WORK && before.clone().any(|at| context.in_group(at, WordGroup::Work));
    named && !has_clause(context, before) && !has_clause(context, title.tokens.end()..content.end())
}

/// True if all words of a quotation but the small ones have capitals, and nothing ends a sentence or a clause in it. "We are on it" is a
/// sentence of small words.
pub(super) fn is_title(context: &RuleContext<'_, '_>, quote: &Quote) -> bool {
    let inside = TokenSpan::new(quote.tokens.start() + 1, quote.tokens.end() - usize::from(quote.closed));
    let named = |at: usize| {
        let word = context.token(at).is_some_and(Token::is_word);
        !word || context.is_capital(at) || context.function(at).is_some()
    };
    let capitals = inside.range().filter(|&at| context.is_capital(at)).count();
    let ends = inside.range().rev().take(1).any(|at| context.word(at) == ".");
    let pronoun = context.in_group(inside.start(), WordGroup::SubjectPronoun);
    let sentence = capitals == 1 && pronoun && inside.range().any(|at| context.is_finite(at));
    quote.closed
        && capitals > 0
        && !ends
        && !sentence
        && inside.range().all(named)
        && context.is_capital(inside.start())
}

/// True if a stretch outside quotations has a verb or a pronoun or begins a clause.
fn has_clause(context: &RuleContext<'_, '_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|at| {
        let function = matches!(context.function(at), Some(Function::Be | Function::Auxiliary | Function::Pronoun));
        context.depths[at] == 0 && (function || context.word(at) == "that")
    })
}
