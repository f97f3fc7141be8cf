//! Names that what stands beside them shows to begin earlier: the acronym after them, "Securities and | Futures Authority (SFA)",
//! or the officer before them, "District Attorney’s | Office for the Western District".

use super::found::{FoundName, TaggedNames};
use super::title;
use crate::document::{Case, EntityKind, Gap, TokenKind};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::TitleKind;
use crate::gazetteer::word_groups::WordGroup;

/// How far before a name its beginning is looked for, in tokens.
const REACH: usize = 8;

/// Most capitals before the title of an officer that belong to the name of the office: "Port Ellen District Attorney’s Office".
const MAX_SEAT: usize = 4;

/// Moves the beginnings of organizations' names to where their acronyms or officers say.
pub(super) fn extend(doc: LexicalView<'_, '_>, tagged: &mut TaggedNames<'_>) {
    let names = &mut tagged.names;
    let mut index = 0;
    while index < names.len() {
        let name = names[index];
        if let Some(start) = beginning(doc, &name).or_else(|| at_officer(doc, &name)) {
            let from = names.partition_point(|other| other.end <= start);
            names[index] = FoundName { start, surfaces: &[], ..name };
            names.drain(from..index);
            index = from;
        }
        index += 1;
    }
}

/// The first token of the name, if its acronym has letters for words before it.
fn beginning(doc: LexicalView<'_, '_>, name: &FoundName<'_>) -> Option<usize> {
    let token = |offset: usize| doc.tokens.get(name.end + offset);
    let (open, inner, close) = (token(0)?, token(1)?, token(2)?);
    let acronym = name.kind == EntityKind::Organization
        && open.kind == TokenKind::Open
        && close.kind == TokenKind::Close
        && inner.case == Case::Upper;
    if !acronym {
        return None;
    }
    let letters = doc.word(name.end + 1).as_bytes();
    let is_capital = |index: usize| doc.tokens[index].is_word() && doc.tokens[index].case.is_capital();
    let own = name.tokens().filter(|&index| is_capital(index)).count();
    let missing = letters.len().checked_sub(own).filter(|&missing| missing > 0)?;
    let begins = |index: usize, letter: u8| doc.word(index).as_bytes()[0].eq_ignore_ascii_case(&letter);
    let agree =
        name.tokens().filter(|&index| is_capital(index)).zip(&letters[missing..]).all(|(at, &to)| begins(at, to));
    let first = doc.sentences[doc.sentence_of(name.start)].tokens.start();
    let mut left = missing;
    for index in (first.max(name.start.saturating_sub(REACH))..name.start).rev().take_while(|_| agree) {
        if doc.tokens[index + 1].gap > Gap::Space {
            return None;
        }
        if is_capital(index) {
            if !begins(index, letters[left - 1]) {
                return None;
            }
            left -= 1;
            if left == 0 {
                return Some(index);
            }
        } else if !doc.lexicons.groups.has(doc.word(index), WordGroup::NameLink) {
            return None;
        }
    }
    None
}

/// The first token of "U.S. Attorney’s Office for the Western District", of which the name begins with "Office".
fn at_officer(doc: LexicalView<'_, '_>, name: &FoundName<'_>) -> Option<usize> {
    let mark = name.start.checked_sub(1).filter(|&mark| doc.tokens[mark].kind == TokenKind::Clitic)?;
    let local = name.kind == EntityKind::Organization && name.surfaces.is_empty();
    let (office, first) = title::ending(doc, mark).filter(|_| local && doc.word(name.start) == "Office")?;
    let sentence = doc.sentences[doc.sentence_of(mark)].tokens.start();
    let seat = |&index: &usize| {
        let (token, info) = (doc.tokens[index], doc.info(index));
        token.is_word()
            && token.case.is_capital()
            && info.function.is_none()
            && !info.opener
            && !info.weekday
            && doc.tokens[index + 1].gap == Gap::Space
    };
    let before = (sentence.max(first.saturating_sub(MAX_SEAT))..first).rev().take_while(seat).count();
    (office.kind == TitleKind::Office).then_some(first - before)
}
