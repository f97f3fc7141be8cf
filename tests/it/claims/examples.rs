//! Claims: the fixture articles as snapshots, each construction by examples and counterexamples, and the share of the lexicon's
//! example sentences that are understood.

use crate::support::cases::check;
use crate::support::engine::{claims_as_text, fixture_articles, resources, shown, speaker_of, with_document};
use std::fs;
use std::path::Path;
use whosaid::Article;
use whosaid::attribution::rules;
use whosaid::pipeline::{Depth, annotate};

#[test]
fn claims_of_the_fixture_articles() {
    for path in fixture_articles() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let article = Article::new(name.as_str(), fs::read_to_string(&path).unwrap());
        let doc = annotate(&article, resources(), Depth::Claims);
        let claims = claims_as_text(&doc);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("claims-{name}"), claims);
        });
    }
}

/// A construction, a text, and its claims as `source | cue | content`, separated by `; `; empty where there is no claim.
const CLAIMS: &[(&str, &str, &str)] = &[
    ("that", "A senior official said that it rained.", "A senior official | said | that it rained"),
    ("quote", "“It rained,” said Ann Lee.", "Ann Lee | said | “It rained,”"),
    ("quote", "“It rained,” Ann Lee said. She left.", "Ann Lee | said | “It rained,”"),
    ("quote", "Ann Lee said, “It rained.”", "Ann Lee | said | “It rained.”"),
    ("quote", "“It rained,” Ann Lee said, “and we left.”", "Ann Lee | said | “It rained,” … “and we left.”"),
    ("that", "Ann Lee said that it rained.", "Ann Lee | said | that it rained"),
    ("that", "Ann Lee did not say that it rained.", "Ann Lee | did not say | that it rained"),
    ("that", "The hat that Ann Lee wore was red.", ""),
    ("clause", "Ann Lee said the deal was dead.", "Ann Lee | said | the deal was dead"),
    ("clause", "The deal was dead, Ann Lee said.", "Ann Lee | said | The deal was dead"),
    ("clause", "Ann Lee left and the deal was dead.", ""),
    ("object", "Ann Lee emphasized the importance of trade.", "Ann Lee | emphasized | the importance of trade"),
    ("object", "Ann Lee bought the house.", ""),
    ("according-to", "According to Ann Lee, it rained.", "Ann Lee | According to | it rained"),
    ("according-to", "It rained, according to Ann Lee.", "Ann Lee | according to | It rained"),
    ("according-to", "They walked according to the map.", ""),
    ("addressee", "Ann Lee told reporters that it rained.", "Ann Lee | told | that it rained"),
    ("addressee", "Ann Lee gave reporters a tour.", ""),
    ("wh", "Ann Lee asked whether it rained.", "Ann Lee | asked | whether it rained"),
    ("wh", "Ann Lee left when it rained.", ""),
    ("to", "Ann Lee vowed to resign.", "Ann Lee | vowed | to resign"),
    ("colon", "Ann Lee said: It rained.", "Ann Lee | said | It rained"),
    ("colon", "The menu: soup, bread, cheese.", ""),
    ("a sign before a quotation", "🙂 “The wall is old,” Ann Lee said.", "Ann Lee | said | “The wall is old,”"),
    ("no claim inside a quotation", "“Bo said it rained,” said Ann Lee.", "Ann Lee | said | “Bo said it rained,”"),
    ("nouns that look like cues", "The report and the claims of the state department were lost.", ""),
];

/// Known mistakes, with the right answers. A row that comes out right belongs in [`CLAIMS`].
const KNOWN_WRONG: &[(&str, &str, &str)] = &[
    ("quote", "The sign read “Exit” and the door was red.", ""),
    ("to", "Ann Lee wanted to resign and went to bed.", ""),
    ("according-to", "They were paid according to their age.", ""),
    ("a deed, not words", "The plan was rejected, and the harbor stayed open.", ""),
];

pub(super) fn claimed(text: &str) -> String {
    with_document(text, Depth::Claims, |doc| {
        let one = |claim: &whosaid::Claim| {
            [&claim.source, &claim.cue, &claim.content].map(|spans| shown(text, spans)).join(" | ")
        };
        doc.claims.iter().map(one).collect::<Vec<_>>().join("; ")
    })
}

#[test]
fn known_mistakes_are_still_made() {
    for (what, text, wanted) in KNOWN_WRONG {
        assert_ne!(claimed(text), *wanted, "{what}: {text:?} is right now, so move the row to CLAIMS");
    }
}

#[test]
fn constructions_with_and_without_a_claim() {
    let of_rules = rules::EXAMPLES.iter().flat_map(|(rule, examples)| {
        assert!(examples.len() >= 2, "{rule}: an example of what it reads, and one of what it leaves");
        examples.iter().map(move |(text, claims)| ((*rule, *text), *claims))
    });
    let all = CLAIMS.iter().map(|&(what, text, expected)| ((what, text), expected)).chain(of_rules);
    check(all, |(_, text)| claimed(text));
}

/// A text, and the speakers of its claims.
const SPEAKERS: &[(&str, &[&str])] = &[
    // The beginning of an organization's name is the organization, unless it is somebody's name.
    ("Pine Ridge Foods Inc is new. The mill will close, Pine Ridge said.", &["Pine Ridge Foods Inc"]),
    ("Ada Voss Foods Inc is new. The mill will close, Ada Voss said.", &["Ada Voss"]),
    // The text ends with whoever was asked.
    ("Andrey Rudenko arrived. “Why?” Rudenko asked Ann Lee", &["Andrey Rudenko"]),
    ("Andrey Rudenko arrived. “It rained,” Rudenko said.", &["Andrey Rudenko"]),
    ("Andrey Rudenko arrived. “It rained,” he said.", &["Andrey Rudenko"]),
    ("“It rained,” she said.", &["-"]),
    ("Critics said that it rained.", &["(group)"]),
    ("A spokesman said that it rained.", &["(unnamed)"]),
    ("The report said that it rained.", &["(document)"]),
    ("Pyongyang said that it rained.", &["North Korea"]),
];

#[test]
fn sources_stand_for_speakers() {
    check(SPEAKERS.iter().copied(), |text| {
        with_document(text, Depth::Claims, |doc| {
            doc.claims.iter().map(|claim| speaker_of(doc, claim)).collect::<Vec<_>>()
        })
    });
}

/// The least share, in percent, of the lexicon's verbs whose example sentence yields a claim with that verb. A little below
/// the measured value.
const VERB_EXAMPLES: f64 = 73.0;

#[test]
fn examples_in_the_lexicon_yield_claims() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers/lexicons/cues.tsv");
    let table = fs::read_to_string(path).unwrap();
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    let (mut all, mut missed) = (0, Vec::new());
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [lemma, "verb", _, _, frames, example] = cells[..] else { continue };
        // A row without frames only gives the meaning of its word where it is a cue.
        if frames.is_empty() {
            continue;
        }
        all += 1;
        let found = with_document(example, Depth::Claims, |doc| doc.claims.iter().any(|claim| claim.lemma == lemma));
        if !found {
            missed.push(format!("  {lemma}: {example}"));
        }
    }
    assert!(all >= 350, "only {all} verbs");
    let share = 100.0 * (all - missed.len()) as f64 / all as f64;
    eprintln!(
        "cues.tsv: {share:.1} % of the examples of {all} verbs yield a claim; the others:\n{}",
        missed.join("\n")
    );
    assert!(share >= VERB_EXAMPLES, "{share:.1} % of {all}; the others:\n{}", missed.join("\n"));
}
