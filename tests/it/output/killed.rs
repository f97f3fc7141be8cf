//! A run that is killed at random moments, and resumed, comes out like one that was not. `WHOSAID_KILLS` is how often
//! each sink is killed (3 where it is not set; `tests/kill` sets 200).

use crate::output::sinks::{corpus, files, texts};
use crate::support::binary::{Folder, whosaid};
use std::hash::{BuildHasher as _, Hasher as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

fn kills() -> usize {
    std::env::var("WHOSAID_KILLS").map_or(3, |number| number.parse().unwrap())
}

/// A number from 0 to 1 that is another each time.
fn random() -> f64 {
    let random = std::hash::RandomState::new().build_hasher().finish();
    random as f64 / u64::MAX as f64
}

fn command(dir: &Path, output: &str, resume: bool) -> Command {
    let mut command = Command::new(whosaid().get_program());
    // Checkpoints as often as can be, so that most kills are behind one, and small pieces, so that there are many.
    command.args(["extract", "news", "-q", "--jobs", "2", "--checkpoint", "0.02", "--chunk", "64K", "-o", output]);
    command.args(resume.then_some("--resume")).current_dir(dir).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Runs to the end, from wherever it was.
fn finish(dir: &Path, output: &str, resume: bool) {
    let ended = command(dir, output, resume).output().unwrap();
    // 3: one line of the corpus is broken.
    let code = ended.status.code();
    assert!(matches!(code, Some(0 | 3)), "{code:?} {}", String::from_utf8_lossy(&ended.stderr));
}

/// Kills runs into `output` and compares what comes of them; `look` is what there is in the end, `clear` removes it.
fn kill_and_compare<T: PartialEq>(dir: &Folder, output: &str, mut look: impl FnMut() -> T, mut clear: impl FnMut()) {
    let begun = Instant::now();
    finish(dir.path(), output, false);
    let time = begun.elapsed();
    let whole = look();
    clear();
    let (mut killed, mut interrupted) = (0, 0);
    while killed < kills() {
        let mut resume = false;
        // Up to three times in one run.
        for _ in 0..=(random() * 3.0) as usize {
            let mut child = command(dir.path(), output, resume).spawn().unwrap();
            std::thread::sleep(time.mul_f64(random()));
            child.kill().unwrap();
            interrupted += usize::from(!child.wait().unwrap().success());
            killed += 1;
            resume = true;
        }
        finish(dir.path(), output, true);
        assert!(look() == whole, "{output}: after {killed} kills");
        clear();
    }
    let name = output.split_once("://").map_or(output, |(scheme, _)| scheme);
    eprintln!("{name}: killed {killed} times, {interrupted} of them while it ran; all as if it had not been");
    assert!(interrupted > 0 || kills() < 10, "no kill came in time");
}

fn of_files(output: &str) {
    let dir = Folder::new();
    corpus(&dir, 60);
    texts(&dir, 900);
    let path = dir.path().join(output);
    let clear = || if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) }.unwrap();
    kill_and_compare(&dir, output, || files(&path), clear);
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["news"], "nothing is left over");
}

#[test]
fn killed_lines() {
    of_files("a.jsonl");
}

#[test]
fn killed_csv() {
    of_files("a.csv");
}

#[test]
fn killed_gzip() {
    of_files("a.jsonl.gz");
}

#[test]
fn killed_zstd() {
    of_files("a.jsonl.zst");
}

#[test]
fn killed_folder() {
    of_files("out/");
}

#[cfg(feature = "parquet")]
#[test]
fn killed_parquet() {
    of_files("a.parquet");
}

#[cfg(feature = "sqlite")]
#[test]
fn killed_sqlite() {
    let dir = Folder::new();
    corpus(&dir, 60);
    texts(&dir, 900);
    let path = dir.path().join("a.sqlite");
    let clear = || {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
        }
    };
    kill_and_compare(&dir, "a.sqlite", || crate::support::databases::Sqlite::open(&path).dump(), clear);
}

#[cfg(feature = "postgres")]
#[test]
#[ignore = "needs the PostgreSQL server of WHOSAID_POSTGRES"]
fn killed_postgres() {
    let database = crate::support::databases::Postgres::new("killed");
    let dir = Folder::new();
    corpus(&dir, 60);
    texts(&dir, 900);
    let url = database.url.clone();
    let database = std::cell::RefCell::new(database);
    let look = || database.borrow_mut().dump();
    let clear = || database.borrow_mut().clear();
    kill_and_compare(&dir, &url, look, clear);
}
