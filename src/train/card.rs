//! The model card: what a model was made from, how, and how well it does. Written beside every model.

use super::recipe::{FolderScores, SilverFolder, Trained, TrainingRecipe};
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
    /// What the texts are.
    pub note: &'a str,
    /// When; the card has no date without it, so that the same data always makes the same card.
    pub date: Option<&'a str>,
}

/// The card, as Markdown.
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
    writeln!(
        out,
        "Made by `whosaid train` {} with seed {}; each CRF of the model is the mean of {} fits.\n\n\
         ## What it is\n\n\
         Two linear-chain CRFs over hashed surface features (cues first, then source and content of each cue), each with an\n\
         outline of fewer features that says where all are needed, and a logistic regression that accepts or rejects each reading\n\
         and gives its confidence. Weights are bytes; {} bytes in all.\n\
         It holds hashes of words with classes, tags and clusters, and weights; no text can be read from it.\n\n\
         ## Data\n\n\
         {}\n",
        env!("CARGO_PKG_VERSION"),
        about.recipe.seed,
        about.recipe.fits,
        about.bytes,
        about.note
    )?;
    for FolderScores { name, texts, weight, .. } in &figures.cross_validated {
        writeln!(out, "- attributions: {texts} texts of {name}, weight {weight}")?;
    }
    for SilverFolder { name, texts, weight } in &figures.silver {
        writeln!(
            out,
            "- attributions made by another model (silver), which teach everything but the claim classifier: {texts} texts of {name}, weight {weight}"
        )?;
    }
    for path in &about.recipe.treebanks {
        if let Some(name) = path.file_name() {
            writeln!(out, "- parts of speech by form: {}", name.to_string_lossy())?;
        }
    }
    writeln!(
        out,
        "\n## Scores\n\n\
         F1 in percent. Cross-validation is over the training texts in {} folds, every stage jackknifed in the same folds; texts of\n\
         the same words share a fold. The last row is the expected calibration error of the confidence, in points.\n",
        about.recipe.folds
    )?;
    let folders = || figures.cross_validated.iter().chain(&figures.dev);
    write!(out, "| |")?;
    for folder in &figures.cross_validated {
        write!(out, " cross-validation: {} |", folder.name)?;
    }
    for folder in &figures.dev {
        write!(out, " dev: {} ({} texts) |", folder.name, folder.texts)?;
    }
    writeln!(out, "\n|---|{}", "---|".repeat(folders().count()))?;
    let columns: Vec<_> = folders().map(|folder| score_rows(&folder.scores)).collect();
    for row in 0..columns.first().map_or(0, Vec::len) {
        write!(out, "| {} |", columns[0][row].0)?;
        for column in &columns {
            write!(out, " {} |", column[row].1)?;
        }
        writeln!(out)?;
    }
    write!(out, "| calibration error |")?;
    for folder in folders() {
        write!(out, " {} |", percent(folder.reliability.expected_error()))?;
    }
    writeln!(out, "\n\n## Reliability (cross-validation)\n")?;
    writeln!(out, "| confidence from | mean | right | candidates |\n|---|---|---|---|")?;
    for (tenth, band) in figures.reliability.bands.iter().enumerate() {
        if let (Some(mean), Some(right)) = (band.mean(), band.share()) {
            writeln!(out, "| 0.{tenth} | {mean:.3} | {right:.3} | {} |", band.claims)?;
        }
    }
    writeln!(out, "\nA candidate is a claim from {:.3} on.", about.trained.model.claim.threshold)
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "undefined".to_owned(), |share| format!("{:.2}", 100.0 * share))
}

/// The rows of the card's table of scores: name and F1 in percent.
pub fn score_rows(scores: &AttributionScores) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for measure in [TripleMeasure::Soft, TripleMeasure::Exact] {
        for segment in Segment::ALL {
            let name = format!("triple {}, {}", measure.as_str(), segment.as_str());
            rows.push((name, scores.triple(measure, segment).f1()));
        }
    }
    for role in SpanRole::ALL {
        let counts = scores.span(role, SpanMeasure::Exact, Segment::All);
        rows.push((format!("{} exact", role.as_str()), counts.f1()));
    }
    rows.into_iter().map(|(name, f1)| (name, percent(f1))).collect()
}
