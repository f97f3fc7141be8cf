//! Sources inside quotations: "I" is the speaker of the quotation, "he" is anybody else.

use super::resolver::{Resolved, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Document, EntityKind, Gender};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;

/// How many contents before a token are searched for the one around it.
const NESTING: usize = 12;
/// How many sentences after a content its speaker is still speaking.
const FOLLOW: usize = 2;

/// The contents of the claims in the article's own voice, and who speaks them.
pub(super) struct QuotedFrames {
    /// First and one past the last token of a content, and its speaker, in text order.
    contents: Vec<(usize, usize, Option<Speaker>)>,
    /// Sentence of the last token of each.
    sentences: Vec<usize>,
}

impl QuotedFrames {
    /// The contents of the claims whose sources are outside quotations.
    pub(super) fn new(doc: &Document<'_>, claims: &[ClaimReading], resolved: &[Resolved]) -> Self {
        let mut contents: Vec<_> = claims
            .iter()
            .zip(resolved)
            .filter(|(_, resolved)| resolved.form.is_some())
            .flat_map(|(parts, resolved)| {
                parts.content.iter().map(|range| (range.start(), range.end(), resolved.speaker.clone()))
            })
            .collect();
        contents.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let sentences = contents.iter().map(|(_, end, _)| doc.sentence_of(end.saturating_sub(1))).collect();
        Self { contents, sentences }
    }

    /// The speaker of the words around the source of claim `index`: of the narrowest content that contains it, else of the
    /// content just before it.
    pub(super) fn speaker_around(&self, doc: &Document<'_>, index: usize, claims: &[ClaimReading]) -> Option<Speaker> {
        let at = claims[index].source.first()?.start();
        let until = self.contents.partition_point(|(start, ..)| *start <= at);
        let near = &self.contents[until.saturating_sub(NESTING)..until];
        if let Some((_, _, speaker)) = near.iter().rev().find(|(_, end, _)| at < *end) {
            return speaker.clone();
        }
        let (last, sentence) = (near.last()?, self.sentences[until - 1]);
        (doc.sentence_of(at) - sentence <= FOLLOW).then(|| last.2.clone()).flatten()
    }
}

impl SpeakerResolver<'_, '_> {
    /// Resolves a claim inside a quotation, whose speaker is `around`.
    pub(super) fn quoted(&mut self, parts: &ClaimReading, around: Option<Speaker>) -> Resolved {
        let Some(source) = &parts.whole_source().map(TokenSpan::range) else { return Resolved::default() };
        let function = self.doc.info(source.start).function;
        let pronoun =
            function == Some(Function::Pronoun) || function == Some(Function::Possessive) && source.len() == 1;
        if !pronoun {
            return self.source(source, parts);
        }
        let word = self.doc.lower(source.start);
        let speaker = if self.in_group(&word, WordGroup::Speaker) {
            around
        } else {
            let gender = self.pronoun_gender(&word);
            gender.and_then(|gender| self.third_person(source.start, gender, around.as_ref()))
        };
        Resolved::new(SourceForm::Pronoun, speaker, Flag::PronounUnresolved)
    }

    /// Whom the speaker talks about: the last person of that gender named in the same sentence or the two before, never the
    /// speaker.
    fn third_person(&self, at: usize, gender: Gender, around: Option<&Speaker>) -> Option<Speaker> {
        let from = self.doc.sentence_of(at).saturating_sub(2);
        let mut found = None;
        for mention in self.mentions_before(at) {
            if self.doc.sentence_of(mention.tokens.start()) < from {
                break;
            }
            let Some(entity) = mention.entity.filter(|_| mention.kind == EntityKind::Person) else { continue };
            let speaks = matches!(around, Some(Speaker::Entity { entity: own, .. }) if *own == entity);
            if speaks || self.gender(entity) != gender {
                continue;
            }
            // The speaker may be talking about either of two people.
            if found.is_some_and(|other| other != entity) {
                return None;
            }
            found = Some(entity);
        }
        found.map(|entity| self.speaker(entity))
    }
}
