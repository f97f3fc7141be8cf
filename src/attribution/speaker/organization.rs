//! Organizations known by their owner: "the Lee campaign", "his campaign", "Port Ellen police".

use super::phrase::Phrase;
use super::resolver::Resolved;
use super::resolver::{MENTION_REACH, PRONOUN_REACH, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::Speaker;
use crate::document::{Case, Entity, EntityKind, Gap, Gender, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, NamePart, OwnerKind, Refers};
use crate::gazetteer::word_groups::WordGroup;
use crate::span::Span;
use std::ops::Range;

/// How many sentences after its name "police" still means a force that has not spoken.
const FORCE_REACH: usize = 6;

impl SpeakerResolver<'_, '_> {
    /// The organization that a source refers to, if its head makes one with the name of its owner.
    pub(super) fn owned_organization(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<u32> {
        let noun = self.doc.lower(phrase.head);
        let (&noun, &owner) = self.doc.lexicons.owned_organizations.get_key_value(&*noun)?;
        match owner {
            OwnerKind::Person => {
                let bare = phrase.head == source.start + 1 && &*self.doc.lower(source.start) == "the";
                if let Some(entity) = self.organization_that_spoke(noun, source.start).filter(|_| bare) {
                    return Some(entity);
                }
                let person = match phrase.before.or(phrase.possessor) {
                    Some(at) => {
                        let mention = &self.doc.mentions[at];
                        mention.entity.filter(|_| mention.kind == EntityKind::Person)?
                    }
                    None if self.doc.info(source.start).function == Some(Function::Possessive) => {
                        self.person_of_pronoun(source.start, parts)?.entity
                    }
                    None if bare => self.owner_nearby(noun, source.start)?,
                    None => return None,
                };
                Some(self.organization_of(person, noun, self.doc.span_of(source.start..phrase.head + 1)))
            }
            OwnerKind::Place => self.organization_of_place(source, phrase.head, noun),
            OwnerKind::Of => self.organization_with_place(source, phrase.head, noun),
        }
    }

    /// "TASS news agency", "the Houthi movement": the organization before a noun that only says what it is.
    pub(super) fn kind_after_name(&self, phrase: &Phrase) -> Option<u32> {
        let at = phrase.before?;
        let mention = &self.doc.mentions[at];
        let noun = self.doc.info(phrase.head).nominal?;
        let says_kind = noun.refers == Refers::Organization
            && !noun.plural
            && self.doc.lexicons.organization_nouns.contains_key(&*self.doc.lower(phrase.head))
            && !self.in_group(&self.doc.lower(phrase.head), WordGroup::PartOfOrganization);
        let plain = |index: usize| self.doc.tokens[index].case == Case::Lower && self.doc.tokens[index].is_word();
        let between = mention.tokens.end()..phrase.head;
        mention.entity.filter(|&entity| {
            says_kind
                && mention.kind == EntityKind::Organization
                && between.len() <= 2
                && between.clone().all(plain)
                // "the U.N. health agency"
                && !(self.entity(entity).entry.is_some() && self.is_other_body(entity, &between, phrase.head))
        })
    }

    /// "the Wagner mercenary group", "the Signal app": capitals that name nobody else before such a noun. Before nouns that
    /// also follow places ("the Leeds company") only a word in no list counts.
    pub(super) fn unknown_before_kind(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let head = phrase.head;
        let noun = self.doc.lower(head);
        let beside = phrase.before.or(phrase.possessor).or(phrase.mention).is_some();
        let says_kind = self.doc.lexicons.organization_nouns.contains_key(&*noun)
            && !self.in_group(&noun, WordGroup::PartOfOrganization)
            && !self.in_group(&noun, WordGroup::PublicBody)
            && self.doc.info(head).nominal.is_none_or(|noun| noun.refers == Refers::Organization && !noun.plural);
        if beside || !says_kind || self.doc.tokens[head].case != Case::Lower || !self.doc.is(source.start, "the") {
            return None;
        }
        let start = source.start + 1;
        let capital = |&index: &usize| {
            let (token, info) = (self.doc.tokens[index], self.doc.info(index));
            let title = info.ends_title || info.title_modifier || info.nominal.is_some();
            token.kind == TokenKind::Word
                && token.case.is_capital()
                && !(title || info.opener || info.weekday || info.geographic)
                && info.function.is_none()
                && info.not_name.is_none()
        };
        let end = start + (start..head).take_while(capital).count();
        let plain =
            |index: usize| self.doc.tokens[index].case == Case::Lower && self.doc.info(index).function.is_none();
        if start == end || head - end > 2 || !(end..head).all(plain) {
            return None;
        }
        let span = self.doc.span_of(start..end);
        let name = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        let unheard = (start..end).any(|index| self.doc.is_unlisted(index));
        let named = unheard || self.in_group(&noun, WordGroup::AfterName);
        (named && !self.doc.lexicons.places.contains(name.as_str())).then(|| self.add_organization(name, None, span))
    }

    /// "China's commerce ministry", "Port Ellen police", "the army": a public body by what it is and whose, which the article
    /// names in no other way.
    pub(super) fn public_body(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let head = phrase.head;
        let force = self.in_group(&self.doc.lower(head), WordGroup::Force);
        let body = self.in_group(&self.doc.lower(head), WordGroup::PublicBody);
        if !force && !body {
            return None;
        }
        let article = self.doc.info(source.start).function == Some(Function::Determiner);
        let start = source.start + usize::from(article);
        // "the country’s defense ministry"
        let country = phrase.possessor.is_none() && start + 1 < head && self.is_possessive(start + 1);
        let start = if country && self.doc.tokens[start].case == Case::Lower { start + 2 } else { start };
        let owned = phrase.possessor.or(phrase.before).is_some()
            || start < head && self.doc.tokens[start].case.is_capital() && self.doc.tokens[start].is_word();
        let definite = self.in_group(&self.doc.lower(source.start), WordGroup::Definite);
        let plain = |index: usize| {
            let info = self.doc.info(index);
            info.function.is_none() && self.doc.tokens[index].kind != TokenKind::Comma && !self.doc.is(index, "based")
        };
        let unspecific = start < head && self.in_group(&self.doc.lower(start), WordGroup::Unspecific);
        // "a Samoan ministry", "Scottish court": one of many.
        let one_of_many = self.in_group(&self.doc.lower(source.start), WordGroup::Indefinite)
            || !definite
                && phrase.possessor.is_none()
                && self.doc.tokens[head].case == Case::Lower
                && self.in_group(&self.doc.lower(head), WordGroup::Numerous);
        // "Parliament said": such a noun has an article unless it is a name.
        let bare = body && source.len() == 1 && self.doc.tokens[head].case == Case::Title;
        let named = owned || bare || body && definite;
        let one_of_many = one_of_many && !bare;
        if start > head || unspecific || one_of_many || !named || !(start..head).all(plain) {
            return None;
        }
        // Which state it is of tells it from the next one of its kind.
        let state = phrase.possessor.or(phrase.before).and_then(|at| self.doc.mentions[at].entity);
        let state = state.filter(|&entity| self.kind(entity) == EntityKind::State);
        let state = state.map(|entity| self.entity(entity).id.clone());
        // "the parliament of Samoa"
        let end = if owned { None } else { self.place_after(head, source.end) }.map_or(head + 1, |place| place.end);
        let span = self.doc.span_of(start..end);
        let name = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(self.add_organization(name, state, span))
    }

    /// "police", "the transport police": the last force that the article has named with these words; "local police" may be
    /// another.
    pub(super) fn force_named(&self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let first = source.start + usize::from(&*self.doc.lower(source.start) == "the");
        let closed = phrase.head + 1 == source.end || self.doc.tokens[phrase.head + 1].kind == TokenKind::Comma;
        (first <= phrase.head && closed).then(|| self.force_before(first..phrase.head + 1)).flatten()
    }

    /// The last organization named before whose name has all of these words.
    pub(super) fn force_before(&self, words: Range<usize>) -> Option<u32> {
        let asked: Vec<_> = words.clone().map(|index| self.doc.lower(index)).collect();
        let fits = |entity: &u32| {
            let organization = self.entity(*entity);
            let has = |word: &str| organization.name.split(' ').any(|own| own.eq_ignore_ascii_case(word));
            organization.kind == EntityKind::Organization && asked.iter().all(|word| has(word))
        };
        let here = self.doc.sentence_of(words.start);
        let near = self
            .mentions_before(words.start)
            .take_while(|mention| here - self.doc.sentence_of(mention.tokens.start()) <= FORCE_REACH);
        let mentioned = near.into_iter().find_map(|mention| {
            let entity = mention.entity.filter(fits)?;
            Some((mention.span.start, entity))
        });
        let known = self.doc.entities.len() as u32;
        let added = (known..known + self.added.len() as u32).rev().take(MENTION_REACH).find(fits);
        let added = added.map(|entity| (self.entity(entity).first.start, entity));
        mentioned.max(added).map(|(_, entity)| entity)
    }

    /// "Quillby’s board", "Ann Lee’s foundation": an organization that only its owner's name tells from others.
    pub(super) fn part_of_organization(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let noun = self.nominal_at(phrase.head, source.start)?;
        let mention = &self.doc.mentions[phrase.possessor.or(phrase.before)?];
        let plain = |index: usize| {
            let lower = self.doc.tokens[index].case == Case::Lower && !self.doc.is(index, "based");
            lower || self.is_possessive(index)
        };
        let (start, end) = (mention.tokens.start(), mention.tokens.end());
        // "the UN’s weather agency" has a name of its own.
        let own = self.in_group(&self.doc.lower(phrase.head), WordGroup::OfField)
            && !self.in_group(&self.doc.lower(phrase.head), WordGroup::PartOfOrganization)
            && end + usize::from(self.is_possessive(end)) < phrase.head;
        // "campaign RT’s": the owner comes after it.
        if own
            || end > phrase.head
            || noun.refers != Refers::Organization
            || noun.plural
            || mention.kind == EntityKind::State
            || mention.form == MentionForm::Demonym
            || self.in_group(&self.doc.lower(source.start), WordGroup::Indefinite)
            || !(end..=phrase.head).all(plain)
        {
            return None;
        }
        let span = self.doc.span_of(start..phrase.head + 1);
        let name = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(self.add_organization(name, None, span))
    }

    /// "one news site, Quillby,": the organization that a comma separates from what it is.
    pub(super) fn apposed_organization(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<Resolved> {
        let noun = self.nominal_at(phrase.head, source.start);
        let comma = (phrase.head + 1..source.end)
            .find(|&index| matches!(self.doc.tokens[index].kind, TokenKind::Comma | TokenKind::Dash))?;
        let lower = self.doc.tokens[phrase.head].case == Case::Lower;
        let called = noun.is_some_and(|noun| noun.refers == Refers::Organization)
            || self.doc.lexicons.organization_nouns.contains_key(&*self.doc.lower(phrase.head));
        // "the leading association for peat, the Federation of Boden Peat,"
        let complement = |index: usize| {
            self.doc.tokens[index].is_word()
                && self.doc.tokens[index].case == Case::Lower
                && self.doc.info(index).function != Some(Function::Relative)
        };
        let next = comma == phrase.end || called && (phrase.end..comma).all(complement);
        if noun.is_some_and(|noun| noun.plural) || !next || !lower {
            return None;
        }
        let inner = comma + 1..source.end;
        let first = (inner.clone()).find(|&index| self.doc.info(index).function != Some(Function::Determiner))?;
        // "one news site, Quillby.com,"
        let address = self.doc.tokens[first].kind == TokenKind::Other && self.doc.word(first).contains('.');
        if !self.doc.tokens[first].case.is_capital() && !address {
            return None;
        }
        let of = self.phrase(&inner);
        match of.mention.filter(|&at| self.doc.mentions[at].kind == EntityKind::Organization) {
            // "its own unit, Quillby,", "his employer, Quillby,"
            Some(at) => Some(self.named(at)),
            // "the biggest miner, QBY,"
            None if of.mention.is_none() && (called || self.doc.tokens[first].case == Case::Upper) => {
                self.proper_name(&inner, &of, parts)
            }
            None => None,
        }
    }

    /// "CNN affiliate Quillby": the mention is followed by lower-case words and another name, which is the one that speaks.
    pub(super) fn is_before_name(&self, source: &Range<usize>, at: usize) -> bool {
        let mention = &self.doc.mentions[at];
        let end = mention.tokens.end();
        let lower = (end..source.end).take_while(|&index| {
            let token = self.doc.tokens[index];
            token.is_word() && token.case == Case::Lower && self.doc.info(index).function.is_none()
        });
        let next = end + lower.count();
        mention.kind != EntityKind::Person
            && next > end
            && next < source.end
            && self.doc.tokens[next].is_word()
            && self.doc.tokens[next].case.is_capital()
            && self.mention_at(next).is_none()
    }

    /// The last such organization that spoke, if that was not long ago.
    fn organization_that_spoke(&self, noun: &str, at: usize) -> Option<u32> {
        let here = self.doc.sentence_of(at);
        let recent = self.said.iter().take_while(|said| here.saturating_sub(said.sentence) <= PRONOUN_REACH);
        recent.into_iter().find_map(|said| match said.speaker {
            Speaker::Entity { entity, .. } => {
                let name = self.entity(entity);
                (name.entry.is_none() && name.name.rsplit(' ').next() == Some(noun)).then_some(entity)
            }
            _ => None,
        })
    }

    /// The organization `noun` of a person: "Lee campaign".
    fn organization_of(&mut self, person: u32, noun: &str, first: Span) -> u32 {
        let owner = self.entity(person);
        let surname = owner.name.split(' ').rev().find(|word| !self.is_suffix(word)).unwrap_or(&owner.name);
        let name = format!("{surname} {noun}");
        let state = owner.state.clone();
        self.add_organization(name, state, first)
    }

    fn organization_of_place(&mut self, source: &Range<usize>, head: usize, noun: &str) -> Option<u32> {
        let mut start = head;
        while start > source.start && self.doc.tokens[start].gap <= Gap::Space {
            let token = self.doc.tokens[start - 1];
            if !token.case.is_capital() && token.is_word() || self.doc.info(start - 1).function.is_some() {
                break;
            }
            start -= 1;
        }
        let demonym = self.mention_at(start).is_some_and(|at| self.doc.mentions[at].form == MentionForm::Demonym);
        let (place, whole) = if start == head {
            let place = self.place_after(head, source.end)?;
            (place.clone(), head..place.end)
        } else {
            (start..head, start..head + 1)
        };
        let unspecific = self.in_group(&self.doc.lower(place.start), WordGroup::Unspecific);
        if demonym || unspecific || self.doc.tokens[place.start].case == Case::Lower {
            return None;
        }
        let place = self.doc.span_of(place).of(self.doc.text());
        if place.contains('\n') {
            return None;
        }
        let name = format!("{place} {noun}");
        Some(self.add_organization(name, None, self.doc.span_of(whole)))
    }

    /// "the police chief in Port Ellen": "Port Ellen police", where the noun at `head` is the chief.
    pub(super) fn force_in_place(&mut self, source: &Range<usize>, head: usize) -> Option<u32> {
        let force = head.checked_sub(1).filter(|&force| force >= source.start)?;
        if !self.in_group(&self.doc.lower(force), WordGroup::Force) {
            return None;
        }
        let place = self.doc.span_of(self.place_after(head, source.end)?).of(self.doc.text());
        let name = format!("{place} {}", self.doc.lower(force));
        Some(self.add_organization(name, None, self.doc.span_of(force..head + 1)))
    }

    /// "police in *Port Ellen*": the capitalized words after "in" or "of".
    fn place_after(&self, head: usize, limit: usize) -> Option<Range<usize>> {
        let tokens = &self.doc.tokens;
        let from = head + 2;
        if from >= limit || !matches!(self.doc.word(head + 1), "in" | "of") {
            return None;
        }
        let name = |&index: &usize| {
            tokens[index].is_word() && tokens[index].case.is_capital() && tokens[index].gap == Gap::Space
        };
        Some(from..(from..limit).take_while(name).last()? + 1)
    }

    /// "the city of Port Ellen", "Loudon county".
    fn organization_with_place(&mut self, source: &Range<usize>, head: usize, noun: &str) -> Option<u32> {
        if head + 1 >= source.end || self.doc.word(head + 1) != "of" {
            let before = (source.start..head).rev().take_while(|&index| {
                self.doc.tokens[index].is_word()
                    && self.doc.tokens[index].case.is_capital()
                    && self.doc.info(index).function.is_none()
            });
            let start = before.last()?;
            let span = self.doc.span_of(start..head + 1);
            let name = span.of(self.doc.text());
            return (!name.contains('\n')).then(|| self.add_organization(name.to_owned(), None, span));
        }
        let named = self.place_after(head, source.end)?;
        let place = self.doc.span_of(named.clone()).of(self.doc.text());
        Some(self.add_organization(format!("{noun} of {place}"), None, self.doc.span_of(head..named.end)))
    }

    pub(super) fn add_organization(&mut self, name: String, state: Option<String>, first: Span) -> u32 {
        let id = format!("local/{}", name.to_lowercase().replace(' ', "-"));
        let (kind, gender) = (EntityKind::Organization, Gender::Unknown);
        self.add(Entity { id, kind, name, role: None, state, gender, gender_by: None, first, entry: None })
    }

    fn is_suffix(&self, word: &str) -> bool {
        self.doc.lexicons.vocabulary.look_up(word).name_part == Some(NamePart::Suffix)
    }

    /// Whose "the campaign" is: the last person beside that word, or else the subject of a sentence just before.
    fn owner_nearby(&self, noun: &str, at: usize) -> Option<u32> {
        let here = self.doc.sentence_of(at);
        let beside = self.mentions_before(at).take(16).find_map(|mention| {
            let end = mention.tokens.end();
            let near = (end..end + 3).take_while(|&index| index < at);
            let named = near.into_iter().any(|index| &*self.doc.lower(index) == noun);
            mention.entity.filter(|_| named && mention.kind == EntityKind::Person)
        });
        beside
            .or_else(|| {
                let recent = (here.saturating_sub(2)..here).rev();
                recent
                    .filter_map(|sentence| self.subjects.get(sentence).copied().flatten())
                    .map(|(entity, _)| entity)
                    .next()
            })
            .filter(|&entity| {
                self.kind(entity) == EntityKind::Person && (beside.is_some() || self.has_office(entity, "candidate"))
            })
    }
}
