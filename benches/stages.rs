//! Each stage and the whole line, in bytes of article text per second on one thread.
//!
//! `cargo bench --bench stages`. The corpus is PolNeAR train where it is present (`WHOSAID_SHARED`, else `../shared`), else
//! the articles of `fixtures/`. A stage is measured with all stages before it, as it is always run.

#![allow(missing_docs, reason = "criterion's macros generate undocumented items")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use whosaid::pipeline::{Depth, annotate, depth, write_document};
use whosaid::record::{Emit, Explain, OffsetUnit};
use whosaid::resources::ResourceOptions;
use whosaid::{Article, Resources};

fn corpus() -> Vec<Article> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("WHOSAID_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let polnear = shared.join("polnear/train/text");
    let folder = if polnear.is_dir() { polnear } else { root.join("fixtures/articles") };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|item| Some(item.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| Some(Article::new("bench", std::fs::read_to_string(path).ok()?))).collect()
}

fn stages(criterion: &mut Criterion) {
    let Ok((resources, _)) = Resources::load(&ResourceOptions::default()) else {
        return;
    };
    let articles = corpus();
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(20);
    for (name, depth) in
        [("sentences and tokens", Depth::Text), ("with mentions", Depth::Entities), ("with claims", Depth::Claims)]
    {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for article in &articles {
                    black_box(annotate(article, &resources, depth));
                }
            });
        });
    }
    let emit = Emit { claims: true, ..Emit::default() };
    let mut out = Vec::new();
    group.bench_function("with records", |bencher| {
        bencher.iter(|| {
            for article in &articles {
                out.clear();
                let doc = annotate(article, &resources, depth(emit, Explain::No));
                write_document(&doc, &resources, emit, OffsetUnit::CodePoints, &mut out);
                black_box(&out);
            }
        });
    });
    group.finish();
}

fn loading(criterion: &mut Criterion) {
    criterion.bench_function("load the embedded resources", |bencher| {
        bencher.iter(|| black_box(Resources::load(&ResourceOptions::default()).is_ok()));
    });
}

criterion_group!(benches, stages, loading);
criterion_main!(benches);
