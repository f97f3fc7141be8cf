//! Whether a name of the gazetteer is a name of its entity where it occurs.

use super::found::FoundName;
use super::needs::EntityNeeds;
use super::title;
use crate::document::{Case, Document, EntityKind, EntryId, Gap, MentionForm, MentionRule, TokenKind};
use crate::gazetteer::NameMatch;
use crate::gazetteer::name_rules::AmbiguityRule;
use crate::gazetteer::word_groups::WordGroup;

/// True for a name that only stands for a place, which is no mention and has none inside.
pub(super) fn is_place(matched: &NameMatch<'_>) -> bool {
    matched.surfaces.iter().all(|surface| surface.entry() == EntryId::PLACE)
}

/// A gazetteer name, unless its words say that it is none here.
pub(super) fn listed<'g>(
    doc: &Document<'_>,
    needs: &EntityNeeds<'_>,
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
        Some(AmbiguityRule::NeedsTitle) if title::before(doc, &needs.lexicons, at).is_none() => return None,
        Some(AmbiguityRule::NotBeforeSurname)
            if spaced_capital && needs.lexicons.word(doc, matched.end).surname == Some(false) =>
        {
            return None;
        }
        _ => {}
    }
    if kind == EntityKind::State && first.form() == MentionForm::Metonym && is_only_place(doc, needs, at, matched.end) {
        return None;
    }
    if kind == EntityKind::State && !headline && is_inside_name(doc, needs, at, matched.end, limit) {
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
    // "the Korean Peninsula", "the Arabian Sea": a part of the earth, not a state.
    if kind == EntityKind::State && next.is_some() && needs.lexicons.word(doc, matched.end).geographic {
        return None;
    }
    Some(FoundName { start: at, end: matched.end, kind, surfaces: matched.surfaces, by: MentionRule::Gazetteer })
}

/// True for "American" in "Retired American Warriors": capitals on both sides that are neither a state nor a title make it a
/// part of a longer name.
fn is_inside_name(doc: &Document<'_>, needs: &EntityNeeds<'_>, at: usize, end: usize, limit: usize) -> bool {
    let plain = |index: usize| {
        let (token, word) = (doc.tokens[index], needs.lexicons.word(doc, index));
        token.kind == TokenKind::Word
            && token.case == Case::Title
            && !(word.ends_title || word.title_modifier || word.nominal.is_some() || word.opener)
            && word.function.is_none()
            && !needs
                .gazetteer
                .find(doc, index, limit)
                .is_some_and(|found| found.surfaces.iter().any(|surface| surface.kind() == EntityKind::State))
    };
    let Some(before) = at.checked_sub(1).filter(|_| doc.tokens[at].gap == Gap::Space) else { return false };
    let opens = doc.sentences[doc.sentence_of(at)].tokens.start() == before;
    end < limit && doc.tokens[end].gap == Gap::Space && !opens && plain(end) && plain(before)
}

/// True if the name of a capital city stands for no more than the city: a dateline, or where something happens. A seat of
/// power that is no city ("the Kremlin") always stands for its state.
fn is_only_place(doc: &Document<'_>, needs: &EntityNeeds<'_>, at: usize, end: usize) -> bool {
    let name = doc.span_of(at..end).of(doc.text());
    let is_city = |name: &str| needs.lexicons.places.contains(name);
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
        && (needs.lexicons.groups.has(doc.word(at - 1), WordGroup::Locative) || matches!(doc.word(at - 1), "a" | "an"));
    dateline || place
}
