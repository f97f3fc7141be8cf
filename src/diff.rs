//! What changed between two runs: claims that are gone, new, or changed in speaker, kind, span or cue.
//!
//! Claims with the same id are the same: their text, cue and content are equal. Of the others, two of one article whose cues
//! overlap are the same claim with other spans.

use crate::error::Result;
use crate::record::{ClaimRecord, Offset};
use crate::run::RecordStore;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How a claim can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimChange {
    /// It is in the first run only.
    Gone,
    /// It is in the second run only.
    New,
    /// Another speaker or co-speaker, one where there was none, or somebody else for whom they speak.
    Speaker,
    /// Direct, mixed or indirect.
    Kind,
    /// Source, cue or content are at other places.
    Span,
    /// Another lemma or class of the cue, or negated where it was not.
    Cue,
}

/// A claim that changed.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimDifference {
    /// How it changed, in one way or several.
    pub changes: Vec<ClaimChange>,
    /// The article's id.
    pub doc: String,
    /// In the first run.
    pub before: Option<ClaimSummary>,
    /// In the second run.
    pub after: Option<ClaimSummary>,
}

/// A short form of a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "as in the claim record")]
pub struct ClaimSummary {
    pub id: String,
    pub kind: String,
    /// The speaker's name, or the type of one without.
    pub speaker: Option<String>,
    /// The same of whoever speaks with them.
    pub co_speakers: Vec<String>,
    /// The name of whom they speak for.
    #[serde(rename = "for")]
    pub on_behalf: Option<String>,
    pub source: Option<String>,
    pub cue: String,
    pub content: String,
    pub by: String,
}

/// How often each change occurred.
pub type ChangeCounts = BTreeMap<ClaimChange, u64>;

/// All changes, counted.
#[derive(Debug, Default, Serialize)]
pub struct DiffTotals {
    /// Claims that are the same in both.
    pub same: u64,
    /// Claims that are not, each once.
    pub different: u64,
    /// By kind of change.
    pub changes: ChangeCounts,
    /// By the rule or model that made them; where that changed, under both.
    pub by_rule: BTreeMap<String, ChangeCounts>,
    /// By their speaker; where that changed, under both.
    pub by_entity: BTreeMap<String, ChangeCounts>,
}

/// Compares the claims of two runs; every difference goes to `each`, in the order of the articles of the first run, followed by those
/// that only the second has.
///
/// # Errors
/// Where records cannot be read.
pub fn diff(before: &RecordStore, after: &RecordStore, each: &mut dyn FnMut(&ClaimDifference)) -> Result<DiffTotals> {
    let mut totals = DiffTotals::default();
    for (first, saved) in [(true, before), (false, after)] {
        for block in 0..saved.blocks() {
            let Some(doc) = saved.doc(block)? else { continue };
            // Each article once: at its first block in the first run that has it.
            if saved.of(&doc).next() == Some(block) && (first || before.of(&doc).next().is_none()) {
                compare(&doc, before.claims(&doc)?.1, after.claims(&doc)?.1, &mut totals, each);
            }
        }
    }
    Ok(totals)
}

fn compare(
    doc: &str,
    before: Vec<ClaimRecord<'static>>,
    after: Vec<ClaimRecord<'static>>,
    totals: &mut DiffTotals,
    each: &mut dyn FnMut(&ClaimDifference),
) {
    let mut after: Vec<Option<ClaimRecord<'static>>> = after.into_iter().map(Some).collect();
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for claim in before {
        match after.iter_mut().find(|other| other.as_ref().is_some_and(|other| other.id == claim.id)) {
            Some(other) => pairs.push((Some(claim), other.take())),
            None => open.push(claim),
        }
    }
    for claim in open {
        let other = after
            .iter_mut()
            .find(|other| other.as_ref().is_some_and(|other| overlap(&other.cue.spans, &claim.cue.spans)));
        pairs.push((Some(claim), other.and_then(Option::take)));
    }
    pairs.extend(after.into_iter().flatten().map(|claim| (None, Some(claim))));
    for (before, after) in pairs {
        let changes = changes(before.as_ref(), after.as_ref());
        if changes.is_empty() {
            totals.same += 1;
            continue;
        }
        let summary = |claim: Option<ClaimRecord<'static>>| claim.as_ref().map(ClaimSummary::of);
        let difference =
            ClaimDifference { changes, doc: doc.to_owned(), before: summary(before), after: summary(after) };
        totals.count(&difference);
        each(&difference);
    }
}

fn changes(before: Option<&ClaimRecord<'_>>, after: Option<&ClaimRecord<'_>>) -> Vec<ClaimChange> {
    let (Some(before), Some(after)) = (before, after) else {
        return vec![if before.is_some() { ClaimChange::Gone } else { ClaimChange::New }];
    };
    let moved = before.cue.spans != after.cue.spans
        || before.content.spans != after.content.spans
        || source(before) != source(after);
    let cue_changed =
        before.cue.lemma != after.cue.lemma || before.cue.class != after.cue.class || before.negated != after.negated;
    let all = [
        (!who(before).eq(who(after)), ClaimChange::Speaker),
        (before.kind != after.kind, ClaimChange::Kind),
        (moved, ClaimChange::Span),
        (cue_changed, ClaimChange::Cue),
    ];
    all.into_iter().filter_map(|(changed, change)| changed.then_some(change)).collect()
}

/// Everybody who speaks, and for whom. What the article calls a document is not part of that.
fn who<'c>(claim: &'c ClaimRecord<'_>) -> impl Iterator<Item = [Option<&'c str>; 3]> {
    let speakers = claim.speakers().map(|one| {
        let name = one.name.as_deref().filter(|_| one.kind != "document");
        [one.id.as_deref(), name, Some(&*one.kind)]
    });
    let on_behalf = claim.on_behalf().map(|one| [Some(&*one.id), Some(&*one.name), Some("for")]);
    speakers.chain(on_behalf)
}

fn source<'c>(claim: &'c ClaimRecord<'_>) -> Option<&'c [Offset]> {
    claim.source.as_ref().map(|source| source.spans.as_slice())
}

fn overlap(one: &[Offset], other: &[Offset]) -> bool {
    one.iter().any(|a| other.iter().any(|b| a.start < b.end && b.start < a.end))
}

impl ClaimSummary {
    fn of(claim: &ClaimRecord<'_>) -> Self {
        let mut speakers =
            claim.speakers().map(|speaker| speaker.name.as_ref().unwrap_or(&speaker.kind).clone().into_owned());
        Self {
            id: claim.id.clone(),
            kind: claim.kind.clone().into_owned(),
            speaker: speakers.next(),
            co_speakers: speakers.collect(),
            on_behalf: claim.on_behalf().map(|principal| principal.name.clone().into_owned()),
            source: claim.source.as_ref().map(|source| source.text.clone().into_owned()),
            cue: claim.cue.text.clone().into_owned(),
            content: claim.content.text.clone().into_owned(),
            by: claim.by.clone().into_owned(),
        }
    }
}

impl ClaimSummary {
    /// The names of everybody who speaks.
    fn speakers(&self) -> impl Iterator<Item = &str> {
        let first = self.speaker.as_deref().unwrap_or("(none)");
        std::iter::once(first).chain(self.co_speakers.iter().map(String::as_str))
    }
}

impl DiffTotals {
    fn count(&mut self, difference: &ClaimDifference) {
        self.different += 1;
        let sides = || difference.before.iter().chain(&difference.after);
        let rules: BTreeSet<&str> = sides().map(|one| one.by.as_str()).collect();
        let entities: BTreeSet<&str> = sides().flat_map(ClaimSummary::speakers).collect();
        for &change in &difference.changes {
            *self.changes.entry(change).or_default() += 1;
            for (names, counts) in [(&rules, &mut self.by_rule), (&entities, &mut self.by_entity)] {
                for &name in names {
                    *counts.entry(name.to_owned()).or_default().entry(change).or_default() += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(json: &str) -> ClaimRecord<'static> {
        let mut value = serde_json::json!({"id": "1", "doc": "a", "kind": "direct", "source": null, "speaker": null,
            "cue": {"text": "said", "spans": [{"start": 5, "end": 9}], "lemma": "say", "class": "statement"},
            "addressee": null, "occasion": null, "content": {"text": "x", "spans": [{"start": 10, "end": 11}]},
            "sentence": 0, "paragraph": 0, "negated": false, "mentions": [], "confidence": 0.5, "by": "crf", "flags": []});
        let changed: serde_json::Value = serde_json::from_str(json).unwrap();
        for (key, part) in changed.as_object().unwrap() {
            value[key] = part.clone();
        }
        serde_json::from_value(value).unwrap()
    }

    fn of(before: &[&str], after: &[&str]) -> Vec<Vec<ClaimChange>> {
        let all = |list: &[&str]| list.iter().map(|json| claim(json)).collect();
        let mut found = Vec::new();
        let mut totals = DiffTotals::default();
        compare("a", all(before), all(after), &mut totals, &mut |one| found.push(one.changes.clone()));
        assert_eq!(totals.different, found.len() as u64);
        found
    }

    #[test]
    fn each_change_is_found() {
        let moved = r#"{"id":"2","content":{"text":"xy","spans":[{"start":10,"end":12}]}}"#;
        let elsewhere = r#"{"id":"3","cue":{"text":"said","spans":[{"start":50,"end":54}],"lemma":"say","class":"x"}}"#;
        assert_eq!(of(&["{}"], &["{}"]), Vec::<Vec<ClaimChange>>::new());
        assert_eq!(of(&["{}"], &[r#"{"kind":"mixed"}"#]), [[ClaimChange::Kind]]);
        assert_eq!(of(&["{}"], &[r#"{"speaker":{"type":"group"}}"#]), [[ClaimChange::Speaker]]);
        let [one, two] = [r#"{"name":"Voss","type":"person"}"#, r#"{"name":"Lund","type":"person"}"#];
        let alone = format!(r#"{{"speaker":{one}}}"#);
        let joint = format!(r#"{{"speaker":{one},"co_speakers":[{two}]}}"#);
        assert_eq!(of(&[&alone], &[&joint]), [[ClaimChange::Speaker]]);
        let spokesman = |name: &str| {
            format!(r#"{{"speaker":{{"type":"unnamed","for":{{"id":"o","name":"{name}","type":"organization"}}}}}}"#)
        };
        assert_eq!(of(&[&spokesman("Port")], &[&spokesman("Bank")]), [[ClaimChange::Speaker]]);
        assert_eq!(of(&[&spokesman("Port")], &[&spokesman("Port")]), Vec::<Vec<ClaimChange>>::new());
        assert_eq!(of(&["{}"], &[r#"{"negated":true}"#]), [[ClaimChange::Cue]]);
        assert_eq!(of(&["{}"], &[moved]), [[ClaimChange::Span]]);
        assert_eq!(of(&["{}"], &[elsewhere]), [[ClaimChange::Gone], [ClaimChange::New]]);
        assert_eq!(of(&["{}", elsewhere], &[elsewhere, moved]), [[ClaimChange::Span]]);
    }
}
