//! Conflicts across articles, in quotes per second, on a made-up run (`tests/it/support/planted.rs`): all from reading the
//! records to the last conflict. Time must grow as the number of quotes does.
//!
//! `cargo bench --bench conflicts`. `WHOSAID_QUOTES=250000,1000000` sets how many.

#![allow(missing_docs, reason = "criterion's macros generate undocumented items")]
#![allow(clippy::unwrap_used, dead_code, reason = "the module is shared with the tests")]

#[path = "../tests/it/support/planted.rs"]
mod planted;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::path::PathBuf;
use whosaid::audit::conflict::conflicts;

fn conflicts_of(paths: &[PathBuf]) -> u64 {
    let mut count = 0;
    let found = &mut |_: &_| {
        count += 1;
        Ok(())
    };
    conflicts(paths, found).unwrap();
    count
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("conflicts");
    group.sample_size(10);
    let wanted = std::env::var("WHOSAID_QUOTES").unwrap_or_else(|_| "25000,100000".to_owned());
    for quotes in wanted.split(',').map(|number| number.parse::<usize>().unwrap()) {
        let folder = tempfile::tempdir().unwrap();
        let truth = planted::write(folder.path(), quotes, 50_000, 3);
        let paths = [folder.path().to_owned()];
        assert!(conflicts_of(&paths) >= truth.planted.len() as u64 * 9 / 10);
        group.throughput(Throughput::Elements(truth.quotes as u64));
        group.bench_function(quotes.to_string(), |bencher| bencher.iter(|| conflicts_of(&paths)));
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
