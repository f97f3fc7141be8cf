//! Organizations and states, and the short forms of organizations: "Quaker" after "Quaker Oats Co.", "CBA" after
//! "Commonwealth Bank of Australia", "FSB" after "Federal Security Service (FSB)".

use super::full::confidence;
use super::linker::{LinkTarget, Linker};
use super::short_organizations::{Initials, MOST_INITIALS};
use crate::document::{Case, EntityKind, Gap, MentionForm, MentionRule, TokenKind, WordId};
use crate::entity::found::FoundName;
use crate::gazetteer::name_rules::AmbiguityRule;
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;

/// Most organizations of whose words a word may be made.
const COMPARED: usize = 32;
/// Most letters of a legal form that gives an acronym no letter: "Corp.", "Pty".
const LEGAL_LETTERS: usize = 5;
/// Fewest letters of the first piece of such a word.
const FIRST_PIECE: usize = 3;
/// Fewest letters of an acronym that the article does not introduce.
const FEWEST_INITIALS: usize = 3;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// A state or an organization.
    pub(super) fn organization(&mut self, name: &FoundName<'r>) {
        // "Mr Price", a chain of shops, in an article about Adam Price.
        if let Some(entity) = self.titled_person(name) {
            let person = FoundName::local(name.start + 1, name.end, EntityKind::Person, MentionRule::TitledName);
            self.mention(&person, Some(entity), Vec::new(), 0.85);
            return;
        }
        let text = self.doc.span_of(name.start..name.end).of(self.doc.text());
        let introduced = || self.introduced_acronym(name);
        let target = if name.surfaces.is_empty() {
            LinkTarget::One(self.same_organization(name).unwrap_or_else(|| self.local(name.kind, text, name)))
        } else if let Some(entity) = introduced() {
            LinkTarget::One(entity)
        } else {
            match self.choose(name) {
                Ok(entry) => LinkTarget::One(self.known(entry, name)),
                Err(candidates) => LinkTarget::Open(candidates),
            }
        };
        match target {
            LinkTarget::One(entity) => {
                self.acronym(name, entity);
                if name.kind == EntityKind::Organization && name.end > name.start + 1 {
                    self.may_be_shortened(name, entity);
                }
                self.mention(name, Some(entity), Vec::new(), confidence(name));
            }
            // An organization with several possible entries is still one organization in this article.
            LinkTarget::Open(candidates) if name.kind == EntityKind::Organization => {
                let entity = self.local(name.kind, text, name);
                self.acronym(name, entity);
                if name.end > name.start + 1 {
                    self.may_be_shortened(name, entity);
                }
                self.mention(name, Some(entity), candidates, 0.5);
            }
            // An adjective of two states refers to neither.
            LinkTarget::Open(_) => {}
        }
    }

    /// The person of the article whom a name that begins with a title refers to.
    fn titled_person(&self, name: &FoundName<'_>) -> Option<u32> {
        if name.end != name.start + 2 || !self.doc.info(name.start).ends_title {
            return None;
        }
        let mut people = self.people.with_surname(self.doc.word(name.start + 1));
        let person = people.next()?;
        (people.next().is_none() && person.introduced < name.start).then_some(person.entity)
    }

    /// An organization of the gazetteer whose name is also something else, and that no longer name explains: it counts if the
    /// article names its state, or if the name model reads an organization. Of acronyms the state decides alone whether the
    /// entry is meant.
    pub(super) fn unexplained_organization(&mut self, name: &FoundName<'r>) {
        // "Bloomberg" in an article about Michael Bloomberg.
        let surname = self.doc.span_of(name.start..name.end).of(self.doc.text());
        if self.people.with_surname(surname).next().is_some() {
            return self.surname_of_several(&FoundName { surfaces: &[], kind: EntityKind::Person, ..*name });
        }
        let of_state = self.is_of_named_state(name);
        let shouted = self.doc.tokens[name.start].case == Case::Upper;
        let opens = self.doc.sentences[self.doc.sentence_of(name.start)].tokens.start() == name.start;
        let read = name.by == MentionRule::NameModel;
        // "Focus said", "Focus on what matters": a capital that opens a sentence proves nothing.
        let distinct =
            name.rule() == Some(AmbiguityRule::StateContext) && (shouted || !opens || name.tokens().len() > 1);
        if of_state && (distinct || read) {
            self.organization(name);
        } else if read {
            let entry = !shouted && name.rule() == Some(AmbiguityRule::FullNameFirst);
            let surfaces = if entry { name.surfaces } else { &[] };
            self.organization(&FoundName { surfaces, ..*name });
        }
    }

    /// "Federal Security Service (FSB)": later "FSB" is that service.
    fn acronym(&mut self, name: &FoundName<'_>, entity: u32) {
        let token = |offset: usize| self.doc.tokens.get(name.end + offset);
        let (Some(open), Some(inner), Some(close)) = (token(0), token(1), token(2)) else { return };
        if open.kind == TokenKind::Open && close.kind == TokenKind::Close && inner.case == Case::Upper {
            let word = self.doc.word(name.end + 1);
            if word.len() >= 2 && name.kind == EntityKind::Organization {
                self.acronyms.insert(word, entity);
            }
        }
    }

    /// An acronym of the gazetteer that in this article stands for another organization: "the CDC" after "Chinese Center for
    /// Disease Control (CDC)".
    fn introduced_acronym(&self, name: &FoundName<'_>) -> Option<u32> {
        let shouted = name.end == name.start + 1 && self.doc.tokens[name.start].case == Case::Upper;
        if !shouted || name.kind != EntityKind::Organization {
            return None;
        }
        let named = name.surfaces.iter().any(|surface| self.by_entry.contains_key(&surface.entry()));
        let entity = self.spelled_out(self.doc.word(name.start)).filter(|_| !named)?;
        self.entities[entity as usize].entry.is_none().then_some(entity)
    }

    /// The organization whose acronym this is, in parentheses after its name or by its initials.
    pub(super) fn spelled_out(&self, word: &str) -> Option<u32> {
        if let Some(&entity) = self.acronyms.get(word) {
            return Some(entity);
        }
        if !(FEWEST_INITIALS..=MOST_INITIALS).contains(&word.len()) {
            return None;
        }
        let mut initials = Initials::default();
        initials[..word.len()].copy_from_slice(word.as_bytes());
        initials.make_ascii_uppercase();
        self.short_organizations.by_initials.get(&initials).copied()
    }

    /// Notes by which short forms an organization may be called.
    fn may_be_shortened(&mut self, name: &FoundName<'_>, entity: u32) {
        let doc = self.doc;
        let tokens = TokenSpan::new(name.start, name.end);
        if self.short_organizations.names.len() < COMPARED {
            self.short_organizations.names.push((entity, tokens));
        }
        self.short_organizations.by_first_word.entry(doc.word(name.start)).or_insert((entity, tokens));
        let mut initials = Initials::default();
        let mut count = 0;
        for index in name.tokens() {
            let token = doc.tokens[index];
            if token.kind != TokenKind::Word || token.case != Case::Title {
                continue;
            }
            if doc.lexicons.groups.has(doc.word(index), WordGroup::LegalForm) {
                // "GEC" of "General Electric Company"
                if (FEWEST_INITIALS - 1..MOST_INITIALS).contains(&count) && doc.word(index).len() > LEGAL_LETTERS {
                    let mut key = initials;
                    key[count] = doc.word(index).as_bytes()[0].to_ascii_uppercase();
                    self.short_organizations.by_initials.entry(key).or_insert(entity);
                }
                continue;
            }
            if count == MOST_INITIALS {
                return;
            }
            initials[count] = doc.word(index).as_bytes()[0].to_ascii_uppercase();
            count += 1;
        }
        // "Chinese Center for Disease Control": CDC and CCDC.
        for skip in 0..2 {
            if count >= FEWEST_INITIALS + skip {
                let mut key = Initials::default();
                key[..count - skip].copy_from_slice(&initials[skip..count]);
                self.short_organizations.by_initials.entry(key).or_insert(entity);
            }
        }
    }

    /// The organization of which this is a shorter name or, with its legal form, a longer one.
    fn same_organization(&self, name: &FoundName<'_>) -> Option<u32> {
        if name.kind != EntityKind::Organization || name.end < name.start + 2 {
            return None;
        }
        let doc = self.doc;
        let (entity, known) = *self.short_organizations.by_first_word.get(doc.word(name.start))?;
        let same = self.shared(name.start, known).min(name.end - name.start);
        let legal = |index: usize| doc.lexicons.groups.has(doc.word(index), WordGroup::LegalForm);
        let formal = |rest: std::ops::Range<usize>| rest.clone().all(legal);
        let shorter =
            same == name.end - name.start && (formal(known.start() + same..known.end()) || legal(known.end() - 1));
        let longer = same == known.end() - known.start() && formal(name.start + same..name.end);
        (shorter || longer).then_some(entity)
    }

    /// How many tokens from `at` on are written like those of `name`.
    fn shared(&self, at: usize, name: TokenSpan) -> usize {
        let doc = self.doc;
        let alike = |(here, there): &(usize, usize)| {
            doc.tokens.get(*here).is_some_and(|token| token.gap == doc.tokens[*there].gap || *there == name.start())
                && doc.word(*here) == doc.word(*there)
        };
        (at..).zip(name.range()).take_while(alike).count()
    }

    /// The organization whose name begins with the capitals at `at`, and one past the last of them: "Quaker", "Control Data".
    pub(super) fn beginning_of_organization(&self, at: usize) -> Option<(usize, u32)> {
        let doc = self.doc;
        let (entity, known) = *self.short_organizations.by_first_word.get(doc.word(at))?;
        let end = at + self.shared(at, known);
        let company = doc.lexicons.groups.has(doc.word(known.end() - 1), WordGroup::LegalForm);
        let first = doc.info(at);
        let unheard = doc.is_unlisted(at);
        // "the University", "the Supreme" and "World" are no short forms, "Quaker" and "Charter" (Plc) are.
        let unclear = first.head.is_some() || first.opener || first.ends_title || first.function.is_some();
        let opens = doc.sentences[doc.sentence_of(at)].tokens.start() == at;
        let speaks = doc.tokens.get(end).is_some_and(|_| doc.info(end).speech_verb);
        let telling = end > at + 1 || company || unheard || first.surname.is_some() || first.given.is_some();
        let proved = !opens || unheard || speaks || company || end > at + 1;
        let joined = |index: usize| doc.tokens[index].gap == Gap::Space && doc.tokens[index].case.is_capital();
        let part_of_name = |index: usize| {
            let known = doc.info(index);
            doc.tokens[index].kind == TokenKind::Word
                && !(known.ends_title || known.title_modifier || known.nominal.is_some() || known.opener)
        };
        let before = !opens
            && doc.tokens[at].gap == Gap::Space
            && at > 0
            && doc.tokens[at - 1].case.is_capital()
            && part_of_name(at - 1);
        let after = doc.tokens.get(end).is_some_and(|_| joined(end) && part_of_name(end));
        // "CBA-backed" is fine, "Anheuser-Busch" is another name.
        let compound = doc.tokens.get(end).is_some_and(|next| next.kind == TokenKind::Hyphen && next.gap == Gap::None)
            && doc.tokens.get(end + 1).is_some_and(|next| next.case.is_capital());
        (!unclear && telling && proved && !before && !after && !compound).then_some((end, entity))
    }

    /// The organization of whose words a word in no list is made: "Phivolcs" of "Philippine Institute of Volcanology and
    /// Seismology", "Ipsa" of four initials.
    pub(super) fn blend(&self, at: usize) -> Option<u32> {
        let (doc, word) = (self.doc, self.doc.word(at));
        if doc.words[at] != WordId(0) || word.len() < FEWEST_INITIALS + 1 || !word.is_ascii() {
            return None;
        }
        let word = word.to_ascii_lowercase();
        let made = |name: &TokenSpan| {
            let words: Vec<&str> = name.range().map(|index| doc.word(index)).collect();
            !words.iter().any(|part| part.eq_ignore_ascii_case(&word)) && is_made_of(&word, &words)
        };
        let names = &self.short_organizations.names;
        let blend = names.iter().find(|(_, name)| made(name)).map(|(entity, _)| *entity);
        blend.or_else(|| self.spelled_out(&word))
    }

    /// Links a word made of pieces of an organization's name.
    pub(super) fn blended(&mut self, at: usize) -> Option<usize> {
        let entity = self.blend(at)?;
        let name = FoundName::local(at, at + 1, EntityKind::Organization, MentionRule::Acronym);
        self.mention(&name, Some(entity), Vec::new(), 0.8);
        self.set_alias();
        Some(at + 1)
    }

    /// Links the demonym that opens an organization's name, where it alone speaks: "American said" after "American Airlines".
    pub(super) fn is_short_organization(&mut self, name: &FoundName<'r>) -> bool {
        let doc = self.doc;
        let alone = name.form() == MentionForm::Demonym && name.end == name.start + 1;
        let speaks =
            doc.tokens.get(name.end).is_some_and(|next| next.case == Case::Lower && doc.info(name.end).speech_verb);
        let noun = name.start > 0
            && doc.tokens[name.start].gap == Gap::Space
            && (doc.info(name.start - 1).function == Some(Function::Determiner)
                || doc.tokens[name.start - 1].case.is_capital());
        if !alone || !speaks || noun {
            return false;
        }
        let known = self.short_organizations.by_first_word.get(doc.word(name.start));
        let Some(&(entity, _)) = known else { return false };
        let name = FoundName::local(name.start, name.end, EntityKind::Organization, MentionRule::ShortName);
        self.mention(&name, Some(entity), Vec::new(), 0.8);
        self.set_alias();
        true
    }

    /// Links the beginning of an organization's name at `at`; returns one past its last token.
    pub(super) fn short_organization(&mut self, at: usize) -> Option<usize> {
        let (end, entity) = self.beginning_of_organization(at)?;
        let name = FoundName::local(at, end, EntityKind::Organization, MentionRule::ShortName);
        self.mention(&name, Some(entity), Vec::new(), 0.85);
        self.set_alias();
        Some(end)
    }
}

/// True if `word` is beginnings of several of `words`, in order, the first of them one.
fn is_made_of(word: &str, words: &[&str]) -> bool {
    let (Some((first, others)), true) = (words.split_first(), word.len() < u32::BITS as usize) else { return false };
    let common = |rest: &str, part: &str| {
        rest.bytes().zip(part.bytes()).take_while(|(a, b)| *a == b.to_ascii_lowercase()).count()
    };
    let shared = common(word, first);
    if shared < FIRST_PIECE || shared == word.len() {
        return false;
    }
    // Bit n: the first n letters are made.
    let mut made: u32 = (FIRST_PIECE..=shared).fold(0, |bits, length| bits | 1 << length);
    for part in others.iter().filter(|part| part.starts_with(|letter: char| letter.is_ascii_uppercase())) {
        for at in (FIRST_PIECE..word.len()).rev().filter(|at| made >> at & 1 == 1).collect::<Vec<_>>() {
            let longest = common(&word[at..], part);
            made |= (1..=longest).fold(0, |bits, length| bits | 1 << (at + length));
        }
    }
    made >> word.len() & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::is_made_of;

    #[test]
    fn words_of_pieces() {
        for (word, name, made) in [
            ("phivolcs", "Philippine Institute of Volcanology and Seismology", true),
            ("calfire", "California Department of Forestry and Fire Protection", true),
            ("conrail", "Consolidated Rail Corp.", true),
            ("quill", "Quillmark Peat", false),
            ("morvan", "Morris Peat", false),
        ] {
            let words: Vec<&str> = name.split(' ').collect();
            assert_eq!(is_made_of(word, &words), made, "{word}");
        }
    }
}
