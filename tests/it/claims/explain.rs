//! `--explain`: why each claim was extracted.

use crate::support::engine::resources;
use std::fs;
use std::path::Path;
use whosaid::claim::{ClaimKind, HeaviestFeatures, Rule, Weighed};
use whosaid::pipeline::{Depth, annotate};
use whosaid::{Article, Claim};

fn explained(text: &str) -> Vec<Claim> {
    annotate(&Article::new("t", text), resources(), Depth::Weighed).claims
}

fn features(claim: &Claim) -> Option<&HeaviestFeatures> {
    claim.why.as_deref()?.features.as_ref()
}

fn sentence(claim: &Claim) -> &str {
    claim.why.as_deref().map_or("", |why| &why.sentence)
}

#[test]
fn a_sentence_for_people() {
    for (text, expected) in [
        (
            "“The port is open,” Transport Minister Ada Voss said.",
            "Cue “said” beside a quotation; source is the name before it, “Transport Minister Ada Voss”; the name is in no \
             gazetteer.",
        ),
        (
            "“The port is open,” said Ada Voss.",
            "Cue “said” beside a quotation; source is the name after it, “Ada Voss”; the name is in no gazetteer.",
        ),
        (
            "Angela Merkel said that the port was open.",
            "Cue “said” before a clause with “that”; source is the name before it, “Angela Merkel”; the name is in the gazetteer.",
        ),
        (
            "Minister Ada Voss came by ship. “The port is open,” Voss said.",
            "Cue “said” beside a quotation; source is the name before it, “Voss”; the name stands for Ada Voss, who is in no \
             gazetteer.",
        ),
        (
            "Minister Ada Voss came by ship. “The port is open,” she said.",
            "Cue “said” beside a quotation; source is the pronoun before it, “she”; it is taken to be Ada Voss, named nearby, who \
             is in no gazetteer.",
        ),
        (
            "Critics said that the port was too small.",
            "Cue “said” before a clause with “that”; source is the phrase before it, “Critics”; it stands for several people \
             without a name.",
        ),
    ] {
        let claims = explained(text);
        assert_eq!(claims.iter().map(sentence).collect::<Vec<_>>(), [expected], "{text}");
    }
}

#[test]
fn answers_of_an_interview_are_direct() {
    let claims = explained(
        "The talk follows.\n\nQ: Who pays?\n\nA: The port pays for all of it.\n\nQ: And the crew?\n\nA: The crew stays.",
    );
    assert!(claims.len() >= 4, "{claims:?}");
    assert!(claims.iter().all(|claim| claim.by == Rule::Transcript && claim.kind == ClaimKind::Direct), "{claims:?}");
    assert!(sentence(&claims[1]).starts_with("A turn of an interview or a transcript"), "{claims:?}");
}

#[test]
fn the_engine_lists_its_strongest_features() {
    let claims = explained(
        "“We are ready,” Ms. Karlsson told reporters, adding that ferries run again.\n\n\
         According to the port authority, repairs cost little.",
    );
    assert!(claims.len() >= 2, "{claims:?}");
    for claim in &claims {
        let Some(HeaviestFeatures { cue, source, content, claim: whole }) = features(claim) else {
            panic!("{claim:?}")
        };
        for features in [cue, source, content, whole] {
            assert!((1..=5).contains(&features.len()), "{claim:?}");
            assert!(features.is_sorted_by(|a, b| a.weight.abs() >= b.weight.abs()), "{features:?}");
            assert!(features.iter().all(|one| !one.feature.is_empty() && one.weight != 0.0), "{features:?}");
        }
    }
    let cue = &features(&claims[0]).unwrap().cue;
    // The words of a feature come after its name.
    let told = |one: &Weighed| one.feature.split_once(": ").is_some_and(|(_, words)| words.contains("told"));
    assert!(cue.iter().any(told), "{cue:?}");
}

#[test]
fn claims_of_rules_have_no_features() {
    let claims = explained(
        "“The ferry is safe,” the captain said. “It always was. Nobody ever doubted it.”\n\n\
         Q: Who pays?\n\nA: The port pays.\n\nQ: And the crew?\n\nA: The crew stays.",
    );
    let rules: Vec<_> = claims.iter().filter(|claim| claim.by != Rule::Engine).collect();
    assert!(!rules.is_empty(), "{claims:?}");
    for claim in rules {
        assert!(features(claim).is_none() && !sentence(claim).is_empty(), "{claim:?}");
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
            assert!(sentence(claim).ends_with('.'), "{claim:?}");
            assert_eq!(features(claim).is_some(), claim.by == Rule::Engine, "{claim:?}");
            if let Some(HeaviestFeatures { cue, claim: whole, .. }) = features(claim) {
                assert!(cue.len() == 5 && whole.len() == 5, "{claim:?}");
            }
            claim.why = None;
            seen += 1;
        }
        assert_eq!(claims, annotate(&Article::new("t", &text), resources(), Depth::Claims).claims);
    }
    assert!(seen > 20, "{seen}");
}
