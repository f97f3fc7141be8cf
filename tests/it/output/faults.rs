//! Every write, sync, rename and removal of every sink fails once, and at some the process is killed; resumed, the run writes the
//! same bytes as one without a fault. A few of the calls of each sink, or all of them with `WHOSAID_FAULTS=all`.

use crate::output::sinks::{corpus, files, texts};
use crate::support::binary::Folder;
use crate::support::faults::{Fault, calls, run};

/// How many calls there are between two that fail.
fn step(calls: usize) -> usize {
    if std::env::var("WHOSAID_FAULTS").is_ok_and(|which| which == "all") { 1 } else { calls.div_ceil(5) }
}

/// The arguments of a run over many small batches that stores its progress after each.
pub(crate) fn extract<'a>(output: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = ["extract", "news", "-q", "--jobs", "1", "--checkpoint", "0", "--chunk", "8K", "-o", output];
    [&args[..], more].concat()
}

/// Fails call after call of runs into `output`; `look` is what there is in the end, `clear` removes it.
fn fail_and_compare<T: PartialEq>(
    dir: &Folder,
    output: &str,
    under: &str,
    mut look: impl FnMut() -> T,
    mut clear: impl FnMut(),
) {
    let done = |code: Option<i32>| matches!(code, Some(0 | 3));
    let whole = run(dir.path(), &extract(output, &[]), under, Fault::None);
    assert!(done(whole.status.code()), "{}", String::from_utf8_lossy(&whole.stderr));
    let all = calls(dir.path());
    assert!(all > 10, "{all} calls");
    let expected = look();
    clear();
    let (mut failed, mut killed) = (0, 0);
    for (number, at) in (1..=all).step_by(step(all)).enumerate() {
        let kill = (number % 4 == 2).then_some(Fault::Kill(at));
        for fault in [Some(Fault::Fail(at)), kill].into_iter().flatten() {
            let ran = run(dir.path(), &extract(output, &[]), under, fault);
            let said = String::from_utf8_lossy(&ran.stderr).into_owned();
            match ran.status.code() {
                // What is left over of a run that is complete may fail to be removed.
                code if done(code) => {}
                Some(1) => {
                    assert!(said.contains("error: "), "{output}: {fault:?}: {said}");
                    failed += 1;
                }
                None => killed += 1,
                code => panic!("{output}: {fault:?}: {code:?} {said}"),
            }
            let ran = run(dir.path(), &extract(output, &["--resume"]), under, Fault::None);
            let said = String::from_utf8_lossy(&ran.stderr);
            assert!(done(ran.status.code()), "{output}: after {fault:?}: {said}");
            assert!(look() == expected, "{output}: after {fault:?}");
            clear();
        }
    }
    eprintln!("{under}: of {all} calls, {failed} failed, at {killed} the process was killed; all as without");
    assert!(failed > 0 && killed > 0);
}

fn of_files(output: &str) {
    let dir = Folder::new();
    corpus(&dir, 12);
    texts(&dir, 40);
    let path = dir.path().join(output);
    let name = path.to_str().unwrap().to_owned();
    let clear = || {
        if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) }.unwrap();
        let _ = std::fs::remove_file(dir.path().join("calls"));
        let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["news"], "nothing is left over");
    };
    fail_and_compare(&dir, &name, &name, || files(&path), clear);
}

#[test]
fn faults_in_lines() {
    of_files("a.jsonl");
}

#[test]
fn faults_in_csv() {
    of_files("a.csv");
}

#[test]
fn faults_in_gzip() {
    of_files("a.jsonl.gz");
}

#[test]
fn faults_in_zstd() {
    of_files("a.csv.zst");
}

#[test]
fn faults_in_a_folder() {
    of_files("out");
}

#[cfg(feature = "parquet")]
#[test]
fn faults_in_parquet() {
    of_files("a.parquet");
}

#[cfg(feature = "sqlite")]
#[test]
fn faults_in_sqlite() {
    let dir = Folder::new();
    corpus(&dir, 12);
    texts(&dir, 40);
    let path = dir.path().join("a.sqlite");
    let name = path.to_str().unwrap().to_owned();
    let clear = || {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(format!("{name}{ending}"));
        }
    };
    fail_and_compare(&dir, &name, &name, || crate::support::databases::Sqlite::open(&path).dump(), clear);
}

#[cfg(feature = "postgres")]
#[test]
#[ignore = "needs the PostgreSQL server of WHOSAID_POSTGRES"]
fn faults_in_postgres() {
    let database = crate::support::databases::Postgres::new("faults");
    let dir = Folder::new();
    corpus(&dir, 12);
    texts(&dir, 40);
    let url = database.url.clone();
    let database = std::cell::RefCell::new(database);
    let look = || database.borrow_mut().dump();
    let clear = || database.borrow_mut().clear();
    fail_and_compare(&dir, &url, "socket:", look, clear);
}
