//! Names of persons, organizations and places against gold, by class.
//!
//! `exact` needs the same span and class; `overlap` matches names of a class that share a byte, one to one in text order. A
//! state counts as a place, as in every annotation scheme that we read.

use super::counts::Counts;
use crate::article::Article;
use crate::document::{Document, EntityKind};
use crate::gazetteer::Lexicons;
use crate::gold::{GoldName, NameClass, NamedText, conllu};
use crate::pipeline::{Depth, annotate};
use crate::resources::Resources;
use crate::span::Span;
use rayon::prelude::*;
use std::ops::AddAssign;

/// Counts of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameCounts {
    /// Same span.
    pub exact: Counts,
    /// A shared byte.
    pub overlap: Counts,
}

impl AddAssign for NameCounts {
    fn add_assign(&mut self, other: Self) {
        self.exact += other.exact;
        self.overlap += other.overlap;
    }
}

/// Counts by class, in the order of [`NameClass::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameScores {
    /// By class.
    pub classes: [NameCounts; NameClass::ALL.len()],
}

impl NameScores {
    /// All classes together.
    pub fn total(&self) -> NameCounts {
        let mut total = NameCounts::default();
        self.classes.iter().for_each(|&counts| total += counts);
        total
    }

    /// Counts the names of one text.
    pub fn add(&mut self, predicted: &[GoldName], gold: &[GoldName]) {
        for class in NameClass::ALL {
            let of_class = |names: &[GoldName]| -> Vec<Span> {
                let mut spans: Vec<Span> =
                    names.iter().filter(|name| name.class == class).map(|name| name.span).collect();
                spans.sort_unstable();
                spans.dedup();
                spans
            };
            let (ours, theirs) = (of_class(predicted), of_class(gold));
            let counts = |shared| Counts { right: shared, predicted: ours.len(), found: shared, gold: theirs.len() };
            let cell = &mut self.classes[class as usize];
            cell.exact += counts(ours.iter().filter(|span| theirs.binary_search(span).is_ok()).count());
            cell.overlap += counts(overlapping(&ours, &theirs));
        }
    }
}

/// How many overlapping pairs there are, walking along two ordered lists.
fn overlapping(a: &[Span], b: &[Span]) -> usize {
    let (mut i, mut j, mut pairs) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.overlaps(*y) {
            pairs += 1;
            (i, j) = (i + 1, j + 1);
        } else if x.end <= y.start {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Runs entity recognition over texts with gold names.
pub fn score(texts: &[NamedText], resources: &Resources) -> NameScores {
    let one = |text: &NamedText| {
        let article = Article::new(text.id.as_str(), text.text.as_str());
        let mut scores = NameScores::default();
        scores.add(&of_document(&annotate(&article, resources, Depth::Entities)), &text.names);
        scores
    };
    texts.par_iter().map(one).reduce(NameScores::default, |mut all, other| {
        all.classes.iter_mut().zip(other.classes).for_each(|(mine, theirs)| *mine += theirs);
        all
    })
}

/// The names that the pipeline tagged.
pub fn of_document(doc: &Document<'_>) -> Vec<GoldName> {
    let class = |kind| match kind {
        EntityKind::Person => NameClass::Person,
        EntityKind::Organization => NameClass::Organization,
        EntityKind::State => NameClass::Place,
    };
    doc.mentions.iter().map(|mention| GoldName { span: mention.span, class: class(mention.kind) }).collect()
}

/// The names among the `Entity=` mentions of a treebank: for each mention of a person, organization or place, the run of
/// proper nouns around the first proper noun that heads it; an organization's goes on after "of" and "for". As everywhere, titles are not part of a person's name: "Professor
/// Voss" has "Voss", "governor Ada Voss" has "Ada Voss", "the President" has no name. A plural is not a person.
pub fn of_treebank(documents: &[conllu::TreebankDocument], lexicons: &Lexicons) -> Vec<NamedText> {
    let name = |doc: &conllu::TreebankDocument, mention: &conllu::EntityMention| {
        let class = NameClass::parse(&mention.kind)?;
        let is_title = |at: usize| {
            let known = lexicons.vocabulary.look_up(doc.words[at].span.of(&doc.text));
            class == NameClass::Person && (known.ends_title || known.title_modifier) && known.given.is_none()
        };
        let proper = |at: &usize| {
            let word = &doc.words[*at];
            (word.upos == "PROPN" || word.xpos == "NNP") && !is_title(*at)
        };
        let whole = mention.words.clone().take(1).collect();
        let carriers: &Vec<usize> = if mention.minimal.is_empty() { &whole } else { &mention.minimal };
        // The head of the mention, or a name in apposition: in "party nominee Ada Voss", Ada.
        let sentence = doc.sentences.iter().find(|sentence| sentence.words.contains(&mention.words.start))?;
        let head_of = |at: usize| {
            let head = (doc.words[at].head? as usize).checked_sub(1)?;
            Some(sentence.words.start + head)
        };
        let carries = |at: &usize| {
            let beside = doc.words[*at].deprel.starts_with("flat") || doc.words[*at].deprel == "appos";
            proper(at) && (beside || head_of(*at).is_none_or(|head| !mention.words.contains(&head)))
        };
        let head = carriers.iter().copied().find(carries)?;
        let leads = |at: &usize| proper(at) && head_of(*at).is_none_or(|of| (*at..=head).contains(&of));
        let first = (mention.words.start..head).rev().take_while(leads).last().unwrap_or(head);
        // A hyphen or comma inside the name, as in "Lo-Fi" or "Voss, Ada", belongs to it.
        let mut last = head;
        for at in head + 1..mention.words.end {
            let joined = matches!(doc.words[at - 1].form.as_str(), "-" | ",")
                && at == last + 2
                && head_of(at).is_some_and(|of| (first..=last).contains(&of));
            // "University of Helsinki", "Centre for the Study of Peat"
            let subject = class == NameClass::Organization
                && proper(&at)
                && (last + 2..=last + 3).contains(&at)
                && matches!(doc.words[last + 1].form.as_str(), "of" | "for")
                && (at == last + 2 || doc.words[at - 1].form == "the")
                && doc.words[at].span.start == doc.words[at - 1].span.end + 1;
            if proper(&at) && (at == last + 1 || joined) || subject {
                last = at;
            }
        }
        if class == NameClass::Person && doc.words[last].xpos == "NNPS" {
            return None;
        }
        Some(GoldName { span: doc.words[first].span.cover(doc.words[last].span), class })
    };
    documents
        .iter()
        .map(|doc| {
            let mut names: Vec<GoldName> = doc.entities.iter().filter_map(|mention| name(doc, mention)).collect();
            names.sort_unstable();
            names.dedup();
            NamedText { id: doc.id.clone(), text: doc.text.clone(), names, partial: false }
        })
        .collect()
}
