//! The scores on development data, committed in `tests/scores.json`, so that a change of accuracy shows in review.
//! `WHOSAID_UPDATE_SCORES=1 cargo test --test it scores_are -- --ignored` writes the file again.

use crate::support::corpora::corpus;
use crate::support::engine::resources;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use whosaid::Article;
use whosaid::eval::attribution::{AttributionScores, Segment, TripleMeasure};
use whosaid::eval::speaker::{self, SpeakerScores};
use whosaid::eval::{boundary, names, predicted};
use whosaid::gold::{self, NameClass, brat};
use whosaid::pipeline::{Depth, annotate};

/// Where the scores are committed.
const FILE: &str = "tests/scores.json";

/// How far, in percentage points, a score may be from the committed one.
const TOLERANCE: f64 = 0.05;

/// Scores by name: in percent with two decimals, or counts. `None` where a score is undefined.
pub(super) type Table = BTreeMap<String, Option<f64>>;

fn percent(value: Option<f64>) -> Option<f64> {
    value.map(|value| (value * 1e4).round() / 1e2)
}

fn boundaries(table: &mut Table) {
    let treebank = gold::conllu::read(&corpus("treebanks/ewt-dev.conllu")).unwrap();
    let scores = boundary::score_treebank(&treebank, resources());
    table.insert("sentences/ewt-dev/by document/f1".to_owned(), percent(scores.by_document.f1()));
    table.insert("sentences/ewt-dev/whole file/f1".to_owned(), percent(scores.whole_file.f1()));
    let rules = boundary::read_golden_rules(&corpus("golden-rules/english.jsonl")).unwrap();
    let kept = rules.len() - boundary::broken_rules(&rules, resources()).len();
    table.insert(format!("sentences/golden rules/kept of {}", rules.len()), Some(kept as f64));
}

fn attributions(table: &mut Table) {
    let (root, people) = (corpus("polnear/dev"), corpus("polnear/speakers-dev.jsonl"));
    let (corpus, errors) = brat::read_dir(&root).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    let texts = corpus.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
    let people = speaker::read(&people, &texts).unwrap();
    let (mut scores, mut speakers) = (AttributionScores::default(), SpeakerScores::default());
    for gold in &corpus.articles {
        let article = Article::new(gold.id.as_str(), gold.text.as_str());
        let claims = predicted::of_document(&annotate(&article, resources(), Depth::Claims));
        let spans: Vec<_> = claims.iter().map(|claim| claim.spans.clone()).collect();
        scores.add(&AttributionScores::of(&gold.text, &spans, gold.first()));
        if let Some(gold) = people.get(&gold.id) {
            speakers.add(&claims, gold);
        }
    }
    for measure in [TripleMeasure::Soft, TripleMeasure::Exact] {
        for segment in [Segment::All, Segment::Speech, Segment::Direct] {
            let name = format!("claims/polnear-dev/{} {}/f1", measure.as_str(), segment.as_str());
            table.insert(name, percent(scores.triple(measure, segment).f1()));
        }
    }
    table.insert("speakers/polnear-dev/all/accuracy".to_owned(), percent(speakers.all.accuracy()));
    for (form, tally) in &speakers.by_form {
        table.insert(format!("speakers/polnear-dev/{form}/accuracy"), percent(tally.accuracy()));
    }
}

fn all_names(table: &mut Table) {
    let silver = corpus("polnear/dev");
    let silver = gold::read_names_tsv(&silver.join("names-silver.tsv"), &silver.join("text")).unwrap();
    let ewt = gold::iob2::read(&corpus("uner-ewt/dev.iob2")).unwrap();
    let gum = gold::conllu::read(&corpus("treebanks/gum-open.conllu")).unwrap();
    let interviews: Vec<_> = gum.into_iter().filter(|document| document.id.contains("interview")).collect();
    assert!(!interviews.is_empty());
    let interviews = names::of_treebank(&interviews, &resources().lexicons);
    for (corpus, texts) in [("polnear-dev silver", silver), ("uner-ewt-dev", ewt), ("gum interviews", interviews)] {
        let scores = names::score(&texts, resources());
        for class in [NameClass::Person, NameClass::Organization] {
            let counts = scores.classes[class as usize];
            let name = |measure: &str| format!("names/{corpus}/{} {measure}/f1", class.as_str());
            table.insert(name("exact"), percent(counts.exact.f1()));
            table.insert(name("overlap"), percent(counts.overlap.f1()));
        }
    }
}

/// Compares a table with the one that is committed under this path, or writes it there where `WHOSAID_UPDATE_SCORES` is set.
#[track_caller]
pub(super) fn compare(path: &str, now: &Table) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("WHOSAID_UPDATE_SCORES").is_some() {
        fs::write(&file, serde_json::to_string_pretty(now).unwrap() + "\n").unwrap();
        eprintln!("wrote {path}");
        return;
    }
    let differences = differences(&read(path), now);
    assert!(
        differences.is_empty(),
        "scores have changed:\n{}\nIf that is intended, run again with WHOSAID_UPDATE_SCORES=1 and commit {path}.",
        differences.join("\n")
    );
}

fn read(path: &str) -> Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn scores_are_the_committed_ones() {
    let mut now = Table::new();
    boundaries(&mut now);
    attributions(&mut now);
    all_names(&mut now);
    compare(FILE, &now);
}

/// Names of either table whose scores differ, with both scores.
fn differences(committed: &Table, now: &Table) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = committed.keys().chain(now.keys()).collect();
    let same = |name: &String| match (committed.get(name), now.get(name)) {
        (Some(Some(before)), Some(Some(now))) => (before - now).abs() <= TOLERANCE,
        (Some(None), Some(None)) => true,
        _ => false,
    };
    let show = |table: &Table, name: &String| match table.get(name) {
        None => "absent".to_owned(),
        Some(None) => "undefined".to_owned(),
        Some(Some(score)) => format!("{score:.2}"),
    };
    let one = |name: &String| format!("  {name}: {} → {}", show(committed, name), show(now, name));
    names.into_iter().filter(|name| !same(name)).map(one).collect()
}

#[test]
fn a_change_is_seen() {
    let table = |rows: &[(&str, Option<f64>)]| -> Table { rows.iter().map(|(n, s)| ((*n).to_owned(), *s)).collect() };
    let before = table(&[("a", Some(50.0)), ("b", None), ("c", Some(1.0))]);
    assert!(differences(&before, &table(&[("a", Some(50.04)), ("b", None), ("c", Some(1.0))])).is_empty());
    let after = table(&[("a", Some(50.06)), ("b", Some(0.0)), ("d", Some(1.0))]);
    assert_eq!(
        differences(&before, &after),
        ["  a: 50.00 → 50.06", "  b: undefined → 0.00", "  c: 1.00 → absent", "  d: absent → 1.00"]
    );
}

/// The committed file is there and complete, even where the corpora are not.
#[test]
fn committed_scores_are_percentages() {
    let committed: Table = read(FILE);
    assert!(committed.len() >= 12, "only {} scores", committed.len());
    for (name, score) in committed {
        assert!(score.is_none_or(|score| (0.0..=100.0).contains(&score)), "{name}: {score:?}");
    }
}
