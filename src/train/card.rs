//! The model card: what a model was made from, how, and how well it does. Written beside every model.

use super::recipe::{Trained, TrainingRecipe};
use crate::eval::attribution::{AttributionScores, Segment, SpanMeasure, TripleMeasure};
use crate::eval::scored_text::SpanRole;
use std::fmt::Write;

/// What the card says.
#[derive(Debug)]
pub struct About<'a> {
    /// The model and its figures.
    pub trained: &'a Trained,
    /// How it was made.
    pub recipe: &'a TrainingRecipe,
    /// Size of its file.
    pub bytes: usize,
    /// Training texts.
    pub texts: usize,
    /// Development texts, if any.
    pub dev: Option<usize>,
    /// What the texts are.
    pub note: &'a str,
    /// When; the card has no date without it, so that the same data always makes the same card.
    pub date: Option<&'a str>,
}

/// The card, as Markdown.
#[must_use]
pub fn card(about: &About<'_>) -> String {
    let mut card = String::new();
    // Writing to a string cannot fail.
    let _ = write_card(about, &mut card);
    card
}

fn write_card(about: &About<'_>, out: &mut String) -> std::fmt::Result {
    let figures = &about.trained.figures;
    writeln!(out, "# Attribution model\n")?;
    if let Some(date) = about.date {
        writeln!(out, "Date: {date}.  ")?;
    }
    writeln!(out, "Made by `whosaid train` {} with seed {}.\n", env!("CARGO_PKG_VERSION"), about.recipe.seed)?;
    writeln!(out, "## What it is\n")?;
    writeln!(
        out,
        "Two linear-chain CRFs over hashed surface features (cues first, then source and content of each cue), before each a\n\
         smaller one that says where all features are needed, and a logistic regression that accepts or rejects each reading\n\
         and gives its confidence. Weights are bytes; {} bytes in all.\n\
         It holds hashes of words with classes, tags and clusters, and weights; no text can be read from it.\n",
        about.bytes
    )?;
    writeln!(out, "## Data\n")?;
    writeln!(out, "{} training texts. {}\n", about.texts, about.note)?;
    for path in &about.recipe.treebanks {
        if let Some(name) = path.file_name() {
            writeln!(out, "- parts of speech by form: {}", name.to_string_lossy())?;
        }
    }
    writeln!(out, "\n## Scores\n")?;
    writeln!(
        out,
        "F1 in percent. Cross-validation is over the training texts, every stage jackknifed in the same folds.\n"
    )?;
    write!(out, "| | cross-validation |")?;
    if let Some(texts) = about.dev {
        write!(out, " dev ({texts} texts) |")?;
    }
    writeln!(out, "\n|---|---|{}", if about.dev.is_some() { "---|" } else { "" })?;
    for (name, f1) in rows() {
        write!(out, "| {name} | {} |", percent(f1(&figures.cross_validated)))?;
        if let Some(dev) = &figures.dev {
            write!(out, " {} |", percent(f1(dev)))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "\n## Reliability (cross-validation)\n")?;
    writeln!(out, "| confidence from | mean | right | candidates |\n|---|---|---|---|")?;
    for (low, mean, right, count) in &figures.reliability {
        writeln!(out, "| {low:.1} | {mean:.3} | {right:.3} | {count} |")?;
    }
    writeln!(out, "\nA candidate is a claim from {:.3} on.", about.trained.model.claim.threshold)
}

/// The rows of the card's table of scores: name and F1 in percent.
#[must_use]
pub fn score_rows(scores: &AttributionScores) -> Vec<(String, String)> {
    rows().into_iter().map(|(name, f1)| (name, percent(f1(scores)))).collect()
}

fn percent(f1: Option<f64>) -> String {
    f1.map_or_else(|| "undefined".to_owned(), |f1| format!("{:.2}", 100.0 * f1))
}

type CardRow = (String, Box<dyn Fn(&AttributionScores) -> Option<f64>>);

fn rows() -> Vec<CardRow> {
    let mut rows: Vec<CardRow> = Vec::new();
    for measure in [TripleMeasure::Soft, TripleMeasure::Exact] {
        for segment in Segment::ALL {
            let name = format!("triple {}, {}", measure.as_str(), segment.as_str());
            rows.push((name, Box::new(move |scores| scores.triple(measure, segment).f1())));
        }
    }
    for role in SpanRole::ALL {
        let name = format!("{} exact", role.as_str());
        rows.push((name, Box::new(move |scores| scores.span(role, SpanMeasure::Exact, Segment::All).f1())));
    }
    rows
}
