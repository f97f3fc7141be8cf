//! Whole runs: the order of the output, closed pipes, output files.

use crate::support::binary::{Folder, whosaid};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

/// Some hundreds of articles of very different length in several containers, with one broken line among them.
fn corpus(dir: &Folder) {
    let text = |i: usize| "“The harbour is open,” Zoë Karlsson said. It was closed for a year. ".repeat(1 + i * i % 61);
    for i in 0..150 {
        dir.write(&format!("news/{:02}/{i:03}.txt", i % 7), format!("Port reopens, part {i}\n\n{}", text(i)));
    }
    let lines: String =
        (0..300).map(|i| format!("{}\n", serde_json::json!({"id": format!("j{i}"), "text": text(i)}))).collect();
    dir.write("news/all.jsonl", lines.replacen("{\"id\":\"j200\"", "{\"id\":", 1));
}

#[test]
fn output_and_messages_do_not_depend_on_the_number_of_jobs() {
    let dir = Folder::new();
    corpus(&dir);
    let ran = |jobs| {
        let emit = "articles,sentences,mentions,claims";
        let mut ran = dir.run(&["extract", "news", "--emit", emit, "--jobs", jobs]);
        // The summary ends with the time it took.
        ran.stderr.truncate(ran.stderr.rfind(';').unwrap());
        ran
    };
    let one = ran("1");
    one.failed_with(3, &["news/all.jsonl:201: "]);
    assert!(one.stderr.contains("449 documents"), "{}", one.stderr);
    assert!(one.stdout.lines().count() >= 449, "one record for each article at least");
    for jobs in ["2", "8"] {
        assert!(ran(jobs) == one, "{jobs} jobs");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let dir = Folder::new();
    let lines: String = (0..60_000)
        .map(|i| format!("{{\"id\": {i}, \"text\": \"The harbour reopened on Monday, the mayor said.\"}}\n"))
        .collect();
    dir.write("all.jsonl", lines);
    for jobs in ["1", "4"] {
        let mut child = Command::new(whosaid().get_program())
            .args(["extract", "all.jsonl", "--emit", "sentences,articles", "--quiet", "--jobs", jobs])
            .current_dir(dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(first.starts_with('{') && first.ends_with("}\n"), "{first}");
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
    }
}

#[test]
fn an_output_file_among_the_inputs_is_passed_over_and_never_an_input() {
    let dir = Folder::new();
    dir.write("news/a.txt", "The harbour reopened.");
    for _ in 0..2 {
        let ran = dir.articles(&["news", "-o", "news/out.jsonl"]);
        ran.failed_with(0, &[]);
        assert_eq!(ran.stdout, "");
        assert_eq!(dir.read("news/out.jsonl").lines().count(), 1);
    }
    let line = "{\"text\":\"The harbour reopened.\"}\n";
    dir.write("b.jsonl", line);
    dir.articles(&["b.jsonl", "-o", "b.jsonl"]).failed_with(1, &["b.jsonl is also an input"]);
    assert_eq!(dir.read("b.jsonl"), line);
}

#[test]
fn an_output_that_cannot_be_written_is_fatal_and_named() {
    let dir = Folder::new();
    dir.write("a.txt", "The harbour reopened.");
    let ran = dir.articles(&["a.txt", "-o", "no/such/folder.jsonl"]);
    ran.failed_with(1, &["cannot write no/such/folder.jsonl: No such file or directory"]);
    if cfg!(target_os = "linux") {
        dir.articles(&["a.txt", "-o", "/dev/full"]).failed_with(1, &["cannot write /dev/full: No space left"]);
    }
}
