//! Reading alone, on one thread: every article of a file is made and counted, and nothing else is done with it.
//!
//! `cargo bench --bench reading`. Bytes are those of the decompressed content or, for Parquet, zip and tar, of the texts. The
//! articles are generated. Most of the time for a page goes into finding the article in it: `records` measures only the
//! reading thread, which leaves that out.

#![allow(missing_docs, reason = "criterion's macros generate undocumented items")]
#![allow(clippy::unwrap_used, clippy::format_collect, dead_code, reason = "the module is shared with the tests")]

#[path = "../tests/it/support/generate.rs"]
mod generate;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::path::Path;
use whosaid::input::{InputReader, ReadEvent, ReadOptions};

/// How many articles, some 1.3 kB each.
const ARTICLES: usize = 20_000;
/// How many pages.
const PAGES: usize = 2_000;

fn source(path: &Path) -> InputReader {
    InputReader::new(vec![path.to_owned()], ReadOptions::default())
}

fn articles(path: &Path) -> usize {
    let (mut source, mut count) = (source(path), 0);
    while let Some(batch) = source.next_batch() {
        batch.read(&mut |read| count += usize::from(matches!(read, ReadEvent::Article(_))));
    }
    count
}

fn records(path: &Path) -> usize {
    let (mut source, mut weight) = (source(path), 0);
    while let Some(batch) = source.next_batch() {
        weight += batch.weight();
    }
    weight
}

fn reading(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().unwrap();
    let all = generate::articles(1, ARTICLES);
    let few = &all[..PAGES];
    let texts: usize = all.iter().map(|made| made.text().len()).sum();
    let mut group = criterion.benchmark_group("reading");
    group.sample_size(10);
    let mut bench = |name: &str, content: Vec<u8>, bytes: usize, expected: usize| {
        let path = dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        assert_eq!(articles(&path), expected, "{name}");
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |bencher| bencher.iter(|| articles(&path)));
        if name.contains("warc") {
            group.bench_function(format!("{name} records"), |bencher| bencher.iter(|| records(&path)));
        }
        std::fs::remove_file(path).unwrap();
    };
    let jsonl = generate::jsonl(&all);
    let size = jsonl.len();
    bench("jsonl.zst", generate::zstd(&jsonl), size, ARTICLES);
    bench("jsonl.gz", generate::gzip(&jsonl), size, ARTICLES);
    bench("jsonl", jsonl, size, ARTICLES);
    for (name, content) in [
        ("json", generate::json_array(&all)),
        ("csv", generate::csv(&all)),
        ("newsml.xml", generate::newsml(&all)),
        ("gigaword.sgml", generate::gigaword(&all)),
    ] {
        let size = content.len();
        bench(name, content, size, ARTICLES);
    }
    #[cfg(feature = "parquet")]
    bench("parquet", generate::parquet(&all), texts, ARTICLES);
    let warc = generate::warc(few);
    bench("warc.gz", generate::warc_gz(few), warc.len(), PAGES);
    let files: Vec<_> = all.iter().map(|made| (format!("{}.txt", made.id), made.text().into_bytes())).collect();
    bench("texts.zip", generate::zip(&files), texts, ARTICLES);
    bench("texts.tar", generate::tar(&files), texts, ARTICLES);
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
