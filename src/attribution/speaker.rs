//! Resolves a source to its speaker: names, pronouns, relatives, noun phrases. Where the text does not say, the speaker is
//! left open and a flag says why: a wrong speaker is worse than none. Called by [`super::annotate`] in the order of the
//! claims, because a pronoun most often stands for whoever spoke last.

use super::cue::lower;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Document, EntityKind, Gender, Mention, TokenKind};
use crate::gazetteer::Lexicons;
use crate::gazetteer::lexicon::{Function, Nominal, Refers};
use std::ops::Range;

/// How many sentences back a pronoun may reach.
const PRONOUN_REACH: usize = 4;

/// What a source stands for.
#[derive(Debug, Default)]
pub struct Resolved {
    /// How it refers; `None` without a source.
    pub form: Option<SourceForm>,
    /// Whom it stands for; `None` where that is open.
    pub speaker: Option<Speaker>,
    /// Why it is open.
    pub flag: Option<Flag>,
    /// True for a noun phrase whose head is not known to stand for anybody who can speak.
    pub mute: bool,
}

/// Resolves the sources of one document, one after the other.
pub struct Speakers<'d, 'a> {
    doc: &'d Document<'a>,
    lexicons: &'d Lexicons,
    /// Who spoke last, and in which sentence.
    last: Option<(Speaker, usize)>,
}

impl<'d, 'a> Speakers<'d, 'a> {
    /// Resolves the sources of `doc`.
    #[must_use]
    pub fn new(doc: &'d Document<'a>, lexicons: &'d Lexicons) -> Self {
        Self { doc, lexicons, last: None }
    }

    /// Whom `source` stands for. `cue` tells where it speaks.
    pub fn resolve(&mut self, source: Option<Range<usize>>, cue: Range<usize>) -> Resolved {
        let Some(source) = source else {
            return Resolved { flag: Some(Flag::NoSource), ..Resolved::default() };
        };
        let resolved = self.resolve_source(&source);
        if let Some(speaker) = &resolved.speaker {
            self.last = Some((speaker.clone(), self.doc.sentence_of(cue.start)));
        }
        resolved
    }

    fn resolve_source(&self, source: &Range<usize>) -> Resolved {
        let head = self.head(source);
        if let Some(mention) = self.mention_at(head) {
            return self.named(mention);
        }
        let word = lower(self.doc, head);
        let single = source.len() == 1;
        match self.lexicons.word(self.doc, head).function {
            Some(Function::Pronoun) if single => return self.pronoun(&word, source.start),
            Some(Function::Relative) if single => return self.relative(source.start),
            _ => {}
        }
        self.nominal(source, head)
    }

    fn mention_at(&self, index: usize) -> Option<&'d Mention> {
        let mentions = &self.doc.mentions;
        let at = mentions.partition_point(|mention| mention.tokens.1 as usize <= index);
        mentions.get(at).filter(|mention| mention.tokens.0 as usize <= index)
    }

    /// The head of a noun phrase: its last word before a preposition, comma or relative.
    fn head(&self, source: &Range<usize>) -> usize {
        let mut head = source.start;
        let mut index = source.start;
        while index < source.end {
            // "Ministry of Defense" is one name.
            if let Some(mention) = self.mention_at(index) {
                index = (mention.tokens.1 as usize).max(index + 1);
                head = index.min(source.end) - 1;
                continue;
            }
            let token = self.doc.tokens[index];
            let function = self.lexicons.word(self.doc, index).function;
            let ends = !token.is_word()
                && !matches!(token.kind, TokenKind::Hyphen | TokenKind::Clitic | TokenKind::Number)
                || matches!(function, Some(Function::Preposition | Function::Conjunction));
            if ends && index > source.start {
                break;
            }
            if token.is_word() {
                head = index;
            }
            index += 1;
        }
        head
    }

    fn named(&self, mention: &Mention) -> Resolved {
        let speaker = mention.entity.map(|entity| self.entity(entity));
        let flag = speaker.is_none().then_some(Flag::AmbiguousSpeaker);
        Resolved { form: Some(SourceForm::Name), speaker, flag, mute: false }
    }

    fn entity(&self, entity: u32) -> Speaker {
        Speaker::Entity { entity, first: self.doc.entities[entity as usize].first }
    }

    fn pronoun(&self, word: &str, at: usize) -> Resolved {
        let speaker = match word {
            "he" => self.antecedent(at, Gender::Male),
            "she" => self.antecedent(at, Gender::Female),
            "they" => self.last_if(at, |speaker| match speaker {
                Speaker::Group => true,
                Speaker::Entity { entity, .. } => self.kind(*entity) != EntityKind::Person,
                _ => false,
            }),
            "it" => self.last_if(at, |speaker| match speaker {
                Speaker::Document => true,
                Speaker::Entity { entity, .. } => self.kind(*entity) != EntityKind::Person,
                _ => false,
            }),
            _ => None,
        };
        let flag = speaker.is_none().then_some(Flag::PronounUnresolved);
        Resolved { form: Some(SourceForm::Pronoun), speaker, flag, mute: false }
    }

    fn kind(&self, entity: u32) -> EntityKind {
        self.doc.entities[entity as usize].kind
    }

    /// Who spoke last, if that was near and `fits`.
    fn last_if(&self, at: usize, fits: impl Fn(&Speaker) -> bool) -> Option<Speaker> {
        let (speaker, sentence) = self.last.as_ref()?;
        let near = self.doc.sentence_of(at).saturating_sub(*sentence) <= PRONOUN_REACH;
        (near && fits(speaker)).then(|| speaker.clone())
    }

    /// The person that "he" or "she" at token `at` stands for: whoever spoke last, unless somebody else was the subject
    /// since; else the one person of that gender who stands nearest, subjects first.
    fn antecedent(&self, at: usize, gender: Gender) -> Option<Speaker> {
        let here = self.doc.sentence_of(at);
        let agrees = |entity: u32| {
            let entity = &self.doc.entities[entity as usize];
            entity.kind == EntityKind::Person && (entity.gender == gender || entity.gender == Gender::Unknown)
        };
        let from = here.saturating_sub(PRONOUN_REACH);
        for sentence in (from..=here).rev() {
            let tokens = &self.doc.sentences[sentence].tokens;
            let until = if sentence == here { at as u32 } else { tokens.end };
            let mut people: Vec<u32> = Vec::new();
            let first = self.doc.mentions.partition_point(|mention| mention.tokens.0 < tokens.start);
            for mention in self.doc.mentions[first..].iter().take_while(|mention| mention.tokens.1 <= until) {
                people.extend(mention.entity.filter(|&entity| agrees(entity) && !people.contains(&entity)));
            }
            let spoke = self.last.as_ref().and_then(|(speaker, said)| match speaker {
                Speaker::Entity { entity, .. } if agrees(*entity) => Some((*entity, *said)),
                _ => None,
            });
            match (&people[..], spoke) {
                // Whoever spoke in this sentence or later has the word.
                (_, Some((entity, said))) if said >= sentence => return Some(self.entity(entity)),
                ([], _) => {}
                ([only], _) => return Some(self.entity(*only)),
                // Several: the one who spoke before goes on, else the subject, if it stands first and its gender is known.
                (several, Some((entity, _))) if several.contains(&entity) => return Some(self.entity(entity)),
                ([subject, ..], _) => {
                    let sure = self.doc.entities[*subject as usize].gender == gender;
                    return sure.then(|| self.entity(*subject));
                }
            }
        }
        None
    }

    /// "Rudenko, who said": the name before the comma.
    fn relative(&self, at: usize) -> Resolved {
        let mut before = at;
        while before > 0 && matches!(self.doc.tokens[before - 1].kind, TokenKind::Comma) {
            before -= 1;
        }
        let mention = before.checked_sub(1).and_then(|index| self.mention_at(index));
        let mut resolved = match mention {
            Some(mention) => self.named(mention),
            None if before > 0 => self.nominal(&(before - 1..before), before - 1),
            None => Resolved::default(),
        };
        resolved.form = Some(SourceForm::Relative);
        if resolved.speaker.is_none() && resolved.flag.is_none() {
            resolved.flag = Some(Flag::PronounUnresolved);
        }
        resolved
    }

    /// A noun phrase without a name.
    fn nominal(&self, source: &Range<usize>, head: usize) -> Resolved {
        let word = lower(self.doc, head);
        let pair = (head > source.start).then(|| format!("{} {word}", lower(self.doc, head - 1)));
        let nominals = &self.lexicons.nominals;
        let entry = pair.as_deref().and_then(|pair| nominals.get(pair)).or_else(|| nominals.get(&*word)).copied();
        let definite =
            matches!(&*lower(self.doc, source.start), "the" | "this" | "that" | "his" | "her" | "their" | "its")
                || self.doc.tokens[source.start + 1..=head].iter().any(|token| token.kind == TokenKind::Clitic);
        let speaker = match entry {
            Some(Nominal { refers: Refers::Group, .. } | Nominal { plural: true, refers: Refers::Person, .. }) => {
                Some(Speaker::Group)
            }
            Some(Nominal { refers: Refers::Document, .. }) => Some(Speaker::Document),
            Some(nominal @ Nominal { refers: Refers::Person, .. }) if definite => {
                self.office_holder(&word, source.start, nominal)
            }
            Some(Nominal { refers: Refers::Person | Refers::Unnamed, .. }) => Some(Speaker::Unnamed),
            Some(Nominal { refers: Refers::Organization, .. }) => self.body(&word, source.start),
            // "many", "some", "others": people without a name.
            None if is_quantifier(&word) => Some(Speaker::Group),
            // "one fisherman": somebody, whatever the trade.
            None if matches!(&*lower(self.doc, source.start), "a" | "an" | "one" | "another")
                && head > source.start =>
            {
                Some(Speaker::Unnamed)
            }
            None => None,
        };
        let flag = speaker.is_none().then_some(Flag::NominalUnresolved);
        Resolved { form: Some(SourceForm::Nominal), speaker, mute: entry.is_none() && !is_quantifier(&word), flag }
    }

    /// "the minister": whoever in the article holds such an office, if one person does.
    fn office_holder(&self, noun: &str, at: usize, nominal: Nominal) -> Option<Speaker> {
        let mut holder = None;
        for mention in self.doc.mentions.iter().take_while(|mention| (mention.tokens.1 as usize) <= at) {
            let Some(index) = mention.entity else { continue };
            let entity = &self.doc.entities[index as usize];
            let fits = entity.kind == EntityKind::Person
                && (nominal.gender == Gender::Unknown
                    || entity.gender == Gender::Unknown
                    || nominal.gender == entity.gender)
                && entity.role.as_deref().is_some_and(|role| ends_with_word(role, noun));
            if fits && holder.is_some_and(|other| other != index) {
                return None;
            }
            if fits {
                holder = Some(index);
            }
        }
        holder.map(|index| self.entity(index))
    }

    /// "the ministry": the last body named before whose name has that word.
    fn body(&self, noun: &str, at: usize) -> Option<Speaker> {
        let before = self.doc.mentions.partition_point(|mention| (mention.tokens.1 as usize) <= at);
        self.doc.mentions[..before].iter().rev().find_map(|mention| {
            let index = mention.entity?;
            let entity = &self.doc.entities[index as usize];
            let fits = entity.kind == EntityKind::Organization && has_word(&entity.name, noun);
            fits.then(|| self.entity(index))
        })
    }
}

fn is_quantifier(word: &str) -> bool {
    matches!(word, "some" | "many" | "others" | "most" | "several" | "few" | "both" | "all" | "those")
}

/// True if the office itself is the noun: "Deputy Foreign Minister" for "minister", also before "of …".
fn ends_with_word(role: &str, noun: &str) -> bool {
    let office = role.split([',']).next().unwrap_or(role);
    let office = [" of ", " for ", " at ", " in "]
        .iter()
        .fold(office, |office, preposition| office.split(preposition).next().unwrap_or(office));
    office.rsplit([' ', '-']).next().is_some_and(|last| last.eq_ignore_ascii_case(noun))
}

fn has_word(name: &str, noun: &str) -> bool {
    name.split(' ').any(|word| word.eq_ignore_ascii_case(noun))
}
