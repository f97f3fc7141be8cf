//! The article that the project began with: all claims and mentions of its gold.

use crate::support::corpora::corpus;
use crate::support::engine::{resources, shown, speaker_of};
use serde::Deserialize;
use std::fs;
use whosaid::claim::{ClaimKind, Speaker};
use whosaid::eval::Counts;
use whosaid::gold::brat;
use whosaid::pipeline::{Depth, annotate};
use whosaid::record::{Offset, OffsetMap, OffsetUnit};
use whosaid::{Article, Span};

const NAME: &str = "russia-north-korea-alliance";

/// How many claims the engine may find besides the seven. The corpus that it learns from annotates such claims ("aim to",
/// "are expected to", "appears"), so that no rule can drop them without loss there.
const MORE_CLAIMS: usize = 9;

/// The F1 that mentions must reach, where span, type and entity must all be equal.
const MENTION_F1: f64 = 0.97;

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn seven_claims_with_their_speakers() {
    let (corpus, errors) = brat::read_dir(&corpus("seed")).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    let gold = corpus.articles.iter().find(|article| article.id == NAME).unwrap();
    let attributions = gold.first();
    assert_eq!(attributions.len(), 7);

    let article = Article::new(NAME, gold.text.as_str());
    let doc = annotate(&article, resources(), Depth::Claims);
    let mut whole = 0;
    for attribution in attributions {
        let cue = attribution.cue[0].of(&gold.text);
        let same = |claim: &&whosaid::Claim| {
            claim.cue == attribution.cue && claim.source == attribution.source && claim.content == attribution.content
        };
        let found: Vec<_> = doc.claims.iter().filter(same).collect();
        let [claim] = found[..] else {
            let near: Vec<_> = doc.claims.iter().filter(|claim| claim.cue[0].overlaps(attribution.cue[0])).collect();
            panic!("{cue}: not found with all its spans; there is {near:#?}");
        };
        whole += 1;
        let observers = attribution.source[0].of(&gold.text) == "Observers";
        if observers {
            assert_eq!(claim.speaker, Some(Speaker::Group), "{cue}");
        } else {
            assert_eq!(speaker_of(&doc, claim), "Andrey Rudenko", "{cue}");
        }
        let kind = if cue == "explained" { ClaimKind::Direct } else { ClaimKind::Indirect };
        assert_eq!(claim.kind, kind, "{cue}");
    }
    eprintln!("seed: {whole} of 7 claims with equal spans, speaker and kind; {} claims in all", doc.claims.len());
    let in_gold = |claim: &&whosaid::Claim| attributions.iter().any(|gold| gold.cue == claim.cue);
    let more: Vec<_> =
        doc.claims.iter().filter(|claim| !in_gold(claim)).map(|claim| shown(&gold.text, &claim.cue)).collect();
    assert_eq!(whole, 7);
    assert!(more.len() <= MORE_CLAIMS, "claims that gold does not have: {more:?}");
    eprintln!("seed: claims that gold does not have: {more:?}");
}

#[derive(Deserialize)]
struct GoldMention {
    start: u32,
    end: u32,
    text: String,
    r#type: String,
    entity: String,
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn mentions_with_their_entities() {
    let root = corpus("seed");
    let text = fs::read_to_string(root.join(format!("{NAME}.txt"))).unwrap();
    let offsets = OffsetMap::new(&text, OffsetUnit::CodePoints);
    let rows = fs::read_to_string(root.join(format!("{NAME}.mentions.jsonl"))).unwrap();
    let gold: Vec<(Span, String, String)> = rows
        .lines()
        .map(|row| {
            let row: GoldMention = serde_json::from_str(row).unwrap();
            let span = offsets.span(Offset { start: row.start, end: row.end }).unwrap();
            assert_eq!(span.of(&text), row.text);
            (span, row.r#type, row.entity)
        })
        .collect();
    assert_eq!(gold.len(), 30);

    let article = Article::new(NAME, text.as_str());
    let doc = annotate(&article, resources(), Depth::Entities);
    let found: Vec<(Span, String, String)> = doc
        .mentions
        .iter()
        .map(|mention| {
            let name = mention.entity.map(|entity| doc.entities[entity as usize].name.clone());
            (mention.span, mention.kind.as_str().to_owned(), name.unwrap_or_default())
        })
        .collect();
    let right = found.iter().filter(|mention| gold.contains(mention)).count();
    let counts = Counts { right, predicted: found.len(), found: right, gold: gold.len() };
    let missed: Vec<_> = gold.iter().filter(|m| !found.contains(m)).map(|m| (m.0.of(&text), &m.2)).collect();
    let spurious: Vec<_> = found.iter().filter(|m| !gold.contains(m)).map(|m| (m.0.of(&text), &m.2)).collect();
    let f1 = counts.f1().unwrap();
    eprintln!("seed: mentions with type and entity, exact F1 {f1:.3}; missed {missed:?}, spurious {spurious:?}");
    assert!(f1 >= MENTION_F1, "exact F1 {f1:.3}; missed {missed:?}, spurious {spurious:?}");
}
