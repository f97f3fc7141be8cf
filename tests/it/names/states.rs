//! States, against the mentions that a reader marked in 200 sentences (`tests/state-mentions.tsv`).

use crate::support::corpora::corpus;
use crate::support::engine::resources;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use whosaid::Article;
use whosaid::document::EntityKind;
use whosaid::pipeline::{Depth, annotate};
use whosaid::record::{Offset, OffsetMap, OffsetUnit};

/// The targets, in percent.
const PRECISION: f64 = 98.0;
const RECALL: f64 = 97.0;

type Found = BTreeSet<(u32, u32, String)>;

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn states_of_two_hundred_sentences() {
    let texts = corpus("polnear/dev/text");
    let table = include_str!("../../state-mentions.tsv");
    let mut docs: BTreeMap<&str, Vec<(u32, u32, &str)>> = BTreeMap::new();
    for row in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let &[doc, start, end, mentions] = cells.as_slice() else { panic!("four columns expected: {row}") };
        docs.entry(doc).or_default().push((start.parse().unwrap(), end.parse().unwrap(), mentions));
    }
    let (mut predicted, mut gold, mut right, mut wrong) = (0, 0, 0, Vec::new());
    for (doc, sentences) in docs {
        let text = fs::read_to_string(texts.join(format!("{doc}.txt"))).unwrap();
        let offsets = OffsetMap::new(&text, OffsetUnit::CodePoints);
        let article = Article::new(doc, text.as_str());
        let tagged = annotate(&article, resources(), Depth::Entities);
        for (start, end, mentions) in sentences {
            let sentence = offsets.span(Offset { start, end }).unwrap();
            let (mut theirs, mut open) = (Found::new(), BTreeSet::new());
            for mention in mentions.split(' ').filter(|mention| !mention.is_empty()) {
                let mut parts = mention.splitn(3, ':');
                let (start, end) = (parts.next().unwrap().parse().unwrap(), parts.next().unwrap().parse().unwrap());
                let span = offsets.span(Offset { start, end }).unwrap();
                match parts.next().unwrap() {
                    "open" => _ = open.insert((span.start, span.end)),
                    id => _ = theirs.insert((span.start, span.end, id.to_owned())),
                }
            }
            let states = tagged.mentions.iter().filter(|mention| mention.kind == EntityKind::State);
            let here =
                states.filter(|mention| sentence.start <= mention.span.start && mention.span.end <= sentence.end);
            let ours: Found = here
                .filter_map(|mention| {
                    let entity = &tagged.entities[mention.entity? as usize];
                    Some((mention.span.start, mention.span.end, entity.id.clone()))
                })
                .collect();
            predicted += ours.len();
            gold += theirs.len();
            right += ours.intersection(&theirs).count();
            let shown = |(start, end, id): &(u32, u32, String)| {
                format!("{doc} {start}..{end} {} as {id}", &text[*start as usize..*end as usize])
            };
            wrong.extend(ours.symmetric_difference(&theirs).map(shown));
        }
    }
    assert!(gold > 200, "only {gold} mentions");
    let (precision, recall) = (
        100.0 * f64::from(right as u32) / f64::from(predicted as u32),
        100.0 * f64::from(right as u32) / f64::from(gold as u32),
    );
    eprintln!("states: precision {precision:.1}, recall {recall:.1} of {gold}; {wrong:#?}");
    assert!(precision >= PRECISION && recall >= RECALL, "precision {precision:.1}, recall {recall:.1}: {wrong:#?}");
}
