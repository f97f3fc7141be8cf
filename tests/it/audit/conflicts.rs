//! Conflicts across articles: the planted ones are found, and nothing else.

use crate::support::binary::Folder;
use crate::support::planted::{self, Truth};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use whosaid::audit::conflict::{Conflict, ConflictClass, conflicts};

/// The recall and precision that the search must reach on planted conflicts, in percent.
const RECALL: f64 = 97.0;
const PRECISION: f64 = 98.0;

fn found(paths: &[&Path]) -> Vec<Conflict> {
    let paths: Vec<_> = paths.iter().map(|path| path.to_path_buf()).collect();
    let begun = std::time::Instant::now();
    let mut found = Vec::new();
    let totals = conflicts(&paths, &mut |conflict: &Conflict| {
        found.push(conflict.clone());
        Ok(())
    })
    .unwrap();
    eprintln!("{totals:?} in {:?}", begun.elapsed());
    found
}

fn claims(conflict: &Conflict) -> impl Iterator<Item = &str> {
    conflict.quotes.iter().map(|quote| quote.claim.as_str())
}

/// Whether a conflict is real: its quotes are one utterance, and what it reports about them was planted.
fn holds(conflict: &Conflict, truth: &Truth) -> bool {
    let utterances = |claim: &str| truth.utterances[claim].iter().copied().collect::<HashSet<_>>();
    let common = claims(conflict).map(utterances).reduce(|one, other| &one & &other).unwrap();
    // The quote seen first may be any of those that are joined with it.
    if common.is_empty() {
        return false;
    }
    match conflict.class {
        ConflictClass::Misattribution => claims(conflict).any(|claim| truth.swapped.contains(claim)),
        ConflictClass::Alteration => {
            claims(conflict).any(|claim| truth.changed.contains(claim)) && conflict.change.is_some()
        }
        ConflictClass::Orphan => conflict.quotes[0].speaker.is_none(),
        ConflictClass::FirstSeen => true,
    }
}

/// Recall and precision in percent, by class and by what was planted.
fn score(found: &[Conflict], truth: &Truth) -> (f64, f64) {
    let mut by_claim: HashMap<&str, Vec<&Conflict>> = HashMap::new();
    for conflict in found {
        for claim in claims(conflict) {
            by_claim.entry(claim).or_default().push(conflict);
        }
    }
    let mut recall: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut kinds: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    let mut proposals = (0, 0);
    let mut shown = 0;
    for planted in &truth.planted {
        let hit = by_claim.get(planted.claim.as_str()).into_iter().flatten().find(|conflict| {
            conflict.class.as_str() == planted.class
                && claims(conflict).any(|claim| planted.with.iter().any(|with| with == claim))
        });
        let counts = recall.entry((planted.class, planted.kind)).or_default();
        counts.1 += 1;
        if let Some(hit) = hit {
            counts.0 += 1;
            if planted.class == "alteration" && planted.with.len() > 1 {
                *kinds
                    .entry((planted.kind, hit.change.map(whosaid::audit::conflict::WordingChange::as_str)))
                    .or_default() += 1;
            }
            if planted.class == "orphan" {
                let proposed =
                    hit.proposal.as_ref().and_then(|proposal| proposal.speaker.name.clone()).unwrap_or_default();
                let family = planted.speaker.split(' ').next_back().unwrap();
                proposals.0 += usize::from(proposed.ends_with(family));
                proposals.1 += 1;
            }
        } else if shown < 10 {
            shown += 1;
            eprintln!("missed: {planted:?}");
        }
    }
    let mut precision: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = 0;
    for conflict in found {
        let counts = precision.entry(conflict.class.as_str()).or_default();
        counts.1 += 1;
        if holds(conflict, truth) {
            counts.0 += 1;
        } else if wrong < 10 {
            wrong += 1;
            let quotes: Vec<_> =
                conflict.quotes.iter().map(|quote| (&quote.claim, &quote.speaker, &quote.text)).collect();
            eprintln!("wrong: {} {quotes:?}", conflict.class.as_str());
        }
    }
    eprintln!("recall    {recall:?}\nprecision {precision:?}\nchanges   {kinds:?}\nproposals {proposals:?}");
    let percent = |counts: &mut dyn Iterator<Item = &(usize, usize)>| {
        let (part, all) = counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert!(all > 100, "only {all}");
        100.0 * part as f64 / all as f64
    };
    assert!(proposals.0 * 100 >= proposals.1 * 99, "{proposals:?}");
    let told: Vec<_> =
        precision.iter().filter(|(class, _)| **class != "first-seen").map(|(_, counts)| *counts).collect();
    assert!(precision["first-seen"].0 * 100 >= precision["first-seen"].1 * 90);
    (percent(&mut recall.values()), percent(&mut told.iter()))
}

/// `WHOSAID_QUOTES` is the size of each run.
#[test]
fn only_planted_conflicts_are_found() {
    let quotes = std::env::var("WHOSAID_QUOTES").map_or(6_000, |number| number.parse().unwrap());
    for (vocabulary, seed) in [(30_000, 1), (600, 2)] {
        let folder = Folder::new();
        let truth = planted::write(folder.path(), quotes, vocabulary, seed);
        let (recall, precision) = score(&found(&[folder.path()]), &truth);
        eprintln!("{} quotes of {vocabulary} words: recall {recall:.2}, precision {precision:.2}", truth.quotes);
        assert!(recall >= RECALL && precision >= PRECISION, "recall {recall}, precision {precision}");
    }
}

/// Who says one and the same words in articles of their own: the classes of the conflicts that are found.
fn classes(speakers: &[&[&str]]) -> Vec<ConflictClass> {
    let words = "the northern harbor will stay open for grain ships through the winter storms";
    let named = |name: &&str| json!({"name": name, "type": "person"});
    let line = |(number, names): (usize, &&[&str])| {
        let mut named = names.iter().map(named);
        let claim = json!({"schema": "whosaid/1", "record": "claim", "id": format!("{number:024}"), "doc": format!("a{number}"),
            "kind": "direct", "speaker": named.next(), "co_speakers": named.collect::<Vec<_>>(),
            "source": null, "cue": {"text": "said", "spans": [], "lemma": "say", "class": "statement"}, "addressee": null,
            "occasion": null, "content": {"text": format!("“{words}”"), "spans": [{"start": 0, "end": words.len() + 2}]},
            "sentence": 0, "paragraph": 0, "negated": false, "mentions": [], "confidence": 0.9, "by": "crf", "flags": []});
        format!("{claim}\n")
    };
    let folder = Folder::new();
    folder.write("claims.jsonl", speakers.iter().enumerate().map(line).collect::<String>());
    found(&[folder.path()]).iter().map(|conflict| conflict.class).collect()
}

#[test]
fn what_people_say_together_each_of_them_says() {
    let nothing: [ConflictClass; 0] = [];
    assert_eq!(classes(&[&["Ada Voss", "Robert Lund"], &["Robert Lund"]]), nothing);
    assert_eq!(classes(&[&["Ada Voss", "Robert Lund"], &["Lund", "Voss"]]), nothing);
    assert_eq!(classes(&[&["Ada Voss"], &["Robert Lund"]]), [ConflictClass::Misattribution]);
    assert_eq!(classes(&[&["Ada Voss", "Robert Lund"], &["Jan Kowal"]]), [ConflictClass::Misattribution]);
    assert_eq!(classes(&[&["Ada Voss", "Robert Lund"], &[]]), [ConflictClass::Orphan]);
}
