//! One judgment of one claim: what a line of `decisions.jsonl` holds, and which of its parts a verdict requires.

use crate::record::{Offset, RecordText, SCHEMA, SpeakerRecord};
use crate::run::file_of;
use serde::{Deserialize, Deserializer, Serialize};
use std::path::{Path, PathBuf};

/// Name of the decisions file in a run folder.
pub const DECISIONS_FILE: &str = "decisions.jsonl";

/// Where the decisions on a run are: in its folder, or beside the file that it is.
pub fn decisions_of(run: &Path) -> PathBuf {
    file_of(run, DECISIONS_FILE)
}

named_enum! {
    /// What was decided.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Verdict {
        /// The claim is right.
        Accept = "accept",
        /// It is not a claim.
        Reject = "reject",
        /// It is a claim, but the speaker is wrong; [`Correction::speaker`] has the right one.
        Speaker = "speaker",
        /// It is a claim, but its source, cue or content is wrong.
        Span = "span",
        /// A claim that the run does not have.
        Missed = "missed",
        /// The article was read to the end and every missed claim was marked.
        Complete = "complete",
        /// Withdraws an earlier decision.
        Undo = "undo",
    }
}

impl Verdict {
    /// True if it judges a claim of the run.
    pub fn judges(self) -> bool {
        matches!(self, Self::Accept | Self::Reject | Self::Speaker | Self::Span)
    }
}

/// What is right instead. A verdict requires some of the fields and allows the others: if both a span and the speaker are
/// wrong, that is one `span` decision with a speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Who said it; `Some(None)`, `null` in the file, for nobody.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[allow(clippy::option_option, reason = "nobody, and not corrected, are two things")]
    pub speaker: Option<Option<SpeakerName>>,
    /// `direct`, `mixed` or `indirect`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Spans of the source, in code points of the article; empty for no source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Vec<Offset>>,
    /// Spans of the cue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<Vec<Offset>>,
    /// Spans of the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<Offset>>,
    /// The id of the decision to withdraw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
}

/// Reads a key that is present, `null` or not.
#[allow(clippy::option_option, reason = "as above")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<SpeakerName>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// What identifies a speaker.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SpeakerName {
    /// The entity's id; `None` if it is in no gazetteer.
    #[serde(default)]
    pub id: Option<String>,
    /// The name; `None` for groups, documents and unnamed speakers.
    #[serde(default)]
    pub name: Option<String>,
    /// `person`, `state`, `organization`, `group`, `unnamed` or `document`.
    #[serde(rename = "type")]
    pub kind: String,
}

impl SpeakerName {
    /// Of the speaker of a claim record.
    pub(in crate::audit) fn of(speaker: &SpeakerRecord<'_>) -> Self {
        let own = |text: &Option<RecordText<'_>>| text.as_ref().map(ToString::to_string);
        Self { id: own(&speaker.id), name: own(&speaker.name), kind: speaker.kind.to_string() }
    }
}

/// A decision before it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionDraft {
    /// Who decides.
    pub annotator: String,
    /// The article's id.
    pub doc: String,
    /// Hash of the text that was judged.
    pub text_hash: String,
    /// The claim's id; `None` for `missed` and `complete`.
    #[serde(default)]
    pub claim: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// What is right instead.
    #[serde(default)]
    pub correction: Option<Correction>,
    /// Why, in the annotator's words.
    #[serde(default)]
    pub reason: Option<String>,
    /// The sample that the claim is from, such as `random:seed=7`.
    #[serde(default)]
    pub sample: Option<String>,
}

/// A decision as written to the file, with its keys in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// [`SCHEMA`].
    pub schema: String,
    /// `decision`.
    pub record: String,
    /// 24 hexadecimal digits, unique to the decision.
    pub id: String,
    /// When, in UTC: `2026-11-24T14:05:09.123Z`.
    pub time: String,
    /// Who decided.
    pub annotator: String,
    /// The article's id.
    pub doc: String,
    /// Hash of the text that was judged.
    pub text_hash: String,
    /// The claim's id; `None` for `missed` and `complete`.
    pub claim: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// What is right instead.
    pub correction: Option<Correction>,
    /// Why, in the annotator's words.
    pub reason: Option<String>,
    /// The sample that the claim is from.
    pub sample: Option<String>,
}

impl DecisionDraft {
    /// Checks that everything the verdict requires is there, and that spans are valid.
    ///
    /// # Errors
    /// What is wrong, as a message.
    pub fn check(&self) -> Result<(), String> {
        check(&self.annotator, self.verdict, self.claim.as_deref(), self.correction.as_ref())
    }
}

impl Decision {
    pub(super) fn check(&self) -> Result<(), String> {
        if self.schema != SCHEMA || self.record != "decision" {
            return Err(format!("not a decision of {SCHEMA}, but {} of {}", self.record, self.schema));
        }
        check(&self.annotator, self.verdict, self.claim.as_deref(), self.correction.as_ref())
    }
}

fn check(
    annotator: &str,
    verdict: Verdict,
    claim: Option<&str>,
    correction: Option<&Correction>,
) -> Result<(), String> {
    let name = verdict.as_str();
    if annotator.trim().is_empty() {
        return Err("a decision needs an annotator".to_owned());
    }
    let none = Correction::default();
    let correction = correction.unwrap_or(&none);
    let has_spans = |spans: &Option<Vec<Offset>>| spans.as_ref().is_some_and(|spans| !spans.is_empty());
    let cause = match verdict {
        _ if verdict.judges() && claim.is_none() => "needs a claim",
        Verdict::Speaker if correction.speaker.is_none() => "needs correction.speaker",
        Verdict::Span if correction.source.is_none() && correction.cue.is_none() && correction.content.is_none() => {
            "needs correction.source, cue or content"
        }
        Verdict::Missed if !has_spans(&correction.cue) && !has_spans(&correction.content) => {
            "needs correction.cue or correction.content"
        }
        Verdict::Missed | Verdict::Complete if claim.is_some() => "cannot have a claim",
        Verdict::Undo if correction.undoes.is_none() => "needs correction.undoes",
        _ => "",
    };
    if !cause.is_empty() {
        return Err(format!("{name} {cause}"));
    }
    for (part, spans) in [("source", &correction.source), ("cue", &correction.cue), ("content", &correction.content)] {
        let spans = spans.as_deref().unwrap_or_default();
        let ordered = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
        if !ordered || spans.iter().any(|span| span.start >= span.end) {
            return Err(format!("{name}: spans of correction.{part} are empty, out of order or overlapping"));
        }
    }
    Ok(())
}

#[cfg(test)]
impl DecisionDraft {
    /// A draft for tests, of the article `a1`.
    pub(crate) fn example(annotator: &str, claim: &str, verdict: Verdict) -> Self {
        Self {
            annotator: annotator.to_owned(),
            doc: "a1".to_owned(),
            text_hash: "00ff".to_owned(),
            claim: Some(claim.to_owned()).filter(|claim| !claim.is_empty()),
            verdict,
            correction: None,
            reason: Some("Zoë 🙂 said \"so\"\nand so".to_owned()),
            sample: None,
        }
    }
}
