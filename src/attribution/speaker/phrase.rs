//! The shape of a source: which word is its head, whose it is, and the name beside it.

use super::resolver::SpeakerResolver;
use crate::document::{Case, EntityKind, Gap, MentionForm, TokenKind};
use crate::entity::title;
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// The parts of a noun phrase. Mentions are indices into the document's.
#[derive(Debug, Default)]
pub(super) struct Phrase {
    /// The word that says what it is.
    pub(super) head: usize,
    /// The name that is its head.
    pub(super) mention: Option<usize>,
    /// "Ann Lee" of "Ann Lee’s campaign".
    pub(super) possessor: Option<usize>,
    /// "Lee" of "the Lee campaign".
    pub(super) before: Option<usize>,
    /// "Ann Lee" of "a lawyer for the city, Ann Lee,".
    pub(super) apposed: Option<usize>,
    /// What follows "by" or "from".
    pub(super) author: Option<Range<usize>>,
    /// One past the last token that belongs to the head, before a comma or relative.
    pub(super) end: usize,
}

impl SpeakerResolver<'_, '_> {
    /// Analyzes a source.
    pub(super) fn phrase(&self, source: &Range<usize>) -> Phrase {
        let mut phrase = Phrase { head: source.start, end: source.end, ..Phrase::default() };
        let mut index = source.start;
        while index < source.end {
            if let Some(at) = self.mention_at(index) {
                let end = (self.doc.mentions[at].tokens.end()).max(index + 1).min(source.end);
                if self.is_possessive(end) && end + 1 < source.end {
                    (phrase.possessor, phrase.before, phrase.mention) = (Some(at), None, None);
                    index = end + 1;
                    continue;
                }
                phrase.before = phrase.mention;
                (phrase.mention, phrase.head) = (Some(at), end - 1);
                index = end;
                continue;
            }
            let token = self.doc.tokens[index];
            let function = self.doc.info(index).function.filter(|_| !self.is_compound(index));
            let inner = matches!(token.kind, TokenKind::Hyphen | TokenKind::Clitic | TokenKind::Number);
            let mark = !token.is_word() && !inner && token.kind != TokenKind::Other;
            if let Some(after) = self.after_brackets(index, source.end).filter(|_| phrase.mention.is_some()) {
                index = after;
                continue;
            }
            if index > source.start && mark {
                break;
            }
            if index > source.start
                && matches!(function, Some(Function::Preposition | Function::Conjunction | Function::To))
            {
                // "Secretary of State Ann Lee"
                let name = self.titled_name(index, source.end, phrase.head);
                let Some(name) = name.or_else(|| self.name_of_both(index, source, &phrase)) else { break };
                index = name;
                continue;
            }
            if index > source.start && function == Some(Function::Relative) {
                break;
            }
            // "the Voss Institute most people": another phrase.
            if phrase.mention.is_some() && function == Some(Function::Determiner) {
                break;
            }
            let content = token.is_word() && function.is_none() && !self.doc.info(index).weekday;
            let compound = self.doc.tokens[index].gap == Gap::None;
            // "a report released on Friday"
            if content
                && !compound
                && phrase.head < index
                && self.is_participle(index)
                && self.doc.info(phrase.head).nominal.is_some()
                // "book publishing giant"
                && !(index + 1 < source.end && self.says_kind(index + 1))
            {
                break;
            }
            if content && self.takes_head(&phrase, index) {
                if let Some(mention) = phrase.mention.take() {
                    phrase.before = Some(mention);
                }
                phrase.head = index;
            }
            index += 1;
        }
        phrase.end = index;
        // One name does not name several people: "the three scholars, Ann Lee, …".
        let several = self.doc.info(phrase.head).nominal.is_some_and(|nominal| nominal.plural)
            && !self.is_possessive(phrase.head + 1);
        if !several && phrase.mention.is_none_or(|at| self.doc.mentions[at].kind != EntityKind::Person) {
            phrase.apposed = self.apposed(source, phrase.head);
        }
        phrase.author = self.author(source, index);
        phrase
    }

    /// The noun after the brackets that open at `index`: "Quill Party (QP) *leader*".
    fn after_brackets(&self, index: usize, end: usize) -> Option<usize> {
        if self.doc.tokens[index].kind != TokenKind::Open {
            return None;
        }
        let close = (index + 1..end.min(index + 4)).find(|&at| self.doc.tokens[at].kind == TokenKind::Close)?;
        let after = close + 1;
        let noun = after < end && self.doc.tokens[after].case == Case::Lower && self.doc.info(after).nominal.is_some();
        noun.then_some(after)
    }

    /// True for a noun in lower case by which news calls organizations: "giant".
    pub(super) fn says_kind(&self, index: usize) -> bool {
        self.doc.tokens[index].case == Case::Lower
            && (self.in_group(&self.doc.lower(index), WordGroup::KindBefore)
                || self.doc.lexicons.organization_nouns.contains_key(&*self.doc.lower(index)))
    }

    /// "released", "leaving": a lower-case word with the ending of a participle that is not a noun for a speaker.
    fn is_participle(&self, index: usize) -> bool {
        let word = self.doc.word(index);
        (word.ends_with("ed") || word.ends_with("ing"))
            && self.doc.tokens[index].case == Case::Lower
            && self.doc.info(index).nominal.is_none()
    }

    /// True if a word after a name is the head instead of it: "the Lee campaign", "Russian hackers", but not "Lee too".
    fn takes_head(&self, phrase: &Phrase, index: usize) -> bool {
        let Some(at) = phrase.mention else { return true };
        let mention = &self.doc.mentions[at];
        if mention.kind == EntityKind::State || mention.form == MentionForm::Demonym {
            return self.doc.tokens[index].case == Case::Lower || self.doc.info(index).nominal.is_some();
        }
        let word = self.doc.lower(index);
        let pair = || {
            let pair = format!("{} {word}", self.doc.lower(index - 1));
            self.doc.lexicons.nominals.contains_key(pair.as_str())
        };
        self.doc.info(index).nominal.is_some() || self.doc.lexicons.owned_organizations.contains_key(&*word) || pair()
    }

    /// First token of the person after `at` whose title reaches back to the head: "State Ann Lee" after "Secretary of".
    fn titled_name(&self, at: usize, end: usize, head: usize) -> Option<usize> {
        if self.doc.info(head).nominal.is_some_and(|nominal| nominal.plural) {
            return None;
        }
        (at..end.min(at + 8)).take_while(|&index| self.doc.tokens[index].kind != TokenKind::Comma).find(|&index| {
            let mention = self.mention_at(index).map(|at| &self.doc.mentions[at]);
            mention.is_some_and(|mention| mention.kind == EntityKind::Person && mention.tokens.start() == index)
                && (title::before(self.doc, index).is_some_and(|(_, start)| start <= head)
                    || self.in_capitals(head, index))
        })
    }

    /// First token of the person who is both, after the "and" at `at`: "her pollster and strategist Ann Lee", but not
    /// "a pollster and strategist Ann Lee", who may be two.
    fn name_of_both(&self, at: usize, source: &Range<usize>, phrase: &Phrase) -> Option<usize> {
        let is_role = |index: usize| {
            let nominal = self.doc.info(index).nominal;
            nominal.is_some_and(|nominal| !nominal.plural && nominal.refers == Refers::Person)
        };
        let opener = self.doc.lower(source.start);
        let opens_new = self.doc.info(source.start).function == Some(Function::Determiner) && opener != "the";
        if self.doc.word(at) != "and" || phrase.mention.is_some() || opens_new || !is_role(phrase.head) {
            return None;
        }
        let plain = |index: &usize| {
            self.doc.tokens[*index].case == Case::Lower
                && self.doc.tokens[*index].is_word()
                && self.doc.info(*index).function.is_none()
        };
        let name = at + 1 + (at + 1..source.end.min(at + 4)).take_while(plain).count();
        let person = self.doc.mentions.get(self.mention_at(name)?)?;
        let whole = person.kind == EntityKind::Person && person.tokens.start() == name;
        (name > at + 1 && whole && is_role(name - 1)).then_some(name)
    }

    /// True if all words between the head and the name at `name` begin with capitals, but for "of" and the like: "Supervisor
    /// of Elections Ann Lee".
    fn in_capitals(&self, head: usize, name: usize) -> bool {
        self.doc.tokens[head].case.is_capital()
            && self.doc.tokens[name - 1].case.is_capital()
            && (head + 1..name).all(|index| {
                let preposition = self.doc.info(index).function.is_some() && self.doc.tokens[index].is_word();
                (preposition || self.doc.tokens[index].case.is_capital()) && self.mention_at(index).is_none()
            })
    }

    /// The name between commas or dashes that says who the head is.
    fn apposed(&self, source: &Range<usize>, head: usize) -> Option<usize> {
        let mut index = head + 1;
        while index < source.end {
            if matches!(self.doc.tokens[index].kind, TokenKind::Comma | TokenKind::Dash) {
                let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() <= index);
                let at = (from..from + 2)
                    .find(|&at| self.doc.mentions.get(at).is_some_and(|mention| mention.kind == EntityKind::Person))?;
                let tokens = self.doc.mentions[at].tokens;
                let (start, end) = (tokens.start(), tokens.end());
                // Titles may come between: "his deputy, Mayor Ann Lee,".
                let near = start <= index + 6
                    && (index + 1..start).all(|index| self.doc.tokens[index].is_word() && self.is_title_word(index));
                let closed = end >= source.end
                    || self.doc.word(end) == "and"
                    || matches!(self.doc.tokens[end].kind, TokenKind::Comma | TokenKind::Dash | TokenKind::Open);
                return (near && closed).then_some(at);
            }
            index += 1;
        }
        None
    }

    pub(super) fn is_title_word(&self, index: usize) -> bool {
        let known = self.doc.info(index);
        known.function == Some(Function::Determiner)
            || known.ends_title
            || known.title_modifier
            || known.nominal.is_some()
            || self.doc.tokens[index].case.is_capital() && !known.opener
            // "Secretary of State Ann Lee", but not "an aide of Ann Lee".
            || self.doc.word(index) == "of" && self.doc.tokens[index - 1].case.is_capital()
    }

    /// What follows "by" in the source, or "from" or "of" at `stop`, where the head ends.
    fn author(&self, source: &Range<usize>, stop: usize) -> Option<Range<usize>> {
        if stop >= source.end {
            return None;
        }
        let limit = source.end.min(stop + 8);
        let clause = (stop..limit).take_while(|&index| self.doc.tokens[index].kind != TokenKind::Comma);
        let by = clause.into_iter().find(|&index| self.doc.word(index) == "by");
        let at = by.or_else(|| matches!(self.doc.word(stop), "from" | "of").then_some(stop))?;
        (at + 1 < source.end).then(|| at + 1..source.end)
    }

    /// True if the token at `index` makes the name before it a possessor: "’s", or the lone mark of "News’".
    pub(super) fn is_possessive(&self, index: usize) -> bool {
        let Some(token) = self.doc.tokens.get(index) else { return false };
        let word = self.doc.word(index);
        let joined = token.gap == Gap::None || token.gap == Gap::Space && token.kind == TokenKind::Clitic;
        joined
            && match token.kind {
                TokenKind::Clitic => matches!(word, "'s" | "’s" | "‘s" | "'S" | "’S" | "'" | "’"),
                TokenKind::SingleQuote => {
                    index > 0 && matches!(word, "'" | "’") && self.doc.word(index - 1).ends_with('s')
                }
                _ => false,
            }
    }

    /// True if the source joins several: "Grassley and Leahy".
    pub(super) fn is_joint(&self, source: &Range<usize>) -> bool {
        let head = source.clone().take_while(|&index| self.doc.tokens[index].kind != TokenKind::Comma);
        head.into_iter().any(|index| self.doc.word(index) == "and")
    }
}
