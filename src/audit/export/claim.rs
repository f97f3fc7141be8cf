//! A claim as it is exported: from its record, or from what people decided about it.

use crate::article::Article;
use crate::audit::review::score::distinct_missed;
use crate::audit::review::{Correction, Decision, Reviewed, SpeakerName, Verdict};
use crate::record::{ClaimRecord, Offset, OffsetCache, OffsetMap, OffsetUnit};
use crate::span::Span;

named_enum! {
    /// A part of a claim, in the order in which parts are written.
    pub(super) enum ExportRole {
        /// Who is said to have said it.
        Source = "Source",
        /// The words that attribute.
        Cue = "Cue",
        /// What was said.
        Content = "Content",
    }
}

/// What every format is given: an article and its claims.
pub(super) struct ExportArticle<'p> {
    pub(super) article: &'p Article,
    /// In text order.
    pub(super) claims: &'p [ExportClaim],
    /// Whether people confirmed or corrected the claims.
    pub(super) gold: bool,
}

/// A claim to export.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExportClaim {
    /// The claim's id, or the decision's for a missed claim.
    pub id: String,
    /// Direct, mixed or indirect; `None` where whoever marked a missed claim did not say.
    pub kind: Option<String>,
    /// The source, in bytes; empty where there is none.
    pub source: Vec<Span>,
    /// The cue, in bytes.
    pub cue: Vec<Span>,
    /// The content, in bytes.
    pub content: Vec<Span>,
    /// Who the source stands for, the first of several.
    pub speaker: Option<SpeakerName>,
    /// Who speaks with them. Like all that follows of the speaker, empty where people changed the speaker.
    pub co_speakers: Vec<SpeakerName>,
    /// Whom they speak for.
    pub on_behalf: Option<SpeakerName>,
    /// The confidence of the run in the speaker, 0 to 1.
    pub speaker_confidence: Option<f32>,
    /// The speaker's gender: `female`, `male`.
    pub gender: Option<String>,
    /// How the gender is known.
    pub gender_by: Option<String>,
    /// The dictionary form of the cue; `None` where people changed the cue.
    pub lemma: Option<String>,
    /// The class of the cue, likewise.
    pub class: Option<String>,
    /// The confidence of the run, 0 to 1.
    pub confidence: Option<f32>,
    /// What made the claim: a rule or model, or the annotator who marked it.
    pub by: String,
    /// Its flags.
    pub flags: Vec<String>,
    /// What was decided; `None` where nobody was asked.
    pub verdict: Option<Verdict>,
}

impl ExportClaim {
    /// The parts that are not empty.
    pub(super) fn parts(&self) -> impl Iterator<Item = (ExportRole, &[Span])> {
        let all =
            [(ExportRole::Source, &self.source), (ExportRole::Cue, &self.cue), (ExportRole::Content, &self.content)];
        all.into_iter().map(|(role, spans)| (role, spans.as_slice())).filter(|(_, spans)| !spans.is_empty())
    }

    fn first_span(&self) -> Option<Span> {
        self.parts().flat_map(|(_, spans)| spans).min().copied()
    }
}

/// The claims of a run as they are. The error is a message about a span that is not in the text.
pub(super) fn from_run<'c>(
    claims: impl Iterator<Item = &'c ClaimRecord<'static>>,
    text: &str,
) -> Result<Vec<ExportClaim>, String> {
    let mut offsets = OffsetCache::new(text);
    let mut exported =
        claims.map(|claim| from_record(claim, offsets.map(claim.offsets))).collect::<Result<Vec<_>, _>>()?;
    exported.sort_by_key(ExportClaim::first_span);
    Ok(exported)
}

fn from_record(claim: &ClaimRecord<'static>, map: &OffsetMap<'_>) -> Result<ExportClaim, String> {
    let source = claim.source.as_ref().map_or(&[][..], |source| &source.spans);
    let own = |text: &std::borrow::Cow<'static, str>| text.clone().into_owned();
    let speaker = claim.speaker.as_ref();
    Ok(ExportClaim {
        id: claim.id.clone(),
        kind: Some(own(&claim.kind)),
        source: spans(source, map)?,
        cue: spans(&claim.cue.spans, map)?,
        content: spans(&claim.content.spans, map)?,
        speaker: speaker.map(SpeakerName::of),
        co_speakers: claim.co_speakers.iter().map(SpeakerName::of).collect(),
        on_behalf: claim.on_behalf().map(|one| SpeakerName {
            id: Some(own(&one.id)),
            name: Some(own(&one.name)),
            kind: own(&one.kind),
        }),
        speaker_confidence: speaker.and_then(|speaker| speaker.confidence),
        gender: speaker.and_then(|speaker| speaker.gender.as_ref()).map(own),
        gender_by: speaker.and_then(|speaker| speaker.gender_by.as_ref()).map(own),
        lemma: Some(own(&claim.cue.lemma)),
        class: Some(own(&claim.cue.class)),
        confidence: Some(claim.confidence),
        by: own(&claim.by),
        flags: claim.flags.iter().map(own).collect(),
        verdict: None,
    })
}

fn spans(offsets: &[Offset], map: &OffsetMap<'_>) -> Result<Vec<Span>, String> {
    let span = |offset: &Offset| {
        let found = map.span(*offset).filter(|span| span.start < span.end);
        found.ok_or_else(|| format!("{} to {} is not a span of the text", offset.start, offset.end))
    };
    offsets.iter().map(span).collect()
}

/// The claims of an article that people accepted, corrected or marked as missed, and how many were left out because nobody
/// judged them or annotators disagree. The error is a message about a span that is not in the text.
pub(super) fn from_review(reviewed: &Reviewed<'_>, text: &str) -> Result<(Vec<ExportClaim>, u64), String> {
    let map = OffsetMap::new(text, OffsetUnit::CodePoints);
    let mut exported = Vec::new();
    let mut open = 0;
    for judged in &reviewed.claims {
        match judged.decision() {
            None => open += 1,
            Some(decision) if decision.verdict == Verdict::Reject => {}
            Some(decision) => {
                let mut claim = from_record(&judged.claim, &map)?;
                claim.verdict = Some(decision.verdict);
                if let (Some(correction), false) = (&decision.correction, decision.verdict == Verdict::Accept) {
                    correct(&mut claim, correction, &map)?;
                }
                exported.push(claim);
            }
        }
    }
    for decision in distinct_missed(&reviewed.missed) {
        exported.push(from_missed(decision, &map)?);
    }
    exported.sort_by_key(ExportClaim::first_span);
    Ok((exported, open))
}

fn from_missed(decision: &Decision, map: &OffsetMap<'_>) -> Result<ExportClaim, String> {
    let mut claim = ExportClaim {
        id: decision.id.clone(),
        by: decision.annotator.clone(),
        verdict: Some(decision.verdict),
        ..ExportClaim::default()
    };
    if let Some(correction) = &decision.correction {
        correct(&mut claim, correction, map)?;
    }
    Ok(claim)
}

fn correct(claim: &mut ExportClaim, correction: &Correction, map: &OffsetMap<'_>) -> Result<(), String> {
    let parts = [
        (&correction.source, &mut claim.source),
        (&correction.cue, &mut claim.cue),
        (&correction.content, &mut claim.content),
    ];
    for (corrected, own) in parts {
        if let Some(corrected) = corrected {
            *own = spans(corrected, map)?;
        }
    }
    // The lemma and class of the old cue do not hold for the new one.
    if correction.cue.is_some() {
        (claim.lemma, claim.class) = (None, None);
    }
    if let Some(speaker) = &correction.speaker {
        claim.speaker.clone_from(speaker);
        claim.co_speakers.clear();
        (claim.on_behalf, claim.speaker_confidence) = (None, None);
        (claim.gender, claim.gender_by) = (None, None);
    }
    if let Some(kind) = &correction.kind {
        claim.kind = Some(kind.clone());
    }
    Ok(())
}
