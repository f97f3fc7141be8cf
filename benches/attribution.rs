//! Speed of the attribution engine, stage by stage, in bytes of text per second on one thread.
//!
//! Reads the development texts of PolNeAR where they are (`WHOSAID_SHARED`, or `../shared` beside the project), else the
//! project's own fixture articles, which are few and rich in claims.

#![allow(clippy::expect_used, reason = "a benchmark without its data stops")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use whosaid::attribution::engine::page::Page;
use whosaid::attribution::engine::{Buffers, Model, StageScratch};
use whosaid::pipeline::{self, Depth};
use whosaid::resources::{ResourceOptions, Resources};
use whosaid::{Article, Document};

const MODEL: &[u8] = include_bytes!("../models/attribution.bin");

fn articles() -> Vec<Article> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("WHOSAID_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let corpus = shared.join("polnear/dev/text");
    let folder = if corpus.is_dir() { corpus } else { root.join("fixtures/articles") };
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("a folder of articles")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Article::new(path.display().to_string(), fs::read_to_string(path).expect("UTF-8")))
        .collect()
}

fn stages(criterion: &mut Criterion) {
    let articles = articles();
    let (resources, _) = Resources::load(&ResourceOptions::default()).expect("embedded resources");
    let model = Model::load(MODEL).expect("the shipped model");
    let docs: Vec<Document<'_>> =
        articles.iter().map(|article| pipeline::annotate(article, &resources, Depth::Entities)).collect();
    let pages: Vec<Page> = docs.iter().map(|doc| Page::new(doc, &model.words)).collect();
    let mut scratch = StageScratch::default();
    let triggers: Vec<Vec<bool>> = pages
        .iter()
        .map(|page| {
            model.trigger.find(page, &mut scratch.triggers);
            scratch.triggers.clone()
        })
        .collect();
    let cues: Vec<_> = pages
        .iter()
        .zip(&triggers)
        .map(|(page, triggers)| {
            scratch.triggers.clone_from(triggers);
            model.cue.find(page, &mut scratch)
        })
        .collect();
    let candidates: Vec<_> =
        pages.iter().zip(&cues).map(|(page, cues)| model.role.read(page, cues, &mut scratch)).collect();

    let mut group = criterion.benchmark_group("attribution");
    group.throughput(Throughput::Bytes(articles.iter().map(|article| article.text.len() as u64).sum()));
    group.sample_size(10);
    group.bench_function("load the model", |bencher| bencher.iter(|| black_box(Model::load(MODEL).is_ok())));
    group.bench_function("text and entities", |bencher| {
        bencher.iter(|| {
            articles.iter().map(|a| pipeline::annotate(a, &resources, Depth::Entities).tokens.len()).sum::<usize>()
        });
    });
    group.bench_function("features", |bencher| {
        bencher.iter(|| docs.iter().map(|doc| Page::new(doc, &model.words).atoms.len()).sum::<usize>());
    });
    group.bench_function("triggers", |bencher| {
        bencher.iter(|| pages.iter().for_each(|page| model.trigger.find(page, &mut scratch.triggers)));
    });
    group.bench_function("cues", |bencher| {
        bencher.iter(|| {
            let found = pages.iter().zip(&triggers).map(|(page, triggers)| {
                scratch.triggers.clone_from(triggers);
                model.cue.find(page, &mut scratch).len()
            });
            found.sum::<usize>()
        });
    });
    group.bench_function("sources and contents", |bencher| {
        bencher.iter(|| {
            let read = pages.iter().zip(&cues).map(|(page, cues)| model.role.read(page, cues, &mut scratch).len());
            read.sum::<usize>()
        });
    });
    group.bench_function("classifier", |bencher| {
        bencher.iter(|| {
            let sure = pages.iter().zip(&candidates).map(|(page, candidates)| {
                (0..candidates.len()).map(|index| model.claim.confidence(page, candidates, index)).sum::<f32>()
            });
            sure.sum::<f32>()
        });
    });
    let mut buffers = Buffers::default();
    group.bench_function("the whole engine", |bencher| {
        bencher.iter(|| docs.iter().map(|doc| model.readings(doc, &mut buffers).len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
