//! Resolves sources to speakers: names, pronouns, relatives, noun phrases, and the first person inside quotations. Where the
//! text does not say, the speaker is left open and a flag says why: a wrong speaker is worse than none. Called by
//! [`super::annotate`] with all claims of a document in text order, because a pronoun most often stands for whoever spoke
//! last.
//!
//! Claims of the article's own voice are resolved first, each with what was said before it in mind; then those inside
//! quotations, whose "I" is whoever the quotation belongs to. Every look back is bounded, so that the work is linear in the
//! text.

mod body;
mod described;
mod name;
mod nominal;
mod office;
mod phrase;
mod pronoun;
mod quoted;
mod subject;

use crate::Resources;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Document, Entity, EntityKind, EntryId, Gender, Mention};
use crate::gazetteer::lexicon::{Function, Lexicons};
use crate::gazetteer::{Gazetteer, WordInfo};
use described::Descriptions;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::ops::Range;

/// How many sentences back a pronoun may reach.
const PRONOUN_REACH: usize = 4;
/// How many mentions back a noun phrase may reach.
const MENTION_REACH: usize = 96;
/// How many speakers are remembered.
const MEMORY: usize = 12;

/// The parts of a claim that its speaker depends on, in tokens.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Who is said to have said it; `None` where nobody is.
    pub source: Option<Range<usize>>,
    /// The words that attribute.
    pub cue: Range<usize>,
    /// What was said, in text order.
    pub content: Vec<Range<usize>>,
}

/// What a source stands for.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// How it refers; `None` without a source.
    pub form: Option<SourceForm>,
    /// Whom it stands for; `None` where that is open.
    pub speaker: Option<Speaker>,
    /// Why it is open.
    pub flag: Option<Flag>,
}

impl Resolved {
    fn new(form: SourceForm, speaker: Option<Speaker>, open: Flag) -> Self {
        let flag = speaker.is_none().then_some(open);
        Self { form: Some(form), speaker, flag }
    }
}

/// The speakers of `claims`, which are in text order, one for each; and entities that only sources name ("the Voss
/// campaign"), which the speakers number on from those of the document: the caller adds them to it. `depths` are those of
/// [`crate::text::quote::depths`].
#[must_use]
pub fn resolve(
    doc: &Document<'_>,
    resources: &Resources,
    depths: &[u8],
    claims: &[Parts],
) -> (Vec<Resolved>, Vec<Entity>) {
    let mut speakers = Speakers {
        doc,
        lexicons: &resources.lexicons,
        gazetteer: &resources.gazetteer,
        depths,
        said: VecDeque::with_capacity(MEMORY),
        subjects: Vec::new(),
        authors: VecDeque::new(),
        genders: FxHashMap::default(),
        added: Vec::new(),
        added_by_name: FxHashMap::default(),
        office_holders: FxHashMap::default(),
        descriptions: OnceCell::new(),
    };
    let mut resolved = vec![Resolved::default(); claims.len()];
    let is_quoted = |parts: &Parts| parts.source.as_ref().is_some_and(|source| depths[source.start] > 0);
    for (parts, resolved) in claims.iter().zip(&mut resolved).filter(|(parts, _)| !is_quoted(parts)) {
        *resolved = speakers.narrated(parts);
    }
    if claims.iter().any(is_quoted) {
        // Whoever spoke last in the article did not speak last at every place in it.
        speakers.said.clear();
        let frames = quoted::Frames::new(doc, claims, &resolved);
        for (index, parts) in claims.iter().enumerate().filter(|(_, parts)| is_quoted(parts)) {
            resolved[index] = speakers.quoted(parts, frames.speaker_around(doc, index, claims));
        }
    }
    (resolved, speakers.added)
}

/// Somebody who spoke.
#[derive(Debug, Clone)]
struct Said {
    speaker: Speaker,
    /// First token of the source.
    at: usize,
    sentence: usize,
    /// "Grassley and Leahy": more people than the speaker names.
    joint: bool,
}

/// Resolves the sources of one document, one after the other.
struct Speakers<'d, 'a> {
    doc: &'d Document<'a>,
    lexicons: &'d Lexicons,
    gazetteer: &'d Gazetteer,
    depths: &'d [u8],
    /// Who spoke, the last one first.
    said: VecDeque<Said>,
    /// The subject of each sentence up to the one that is read, and its first token.
    subjects: Vec<Option<(u32, u32)>>,
    /// Whose document a noun last stood for: "the poll" behind "a Reuters poll".
    authors: VecDeque<(u64, u32)>,
    /// Of people whose name does not tell it, by the pronouns they were given.
    genders: FxHashMap<u32, Gender>,
    /// Entities that only sources name; numbered behind those of the document.
    added: Vec<Entity>,
    added_by_name: FxHashMap<String, u32>,
    /// Entities of people whom only their office names.
    office_holders: FxHashMap<EntryId, u32>,
    descriptions: OnceCell<Descriptions>,
}

impl<'d> Speakers<'d, '_> {
    /// Resolves a claim in the article's own voice.
    fn narrated(&mut self, parts: &Parts) -> Resolved {
        let Some(source) = &parts.source else {
            return Resolved { flag: Some(Flag::NoSource), ..Resolved::default() };
        };
        self.read_on(source.start);
        let resolved = self.source(source, parts);
        if let Some(speaker) = &resolved.speaker {
            let joint = self.is_joint(source);
            self.remember(speaker.clone(), source.start, joint);
        }
        resolved
    }

    fn source(&mut self, source: &Range<usize>, parts: &Parts) -> Resolved {
        let first = self.word(source.start);
        let single = source.len() == 1;
        match first.function {
            Some(Function::Pronoun) => return self.pronoun(source.start, parts),
            Some(Function::Possessive) if single => return self.pronoun(source.start, parts),
            Some(Function::Relative) if single => return self.relative(source.start),
            _ => {}
        }
        self.noun_phrase(source, parts)
    }

    fn remember(&mut self, speaker: Speaker, at: usize, joint: bool) {
        self.said.truncate(MEMORY - 1);
        self.said.push_front(Said { speaker, at, sentence: self.doc.sentence_of(at), joint });
    }

    fn word(&self, index: usize) -> &'d WordInfo {
        self.lexicons.word(self.doc, index)
    }

    /// Index of the mention at token `index`.
    fn mention_at(&self, index: usize) -> Option<usize> {
        let mentions = &self.doc.mentions;
        let at = mentions.partition_point(|mention| mention.tokens.1 as usize <= index);
        (mentions.get(at)?.tokens.0 as usize <= index).then_some(at)
    }

    /// The mentions that end by token `at`, the last one first; not many.
    fn mentions_before(&self, at: usize) -> impl Iterator<Item = &'d Mention> + use<'d> {
        let mentions = &self.doc.mentions;
        let until = mentions.partition_point(|mention| mention.tokens.1 as usize <= at);
        mentions[until.saturating_sub(MENTION_REACH)..until].iter().rev()
    }

    fn entity(&self, index: u32) -> &Entity {
        let known = &self.doc.entities;
        known.get(index as usize).unwrap_or_else(|| &self.added[index as usize - known.len()])
    }

    fn speaker(&self, entity: u32) -> Speaker {
        Speaker::Entity { entity, first: self.entity(entity).first }
    }

    fn kind(&self, entity: u32) -> EntityKind {
        self.entity(entity).kind
    }

    fn gender(&self, entity: u32) -> Gender {
        match self.entity(entity).gender {
            Gender::Unknown => self.genders.get(&entity).copied().unwrap_or_default(),
            gender => gender,
        }
    }

    /// True if "he" or "she" may be this one.
    fn agrees(&self, entity: u32, gender: Gender) -> bool {
        let own = self.gender(entity);
        self.kind(entity) == EntityKind::Person
            && (own == gender || own == Gender::Unknown || gender == Gender::Unknown)
    }

    /// Notes an entity that no gazetteer and no mention has, once by name.
    fn add(&mut self, entity: Entity) -> u32 {
        if let Some(&known) = self.added_by_name.get(&entity.name) {
            return known;
        }
        let index = (self.doc.entities.len() + self.added.len()) as u32;
        self.added_by_name.insert(entity.name.clone(), index);
        self.added.push(entity);
        index
    }
}

/// A word in lower case.
use super::cue::lower;
