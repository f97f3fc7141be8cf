//! Short forms, which a longer name elsewhere in the article explains: "Rudenko", "the Commission", "FSB".

use super::linker::{LinkTarget, Linker};
use crate::deadline::tick;
use crate::document::{Case, EntityKind, EntryId, Gap, MentionForm, MentionRule, Token, TokenKind, WordId};
use crate::entity::found::FoundName;
use crate::entity::people::{Person, PersonName};
use crate::entity::title;
use crate::gazetteer::LexicalView;
use crate::gazetteer::circumstance::CircumstanceKind;
use crate::gazetteer::name_rules::AmbiguityRule;
use crate::gazetteer::word_class::NamePart;
use crate::gazetteer::word_groups::WordGroup;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// Links the names that only a longer one explains.
    pub(super) fn short_forms(&mut self, found: &[FoundName<'r>], loose: &[u32]) {
        let full = std::mem::replace(&mut self.mentions, Vec::with_capacity(found.len() + loose.len() / 4));
        let mut full = full.into_iter().peekable();
        let doc = self.doc;
        let mut waiting = found.iter().filter(|name| waits(doc, name)).peekable();
        let mut loose = loose.iter().map(|&index| index as usize).peekable();
        // Three lists in text order that share no token, except that a short form may extend over the next tokens.
        let mut done = 0;
        loop {
            let next_full = full.peek().map_or(usize::MAX, |mention| mention.tokens.start());
            let next_waiting = waiting.peek().map_or(usize::MAX, |name| name.start);
            let next_loose = loose.peek().copied().unwrap_or(usize::MAX);
            let next = next_full.min(next_waiting).min(next_loose);
            if next == usize::MAX {
                break;
            }
            tick();
            if next == next_full {
                if let Some(mention) = full.next() {
                    done = mention.tokens.end();
                    if let (EntityKind::Person, Some(entity)) = (mention.kind, mention.entity) {
                        self.meant(mention.tokens, entity);
                    }
                    if let (EntityKind::Organization, Some(entity)) = (mention.kind, mention.entity) {
                        self.by_head.add(self.doc, mention.tokens.start(), mention.tokens.end(), entity);
                    }
                    self.mentions.push(mention);
                }
            } else if next == next_waiting {
                if let Some(name) = waiting.next().filter(|name| name.start >= done) {
                    done = name.end;
                    self.waited(name);
                }
            } else {
                loose.next();
                if next >= done {
                    done = self.short_form(next, self.doc.tokens[next]).unwrap_or(done);
                }
            }
        }
    }

    /// A name that waited for a longer one.
    fn waited(&mut self, name: &FoundName<'r>) {
        if name.by == MentionRule::NameModel && name.surfaces.is_empty() {
            if self.short_form(name.start, self.doc.tokens[name.start]).is_some() {
                return;
            }
            if name.kind == EntityKind::Organization {
                return self.organization(name);
            }
        }
        if name.kind == EntityKind::Person && name.surfaces.is_empty() {
            let text = self.doc.span_of(name.start..name.end).of(self.doc.text());
            // "Al-Moualem"
            let parts = PersonName::in_document(self.doc, name.tokens());
            let surname = if parts.given.is_empty() { parts.surname } else { text };
            let titled = title::before(self.doc, name.start).is_some();
            let other = || self.people.spelled_otherwise(surname).filter(|_| is_unheard(self.doc, name));
            let target = self.bearer_of(surname, name.start);
            // A middle name alone is nobody: "Grace" of "Ada Grace Voss".
            let first =
                || self.people.with_first_surname(surname).filter(|_| self.doc.info(name.start).given.is_none());
            let target = target.or_else(|| self.only_given(surname).or_else(first).or_else(other).map(LinkTarget::One));
            match target {
                Some(LinkTarget::One(entity)) => {
                    self.borne(surname, entity, name.start);
                    self.mention(&alias(name), Some(entity), Vec::new(), 0.9);
                }
                Some(LinkTarget::Open(candidates)) => self.open(&alias(name), candidates),
                None if !titled && self.short_organization(name.start).is_some() => {}
                None if !titled && self.blended(name.start).is_some() => {}
                None if !titled && self.is_acronym(name) => {
                    let organization = FoundName { kind: EntityKind::Organization, ..*name };
                    self.organization(&organization);
                }
                None if self.people.with_given(surname).next().is_some() => {
                    // A given name that several have.
                    let people: Vec<_> = self.people.with_given(surname).collect();
                    let candidates = self.entries(&people);
                    self.open(&alias(name), candidates);
                }
                // "Mr. Rudenko" and nothing more: a person of that name.
                None => {
                    let entity = match self.holder(name, surname) {
                        Some(entry) => self.known(entry, name),
                        None => self.local(EntityKind::Person, text, name),
                    };
                    let parts = PersonName { given: "", nickname: "", inner: "", surname, suffix: "" };
                    let gender = self.entities[entity as usize].gender;
                    self.people.add(Person { entity, name: parts, gender, introduced: name.start });
                    self.mention(name, Some(entity), Vec::new(), 0.75);
                }
            }
            return;
        }
        if name.rule() == Some(AmbiguityRule::NotBeforeSurname) {
            // "Jordan" after "Michael Jordan" is the person; otherwise it is the state.
            let surname = self.doc.span_of(name.start..name.end).of(self.doc.text());
            let introduced = self.people.with_surname(surname).any(|person| person.introduced < name.start);
            match self.bearer_of(surname, name.start) {
                Some(LinkTarget::One(entity)) if introduced => {
                    let name = FoundName::local(name.start, name.end, EntityKind::Person, MentionRule::ShortName);
                    self.mention(&name, Some(entity), Vec::new(), 0.8);
                    self.set_alias();
                }
                _ if name.kind == EntityKind::State && self.is_given_name_of_one(name) => {}
                _ => self.organization(name),
            }
            return;
        }
        if name.rule() == Some(AmbiguityRule::StateContext) && name.kind == EntityKind::State {
            if !self.is_given_name_of_one(name) && self.means_state(name) {
                self.organization(name);
            }
            return;
        }
        // A short name of the gazetteer counts if the article has its entity under a better one.
        let sure = name.surfaces.iter().find_map(|surface| self.by_entry.get(&surface.entry())).copied();
        // The article may introduce an acronym that several have.
        let only = || {
            let word = self.doc.word(name.start);
            let introduced = name.end == name.start + 1 && self.acronyms.contains_key(word);
            self.spelled_out(word).filter(|_| introduced || name.surfaces.len() == 1)
        };
        if let Some(entity) = sure.or_else(only) {
            self.mention(name, Some(entity), Vec::new(), 0.9);
        } else if name.kind == EntityKind::Organization {
            self.unexplained_organization(name);
        } else if name.kind == EntityKind::Person {
            self.surname_of_several(name);
        }
    }

    /// A family name that several people of the gazetteer have: the one in the article, or the one with the title before
    /// it, "President Bush".
    pub(super) fn surname_of_several(&mut self, name: &FoundName<'r>) {
        let surname = self.doc.span_of(name.start..name.end).of(self.doc.text());
        match self.bearer_of(surname, name.start) {
            Some(LinkTarget::One(entity)) => {
                self.borne(surname, entity, name.start);
                self.mention(&alias(name), Some(entity), Vec::new(), 0.9);
            }
            Some(LinkTarget::Open(candidates)) => self.open(&alias(name), candidates),
            None if title::before(self.doc, name.start).is_some() => self.person(name),
            None => {}
        }
    }

    /// Links a capitalized word that is part of a name elsewhere in the article; returns one past its last token.
    fn short_form(&mut self, at: usize, token: Token) -> Option<usize> {
        let word = self.doc.word(at);
        let acronym = (token.case == Case::Upper).then(|| self.spelled_out(word)).flatten();
        if let Some(entity) = acronym {
            let name = FoundName::local(at, at + 1, EntityKind::Organization, MentionRule::Acronym);
            self.mention(&name, Some(entity), Vec::new(), 0.95);
            self.set_alias();
            return Some(at + 1);
        }
        if let Some(entity) = self.by_head.short(self.doc, at) {
            let name = FoundName::local(at, at + 1, EntityKind::Organization, MentionRule::ShortName);
            self.mention(&name, Some(entity), Vec::new(), 0.85);
            self.set_alias();
            return Some(at + 1);
        }
        if self.labels(at) {
            return self.label(at);
        }
        if !self.people.may_have(self.doc.hashes[at]) {
            return self.short_organization(at).or_else(|| self.blended(at));
        }
        if self.is_month(at) || self.is_located(at) || self.beside_another_name(at) {
            return None;
        }
        let mut end = at + 1;
        while end + 1 < self.doc.tokens.len()
            && self.doc.tokens[end].kind == TokenKind::Hyphen
            && self.doc.tokens[end].gap == Gap::None
            && self.doc.tokens[end + 1].gap == Gap::None
            && self.doc.tokens[end + 1].case.is_capital()
        {
            end += 2;
        }
        // "Pence-backed": only the first part of the compound is a name.
        let whole = self.doc.span_of(at..end).of(self.doc.text());
        let (surname, end) =
            if self.people.with_surname(whole).next().is_some() { (whole, end) } else { (word, at + 1) };
        if self.has_unheard_given_name(at, surname) {
            self.person(&FoundName::local(at - 1, end, EntityKind::Person, MentionRule::PersonName));
            return Some(end);
        }
        let target = self.bearer_of(surname, at).or_else(|| self.given_name_of(word, at));
        let start = self.with_particles(at);
        let end = end + usize::from(end == at + 1 && !self.suffix_after(at).is_empty());
        let name = FoundName::local(start, end, EntityKind::Person, MentionRule::ShortName);
        let Some(target) = target else { return self.short_organization(at) };
        match target {
            LinkTarget::One(entity) => {
                self.borne(surname, entity, at);
                self.mention(&name, Some(entity), Vec::new(), 0.93);
            }
            LinkTarget::Open(candidates) => self.open(&name, candidates),
        }
        self.set_alias();
        Some(end)
    }

    /// True for a word in capitals that opens its paragraph or a quotation and is followed by a colon, as transcripts label
    /// the speaker: "WALLACE: …".
    fn labels(&self, at: usize) -> bool {
        let (doc, token) = (self.doc, self.doc.tokens[at]);
        let opens = at == 0 || token.gap > Gap::Space || doc.tokens[at - 1].kind == TokenKind::DoubleQuote;
        let colon = doc.tokens.get(at + 1);
        token.case == Case::Upper
            && doc.word(at).len() > 2
            && opens
            && colon.is_some_and(|next| next.kind == TokenKind::Colon && next.gap == Gap::None)
    }

    /// Links the label of a transcript by its family name.
    fn label(&mut self, at: usize) -> Option<usize> {
        let mut surname = self.doc.word(at).to_lowercase();
        surname.get_mut(..1)?.make_ascii_uppercase();
        let name = FoundName::local(at, at + 1, EntityKind::Person, MentionRule::ShortName);
        match self.bearer_of(&surname, at)? {
            LinkTarget::One(entity) => self.mention(&name, Some(entity), Vec::new(), 0.9),
            LinkTarget::Open(candidates) => self.open(&name, candidates),
        }
        self.set_alias();
        Some(at + 1)
    }

    /// "May 3", "in May", "May it rain", which are nobody.
    fn is_month(&self, at: usize) -> bool {
        let doc = self.doc;
        if doc.info(at).circumstance.is_none_or(|it| it.kind != CircumstanceKind::Month) {
            return false;
        }
        let opens = doc.sentences[doc.sentence_of(at)].tokens.start() == at;
        let time = at > 0 && !opens && doc.lexicons.groups.has(doc.word(at - 1), WordGroup::BeforeMonth);
        let next = doc.tokens.get(at + 1);
        let verb = opens && next.is_some_and(|_| doc.info(at + 1).function.is_some());
        time || verb || next.is_some_and(|next| next.kind == TokenKind::Number)
    }

    /// "In Washington": a place, whoever bears its name.
    fn is_located(&self, at: usize) -> bool {
        let doc = self.doc;
        let located = at > 0
            && doc.tokens[at].gap == Gap::Space
            && doc.lexicons.groups.has(&doc.word(at - 1).to_ascii_lowercase(), WordGroup::Locative);
        located && doc.lexicons.places.contains(doc.word(at))
    }

    pub(super) fn set_alias(&mut self) {
        if let Some(last) = self.mentions.last_mut() {
            last.form = MentionForm::Alias;
        }
    }

    /// A mention of one of several people, left open.
    fn open(&mut self, name: &FoundName<'_>, candidates: Vec<EntryId>) {
        self.mention(name, None, candidates, 0.4);
    }

    /// True if the word is part of a longer capitalized phrase that is not this person's name.
    fn beside_another_name(&self, at: usize) -> bool {
        let before = at > 0 && self.doc.tokens[at].gap == Gap::Space && {
            let previous = self.doc.tokens[at - 1];
            let known = self.doc.info(at - 1);
            previous.kind == TokenKind::Word
                && previous.case == Case::Title
                && known.given.is_some()
                && !known.opener
                && !known.speech_verb
                && title::before(self.doc, at).is_none()
        };
        let after = self.doc.tokens.get(at + 1).is_some_and(|next| {
            next.gap == Gap::Space
                && next.case == Case::Title
                && self.doc.info(at + 1).surname == Some(false)
                && self.doc.info(at).given.is_some()
        });
        before || after
    }

    /// First token of a family name with the particles before it: "de Blasio".
    fn with_particles(&self, at: usize) -> usize {
        let mut start = at;
        // "al-Moualem"
        if at > 1
            && self.doc.tokens[at - 1].kind == TokenKind::Hyphen
            && self.doc.tokens[at].gap == Gap::None
            && self.doc.tokens[at - 1].gap == Gap::None
            && self.doc.info(at - 2).name_part == Some(NamePart::Particle)
        {
            start = at - 2;
        }
        while start > 0
            && self.doc.tokens[start].gap == Gap::Space
            && self.doc.info(start - 1).name_part == Some(NamePart::Particle)
            && self.doc.tokens[start - 1].case == Case::Lower
            && !self.doc.lexicons.groups.has(self.doc.word(start - 1), WordGroup::OtherParticle)
        {
            start -= 1;
        }
        start
    }

    /// "CTK said": a word in capitals that is in no list, unless all words are set so.
    fn is_acronym(&self, name: &FoundName<'_>) -> bool {
        let beside = |index: usize| self.doc.tokens.get(index).is_some_and(|token| token.case == Case::Lower);
        is_unheard(self.doc, name)
            && self.doc.tokens[name.start].case == Case::Upper
            && self.doc.word(name.start).len() > 1
            && (beside(name.end) || name.start > 0 && beside(name.start - 1))
    }
}

/// True for names that only a longer one explains: those are linked last.
pub(super) fn waits(doc: LexicalView<'_, '_>, name: &FoundName<'_>) -> bool {
    let single = || (name.start + 1..name.end).all(|index| doc.tokens[index].gap == Gap::None);
    let rules = [AmbiguityRule::FullNameFirst, AmbiguityRule::StateContext, AmbiguityRule::NotBeforeSurname];
    name.by != MentionRule::InvertedName && name.rule().is_some_and(|rule| rules.contains(&rule)) && !is_sure(doc, name)
        || (name.kind == EntityKind::Person || name.by == MentionRule::NameModel)
            && name.surfaces.is_empty()
            && single()
}

/// True for one word that is in no list.
fn is_unheard(doc: LexicalView<'_, '_>, name: &FoundName<'_>) -> bool {
    name.end == name.start + 1 && doc.words[name.start] == WordId(0)
}

fn alias<'g>(name: &FoundName<'g>) -> FoundName<'g> {
    FoundName { by: MentionRule::TitledName, ..*name }
}

/// True for a capital in the middle of a sentence or before a verb of saying: "that Trump" and "Trump said" are no verbs.
fn is_sure(doc: LexicalView<'_, '_>, name: &FoundName<'_>) -> bool {
    let start = name.start;
    let inside = start > doc.sentences[doc.sentence_of(start)].tokens.start()
        && (doc.tokens[start - 1].case == Case::Lower || doc.tokens[start - 1].kind == TokenKind::Comma)
        && doc.tokens[start].gap == Gap::Space;
    let next = doc.tokens.get(name.end);
    let speaks = next.is_some_and(|next| next.case == Case::Lower && doc.info(name.end).speech_verb)
        && doc.info(start).circumstance.is_none();
    name.rule() == Some(AmbiguityRule::FullNameFirst)
        && name.kind == EntityKind::Person
        && matches!(name.surfaces, [_])
        && doc.tokens[start].case == Case::Title
        && (inside || speaks)
}
