//! The documents with the most errors, with gold and prediction side by side.

use super::attribution::{TripleMeasure, align, is_right};
use super::scored_text::{ScoredAttribution, ScoredText};
use crate::gold::Attribution;
use crate::span::Span;
use std::io::{self, Write};

/// What a document got wrong, by indices into its gold and predicted attributions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentErrors {
    /// Gold that no prediction is aligned with.
    pub missed: Vec<usize>,
    /// Predictions that no gold is aligned with.
    pub spurious: Vec<usize>,
    /// Aligned pairs of prediction and gold that are not exact.
    pub different: Vec<DifferingPair>,
}

/// An aligned pair that is not exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DifferingPair {
    /// Index of the prediction.
    pub predicted: usize,
    /// Index of the gold.
    pub gold: usize,
    /// True if it still passes the soft measure.
    pub soft: bool,
}

impl DocumentErrors {
    /// Compares predictions with gold.
    pub fn of(text: &str, predicted: &[Attribution], gold: &[Attribution]) -> Self {
        let page = ScoredText::new(text);
        let ours: Vec<ScoredAttribution> = predicted.iter().map(|one| page.read(one)).collect();
        let theirs: Vec<ScoredAttribution> = gold.iter().map(|one| page.read(one)).collect();
        let mut aligned = align(&ours, &theirs);
        aligned.sort_unstable_by_key(|&(_, g)| g);
        let different = aligned
            .iter()
            .filter(|&&(p, g)| !is_right(TripleMeasure::Exact, &ours[p], &theirs[g]))
            .map(|&(p, g)| DifferingPair {
                predicted: p,
                gold: g,
                soft: is_right(TripleMeasure::Soft, &ours[p], &theirs[g]),
            })
            .collect();
        Self {
            missed: (0..gold.len()).filter(|index| aligned.iter().all(|(_, g)| g != index)).collect(),
            spurious: (0..predicted.len()).filter(|index| aligned.iter().all(|(p, _)| p != index)).collect(),
            different,
        }
    }

    /// Number of errors by the soft measure.
    pub fn weight(&self) -> usize {
        self.missed.len() + self.spurious.len() + self.different.iter().filter(|one| !one.soft).count()
    }

    /// Writes the errors in text order, each as `source | cue | content` of gold and prediction.
    ///
    /// # Errors
    /// If writing fails.
    pub fn write(
        &self,
        id: &str,
        text: &str,
        predicted: &[Attribution],
        gold: &[Attribution],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (missed, spurious, different) = (self.missed.len(), self.spurious.len(), self.different.len());
        writeln!(out, "{id}: {missed} missed, {spurious} spurious, {different} different")?;
        writeln!(out, "  of {} gold and {} predicted", gold.len(), predicted.len())?;
        let mut rows: Vec<(u32, &str, Option<&Attribution>, Option<&Attribution>)> = Vec::new();
        rows.extend(self.missed.iter().map(|&g| (start(&gold[g]), "missed", Some(&gold[g]), None)));
        rows.extend(self.spurious.iter().map(|&p| (start(&predicted[p]), "spurious", None, Some(&predicted[p]))));
        rows.extend(self.different.iter().map(|one| {
            let label = if one.soft { "different (soft)" } else { "different" };
            (start(&gold[one.gold]), label, Some(&gold[one.gold]), Some(&predicted[one.predicted]))
        }));
        rows.sort_by_key(|row| row.0);
        for (_, label, gold, predicted) in rows {
            writeln!(out, "  {label}")?;
            for (side, attribution) in [("gold     ", gold), ("predicted", predicted)] {
                if let Some(attribution) = attribution {
                    writeln!(out, "    {side} {}", line(text, attribution))?;
                }
            }
        }
        writeln!(out)
    }
}

/// Where an attribution starts, by its cue if it has one.
fn start(attribution: &Attribution) -> u32 {
    attribution.cue.first().or(attribution.content.first()).map_or(0, |span| span.start)
}

/// `source | cue | content` on one line; the spans of a role are separated by ` … `.
fn line(text: &str, attribution: &Attribution) -> String {
    let role = |spans: &[Span]| {
        let pieces: Vec<String> = spans.iter().map(|span| span.of(text).replace(['\r', '\n'], "⏎")).collect();
        if pieces.is_empty() { "–".to_owned() } else { pieces.join(" … ") }
    };
    format!("{} | {} | {}", role(&attribution.source), role(&attribution.cue), role(&attribution.content))
}
