//! A claim as it is exported: from its record, or from what people decided about it.

use crate::audit::decision::{Correction, Decision, Named, Verdict};
use crate::audit::review::Reviewed;
use crate::audit::score::missed;
use crate::gold::OffsetMap;
use crate::record::{Claim, Offset, OffsetUnit};
use crate::span::Span;

/// A part of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Who is said to have said it.
    Source,
    /// The words that attribute.
    Cue,
    /// What was said.
    Content,
}

impl Role {
    /// The name in every format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Cue => "Cue",
            Self::Content => "Content",
        }
    }
}

/// A claim to export.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The claim's id; of one that was missed, that of the decision.
    pub id: String,
    /// Direct, mixed or indirect; none where somebody who marked a missed claim did not say.
    pub kind: Option<String>,
    /// Where the source stands, in bytes; empty where there is none.
    pub source: Vec<Span>,
    /// Where the cue stands.
    pub cue: Vec<Span>,
    /// Where the content stands.
    pub content: Vec<Span>,
    /// Who it is.
    pub speaker: Option<Named>,
    /// The cue's dictionary form and class, of a claim of the run.
    pub lemma: Option<String>,
    /// See there.
    pub class: Option<String>,
    /// How sure the run is.
    pub confidence: Option<f32>,
    /// What made the claim: a rule or model, or the annotator who marked it.
    pub by: String,
    /// Its flags.
    pub flags: Vec<String>,
    /// What was decided; none where nobody was asked.
    pub verdict: Option<Verdict>,
}

impl Told {
    /// The parts that are there.
    pub fn parts(&self) -> impl Iterator<Item = (Role, &[Span])> {
        let all = [(Role::Source, &self.source), (Role::Cue, &self.cue), (Role::Content, &self.content)];
        all.into_iter().map(|(role, spans)| (role, spans.as_slice())).filter(|(_, spans)| !spans.is_empty())
    }

    /// Where it begins, for sorting.
    fn place(&self) -> Option<Span> {
        self.parts().flat_map(|(_, spans)| spans).min().copied()
    }
}

/// The claims of a run as they are.
///
/// # Errors
/// A span that is no place in the text, as a message.
pub fn of_run<'c>(claims: impl Iterator<Item = &'c Claim<'static>>, text: &str) -> Result<Vec<Told>, String> {
    let mut map: Option<(OffsetUnit, OffsetMap)> = None;
    let mut told = Vec::new();
    for claim in claims {
        if map.as_ref().is_none_or(|(unit, _)| *unit != claim.offsets) {
            map = None;
        }
        let (_, map) = map.get_or_insert_with(|| (claim.offsets, OffsetMap::new(text, claim.offsets)));
        told.push(one(claim, map)?);
    }
    told.sort_by_key(Told::place);
    Ok(told)
}

fn one(claim: &Claim<'static>, map: &OffsetMap) -> Result<Told, String> {
    let source = claim.source.as_ref().map_or(&[][..], |source| &source.spans);
    let own = |text: &std::borrow::Cow<'static, str>| text.clone().into_owned();
    let named = |speaker: &crate::record::Speaker<'static>| Named {
        id: speaker.id.as_ref().map(own),
        name: speaker.name.as_ref().map(own),
        kind: own(&speaker.kind),
    };
    Ok(Told {
        id: claim.id.clone(),
        kind: Some(own(&claim.kind)),
        source: spans(source, map)?,
        cue: spans(&claim.cue.spans, map)?,
        content: spans(&claim.content.spans, map)?,
        speaker: claim.speaker.as_ref().map(named),
        lemma: Some(own(&claim.cue.lemma)),
        class: Some(own(&claim.cue.class)),
        confidence: Some(claim.confidence),
        by: own(&claim.by),
        flags: claim.flags.iter().map(own).collect(),
        verdict: None,
    })
}

fn spans(offsets: &[Offset], map: &OffsetMap) -> Result<Vec<Span>, String> {
    let span = |offset: &Offset| {
        let found = map.span(offset.start as usize, offset.end as usize).filter(|span| span.start < span.end);
        found.ok_or_else(|| format!("{} to {} is no place in the text", offset.start, offset.end))
    };
    offsets.iter().map(span).collect()
}

/// The claims of an article as people have them: those they accepted, corrected, and marked as missed. Claims that nobody
/// judged, and those that annotators dispute, are left out; the second number says how many.
///
/// # Errors
/// A span that is no place in the text, as a message.
pub fn corrected(reviewed: &Reviewed<'_>, text: &str) -> Result<(Vec<Told>, u64), String> {
    let map = OffsetMap::new(text, OffsetUnit::CodePoints);
    let mut told = Vec::new();
    let mut open = 0;
    for judged in &reviewed.claims {
        match judged.decision() {
            None => open += 1,
            Some(decision) if decision.verdict == Verdict::Reject => {}
            Some(decision) => {
                let mut claim = one(&judged.claim, &map)?;
                claim.verdict = Some(decision.verdict);
                if let (Some(correction), false) = (&decision.correction, decision.verdict == Verdict::Accept) {
                    correct(&mut claim, correction, &map)?;
                }
                told.push(claim);
            }
        }
    }
    for decision in missed(&reviewed.missed) {
        told.push(marked(decision, &map)?);
    }
    told.sort_by_key(Told::place);
    Ok((told, open))
}

fn marked(decision: &Decision, map: &OffsetMap) -> Result<Told, String> {
    let mut claim = Told {
        id: decision.id.clone(),
        kind: None,
        source: Vec::new(),
        cue: Vec::new(),
        content: Vec::new(),
        speaker: None,
        lemma: None,
        class: None,
        confidence: None,
        by: decision.annotator.clone(),
        flags: Vec::new(),
        verdict: Some(decision.verdict),
    };
    if let Some(correction) = &decision.correction {
        correct(&mut claim, correction, map)?;
    }
    Ok(claim)
}

fn correct(claim: &mut Told, correction: &Correction, map: &OffsetMap) -> Result<(), String> {
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
    // What the run says of the words of another cue is not known.
    if correction.cue.is_some() {
        (claim.lemma, claim.class) = (None, None);
    }
    if let Some(speaker) = &correction.speaker {
        claim.speaker.clone_from(speaker);
    }
    if let Some(kind) = &correction.kind {
        claim.kind = Some(kind.clone());
    }
    Ok(())
}

/// From bytes of a text to units: code points, or UTF-16 as JavaScript counts. Built once per text.
pub(super) fn points(text: &str, unit: OffsetUnit) -> impl Fn(u32) -> u32 {
    let mut before = Vec::new();
    if unit != OffsetUnit::Bytes && !text.is_ascii() {
        let mut units = 0;
        before = vec![0; text.len() + 1];
        for (at, letter) in text.char_indices() {
            before[at] = units;
            units += if unit == OffsetUnit::Utf16 { letter.len_utf16() as u32 } else { 1 };
        }
        before[text.len()] = units;
    }
    move |byte| before.get(byte as usize).copied().unwrap_or(byte)
}
