//! What resolving keeps of a document: who spoke, the subjects of its sentences, and the entities that only sources name.

use super::descriptions::Descriptions;
use super::organization_nouns::OrganizationNouns;
use super::subject_noun::SubjectNoun;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Entity, EntityKind, EntryId, Gender, Mention};
use crate::gazetteer::word_groups::WordGroup;
use crate::gazetteer::{Gazetteer, LexicalView};
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::VecDeque;

/// How many sentences back whoever spoke is still the one talked about.
const SPOKE_REACH: usize = 3;
/// How many sentences back a pronoun may reach.
pub(super) const PRONOUN_REACH: usize = 4;
/// How many mentions back a noun phrase may reach.
pub(super) const MENTION_REACH: usize = 96;
/// How many speakers are remembered.
pub(super) const MEMORY: usize = 12;

/// What a source refers to.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// How it refers; `None` without a source.
    pub form: Option<SourceForm>,
    /// Its speaker; `None` where that is open.
    pub speaker: Option<Speaker>,
    /// Who else speaks: "Voss *and Lund*".
    pub co_speakers: Vec<Speaker>,
    /// For whom somebody speaks, or whose document it is.
    pub on_behalf: Option<Principal>,
    /// True if a pronoun may refer to somebody else.
    pub unsure: bool,
    /// How sure the speaker is right, 0 to 1; 0 where it is open.
    pub confidence: f32,
    /// Why it is open.
    pub flag: Option<Flag>,
}

impl Resolved {
    pub(super) fn new(form: SourceForm, speaker: Option<Speaker>, open: Flag) -> Self {
        let flag = speaker.is_none().then_some(open);
        Self { form: Some(form), speaker, flag, ..Self::default() }
    }

    /// What the article calls a document with an issuer: "Reuters/Ipsos poll".
    #[must_use]
    pub fn document(&self) -> Option<Span> {
        self.on_behalf.filter(|_| self.speaker == Some(Speaker::Document)).and_then(|principal| principal.named)
    }
}

/// For whom somebody speaks, or who issued a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// The entity.
    pub entity: u32,
    /// The words that name it together with the noun for the source: "Reuters/Ipsos poll".
    pub named: Option<Span>,
}

/// A speaker and where.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) speaker: Speaker,
    /// Who spoke with them.
    pub(super) others: Vec<Speaker>,
    /// For whom an unnamed speaker spoke.
    pub(super) on_behalf: Option<Principal>,
    /// First token of the source, and one past its last.
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) sentence: usize,
    /// The gender of a person without a name whom the article has just introduced: "a spokesman said".
    pub(super) introduced: Option<Gender>,
    /// First token of the person who was asked: "Voss asked *Lund* why".
    pub(super) asked: Option<usize>,
    /// "Grassley and Leahy": more people than the speaker names.
    pub(super) joint: bool,
}

/// Resolves the sources of one document, one after the other.
pub(super) struct SpeakerResolver<'d, 'a> {
    pub(super) doc: LexicalView<'d, 'a>,
    pub(super) gazetteer: &'d Gazetteer,
    /// Who spoke, the last one first.
    pub(super) said: VecDeque<Said>,
    /// The subject of each sentence up to the one that is read, and its first token.
    pub(super) subjects: Vec<Option<(u32, u32)>>,
    /// The noun that is the subject instead, of those sentences: "a man", "the officers".
    pub(super) nouns: Vec<Option<SubjectNoun>>,
    /// For whom the source spoke that a noun last referred to: "the poll" after "a Reuters poll".
    pub(super) principals: VecDeque<(u64, Principal)>,
    /// The gender of people whose name does not imply one, by the pronouns for them.
    pub(super) genders: FxHashMap<u32, Gender>,
    /// Entities that only sources name; numbered after those of the document.
    pub(super) added: Vec<Entity>,
    pub(super) added_by_name: FxHashMap<String, u32>,
    /// Entities of people whom only their office names.
    pub(super) office_holders: FxHashMap<EntryId, u32>,
    pub(super) descriptions: OnceCell<Descriptions>,
    /// By what each organization is called beside its name.
    pub(super) called: OnceCell<OrganizationNouns>,
    /// For whom named spokespeople speak, by entity, once looked up.
    pub(super) represented_by: FxHashMap<u32, Option<Principal>>,
    /// The entities of the document by their id; few articles need them.
    pub(super) by_id: OnceCell<FxHashMap<&'d str, u32>>,
}

impl<'d, 'a> SpeakerResolver<'d, 'a> {
    /// The state before the first claim of a document.
    pub(super) fn new(doc: LexicalView<'d, 'a>, gazetteer: &'d Gazetteer) -> Self {
        Self {
            doc,
            gazetteer,
            said: VecDeque::with_capacity(MEMORY),
            subjects: Vec::new(),
            nouns: Vec::new(),
            principals: VecDeque::new(),
            genders: FxHashMap::default(),
            added: Vec::new(),
            added_by_name: FxHashMap::default(),
            office_holders: FxHashMap::default(),
            descriptions: OnceCell::new(),
            called: OnceCell::new(),
            represented_by: FxHashMap::default(),
            by_id: OnceCell::new(),
        }
    }

    /// Notes who spoke.
    pub(super) fn remember(&mut self, said: Said) {
        self.said.truncate(MEMORY - 1);
        self.said.push_front(said);
    }

    /// True if `word` is in the group.
    pub(super) fn in_group(&self, word: &str, group: WordGroup) -> bool {
        self.doc.lexicons.groups.has(word, group)
    }

    /// Index of the mention at token `index`.
    pub(super) fn mention_at(&self, index: usize) -> Option<usize> {
        let mentions = &self.doc.mentions;
        let at = mentions.partition_point(|mention| mention.tokens.end() <= index);
        (mentions.get(at)?.tokens.start() <= index).then_some(at)
    }

    /// The mentions that end by token `at`, the last one first; not many.
    pub(super) fn mentions_before(&self, at: usize) -> impl Iterator<Item = &'d Mention> + use<'d> {
        let mentions = &self.doc.doc.mentions;
        let until = mentions.partition_point(|mention| mention.tokens.end() <= at);
        mentions[until.saturating_sub(MENTION_REACH)..until].iter().rev()
    }

    /// The entities of a kind that are mentioned before `at` and accepted, each with how often, the most frequent first.
    pub(super) fn counted_before(&self, at: usize, kind: EntityKind, accept: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
        let mut counts: Vec<(u32, u32)> = Vec::new();
        let mentions = self.mentions_before(at).filter(|mention| mention.kind == kind);
        for entity in mentions.filter_map(|mention| mention.entity).filter(|&entity| accept(entity)) {
            match counts.iter_mut().find(|(known, _)| *known == entity) {
                Some((_, count)) => *count += 1,
                None => counts.push((entity, 1)),
            }
        }
        counts.sort_by_key(|&(entity, count)| (std::cmp::Reverse(count), entity));
        counts
    }

    /// What was said in the last sentences up to `sentence`, the latest first.
    pub(super) fn said_lately(&self, sentence: usize) -> impl Iterator<Item = &Said> {
        self.said.iter().take_while(move |said| sentence.saturating_sub(said.sentence) <= SPOKE_REACH)
    }

    pub(super) fn entity(&self, index: u32) -> &Entity {
        let known = &self.doc.entities;
        known.get(index as usize).unwrap_or_else(|| &self.added[index as usize - known.len()])
    }

    pub(super) fn speaker(&self, entity: u32) -> Speaker {
        Speaker::Entity { entity, first: self.entity(entity).first }
    }

    pub(super) fn kind(&self, entity: u32) -> EntityKind {
        self.entity(entity).kind
    }

    pub(super) fn gender(&self, entity: u32) -> Gender {
        match self.entity(entity).gender {
            Gender::Unknown => self.genders.get(&entity).copied().unwrap_or_default(),
            gender => gender,
        }
    }

    /// True if a pronoun or noun of that gender may refer to this person.
    pub(super) fn agrees(&self, entity: u32, gender: Gender) -> bool {
        let own = self.gender(entity);
        self.kind(entity) == EntityKind::Person
            && (own == gender || own == Gender::Unknown || gender == Gender::Unknown)
    }

    /// Adds an entity that is in no gazetteer and no mention, once for each name.
    pub(super) fn add(&mut self, entity: Entity) -> u32 {
        if let Some(&known) = self.added_by_name.get(&entity.name) {
            return known;
        }
        let index = (self.doc.entities.len() + self.added.len()) as u32;
        self.added_by_name.insert(entity.name.clone(), index);
        self.added.push(entity);
        index
    }
}
