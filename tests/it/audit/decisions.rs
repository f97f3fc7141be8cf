//! A decision that was acknowledged as saved is never lost, no matter how often the saving processes are killed.
//! `WHOSAID_KILLS` is the number of kills (default 20; `tests/kill` sets 200).

use crate::support::binary::Folder;
use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use whosaid::audit::review::{DecisionDraft, DecisionLog, Verdict, load_decisions};

const FILE: &str = "WHOSAID_DECISIONS";

/// A second process of this test binary, which saves decisions until it is killed.
fn annotator(path: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["audit::decisions::decide_until_killed", "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(FILE, path).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
#[ignore = "the other process of the test below"]
fn decide_until_killed() {
    let path = std::env::var_os(FILE).expect("only the test below runs this");
    let log = DecisionLog::open(Path::new(&path)).unwrap();
    let mut out = std::io::stdout();
    for number in 0..1_000_000 {
        let draft = DecisionDraft {
            annotator: format!("ana {}", std::process::id()),
            doc: "a1".to_owned(),
            text_hash: "00".to_owned(),
            claim: Some(format!("c{number}")),
            verdict: Verdict::Accept,
            correction: None,
            reason: Some("Zoë 🙂 ".repeat(number % 700)),
            sample: None,
        };
        let saved = log.append(draft).unwrap();
        writeln!(out, "saved {}", saved.id).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn no_kill_loses_a_decision() {
    let kills: usize = std::env::var("WHOSAID_KILLS").map_or(20, |number| number.parse().unwrap());
    let folder = Folder::new();
    let path = folder.path().join("decisions.jsonl");
    let mut told: HashSet<String> = HashSet::new();
    let mut killed = 0;
    while killed < kills {
        // Two at the same time, on one file.
        let mut pair = [annotator(&path), annotator(&path)];
        for (index, child) in pair.iter_mut().enumerate() {
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
            // Both are saving by now.
            let first = lines.by_ref().find_map(|line| line.split("saved ").nth(1).map(str::to_owned));
            told.insert(first.expect("the process decides"));
            std::thread::sleep(Duration::from_micros(((killed * 7919 + index * 104_729) % 20_000) as u64));
            child.kill().unwrap();
            assert!(!child.wait().unwrap().success());
            // The last line can also be cut off.
            told.extend(
                lines.filter_map(|line| line.strip_prefix("saved ").filter(|id| id.len() == 24).map(str::to_owned)),
            );
            killed += 1;
        }
    }
    let loaded = load_decisions(&path).unwrap();
    assert!(loaded.broken.is_empty(), "{:?}", loaded.broken);
    let there: HashSet<&str> = loaded.decisions.iter().map(|decision| decision.id.as_str()).collect();
    assert_eq!(there.len(), loaded.decisions.len(), "each is saved once");
    let lost: Vec<_> = told.iter().filter(|id| !there.contains(id.as_str())).collect();
    assert!(lost.is_empty(), "{lost:?}");
    eprintln!(
        "killed {killed} times: {} decisions told, {} there, {} torn lines",
        told.len(),
        there.len(),
        loaded.torn.len()
    );
}
