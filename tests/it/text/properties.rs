//! What holds for every text, however strange: tokens partition it, spans are on character boundaries, offsets in records lead
//! back to the text, and nothing depends on its position in the article.

use crate::support::engine::resources;
use proptest::prelude::*;
use serde_json::Value;
use whosaid::pipeline::{Depth, annotate, write_document};
use whosaid::record::{Emit, OffsetUnit};
use whosaid::{Article, Document, Span};

/// Pieces that news is made of, and pieces that are hard to read.
const PIECES: &[&str] = &[
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "''",
    "``",
    "«",
    "»",
    "„",
    "(",
    ")",
    "[",
    "]",
    ".",
    "...",
    "…",
    "?",
    "!",
    ",",
    ":",
    ";",
    "-",
    "–",
    "—",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{ad}",
    "\u{feff}",
    "\u{2028}",
    "said",
    "says",
    "told",
    "according to",
    "asked",
    "that",
    "whether",
    "was described by",
    "as",
    "did not",
    "he",
    "she",
    "they",
    "who",
    "I",
    "it",
    "the minister",
    "critics",
    "and",
    "of",
    "the",
    "reporters",
    "Mr.",
    "Dr.",
    "U.S.",
    "J.",
    "a.m.",
    "No.",
    "Jr.",
    "’s",
    "n't",
    "Vladimir Putin",
    "Putin",
    "Andrey Rudenko",
    "Rudenko",
    "Ann Lee",
    "Lee",
    "US",
    "WHO",
    "Russia",
    "Russian",
    "North Korea",
    "the Kremlin",
    "Ministry of Foreign Affairs",
    "NATO",
    "Bank of England",
    "1.",
    "2)",
    "2022",
    "$1,000.50",
    "5th",
    "•",
    "🙂",
    "👩‍👩‍👧",
    "Zoë",
    "cafe\u{301}",
    "東京",
    "ประเทศไทย",
    "قال",
    "Łódź",
    "https://example.org/a",
    "a@b.org",
    "@handle",
    "#tag",
    "İ",
    "ß",
    "ﬁ",
];

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..60);
    let spaced = prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.join(" "));
    prop_oneof![
        4 => spaced,
        3 => pieces.prop_map(|pieces| pieces.concat()),
        2 => prop::collection::vec(any::<char>(), 0..80).prop_map(|chars| chars.into_iter().collect()),
        1 => "[ -~\n]{0,120}",
    ]
}

fn lies_in(text: &str, span: Span) -> bool {
    span.start < span.end && text.get(span.start as usize..span.end as usize).is_some()
}

/// Characters that the tokenizer may skip.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn check_layers(doc: &Document<'_>) {
    let text = doc.text();
    let mut end = 0;
    for token in &doc.tokens {
        assert!(lies_in(text, token.span()), "{token:?}");
        assert!(token.start >= end, "{token:?} overlaps the one before");
        let gap = &text[end as usize..token.start as usize];
        assert!(gap.chars().all(is_blank), "{gap:?} is in no token");
        end = token.end;
    }
    assert!(text[end as usize..].chars().all(is_blank), "{:?} is in no token", &text[end as usize..]);

    let mut at = 0;
    for paragraph in &doc.paragraphs {
        assert!(paragraph.tokens.start() == at && paragraph.tokens.end() > at, "{paragraph:?}");
        at = paragraph.tokens.end();
        assert_eq!(doc.span_of(paragraph.tokens), paragraph.span);
    }
    assert_eq!(at, doc.tokens.len(), "paragraphs partition the tokens");
    let mut at = 0;
    for sentence in &doc.sentences {
        assert!(sentence.tokens.start() == at && sentence.tokens.end() > at, "{sentence:?}");
        at = sentence.tokens.end();
        assert_eq!(doc.span_of(sentence.tokens), sentence.span);
        let paragraph = &doc.paragraphs[sentence.paragraph as usize];
        assert!(paragraph.span.contains(sentence.span), "{sentence:?} crosses its paragraph");
    }
    assert_eq!(at, doc.tokens.len(), "sentences partition the tokens");

    for quote in &doc.quotes {
        assert!(lies_in(text, quote.span), "{quote:?}");
        assert_eq!(doc.span_of(quote.tokens), quote.span);
    }
    assert!(doc.quotes.is_sorted_by_key(|quote| quote.span.start));
    for pair in doc.quotes.windows(2) {
        let nested = pair[0].span.contains(pair[1].span) || !pair[0].span.overlaps(pair[1].span);
        assert!(nested, "{pair:?} cross");
    }
    let mut end = 0;
    for mention in &doc.mentions {
        assert!(lies_in(text, mention.span) && mention.span.start >= end, "{mention:?}");
        assert!(mention.entity.is_none_or(|entity| (entity as usize) < doc.entities.len()));
        end = mention.span.end;
    }
    for entity in &doc.entities {
        assert!(lies_in(text, entity.first) && !entity.name.is_empty(), "{entity:?}");
    }
    for claim in &doc.claims {
        assert!(!claim.cue.is_empty() && !claim.content.is_empty(), "{claim:?}");
        for spans in [&claim.source, &claim.cue, &claim.content] {
            assert!(spans.iter().all(|&span| lies_in(text, span)), "{claim:?}");
            assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{claim:?}");
        }
        assert_eq!(claim.source.is_empty(), claim.form.is_none(), "{claim:?}");
        assert!((0.0..=1.0).contains(&claim.confidence), "{claim:?}");
    }
}

const EVERYTHING: Emit = Emit { articles: true, sentences: true, mentions: true, claims: true };

fn records(doc: &Document<'_>, unit: OffsetUnit) -> Vec<u8> {
    let mut out = Vec::new();
    write_document(doc, resources(), EVERYTHING, unit, &mut out);
    out
}

/// The text at `start..end` in a unit, computed in another way than the program does.
fn slice(text: &str, unit: OffsetUnit, start: usize, end: usize) -> String {
    match unit {
        OffsetUnit::Bytes => text[start..end].to_owned(),
        OffsetUnit::CodePoints => text.chars().skip(start).take(end - start).collect(),
        OffsetUnit::Utf16 => String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
    }
}

fn check_records(doc: &Document<'_>) {
    let place = |value: &Value| {
        let at = |key: &str| usize::try_from(value[key].as_u64().unwrap()).unwrap();
        (at("start"), at("end"))
    };
    let mut ids = Vec::new();
    for unit in [OffsetUnit::CodePoints, OffsetUnit::Bytes, OffsetUnit::Utf16] {
        let out = String::from_utf8(records(doc, unit)).unwrap();
        let of = |value: &Value| {
            let (start, end) = place(value);
            slice(doc.text(), unit, start, end)
        };
        let mut here = Vec::new();
        let mut count = 0;
        for line in out.lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            count += 1;
            assert_eq!(record["schema"], "whosaid/1");
            if record["record"] != "article" && unit != OffsetUnit::CodePoints {
                assert_eq!(record["offsets"], unit.as_str());
            }
            match record["record"].as_str().unwrap() {
                "sentence" | "mention" => assert_eq!(of(&record), record["text"].as_str().unwrap()),
                "claim" => {
                    here.push(record["id"].clone());
                    for part in ["source", "cue", "content"] {
                        if record[part].is_null() {
                            continue;
                        }
                        let spans = record[part]["spans"].as_array().unwrap();
                        let texts: Vec<String> = spans.iter().map(of).collect();
                        assert_eq!(texts.join(" "), record[part]["text"].as_str().unwrap());
                    }
                    if let Some(first) = record["speaker"].get("first") {
                        assert!(!of(first).is_empty());
                    }
                }
                "article" => {
                    assert_eq!(record["bytes"], doc.text().len());
                    assert_eq!(record["code_points"], doc.text().chars().count());
                }
                other => panic!("record {other}"),
            }
        }
        assert_eq!(count, 1 + doc.sentences.len() + doc.mentions.len() + doc.claims.len());
        ids.push(here);
    }
    assert!(ids[0] == ids[1] && ids[1] == ids[2], "ids do not depend on the unit");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn layers_and_records_of_any_text(text in text()) {
        let article = Article::new("t", text.as_str());
        let doc = annotate(&article, resources(), Depth::Claims);
        check_layers(&doc);
        check_records(&doc);
        let again = annotate(&article, resources(), Depth::Claims);
        prop_assert!(records(&doc, OffsetUnit::CodePoints) == records(&again, OffsetUnit::CodePoints));
    }

    /// Offsets are not accidental: after another paragraph the same layers come out, shifted by its length.
    #[test]
    fn a_paragraph_before_shifts_everything(text in text()) {
        let shift = "Čtvrtek: déšť.\n\n";
        let (here, there) = (Article::new("t", text.as_str()), Article::new("t", format!("{shift}{text}")));
        let here = annotate(&here, resources(), Depth::Text);
        let there = annotate(&there, resources(), Depth::Text);
        let by = shift.len() as u32;
        let moved = |span: Span| Span { start: span.start + by, end: span.end + by };
        let after = |span: &Span| span.start >= by;
        let sentences: Vec<_> = there.sentences.iter().map(|one| one.span).filter(after).collect();
        prop_assert_eq!(sentences, here.sentences.iter().map(|one| moved(one.span)).collect::<Vec<_>>());
        let quotes: Vec<_> = there.quotes.iter().map(|one| one.span).filter(after).collect();
        prop_assert_eq!(quotes, here.quotes.iter().map(|one| moved(one.span)).collect::<Vec<_>>());
    }
}

/// A paragraph without claims changes only the offsets of the claims after it.
#[test]
fn a_paragraph_before_shifts_the_claims() {
    let mut compared = 0;
    for path in crate::support::engine::fixture_articles() {
        let text = std::fs::read_to_string(&path).unwrap();
        let shift = "Čtvrtek: déšť.\n\n";
        let (here, there) = (Article::new("t", text.as_str()), Article::new("t", format!("{shift}{text}")));
        let here = annotate(&here, resources(), Depth::Claims);
        let there = annotate(&there, resources(), Depth::Claims);
        let by = shift.len() as u32;
        let moved =
            |spans: &[Span]| spans.iter().map(|s| Span { start: s.start + by, end: s.end + by }).collect::<Vec<_>>();
        assert_eq!(here.claims.len(), there.claims.len(), "{}", path.display());
        for (a, b) in here.claims.iter().zip(&there.claims) {
            let place = [moved(&a.source), moved(&a.cue), moved(&a.content)];
            assert_eq!(place, [b.source.clone(), b.cue.clone(), b.content.clone()], "{}", path.display());
            compared += 1;
        }
    }
    assert!(compared >= 50, "only {compared} claims");
}
