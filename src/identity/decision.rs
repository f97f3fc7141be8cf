//! What people decided: a file with a line for each pair or group of entities that is one, or is not.

use super::facts::RunFacts;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// What was decided about entities of several articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IdentityVerdict {
    /// They are one.
    Join,
    /// No two of them are one.
    Apart,
    /// Nothing yet: the line is a proposal.
    Open,
}

/// An entity of one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityMember {
    /// Id of the article.
    pub doc: String,
    /// The entity's id in it.
    pub id: String,
    /// Its name there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its role there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IdentityDecision {
    /// What was decided.
    pub decision: IdentityVerdict,
    /// About whom: two or more.
    pub members: Vec<IdentityMember>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of a proposal, how sure it is that they are one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

/// Decisions about the entities of a run, by number.
#[derive(Debug, Default)]
pub(super) struct DecidedPairs {
    pub(super) join: Vec<(u32, u32)>,
    pub(super) apart: Vec<(u32, u32)>,
    /// Decisions about entities that the run does not have.
    pub(super) unknown: u64,
}

impl IdentityDecision {
    /// Reads a file of decisions: JSON Lines. Empty lines, and lines that begin with `#`, are skipped.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Record`] for a line that is no decision.
    pub fn read(path: &Path) -> Result<Vec<Self>> {
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        let mut decisions = Vec::new();
        for (number, line) in (1..).zip(BufReader::new(file).lines()) {
            let line = line.map_err(|error| Error::io(path, error))?;
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let decision: Self = serde_json::from_str(&line)
                .map_err(|error| Error::record(path, number, format!("not a decision: {error}")))?;
            if decision.members.len() < 2 {
                return Err(Error::record(path, number, "a decision needs two members or more"));
            }
            decisions.push(decision);
        }
        Ok(decisions)
    }
}

impl DecidedPairs {
    pub(super) fn of(decisions: &[IdentityDecision], facts: &RunFacts) -> Self {
        let mut pairs = Self::default();
        for decision in decisions.iter().filter(|decision| decision.decision != IdentityVerdict::Open) {
            let found: Vec<u32> =
                decision.members.iter().filter_map(|member| facts.find(&member.doc, &member.id)).collect();
            pairs.unknown += u64::from(found.len() < decision.members.len());
            for (at, &one) in found.iter().enumerate() {
                match decision.decision {
                    IdentityVerdict::Join => pairs.join.extend(found.get(at + 1).map(|&next| (one, next))),
                    _ => pairs.apart.extend(found[at + 1..].iter().map(|&other| (one, other))),
                }
            }
        }
        pairs
    }
}
