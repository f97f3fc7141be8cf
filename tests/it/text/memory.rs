//! A text takes no more memory than documented, and one that would is refused.
#![allow(clippy::print_stdout, reason = "what the other process measured")]
#![cfg(target_os = "linux")]

use crate::support::engine::resources;
use crate::support::peak::MemoryPeak;
use std::process::Command;
use whosaid::Article;
use whosaid::pipeline::{PipelineOptions, Workspace, records};
use whosaid::record::Emit;

/// Bytes of memory for each byte of the text, as documented in `docs/reliability.md`.
const CEILING: u64 = 350;
/// Size of the texts.
const SIZE: usize = 128 << 10;

const SHAPES: &[&str] = &["\"", ". ", "“A” ", "Ann Voss ", "He said no. ", "A\n\n"];

fn everything() -> PipelineOptions {
    PipelineOptions { emit: Emit::ALL, ..PipelineOptions::default() }
}

/// The peak of memory is that of a process, so each text has one: this test again, with the text in the environment.
#[test]
#[ignore = "run by the_memory_for_a_text_is_bounded"]
fn one_text() {
    let Ok(piece) = std::env::var("WHOSAID_TEST_PIECE") else { return };
    let article = Article::new("t", piece.repeat(SIZE / piece.len()));
    let mut workspace = Workspace::default();
    records(&Article::new("t", "It rained."), resources(), &everything(), &mut workspace).unwrap();
    let peak = MemoryPeak::start();
    let records = records(&article, resources(), &everything(), &mut workspace).unwrap();
    assert!(!records.sentences.is_empty());
    println!("peak {}", peak.bytes() / SIZE as u64);
}

#[test]
fn the_memory_for_a_text_is_bounded() {
    for piece in SHAPES {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["text::memory::one_text", "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
        let output = command.env("WHOSAID_TEST_PIECE", piece).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let peak =
            said.lines().find_map(|line| line.split_once("peak ")).unwrap_or_else(|| panic!("{piece:?}: {said}"));
        let peak: u64 = peak.1.split_whitespace().next().unwrap().parse().unwrap();
        println!("{piece:?}: {peak} bytes for each byte");
        assert!(peak <= CEILING, "{piece:?}: {peak} bytes for each byte of the text");
    }
}

#[test]
fn a_long_text_without_words_is_refused() {
    let article = Article::new("t", "\"".repeat(2 << 20));
    let error = records(&article, resources(), &everything(), &mut Workspace::default()).unwrap_err().to_string();
    assert_eq!(error, "-: 2097152 bytes with more than 2 tokens in 5 bytes: not an article");
}
