//! The name matcher: speed of scanning with the built-in gazetteers and with a million synthetic names, time to compile and
//! to open those, and the speed of importing a dump shaped like Wikidata's.
//!
//! `cargo bench --bench names`. The text is PolNeAR train where it is present (`WHOSAID_SHARED`, else `../shared`), else the
//! articles of `fixtures/`, with a synthetic name every hundred words where those are looked for. "scan" looks at tokens that
//! the pipeline has anyway, "tokenize and scan" begins at the text. The automaton over bytes, for comparison, has the time of
//! "scan" and finds names inside words too. `WHOSAID_DUMP_MB` sets the size of the dump (64).

#![allow(clippy::expect_used, reason = "a benchmark without its data stops")]
#![allow(missing_docs, reason = "criterion's macros generate undocumented items")]

#[path = "../tests/it/support/synthetic.rs"]
mod synthetic;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use whosaid::gazetteer::import::{self, ImportOptions, TableWriter, TypeNames};
use whosaid::gazetteer::{Compiled, Gazetteer, Lexicons, SourceTable, compile, compiled, load};
use whosaid::{Article, Document, text};

/// For a large list, one; for the comparison with the automaton, fewer.
const MANY: usize = 1_000_000;
const FEW: usize = 100_000;

fn corpus() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("WHOSAID_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let polnear = shared.join("polnear/train/text");
    let folder = if polnear.is_dir() { polnear } else { root.join("fixtures/articles") };
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().filter_map(|item| Some(item.ok()?.path())).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    texts.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The text with a synthetic name behind every hundredth word, spread over all of them.
fn with_names(text: &str, count: usize) -> String {
    let mut mixed = String::with_capacity(text.len() * 11 / 10);
    for (index, word) in text.split_inclusive(' ').enumerate() {
        mixed.push_str(word);
        if index % 100 == 99 {
            mixed.push_str(&synthetic::name(index / 100 * 7919 % count));
            mixed.push(' ');
        }
    }
    mixed
}

fn annotated<'a>(article: &'a Article, lexicons: &Lexicons) -> Document<'a> {
    let mut doc = Document::new(article);
    text::annotate(&mut doc, &lexicons.text);
    doc
}

fn scan(doc: &Document<'_>, gazetteer: &Gazetteer) -> usize {
    let limit = doc.tokens.len();
    let (mut at, mut found) = (0, 0);
    while at < limit {
        let may = doc.tokens[at].case.is_capital() || gazetteer.may_begin(doc.hashes[at]);
        match may.then(|| gazetteer.find(doc, at, limit)).flatten() {
            Some(name) => {
                found += 1;
                at = name.end;
            }
            None => at += 1,
        }
    }
    found
}

fn compiled_names(count: usize, lexicons: &Lexicons) -> whosaid::Result<Vec<u8>> {
    let (path, table) = (Path::new("synthetic.tsv"), synthetic::table(count));
    let source = SourceTable { path, table: &table, lines: None, origins: Vec::new() };
    compile(&[source], &[], &lexicons.name_rules()).map(|(bytes, _)| bytes)
}

fn scanning(criterion: &mut Criterion) {
    let Ok(lexicons) = Lexicons::embedded() else { return };
    let plain = corpus();
    let synthetic = |count| {
        let bytes = compiled_names(count, &lexicons)?;
        Gazetteer::new(vec![Compiled::from_bytes(Path::new("synthetic"), bytes)?])
    };
    let built_in = load::embedded().and_then(|compiled| Gazetteer::new(vec![compiled]));
    let cases = [
        ("built-in", built_in, plain.clone()),
        ("100000", synthetic(FEW), with_names(&plain, FEW)),
        ("1000000", synthetic(MANY), with_names(&plain, MANY)),
    ];
    for (name, gazetteer, text) in cases {
        let Ok(gazetteer) = gazetteer else { return };
        let article = Article::new("bench", text);
        let doc = annotated(&article, &lexicons);
        let mut group = criterion.benchmark_group("names");
        group.throughput(Throughput::Bytes(article.text.len() as u64)).sample_size(20);
        group.bench_function(BenchmarkId::new("scan", name), |bencher| {
            bencher.iter(|| black_box(scan(&doc, &gazetteer)));
        });
        group.bench_function(BenchmarkId::new("tokenize and scan", name), |bencher| {
            bencher.iter(|| {
                let mut cut = text::token::Cut::default();
                cut.again(&article.text, &lexicons.text.abbreviations);
                let mut doc = Document::new(&article);
                (doc.tokens, doc.hashes) = (cut.tokens, cut.hashes);
                black_box(scan(&doc, &gazetteer))
            });
        });
        group.finish();
    }
}

fn automaton(criterion: &mut Criterion) {
    let text = with_names(&corpus(), FEW);
    let names: Vec<String> = (0..FEW).map(synthetic::name).collect();
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    let Ok(automaton) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(&names) else {
        return;
    };
    let mut group = criterion.benchmark_group("names");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group.bench_function("automaton/100000", |bencher| {
        let word = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
        bencher.iter(|| {
            let whole = automaton
                .find_iter(&text)
                .filter(|m| !word(m.end()) && m.start().checked_sub(1).is_none_or(|before| !word(before)));
            black_box(whole.count())
        });
    });
    group.finish();
}

fn compiling(criterion: &mut Criterion) {
    let Ok(lexicons) = Lexicons::embedded() else { return };
    let (path, table) = (Path::new("synthetic.tsv"), synthetic::table(MANY));
    let sources = [SourceTable { path, table: &table, lines: None, origins: Vec::new() }];
    let mut group = criterion.benchmark_group("a million names");
    group.sample_size(10);
    group.bench_function("compile", |bencher| {
        bencher.iter(|| black_box(compile(&sources, &[], &lexicons.name_rules()).is_ok()));
    });
    let Ok(bytes) = compiled_names(MANY, &lexicons) else { return };
    let Ok(folder) = tempfile::tempdir() else { return };
    let file = folder.path().join("synthetic.names");
    if compiled::save(&file, &bytes).is_err() {
        return;
    }
    group.sample_size(50);
    let open = || Compiled::open(&file);
    group.bench_function("open", |bencher| {
        bencher.iter(|| black_box(open().and_then(|compiled| Gazetteer::new(vec![compiled])).is_ok()));
    });
    group.bench_function("open and compare with the checksum", |bencher| {
        bencher.iter(|| black_box(open().and_then(|compiled| compiled.verify()).is_ok()));
    });
    group.bench_function("open on top of the built-in names", |bencher| {
        bencher.iter(|| black_box(load::embedded().and_then(|below| Gazetteer::new(vec![below, open()?])).is_ok()));
    });
    group.finish();
    criterion.bench_function("open the built-in names", |bencher| {
        bencher.iter(|| black_box(load::embedded().and_then(|compiled| Gazetteer::new(vec![compiled])).is_ok()));
    });
}

fn importing(criterion: &mut Criterion) {
    let megabytes = std::env::var("WHOSAID_DUMP_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(64);
    let (Ok(states), Ok(types), Ok(folder)) = (load::states(), TypeNames::embedded(), tempfile::tempdir()) else {
        return;
    };
    let path = folder.path().join("dump.json");
    let dump = || -> std::io::Result<u64> {
        let mut out = BufWriter::new(std::fs::File::create(&path)?);
        synthetic::dump(&mut out, megabytes << 20)?;
        out.flush()?;
        Ok(std::fs::metadata(&path)?.len())
    };
    let Ok(size) = dump() else { return };
    let options = ImportOptions { kind: None, language: "en".to_owned(), types, states: &states };
    let mut group = criterion.benchmark_group("import");
    group.throughput(Throughput::Bytes(size)).sample_size(10);
    group.bench_function(BenchmarkId::new("wikidata", format!("{megabytes} MB")), |bencher| {
        bencher.iter_batched_ref(
            std::io::sink,
            |out| {
                let mut table = TableWriter::new(&path, out)?;
                import::import(&path, &options, &mut table).map(|()| table.rows)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, scanning, automaton, compiling, importing);
criterion_main!(benches);
