//! Organizations, by a head word in the name or by the phrase after it.

use super::context::{MAX_OFFICE, UnknownNames};
use crate::document::{Case, Gap, TokenKind};
use crate::gazetteer::role_words::RoleKind;
use crate::gazetteer::word_class::{Function, HeadPosition, Nominal, NotName, Refers};
use crate::gazetteer::word_groups::WordGroup;

/// Most capitals in a row that a phrase after them can explain.
const MOST_CAPITALS: usize = 12;
/// Most words of a firm's name on each side of its "&".
const MAX_FIRM: usize = 3;
/// Most tokens of an organization's name before its head word, and after it.
const MAX_ORGANIZATION: usize = 9;

impl UnknownNames<'_, '_> {
    /// End of the organization's name that begins at token `at`, if one does.
    #[must_use]
    pub fn organization(&self, at: usize, limit: usize, headline: bool) -> Option<usize> {
        let first = self.doc.info(at);
        if first.opener || first.not_name.is_some_and(|kind| kind != NotName::OfPerson) {
            return None;
        }
        // "Former | Quillmark Peat Co. managers"
        let sense = self.doc.lexicons.role_words.sense(self.doc.word(at));
        if sense.kind == Some(RoleKind::Time) && self.starts_sentence(at) {
            return None;
        }
        let mut end = None;
        let mut index = at;
        while index < limit && index < at + MAX_ORGANIZATION {
            let token = self.doc.tokens[index];
            let word = self.doc.word(index);
            let joined = index == at || token.gap <= Gap::Space;
            let hyphen = token.kind == TokenKind::Hyphen && index > at;
            let ampersand = word == "&" && index > at;
            let of_many = token.kind == TokenKind::Clitic && index > at && self.is_of_many(index);
            if !joined || !(token.case.is_capital() && token.is_word() || hyphen || ampersand || of_many) {
                break;
            }
            let position = self.doc.info(index).head.or_else(|| self.head_phrase(at, index));
            if index == at && position == Some(HeadPosition::Before) {
                // "Dynamo Calder"
                let next = index + 1;
                let name = next < limit && self.doc.tokens[next].gap == Gap::Space && self.can_name(next);
                end = Some(next + 1).filter(|_| name && self.doc.tokens[next].case == Case::Title);
            } else if let Some(position) = position {
                let starts = position != HeadPosition::End;
                let ends = !matches!(position, HeadPosition::Start | HeadPosition::Before) && index > at;
                // "Council on Foreign Relations", but a university lies "on Long Island".
                let place = self.doc.word((index + 1).min(limit - 1)) == "on" && !self.doc.info(index).head_on;
                let to = self.doc.word((index + 1).min(limit - 1)) == "to";
                let object = self.subject_phrase(index + 1, limit).filter(|&end| {
                    // "Committee to Protect Journalists", but not "from the Times to Google".
                    !place && !(to && (position == HeadPosition::End || end < index + 4))
                });
                // "Lawyers for Ann Voss" are hers.
                let several = |noun: Nominal| noun.plural && matches!(noun.refers, Refers::Group | Refers::Person);
                let people = self.doc.info(index).nominal.is_some_and(several);
                let object =
                    object.filter(|&end| !(people && end > index + 3 && self.doc.info(index + 2).given.is_some()));
                if ends {
                    end = Some(object.filter(|_| !headline).unwrap_or(index + 1));
                } else if starts && object.is_some() {
                    end = object;
                }
            }
            index += 1;
        }
        // "Calder Office | Building"
        let thing = |end: usize| {
            end < limit && self.doc.tokens[end].gap == Gap::Space && {
                let next = self.doc.info(end);
                self.doc.tokens[end].case.is_capital() && (next.groups.has(WordGroup::Thing) || next.geographic)
            }
        };
        end.filter(|&end| (!headline || end <= at + 4) && !thing(end))
    }

    /// "People’s Court", "Children’s Hospital": the mark at `at` after a plural in capitals.
    fn is_of_many(&self, at: usize) -> bool {
        let nominal = self.doc.lexicons.nominals.get(&*self.doc.lower(at - 1));
        let plural =
            nominal.is_some_and(|nominal| nominal.plural && matches!(nominal.refers, Refers::Group | Refers::Person));
        // "Quill Media’s Herald"
        let company = self.doc.info(at - 1).head.is_some();
        plural
            && !company
            && self.doc.tokens.get(at + 1).is_some_and(|next| next.gap == Gap::Space && next.case.is_capital())
    }

    /// Where a head of two words that ends at `index` stands in a name that begins at `at`: "Calder | City Hall".
    fn head_phrase(&self, at: usize, index: usize) -> Option<HeadPosition> {
        if index < at + 2 || !self.doc.info(index).ends_head_phrase {
            return None;
        }
        let phrase = self.doc.span_of(index - 1..index + 1).of(self.doc.text());
        self.doc.lexicons.head_phrases.contains(phrase).then_some(HeadPosition::End)
    }

    /// End of a firm's name with "&" that begins at `at`: "Moss & Sons".
    #[must_use]
    pub fn firm(&self, at: usize, limit: usize) -> Option<usize> {
        let tokens = &self.doc.tokens;
        let name = |index: usize| {
            index < limit
                && tokens[index].is_word()
                && tokens[index].case.is_capital()
                && !self.doc.info(index).opener
                && self.doc.info(index).not_name != Some(NotName::Anywhere)
        };
        let mut mark = at;
        while mark < at + MAX_FIRM && name(mark) && (mark == at || tokens[mark].gap == Gap::Space) {
            mark += 1;
        }
        if mark == at || mark + 1 >= limit || self.doc.word(mark) != "&" || tokens[mark].gap > Gap::Space {
            return None;
        }
        let mut end = mark + 1;
        // Texts out of damaged pages have "&amp;".
        if end + 1 < limit && self.doc.word(end) == "amp" && tokens[end + 1].kind == TokenKind::Semicolon {
            end += 2;
        }
        let mark = end - 1;
        while end <= mark + MAX_FIRM && name(end) && tokens[end].gap <= Gap::Space {
            let title = self.doc.info(end).ends_title || self.doc.info(end).nominal.is_some();
            if title && end > mark + 1 {
                break;
            }
            end += 1;
        }
        // "Ada & Ira Voss" are a couple.
        let given = |index: usize| {
            let known = self.doc.info(index);
            known.given.is_some_and(|given| !given.common) && known.surname.is_none()
        };
        let couple = mark == at + 1 && given(at) && given(mark + 1);
        (end > mark + 1 && !couple).then_some(end)
    }

    /// End of the capitals at `at`, if the phrase after them says that they name an organization.
    #[must_use]
    pub fn called_organization_at(&self, at: usize, limit: usize) -> Option<usize> {
        let run = (at..limit.min(at + MOST_CAPITALS + 1))
            .take_while(|&index| self.can_name(index) && (index == at || self.doc.tokens[index].gap == Gap::Space));
        let end = at + run.count();
        (end > at && end <= at + MOST_CAPITALS && self.called_organization(end, limit)).then_some(end)
    }

    /// End of the subject of an organization, if one begins at `at`: "of Foreign Affairs", "for Human Rights and Democracy".
    fn subject_phrase(&self, at: usize, limit: usize) -> Option<usize> {
        if at >= limit || !self.in_group(at, WordGroup::Subject) {
            return None;
        }
        let mut end = None;
        let mut index = at + 1;
        while index < limit && index < at + MAX_ORGANIZATION {
            let token = self.doc.tokens[index];
            if token.gap > Gap::Space {
                break;
            }
            let capital = token.case.is_capital() && token.is_word();
            let glue =
                self.in_group(index, WordGroup::NameLink) || token.kind == TokenKind::Hyphen && token.gap == Gap::None;
            // "Committee to Protect …", but not "the Agency to the Council".
            if index == at + 1 && !capital && self.doc.word(at) == "to" {
                return None;
            }
            if capital {
                let and = self.doc.word(index - 1) == "and";
                // "the Ministry of Peat Ada Voss"
                let given = self.doc.info(index).given.is_some_and(|given| !given.common);
                let family = index + 1 < limit && self.doc.info(index + 1).surname == Some(false);
                if end == Some(index) && given && family {
                    break;
                }
                // "the Ministry of Peat and the Ministry of Foreign Affairs": two names.
                let after_the = index > at + 2 && self.doc.is(index - 1, "the") && self.doc.is(index - 2, "and");
                let new = self.doc.info(index).head.is_some()
                    && index + 1 < limit
                    && self.in_group(index + 1, WordGroup::Subject);
                if new && (and || after_the) {
                    break;
                }
                // "the Ministry of Defense and NATO": two names.
                if and && (token.case == Case::Upper || self.doc.info(index).given.is_some()) {
                    break;
                }
                // "of Public Opinion Research": a word that is no name alone may be between others that are.
                let between = index + 1 < limit && self.doc.tokens[index + 1].case.is_capital();
                if self.doc.info(index).not_name.is_some_and(|kind| kind != NotName::OfPerson)
                    && !and
                    && (!between || self.doc.info(index).weekday)
                {
                    break;
                }
                end = Some(index + 1);
            } else if !glue {
                break;
            }
            index += 1;
        }
        end
    }

    /// "Patriot Peat, one of the county's largest peat | companies": the phrase after the comma describes an organization.
    fn called_organization(&self, end: usize, limit: usize) -> bool {
        if end + 2 >= limit || self.doc.tokens[end].kind != TokenKind::Comma {
            return false;
        }
        let first = self.doc.word(end + 1);
        let start = match (first, self.doc.word(end + 2)) {
            ("one", "of") => end + 3,
            ("a" | "an" | "the", _) => end + 2,
            _ => return false,
        };
        let inside = |index: &usize| {
            let kind = self.doc.tokens[*index].kind;
            let modifier = matches!(
                self.doc.info(*index).function,
                None | Some(Function::Determiner | Function::Possessive | Function::Adjective | Function::Adverb)
            );
            matches!(kind, TokenKind::Word | TokenKind::Clitic | TokenKind::Hyphen | TokenKind::Abbreviation)
                && modifier
        };
        let phrase = (start..limit.min(start + MAX_OFFICE)).take_while(inside);
        let head = phrase.filter(|&index| self.doc.tokens[index].case == Case::Lower).last();
        head.is_some_and(|head| {
            // "In Leeds, the bank has said"
            let next = head + 1;
            let closed = next < limit
                && (self.doc.tokens[next].kind == TokenKind::Comma || matches!(self.doc.word(next), "that" | "which"));
            if first == "the" && !closed {
                return false;
            }
            let nominal = self.doc.info(head).nominal;
            nominal.is_some_and(|nominal| nominal.refers == Refers::Organization)
                || nominal.is_none() && self.in_group(head, WordGroup::KindBefore)
        })
    }
}
