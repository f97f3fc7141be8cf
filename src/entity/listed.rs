//! Whether a name of the gazetteer is a name of its entity where it occurs.

use super::found::FoundName;
use super::title;
use crate::document::{Case, EntityKind, EntryId, Gap, Gender, MentionForm, MentionRule, TokenKind};
use crate::gazetteer::name_rules::AmbiguityRule;
use crate::gazetteer::word_class::{Function, NamePart};
use crate::gazetteer::word_groups::WordGroup;
use crate::gazetteer::{Gazetteer, LexicalView, NameMatch};

/// The kind of those who make products.
const COMPANY: &str = "company";

/// True for a name that is only a place: it is not a mention, and no name inside it is one.
pub(super) fn is_place(matched: &NameMatch<'_>) -> bool {
    matched.surfaces.iter().all(|surface| surface.entry() == EntryId::PLACE)
}

/// A name of the gazetteer, unless the words around it show that it is something else here.
pub(super) fn listed<'g>(
    doc: LexicalView<'_, '_>,
    gazetteer: &Gazetteer,
    at: usize,
    limit: usize,
    headline: bool,
    matched: NameMatch<'g>,
) -> Option<FoundName<'g>> {
    let first = matched.surfaces.first()?;
    if is_place(&matched) {
        return None;
    }
    let kind = first.kind();
    let next = doc.tokens.get(matched.end).filter(|_| matched.end < limit);
    let spaced_capital = next.is_some_and(|token| token.gap == Gap::Space && token.case == Case::Title);
    match first.rule() {
        Some(AmbiguityRule::Never) => return None,
        Some(AmbiguityRule::NeedsTitle) if title::before(doc, at).is_none() => return None,
        Some(AmbiguityRule::NotBeforeSurname) if spaced_capital && doc.info(matched.end).surname == Some(false) => {
            return None;
        }
        _ => {}
    }
    // "Trump Jr.", "Mrs. Trump": somebody else of that family name.
    if kind == EntityKind::Person && matched.end == at + 1 {
        let suffix = next.is_some_and(|_| doc.info(matched.end).name_part == Some(NamePart::Suffix));
        let gender = gazetteer.entry(first.entry()).gender;
        let title = title::before(doc, at).map_or(Gender::Unknown, |(title, _)| title.gender);
        let another = title != Gender::Unknown && gender != Gender::Unknown && title != gender;
        if suffix || another && matched.surfaces.len() == 1 {
            return None;
        }
    }
    // "we have a CPA", "WHO WANTS IT?"
    if kind == EntityKind::Organization && matched.end == at + 1 && doc.tokens[at].case == Case::Upper {
        let article = at > 0 && doc.tokens[at].gap == Gap::Space && matches!(doc.word(at - 1), "a" | "an");
        let noun =
            next.is_some_and(|token| token.is_word() || matches!(token.kind, TokenKind::Hyphen | TokenKind::Clitic));
        let word = headline && doc.lexicons.vocabulary.look_up(&doc.word(at).to_ascii_lowercase()).function.is_some();
        if article && !noun || word {
            return None;
        }
    }
    // "Adobe Acrobat": the name of a product begins with its maker's.
    if kind == EntityKind::Organization
        && matched.end == at + 1
        && !headline
        && spaced_capital
        && doc.is_unlisted(matched.end)
        && gazetteer.find(doc.doc, matched.end, limit).is_none()
        && gazetteer.roles(first.entry()).any(|role| role.title == COMPANY)
        && doc.tokens.get(matched.end + 1).is_none_or(|after| after.gap != Gap::Space || !after.case.is_capital())
        && !(matched.end + 1 < limit && doc.info(matched.end + 1).speech_verb)
    {
        return None;
    }
    // "Polish the floor"
    let opens = || doc.sentences[doc.sentence_of(at)].tokens.start() == at;
    if kind == EntityKind::State
        && first.form() == MentionForm::Demonym
        && next.is_some()
        && matches!(doc.info(matched.end).function, Some(Function::Determiner | Function::Possessive))
        && opens()
    {
        return None;
    }
    if kind == EntityKind::State && first.form() == MentionForm::Metonym && is_only_place(doc, at, matched.end) {
        return None;
    }
    if kind == EntityKind::State && !headline && is_inside_name(doc, gazetteer, at, matched.end, limit) {
        return None;
    }
    // "RT America": the name of something else.
    let acronym_before = at > 0
        && doc.tokens[at].gap == Gap::Space
        && doc.tokens[at - 1].is_word()
        && doc.tokens[at - 1].case == Case::Upper
        && doc.tokens[at - 1].span().len() > 1
        && doc.tokens[at].case != Case::Upper;
    if kind == EntityKind::State && first.form() == MentionForm::Alias && acronym_before {
        return None;
    }
    // "the Korean Peninsula", "the Arabian Sea": a geographic feature, not a state.
    if kind == EntityKind::State && next.is_some() && doc.info(matched.end).geographic {
        return None;
    }
    Some(FoundName { start: at, end: matched.end, kind, surfaces: matched.surfaces, by: MentionRule::Gazetteer })
}

/// True for "American" in "Retired American Warriors": between capitals that are neither states nor titles it is a part of
/// a longer name.
fn is_inside_name(doc: LexicalView<'_, '_>, gazetteer: &Gazetteer, at: usize, end: usize, limit: usize) -> bool {
    let plain = |index: usize| {
        let (token, word) = (doc.tokens[index], doc.info(index));
        token.kind == TokenKind::Word
            && token.case == Case::Title
            && !(word.ends_title || word.title_modifier || word.nominal.is_some() || word.opener)
            && word.function.is_none()
            && !gazetteer
                .find(doc.doc, index, limit)
                .is_some_and(|found| found.surfaces.iter().any(|surface| surface.kind() == EntityKind::State))
    };
    let Some(before) = at.checked_sub(1).filter(|_| doc.tokens[at].gap == Gap::Space) else { return false };
    let opens = doc.sentences[doc.sentence_of(at)].tokens.start() == before;
    end < limit && doc.tokens[end].gap == Gap::Space && !opens && plain(end) && plain(before)
}

/// True if the name of a capital city means just the city: a dateline, or where something happens. A seat of power that is
/// not a city ("the Kremlin") always means its state.
fn is_only_place(doc: LexicalView<'_, '_>, at: usize, end: usize) -> bool {
    let name = doc.span_of(at..end).of(doc.text());
    let is_city = |name: &str| doc.lexicons.places.contains(name);
    let shouted = doc.tokens[at].case == Case::Upper;
    let titled =
        || name.chars().zip(0..).map(|(c, i)| if i == 0 { c } else { c.to_ascii_lowercase() }).collect::<String>();
    if !(is_city(name) || shouted && is_city(&titled())) {
        return false;
    }
    let opens = doc.sentences[doc.sentence_of(at)].tokens.start() == at;
    let dateline = opens
        && (shouted || doc.tokens[at].gap == Gap::Paragraph)
        && doc.tokens.get(end).is_some_and(|next| {
            matches!(next.kind, TokenKind::Dash | TokenKind::Hyphen | TokenKind::Open | TokenKind::Comma)
        });
    // "in Paris", "a Washington event"
    let place = !opens
        && at > 0
        && (doc.lexicons.groups.has(doc.word(at - 1), WordGroup::Locative) || matches!(doc.word(at - 1), "a" | "an"));
    dateline || place
}
