//! Sources inside quotations: "I" is whoever the quotation belongs to, "he" is anybody but them.

use super::{Parts, Resolved, Speakers, lower};
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Document, EntityKind, Gender};
use crate::gazetteer::lexicon::Function;

/// How many contents before a token are asked whether they hold it.
const NESTING: usize = 12;
/// How many sentences behind a content its speaker still has the word.
const FOLLOW: usize = 2;

/// Which words belong to which claim of the article's own voice.
pub(super) struct Frames {
    /// First and one past the last token of a content, and its speaker, in text order.
    contents: Vec<(usize, usize, Option<Speaker>)>,
    /// Sentence of the last token of each.
    sentences: Vec<usize>,
}

impl Frames {
    /// The contents of the claims whose sources stand outside quotations.
    pub(super) fn new(doc: &Document<'_>, claims: &[Parts], resolved: &[Resolved]) -> Self {
        let mut contents: Vec<_> = claims
            .iter()
            .zip(resolved)
            .filter(|(_, resolved)| resolved.form.is_some())
            .flat_map(|(parts, resolved)| {
                parts.content.iter().map(|range| (range.start, range.end, resolved.speaker.clone()))
            })
            .collect();
        contents.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let sentences = contents.iter().map(|(_, end, _)| doc.sentence_of(end.saturating_sub(1))).collect();
        Self { contents, sentences }
    }

    /// Who speaks the words around the source of claim `index`: of the narrowest content that holds it, else of the content
    /// just before it.
    pub(super) fn speaker_around(&self, doc: &Document<'_>, index: usize, claims: &[Parts]) -> Option<Speaker> {
        let at = claims[index].source.as_ref()?.start;
        let until = self.contents.partition_point(|(start, ..)| *start <= at);
        let near = &self.contents[until.saturating_sub(NESTING)..until];
        if let Some((_, _, speaker)) = near.iter().rev().find(|(_, end, _)| at < *end) {
            return speaker.clone();
        }
        let (last, sentence) = (near.last()?, self.sentences[until - 1]);
        (doc.sentence_of(at) - sentence <= FOLLOW).then(|| last.2.clone()).flatten()
    }
}

impl Speakers<'_, '_> {
    /// Resolves a claim inside a quotation that `around` speaks.
    pub(super) fn quoted(&mut self, parts: &Parts, around: Option<Speaker>) -> Resolved {
        let Some(source) = &parts.source else { return Resolved::default() };
        let function = self.word(source.start).function;
        let pronoun =
            function == Some(Function::Pronoun) || function == Some(Function::Possessive) && source.len() == 1;
        if !pronoun {
            return self.source(source, parts);
        }
        let speaker = match &*lower(self.doc, source.start) {
            "i" | "my" | "we" | "our" => around,
            "he" | "his" => self.third(source.start, Gender::Male, around.as_ref()),
            "she" | "her" => self.third(source.start, Gender::Female, around.as_ref()),
            _ => None,
        };
        Resolved::new(SourceForm::Pronoun, speaker, Flag::PronounUnresolved)
    }

    /// Of whom the speaker speaks: the last person of that gender named in the same sentence or the two before, never the
    /// speaker.
    fn third(&self, at: usize, gender: Gender, around: Option<&Speaker>) -> Option<Speaker> {
        let from = self.doc.sentence_of(at).saturating_sub(2);
        let mut found = None;
        for mention in self.mentions_before(at) {
            if self.doc.sentence_of(mention.tokens.0 as usize) < from {
                break;
            }
            let Some(entity) = mention.entity.filter(|_| mention.kind == EntityKind::Person) else { continue };
            let speaks = matches!(around, Some(Speaker::Entity { entity: own, .. }) if *own == entity);
            if speaks || self.gender(entity) != gender {
                continue;
            }
            // Two people of whom the speaker may speak.
            if found.is_some_and(|other| other != entity) {
                return None;
            }
            found = Some(entity);
        }
        found.map(|entity| self.speaker(entity))
    }
}
