//! Scores as tables for people and as JSON for programs. All shares are percentages; undefined values are `undefined` in
//! tables and `null` in JSON.

use super::attribution::{AttributionScores, Segment, SpanMeasure, TripleMeasure};
use super::names::{NameCounts, NameScores};
use super::reliability::{BANDS, Band, Reliability};
use super::speaker::{Share, SpeakerScores, Tally};
use super::{boundary::BoundaryScores, counts::Counts, scored_text::SpanRole};
use crate::gold::NameClass;
use serde_json::{Value, json};
use std::io::{self, Write};

/// A percentage with one decimal, or `undefined`.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "undefined".to_owned(), |share| format!("{:.1}", 100.0 * share))
}

/// A number with commas: 12,345,678.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The columns of the attribution tables: a name, and the counts of each segment.
fn columns(scores: &AttributionScores) -> Vec<(String, [Counts; Segment::ALL.len()])> {
    let mut columns = Vec::new();
    for role in SpanRole::ALL {
        for measure in SpanMeasure::ALL {
            let counts = Segment::ALL.map(|segment| scores.span(role, measure, segment));
            columns.push((format!("{} {}", role.as_str(), measure.as_str()), counts));
        }
    }
    for measure in TripleMeasure::ALL {
        let counts = Segment::ALL.map(|segment| scores.triple(measure, segment));
        columns.push((format!("triple {}", measure.as_str()), counts));
    }
    columns
}

/// A figure computed from counts, with its name.
type Figure = (&'static str, fn(Counts) -> Option<f64>);

/// Writes F1, precision and recall of every measure and segment, one row per measure.
///
/// # Errors
/// If writing fails.
pub fn write_scores(scores: &AttributionScores, out: &mut dyn Write) -> io::Result<()> {
    let figures: [Figure; 3] = [("F1", Counts::f1), ("precision", Counts::precision), ("recall", Counts::recall)];
    for (title, figure) in figures {
        write!(out, "{title:<16}")?;
        for segment in Segment::ALL {
            write!(out, " {:>9}", segment.as_str())?;
        }
        writeln!(out)?;
        for (name, counts) in columns(scores) {
            write!(out, "{name:<16}")?;
            for counts in counts {
                write!(out, " {:>9}", percent(figure(counts)))?;
            }
            writeln!(out)?;
        }
        writeln!(out)?;
    }
    for (title, number) in
        [("gold", (|counts| counts.gold) as fn(Counts) -> usize), ("predicted", |counts| counts.predicted)]
    {
        write!(out, "{title:<16}")?;
        for segment in Segment::ALL {
            write!(out, " {:>9}", number(scores.triple(TripleMeasure::Exact, segment)))?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// Every measure and segment: `{"triple":{"soft":{"all":{"p":…,"r":…,"f1":…,"right":…,…}}}}`.
pub fn scores_json(scores: &AttributionScores) -> Value {
    let segments = |counts: &dyn Fn(Segment) -> Counts| -> Value {
        Segment::ALL.iter().map(|&segment| (segment.as_str().to_owned(), counts_json(counts(segment)))).collect()
    };
    let mut all = json!({});
    for role in SpanRole::ALL {
        for measure in SpanMeasure::ALL {
            all[role.as_str()][measure.as_str()] = segments(&|segment| scores.span(role, measure, segment));
        }
    }
    for measure in TripleMeasure::ALL {
        all["triple"][measure.as_str()] = segments(&|segment| scores.triple(measure, segment));
    }
    all
}

/// Percentages and the underlying counts.
pub fn counts_json(counts: Counts) -> Value {
    let [p, r, f1] = [counts.precision(), counts.recall(), counts.f1()].map(percentage);
    let Counts { right, predicted, found, gold } = counts;
    json!({ "p": p, "r": r, "f1": f1, "right": right, "predicted": predicted, "found": found, "gold": gold })
}

fn percentage(share: Option<f64>) -> Option<f64> {
    share.map(|share| 100.0 * share)
}

/// Writes how often claims are right, or their speakers, by their confidence, and the expected calibration error.
///
/// # Errors
/// If writing fails.
pub fn write_reliability(of: &str, reliability: &Reliability, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<16} {:>9} {:>9} {:>9}", "confidence", of, "mean", "right")?;
    for (index, band) in reliability.bands.iter().enumerate() {
        let [from, to] = [index, index + 1].map(|edge| edge as f64 / BANDS as f64);
        let title = format!("{from:.1}-{to:.1}");
        writeln!(out, "{title:<16} {:>9} {:>9} {:>9}", band.claims, percent(band.mean()), percent(band.share()))?;
    }
    if reliability.without > 0 {
        writeln!(out, "{:<16} {:>9}", "none", reliability.without)?;
    }
    writeln!(out, "expected calibration error {}\n", percent(reliability.expected_error()))
}

/// The same as [`write_reliability`] for programs.
pub fn reliability_json(reliability: &Reliability) -> Value {
    let band = |(index, band): (usize, &Band)| {
        json!({
            "from": index as f64 / BANDS as f64,
            "to": (index + 1) as f64 / BANDS as f64,
            "claims": band.claims,
            "mean_confidence": percentage(band.mean()),
            "right": percentage(band.share()),
        })
    };
    json!({
        "bands": reliability.bands.iter().enumerate().map(band).collect::<Value>(),
        "without_confidence": reliability.without,
        "expected_calibration_error": percentage(reliability.expected_error()),
    })
}

/// Writes the accuracy of speakers by form and by kind.
///
/// # Errors
/// If writing fails.
pub fn write_speakers(scores: &SpeakerScores, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<24}   gold  touched  right  accuracy   open  same mention  other wrong", "speakers")?;
    let mut row = |name: &str, tally: &Tally| {
        writeln!(
            out,
            "{name:<24} {:>6} {:>8} {:>6} {:>9} {:>6} {:>13} {:>12}",
            tally.gold,
            tally.touched,
            tally.right,
            percent(tally.accuracy()),
            tally.open,
            tally.same_mention,
            tally.wrong_name() - tally.same_mention
        )
    };
    row("all", &scores.all)?;
    for (form, tally) in &scores.by_form {
        row(&format!("form {form}"), tally)?;
    }
    for (form, tally) in &scores.named_by_form {
        row(&format!("form {form}, has a name"), tally)?;
    }
    for (kind, tally) in &scores.by_kind {
        row(&format!("type {kind}"), tally)?;
    }
    for (name, share) in [("joint, all named", scores.joint), ("for", scores.on_behalf)] {
        let Share { gold, touched, right } = share;
        writeln!(out, "{name:<24} {gold:>6} {touched:>8} {right:>6} {:>9}", percent(share.accuracy()))?;
    }
    writeln!(out)?;
    write_reliability("speakers", &scores.reliability, out)
}

/// The same as [`write_speakers`] for programs.
pub fn speakers_json(scores: &SpeakerScores) -> Value {
    let tally = |tally: &Tally| {
        json!({
            "gold": tally.gold,
            "touched": tally.touched,
            "right": tally.right,
            "accuracy": percentage(tally.accuracy()),
            "open": tally.open,
            "same_mention": tally.same_mention,
            "other_wrong": tally.wrong_name() - tally.same_mention,
        })
    };
    let share = |share: Share| {
        json!({
            "gold": share.gold,
            "touched": share.touched,
            "right": share.right,
            "accuracy": share.accuracy().map(|share| 100.0 * share),
        })
    };
    let forms = |map: &std::collections::BTreeMap<&'static str, Tally>| -> Value {
        map.iter().map(|(form, counts)| ((*form).to_owned(), tally(counts))).collect()
    };
    json!({
        "all": tally(&scores.all),
        "form": forms(&scores.by_form),
        "form_named": forms(&scores.named_by_form),
        "joint": share(scores.joint),
        "for": share(scores.on_behalf),
        "reliability": reliability_json(&scores.reliability),
        "type": scores.by_kind.iter().map(|(kind, counts)| (kind.clone(), tally(counts))).collect::<Value>(),
    })
}

/// Writes precision, recall and F1 of sentence boundaries.
///
/// # Errors
/// If writing fails.
pub fn write_boundaries(scores: &BoundaryScores, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} documents, {} sentences", scores.documents, scores.sentences)?;
    head("boundaries", out)?;
    row("by document", scores.by_document, out)?;
    row("whole file", scores.whole_file, out)
}

/// Writes precision, recall and F1 of names by class.
///
/// # Errors
/// If writing fails.
pub fn write_names(scores: &NameScores, out: &mut dyn Write) -> io::Result<()> {
    head("names", out)?;
    for (name, counts) in name_rows(scores) {
        row(&format!("{name} exact"), counts.exact, out)?;
        row(&format!("{name} overlap"), counts.overlap, out)?;
    }
    Ok(())
}

/// The same as [`write_names`] for programs.
pub fn names_json(scores: &NameScores) -> Value {
    name_rows(scores)
        .map(|(name, counts)| {
            let value = json!({"exact": counts_json(counts.exact), "overlap": counts_json(counts.overlap)});
            (name.to_owned(), value)
        })
        .collect()
}

fn name_rows(scores: &NameScores) -> impl Iterator<Item = (&'static str, NameCounts)> {
    let classes = NameClass::ALL.iter().map(|&class| (class.as_str(), scores.classes[class as usize]));
    classes.chain([("all", scores.total())])
}

fn head(title: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{title:<16} precision    recall        F1     right predicted      gold")
}

fn row(title: &str, counts: Counts, out: &mut dyn Write) -> io::Result<()> {
    let [p, r, f] = [counts.precision(), counts.recall(), counts.f1()].map(percent);
    let Counts { right, predicted, gold, .. } = counts;
    writeln!(out, "{title:<16} {p:>9} {r:>9} {f:>9} {right:>9} {predicted:>9} {gold:>9}")
}
