//! `--explain`: why each claim was extracted.

use crate::support::engine::resources;
use std::fs;
use std::path::Path;
use whosaid::claim::{Rule, Weighed, Why};
use whosaid::pipeline::{Depth, annotate};
use whosaid::{Article, Claim};

fn explained(text: &str) -> Vec<Claim> {
    annotate(&Article::new("t", text), resources(), Depth::Explained).claims
}

#[test]
fn the_engine_lists_its_strongest_features() {
    let claims = explained(
        "“We are ready,” Ms. Karlsson told reporters, adding that ferries run again.\n\n\
         According to the port authority, repairs cost little.",
    );
    assert!(claims.len() >= 2, "{claims:?}");
    for claim in &claims {
        let Some(Why::Features { cue, source, content, claim: whole }) = claim.why.as_deref() else {
            panic!("{claim:?}")
        };
        for features in [cue, source, content, whole] {
            assert!((1..=5).contains(&features.len()), "{claim:?}");
            assert!(features.is_sorted_by(|a, b| a.weight.abs() >= b.weight.abs()), "{features:?}");
            assert!(features.iter().all(|one| !one.feature.is_empty() && one.weight != 0.0), "{features:?}");
        }
    }
    let Some(Why::Features { cue, .. }) = claims[0].why.as_deref() else { panic!() };
    // The words of a feature come after its name.
    let told = |one: &Weighed| one.feature.split_once(": ").is_some_and(|(_, words)| words.contains("told"));
    assert!(cue.iter().any(told), "{cue:?}");
}

#[test]
fn rules_give_their_name() {
    let claims = explained(
        "“The ferry is safe,” the captain said. “It always was. Nobody ever doubted it.”\n\n\
         Q: Who pays?\n\nA: The port pays.\n\nQ: And the crew?\n\nA: The crew stays.",
    );
    let rules: Vec<_> = claims.iter().filter(|claim| claim.by != Rule::Engine).collect();
    assert!(!rules.is_empty(), "{claims:?}");
    for claim in rules {
        assert_eq!(claim.why.as_deref(), Some(&Why::Rule(claim.by)), "{claim:?}");
    }
}

#[test]
fn explaining_changes_no_claim_of_the_fixtures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut seen = 0;
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let mut claims = explained(&text);
        for claim in &mut claims {
            match claim.why.take().map(|why| *why) {
                Some(Why::Rule(rule)) => assert_eq!(rule, claim.by),
                Some(Why::Features { cue, claim: whole, .. }) => {
                    assert_eq!(claim.by, Rule::Engine);
                    assert!(cue.len() == 5 && whole.len() == 5, "{claim:?}");
                }
                None => panic!("{claim:?}"),
            }
            seen += 1;
        }
        assert_eq!(claims, annotate(&Article::new("t", &text), resources(), Depth::Claims).claims);
    }
    assert!(seen > 20, "{seen}");
}
