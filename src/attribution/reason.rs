//! Why a claim was extracted, in a sentence for people: what attributes the content, where its source is, and whom that is
//! taken to be.

use super::reading::ClaimReading;
use crate::claim::{Claim, ClaimKind, Flag, Rule, SourceForm, Speaker};
use crate::document::{Document, Entity};

/// The sentence for one claim.
pub(super) fn sentence(doc: &Document<'_>, reading: &ClaimReading, claim: &Claim) -> String {
    let parts = [Some(cue(doc, claim)), Some(source(doc, reading, claim)), speaker(doc, claim), doubt(claim)];
    let mut sentence = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    sentence.push('.');
    sentence
}

/// What attributes the content.
fn cue(doc: &Document<'_>, claim: &Claim) -> String {
    let cue = words(doc, &claim.cue);
    let found = match claim.by {
        Rule::ClauseVerb | Rule::Engine | Rule::QuoteVerb | Rule::Linked => {
            return format!("Cue {cue} {}", beside(doc, claim));
        }
        Rule::Announced => "A colon announces the quotation",
        Rule::BlockQuote => "A paragraph set apart after its cue",
        Rule::ByContext => "A quotation without a cue, after a sentence about one person",
        Rule::ContinuedQuote => "A quotation without a cue of its own continues the one before it",
        Rule::DashName => "A dash and a name after the quotation",
        Rule::Headline => "A headline with its speaker before a colon",
        Rule::Parenthesis => return format!("Source and cue {cue} stand in a clause of their own, between commas"),
        Rule::Passive => return format!("Cue {cue} in the passive voice, with “by”"),
        Rule::SourceLine => "A line that says who the quotation is from",
        Rule::Transcript => "A turn of an interview or a transcript: a name at the beginning of its paragraph",
        Rule::Viewpoint => return format!("{cue} says whose view it is"),
    };
    found.to_owned()
}

/// Where the content is, seen from the cue.
fn beside(doc: &Document<'_>, claim: &Claim) -> &'static str {
    let (Some(cue), Some(first), Some(last)) = (claim.cue.first(), claim.content.first(), claim.content.last()) else {
        return "without a content";
    };
    let around = first.start < cue.start && last.start >= cue.end;
    match claim.kind {
        ClaimKind::Direct if around => "between two parts of a quotation",
        ClaimKind::Direct => "beside a quotation",
        ClaimKind::Mixed => "beside words that are partly quoted",
        ClaimKind::Indirect if around => "in the middle of what is said",
        ClaimKind::Indirect if last.end <= cue.start => "after what is said",
        ClaimKind::Indirect if first.of(doc.text()).starts_with("that ") => "before a clause with “that”",
        ClaimKind::Indirect => "before what is said",
    }
}

/// Where the source is, and what it is.
fn source(doc: &Document<'_>, reading: &ClaimReading, claim: &Claim) -> String {
    let (Some(source), Some(cue)) = (claim.source.first(), claim.cue.first()) else {
        return "no source is named".to_owned();
    };
    let what = match claim.form {
        Some(SourceForm::Name) => "name",
        Some(SourceForm::Pronoun) => "pronoun",
        Some(SourceForm::Relative) => "relative pronoun",
        Some(SourceForm::Nominal) | None => "phrase",
    };
    let place = match () {
        () if reading.inherited => "elsewhere in the sentence",
        () if source.end <= cue.start => "before it",
        () if source.start >= cue.end => "after it",
        () => "within it",
    };
    format!("source is the {what} {place}, {}", words(doc, &claim.source))
}

/// Whom the source is taken to be, and how that is known.
fn speaker(doc: &Document<'_>, claim: &Claim) -> Option<String> {
    Some(match &claim.speaker {
        Some(Speaker::Entity { entity, .. }) => {
            let entity = doc.entities.get(*entity as usize)?;
            let known = if is_listed(entity) { "in the gazetteer" } else { "in no gazetteer" };
            let alone = claim.source.iter().any(|span| span.of(doc.text()).ends_with(&*entity.name));
            match claim.form {
                Some(SourceForm::Name) if alone => format!("the name is {known}"),
                Some(SourceForm::Name) => format!("the name stands for {}, who is {known}", entity.name),
                Some(SourceForm::Pronoun | SourceForm::Relative) => {
                    format!("it is taken to be {}, named nearby, who is {known}", entity.name)
                }
                _ => format!("it is taken to be {}, who is {known}", entity.name),
            }
        }
        Some(Speaker::Group) => "it stands for several people without a name".to_owned(),
        Some(Speaker::Unnamed) => "it stands for one person without a name".to_owned(),
        Some(Speaker::Document) => "it stands for a text".to_owned(),
        None if claim.source.is_empty() => return None,
        None => match claim.flags.iter().find(|flag| matches!(flag, Flag::AmbiguousSpeaker)) {
            Some(_) => "several people answer to the name, so that the speaker is left open".to_owned(),
            None => "whom it stands for is not clear, so that the speaker is left open".to_owned(),
        },
    })
}

/// What else to know before trusting it.
fn doubt(claim: &Claim) -> Option<String> {
    let doubts = claim.flags.iter().filter_map(|flag| match flag {
        Flag::UnclosedQuote => Some("the quotation is never closed"),
        Flag::InheritedSource => Some("the source was taken from another cue"),
        _ => None,
    });
    let doubts: Vec<_> = doubts.collect();
    (!doubts.is_empty()).then(|| doubts.join("; "))
}

fn is_listed(entity: &Entity) -> bool {
    !entity.id.starts_with("local/")
}

/// Words of the article in quotation marks, on one line.
fn words(doc: &Document<'_>, spans: &[crate::span::Span]) -> String {
    let texts: Vec<&str> = spans.iter().flat_map(|span| span.of(doc.text()).split_whitespace()).collect();
    format!("“{}”", texts.join(" ").trim_matches(['“', '”', '"']))
}
