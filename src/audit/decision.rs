//! What people decided about claims: the lines of `decisions.jsonl`, how they are appended so that none is lost, and which
//! of them are in force. Called by the page of `whosaid audit serve`, and by `score`, `export` and `report`.
//!
//! One line is one decision, and lines are only ever appended: under a lock, in one write, and on the disk before success is
//! reported. Several people and processes can so append to one file. What a process that was killed has left of a line is
//! ended by the next append and named by [`load`], never joined with what follows.

mod in_force;
mod log;

pub use in_force::InForce;
pub use log::{Loaded, Log, load};

use crate::record::{Offset, SCHEMA};
use serde::{Deserialize, Deserializer, Serialize};

/// The file's name in a run folder.
pub const NAME: &str = "decisions.jsonl";

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The claim is right as it stands.
    Accept,
    /// This is no claim.
    Reject,
    /// It is a claim, but another one spoke; [`Correction::speaker`] says who.
    Speaker,
    /// It is a claim, but its source, cue or content stand elsewhere.
    Span,
    /// A claim that is not in the run.
    Missed,
    /// The article was read to its end, and every claim that is missed was marked.
    Complete,
    /// An earlier decision is withdrawn.
    Undo,
}

impl Verdict {
    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Speaker => "speaker",
            Self::Span => "span",
            Self::Missed => "missed",
            Self::Complete => "complete",
            Self::Undo => "undo",
        }
    }

    /// Whether it judges a claim of the run.
    #[must_use]
    pub fn judges(self) -> bool {
        matches!(self, Self::Accept | Self::Reject | Self::Speaker | Self::Span)
    }
}

/// What is right instead. A verdict requires some of it and allows the rest: a claim whose span and speaker are both wrong
/// is one `span` decision with a speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Who said it; `Some(None)` for nobody, which is `null` in the file.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[allow(clippy::option_option, reason = "no speaker, and nothing said of the speaker, are two things")]
    pub speaker: Option<Option<Named>>,
    /// `direct`, `mixed` or `indirect`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where the source stands, in code points of the article; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Vec<Offset>>,
    /// Where the cue stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<Vec<Offset>>,
    /// Where the content stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<Offset>>,
    /// The id of the decision that is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
}

/// A key that is there, `null` or not.
#[allow(clippy::option_option, reason = "as above")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Named>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A speaker, as short as it identifies one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Named {
    /// The entity's id; none for those that no gazetteer has.
    #[serde(default)]
    pub id: Option<String>,
    /// The name; none for groups and the unnamed.
    #[serde(default)]
    pub name: Option<String>,
    /// `person`, `state`, `organization`, `group`, `unnamed` or `document`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A decision before it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Who decides.
    pub annotator: String,
    /// The article's id.
    pub doc: String,
    /// The hash of the text that was looked at.
    pub text_hash: String,
    /// The claim's id; none for `missed` and `complete`.
    #[serde(default)]
    pub claim: Option<String>,
    /// What is decided.
    pub verdict: Verdict,
    /// What is right instead.
    #[serde(default)]
    pub correction: Option<Correction>,
    /// Why, in the annotator's words.
    #[serde(default)]
    pub reason: Option<String>,
    /// The sample that the claim was drawn with, as in `random:seed=7`.
    #[serde(default)]
    pub sample: Option<String>,
}

/// A decision as it stands in the file, its keys in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// [`SCHEMA`].
    pub schema: String,
    /// `decision`.
    pub record: String,
    /// 24 hexadecimal digits, different for each decision.
    pub id: String,
    /// When, in UTC: `2026-11-24T14:05:09.123Z`.
    pub time: String,
    /// Who decided.
    pub annotator: String,
    /// The article's id.
    pub doc: String,
    /// The hash of the text that was looked at.
    pub text_hash: String,
    /// The claim's id; none for `missed` and `complete`.
    pub claim: Option<String>,
    /// What was decided.
    pub verdict: Verdict,
    /// What is right instead.
    pub correction: Option<Correction>,
    /// Why, in the annotator's words.
    pub reason: Option<String>,
    /// The sample that the claim was drawn with.
    pub sample: Option<String>,
}

impl Draft {
    /// Says what is wrong with a decision: what its verdict requires is not there, or spans are none.
    ///
    /// # Errors
    /// The cause, for a message.
    pub fn check(&self) -> Result<(), String> {
        check(&self.annotator, self.verdict, self.claim.as_deref(), self.correction.as_ref())
    }
}

impl Decision {
    fn check(&self) -> Result<(), String> {
        if self.schema != SCHEMA || self.record != "decision" {
            return Err(format!("no decision of {SCHEMA}, but {} of {}", self.record, self.schema));
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
        return Err("a decision has an annotator".to_owned());
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
        Verdict::Missed | Verdict::Complete if claim.is_some() => "is about no claim of the run",
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
            return Err(format!("{name}: the spans of correction.{part} are empty, not in order, or overlap"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the tests of both files decide.
    pub(super) fn draft(annotator: &str, claim: &str, verdict: Verdict) -> Draft {
        Draft {
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
