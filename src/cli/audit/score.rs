//! `whosaid audit score`

use super::reviewing::ReviewedRun;
use crate::audit::review::score::{Comparison, Precision, Score, compare, score};
use crate::audit::review::{self, Review, rate::Rate};
use crate::cli::exit::ExitStatus;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::{fmt::Write as _, path::PathBuf};

/// Estimate how far a run can be trusted: precision, recall and agreement from its decisions, with 95 % intervals
///
/// Precision is reported by kind, form of the source, rule and confidence, with Wilson score intervals. Recall is measured on
/// articles marked as completely read. Undefined values are printed as such. Exit code 3: some decisions could not be read.
#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// The run folder
    run: PathBuf,
    /// Compare with this run and its decisions; a decision on a claim that is the same in both runs counts for both
    #[arg(long, value_name = "RUN")]
    against: Option<PathBuf>,
    /// Count only decisions on samples whose name starts like this, for example random. Other claims that were reviewed, such as
    /// those with a low confidence, are not representative of the run
    #[arg(long, value_name = "NAME")]
    sample: Option<String>,
    /// File with the decisions [default: decisions.jsonl in the run folder]
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl ScoreArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitStatus> {
        let decided = ReviewedRun::open(&self.run, self.decisions.as_deref())?;
        let sample = self.sample.as_deref();
        let (text, whole) = if let Some(against) = &self.against {
            let other = ReviewedRun::open_any(against, &review::decisions_of(against))?;
            let run = Review::of(&decided.saved, &decided.decisions, &other.docs())?;
            let against = Review::of(&other.saved, &other.decisions, &decided.docs())?;
            let comparison = compare(run, against, sample);
            let text = if self.json { json(&comparison)? } else { comparison_table(&comparison) };
            (text, decided.whole && other.whole)
        } else {
            let score = score(&Review::of(&decided.saved, &decided.decisions, &BTreeSet::new())?, sample);
            (if self.json { json(&score)? } else { table(&score) }, decided.whole)
        };
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(if whole { ExitStatus::Done } else { ExitStatus::SomeFailed })
    }
}

fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

const HEAD: &str = "                            judged      right  95 % interval    a claim    speaker      spans\n";

fn table(score: &Score) -> String {
    let mut out = String::from(HEAD);
    row(&mut out, "all", &score.all);
    for (title, groups) in groups(score).into_iter().filter(|(_, groups)| !groups.is_empty()) {
        let _ = writeln!(out, "{title}");
        for (name, precision) in groups {
            row(&mut out, &format!("  {name}"), precision);
        }
    }
    let recall = &score.recall;
    let found = interval(recall.found);
    let _ = writeln!(
        out,
        "\nrecall     {} ({found}), fully correct {} ({}); {} articles read completely, {} claims",
        percent(recall.found),
        percent(recall.right),
        interval(recall.right),
        recall.articles,
        recall.found.of,
    );
    if recall.unjudged > 0 {
        let _ = writeln!(
            out,
            "           {} more were read completely, but not all of their claims are judged",
            recall.unjudged
        );
    }
    for one in &score.agreement {
        let [a, b] = &one.annotators;
        let _ = writeln!(
            out,
            "agreement  {a} and {b}: {} of {} claims, kappa {}, span F1 {}",
            one.same.right,
            one.same.of,
            number(one.kappa),
            number(one.span_f1)
        );
    }
    if score.agreement.is_empty() {
        out.push_str("agreement  undefined: no claim was judged by two people\n");
    }
    let samples: Vec<String> = score.samples.iter().map(|(sample, count)| format!("{sample} {count}")).collect();
    let _ = writeln!(out, "samples    {}", if samples.is_empty() { "none".to_owned() } else { samples.join(", ") });
    let left = [
        (score.disputed, "claims are disputed"),
        (score.stale, "decisions concern another version of the text"),
        (score.unknown, "decisions concern claims that are not in the run"),
    ];
    for (count, what) in left.into_iter().filter(|(count, _)| *count > 0) {
        let _ = writeln!(out, "left out   {count} {what}");
    }
    out
}

fn groups(score: &Score) -> [(&'static str, &BTreeMap<String, Precision>); 4] {
    [
        ("by kind", &score.kind),
        ("by form of the source", &score.form),
        ("by rule", &score.rule),
        ("by confidence", &score.confidence),
    ]
}

fn row(out: &mut String, name: &str, precision: &Precision) {
    let Precision { right, claim, speaker, spans } = precision;
    let _ = writeln!(
        out,
        "{name:<26}{:>8} {:>10}  {:<14} {:>9}  {:>9}  {:>9}",
        right.of,
        percent(*right),
        interval(*right),
        percent(*claim),
        percent(*speaker),
        percent(*spans)
    );
}

fn comparison_table(comparison: &Comparison) -> String {
    let Comparison { run, against, carried, growth } = comparison;
    let mut out = String::from(HEAD);
    row(&mut out, "run", &run.all);
    row(&mut out, "against", &against.all);
    for ((title, ours), (_, theirs)) in groups(run).into_iter().zip(groups(against)) {
        let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let _ = writeln!(out, "{title}");
        for name in names {
            row(&mut out, &format!("  {name}"), ours.get(name).unwrap_or(&Precision::default()));
            row(&mut out, "    against", theirs.get(name).unwrap_or(&Precision::default()));
        }
    }
    let growth = growth.map_or("undefined".to_owned(), |(growth, low, high)| {
        format!("{:+.1} points, 95 % interval {:+.1} to {:+.1}", growth * 100.0, low * 100.0, high * 100.0)
    });
    let _ = writeln!(out, "\nchange     {growth}");
    let _ = writeln!(out, "carried    {} decisions over to the run, {} to the other", carried[0], carried[1]);
    out
}

fn percent(rate: Rate) -> String {
    rate.value().map_or("undefined".to_owned(), |value| format!("{:.1}", value * 100.0))
}

fn interval(rate: Rate) -> String {
    rate.interval().map_or("undefined".to_owned(), |(low, high)| format!("{:.1} to {:.1}", low * 100.0, high * 100.0))
}

fn number(value: Option<f64>) -> String {
    value.map_or("undefined".to_owned(), |value| format!("{value:.3}"))
}
