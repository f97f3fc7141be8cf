//! The name matcher against an automaton over bytes: 10,000 and 100,000 synthetic names over the fixture articles, in bytes of
//! text per second, and the time to compile.
//!
//! `cargo bench --bench names`. Both find the longest name at token boundaries. The trie looks at tokens that the pipeline has
//! anyway; their cost is in neither figure.

#![allow(missing_docs, reason = "criterion's macros generate undocumented items")]

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use whosaid::gazetteer::{Gazetteer, Lexicons};
use whosaid::{Article, Document, text};

const SYLLABLES: [&str; 16] =
    ["ba", "ru", "den", "ko", "li", "san", "mor", "ta", "vel", "or", "ni", "ka", "pet", "zu", "ham", "gra"];

/// "Baruden Kolisan", a different one for each number.
fn name(number: usize) -> String {
    let word = |mut number: usize| {
        let mut word = String::new();
        for _ in 0..3 {
            word.push_str(SYLLABLES[number % SYLLABLES.len()]);
            number /= SYLLABLES.len();
        }
        let first = word.remove(0).to_ascii_uppercase();
        format!("{first}{word}")
    };
    format!("{} {}", word(number * 7919), word(number))
}

fn article(names: &[String]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().filter_map(|i| Some(i.ok()?.path())).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "txt"));
    let mut all: String = texts.filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    // One name in a hundred words, as news has of people.
    for chosen in names.iter().step_by(names.len() / 60) {
        all.push_str(" The committee heard ");
        all.push_str(chosen);
        all.push_str(" on the third day of its visit to the harbour.");
    }
    all
}

fn names(criterion: &mut Criterion) {
    let Ok(lexicons) = Lexicons::embedded() else {
        return;
    };
    for count in [10_000, 100_000] {
        let names: Vec<String> = (0..count).map(name).collect();
        let mut table = String::from("id\ttype\tcanonical\n");
        for (number, name) in names.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = writeln!(table, "x/{number}\tperson\t{name}");
        }
        let path = Path::new("synthetic.tsv");
        let mut group = criterion.benchmark_group("names");
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("compile, trie", count), |bencher| {
            bencher.iter(|| black_box(Gazetteer::compile([(path, table.as_str())], &lexicons).is_ok()));
        });
        let automaton = || {
            let kind = Some(AhoCorasickKind::ContiguousNFA);
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(&names)
        };
        group.bench_function(BenchmarkId::new("compile, automaton", count), |bencher| {
            bencher.iter(|| black_box(automaton().is_ok()));
        });
        let (Ok((gazetteer, _)), Ok(automaton)) =
            (Gazetteer::compile([(path, table.as_str())], &lexicons), automaton())
        else {
            return;
        };
        let article = Article::new("bench", article(&names));
        let mut doc = Document::new(&article);
        text::annotate(&mut doc, &lexicons.text);
        lexicons.vocabulary.mark(&mut doc);
        group.throughput(Throughput::Bytes(article.text.len() as u64)).sample_size(30);
        group.bench_function(BenchmarkId::new("scan, trie", count), |bencher| {
            bencher.iter(|| {
                let limit = doc.tokens.len();
                let mut found = 0;
                for at in 0..limit {
                    if doc.tokens[at].case.is_capital() || gazetteer.may_begin(doc.hashes[at]) {
                        found += usize::from(gazetteer.find(&doc, at, limit).is_some());
                    }
                }
                black_box(found)
            });
        });
        group.bench_function(BenchmarkId::new("scan, automaton", count), |bencher| {
            bencher.iter(|| {
                let bytes = article.text.as_bytes();
                let word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
                let whole = automaton
                    .find_iter(&article.text)
                    .filter(|m| !word(m.end()) && m.start().checked_sub(1).is_none_or(|before| !word(before)));
                black_box(whole.count())
            });
        });
        group.finish();
    }
}

criterion_group!(benches, names);
criterion_main!(benches);
