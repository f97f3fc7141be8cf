//! The engine against the gold beside the articles of `fixtures/articles`, so that every clone measures its accuracy. The
//! figures are committed in `tests/fixture-scores.json`, so that a change shows in review.
//! `WHOSAID_UPDATE_SCORES=1 cargo test --test it scores::fixtures` writes the file again.

use super::committed::{Table, compare};
use crate::support::engine::{fixture_articles, resources};
use std::fs;
use whosaid::eval::attribution::{AttributionScores, Segment, TripleMeasure};
use whosaid::eval::predicted;
use whosaid::eval::speaker::{GoldSpeaker, SpeakerScores};
use whosaid::gold::Attribution;
use whosaid::pipeline::{Depth, annotate};
use whosaid::{Article, Span};

/// Between the parts of a cell.
const GAP: &str = " … ";

/// The places of `words` in a text, as whole words.
fn places(text: &str, words: &str) -> impl Iterator<Item = Span> {
    let inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let whole = move |at: &usize| {
        let starts_word = words.starts_with(char::is_alphanumeric) && inside(text[..*at].chars().next_back());
        let ends_word = words.ends_with(char::is_alphanumeric) && inside(text[at + words.len()..].chars().next());
        !starts_word && !ends_word
    };
    text.match_indices(words).map(|(at, _)| at).filter(whole).map(|at| Span::new(at, at + words.len()))
}

/// The spans of a cell: each part at its place nearest to `near`, and after the part before it.
fn locate(text: &str, cell: &str, near: &[Span]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for part in cell.split(GAP).filter(|part| !part.is_empty()) {
        let from = spans.last().map_or(0, |span| span.end);
        let gap = |place: &Span| {
            let gaps =
                near.iter().map(|span| span.start.saturating_sub(place.end) + place.start.saturating_sub(span.end));
            gaps.min().unwrap_or(place.start)
        };
        let places = places(text, part).filter(|place| place.start >= from);
        spans.push(places.min_by_key(gap).unwrap_or_else(|| panic!("{part:?} is not in the text")));
    }
    spans
}

/// The gold of an article: its claims, and the speakers of those that have a source.
fn gold(text: &str, table: &str) -> (Vec<Attribution>, Vec<GoldSpeaker>) {
    let (mut claims, mut speakers) = (Vec::new(), Vec::new());
    for row in table.lines().skip(1) {
        let [_, source, speaker, cue, content] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let content = locate(text, content, &[]);
        let cue = locate(text, cue, &content);
        let source = locate(text, source, &cue);
        if !source.is_empty() {
            let name = Some(speaker).filter(|name| !name.starts_with('('));
            speakers.push(GoldSpeaker {
                source: source.clone(),
                cue: cue.clone(),
                kind: name.map_or_else(|| speaker.to_owned(), |_| "person".to_owned()),
                names: name.into_iter().map(str::to_owned).collect(),
                ..GoldSpeaker::default()
            });
        }
        claims.push(Attribution { id: String::new(), source, cue, content });
    }
    (claims, speakers)
}

/// Counts of one article, or of all.
fn insert(table: &mut Table, name: &str, scores: &AttributionScores, speakers: &SpeakerScores) {
    let counts = |measure| scores.triple(measure, Segment::All);
    let (exact, found) = (counts(TripleMeasure::Exact), counts(TripleMeasure::Lenient));
    let mut add = |what: String, count: usize| table.insert(format!("{name}/{what}"), Some(count as f64));
    add(format!("exact of {}", exact.gold), exact.found);
    add(format!("found of {}", found.gold), found.found);
    add("claims that gold does not have".to_owned(), found.predicted - found.right);
    add(format!("right speakers of {}", speakers.all.gold), speakers.all.right);
}

#[test]
fn fixture_scores_are_the_committed_ones() {
    let mut table = Table::new();
    let (mut all, mut all_speakers) = (AttributionScores::default(), SpeakerScores::default());
    for path in fixture_articles() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let (gold, gold_speakers) = gold(&text, &fs::read_to_string(path.with_extension("claims.tsv")).unwrap());
        let article = Article::new(name, text.as_str());
        let claims = predicted::of_document(&annotate(&article, resources(), Depth::Claims));
        let spans: Vec<_> = claims.iter().map(|claim| claim.spans.clone()).collect();
        let scores = AttributionScores::of(&text, &spans, &gold);
        let mut speakers = SpeakerScores::default();
        speakers.add(&claims, &gold_speakers);
        insert(&mut table, name, &scores, &speakers);
        all.add(&scores);
        all_speakers.add(&claims, &gold_speakers);
    }
    insert(&mut table, "all", &all, &all_speakers);
    compare("tests/fixture-scores.json", &table);
}

#[test]
fn cells_are_located() {
    let text = "Ann said no. Joanna said so, and Ann said yes.";
    let of = |cell: &str, near: &[Span]| locate(text, cell, near).iter().map(|span| span.start).collect::<Vec<_>>();
    let yes = locate(text, "yes", &[]);
    assert_eq!(of("Ann", &[]), [0]);
    assert_eq!(of("Ann", &yes), [33]);
    assert_eq!(of("said", &yes), [37]);
    assert_eq!(of("said … yes", &yes), [37, 42]);
    assert_eq!(of("", &yes), [0; 0]);
}
