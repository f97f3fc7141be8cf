//! Titles and offices around a name: "Russian Deputy Foreign Minister Andrey Rudenko", "Andrey Rudenko, Russia’s deputy
//! foreign minister,".

use crate::document::{Gap, TokenKind};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::{Refers, Title, TitleKind};
use crate::gazetteer::word_groups::WordGroup;

/// Longest office after a name, in tokens.
const MAX_APPOSITIVE: usize = 14;
/// Most words of a title before a name, modifiers included.
const MAX_TITLE: usize = 10;

/// The title that ends directly before token `at`, and its first token.
pub fn before(doc: LexicalView<'_, '_>, at: usize) -> Option<(Title, usize)> {
    if doc.tokens.get(at)?.gap != Gap::Space {
        return None;
    }
    ending(doc, at)
}

/// The title whose last word is the token before `at`, whatever follows it.
pub fn ending(doc: LexicalView<'_, '_>, at: usize) -> Option<(Title, usize)> {
    let last = at.checked_sub(1)?;
    if !doc.info(last).ends_title {
        return None;
    }
    let word = |back: usize| {
        let index = at.checked_sub(back + 1)?;
        // The words of one title are on one line, with only space between them.
        (back == 0 || doc.tokens[index + 1].gap <= Gap::Space).then(|| doc.word(index))
    };
    let (title, words) = doc.lexicons.titles.find(word)?;
    Some((title, at - words))
}

/// The tokens of the office before a name, with its modifiers and the state or organization that it belongs to; honorifics
/// are not offices.
pub fn office_before(doc: LexicalView<'_, '_>, at: usize) -> Option<(usize, usize)> {
    let (title, mut start) = before(doc, at)?;
    if matches!(title.kind, TitleKind::Honorific | TitleKind::Relation) {
        return None;
    }
    let end = at;
    while start > 0 && end - start < MAX_TITLE && doc.tokens[start].gap == Gap::Space {
        let previous = doc.tokens[start - 1];
        let known = doc.info(start - 1);
        let name = previous.case.is_capital() && previous.is_word() && !known.opener;
        if !(name || known.title_modifier) {
            break;
        }
        start -= 1;
    }
    Some((start, end))
}

/// The tokens of the office after a name, between commas: "…, the ministry’s spokesman, …".
pub fn office_after(doc: LexicalView<'_, '_>, end: usize, limit: usize) -> Option<(usize, usize)> {
    if end + 2 >= limit || doc.tokens[end].kind != TokenKind::Comma {
        return None;
    }
    let start = end + 1;
    let mut stop = start;
    let mut office = None;
    while stop < limit && stop < start + MAX_APPOSITIVE {
        let token = doc.tokens[stop];
        if !token.is_word() && !matches!(token.kind, TokenKind::Clitic | TokenKind::Hyphen | TokenKind::Number) {
            break;
        }
        let nominal = doc.info(stop).nominal;
        if nominal.is_some_and(|nominal| nominal.refers == Refers::Person && !nominal.plural) {
            office.get_or_insert(stop);
        }
        stop += 1;
    }
    let closed = stop < limit && matches!(doc.tokens[stop].kind, TokenKind::Comma | TokenKind::Terminal);
    // An office opens with an article, a possessor or a modifier, not with a verb: "…, said the minister,".
    let opener = doc.word(start);
    let opens = doc.lexicons.groups.has(opener, WordGroup::OfficeOpener)
        || doc.tokens[start].case.is_capital()
        || doc.info(start).title_modifier
        || office == Some(start);
    (office.is_some() && closed && opens).then_some((start, stop))
}
