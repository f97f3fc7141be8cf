//! Stopping between any two batches and resuming from the position there.

use crate::support::binary::Folder;
use std::io::Write;
use std::path::PathBuf;
use whosaid::Article;
use whosaid::input::{
    Batch, FilePosition, InputReader, Position, ReadEvent, ReadOptions, Warning, WarningKind, total_size,
};

/// The content of a batch, in a form that can be compared; without the ids, because a reader tells apart only those of the
/// articles that it has read.
fn shown(batch: Batch) -> Vec<String> {
    let mut all = Vec::new();
    batch.read(&mut |read| match read {
        ReadEvent::Article(article) => all.push(format!("{:?}", Article { id: String::new(), ..article })),
        ReadEvent::Failed(error) => all.push(format!("failed: {error}")),
        ReadEvent::Warned(Warning { kind: WarningKind::SharedId(_), .. }) => {}
        ReadEvent::Warned(warning) => all.push(format!("warned: {warning}")),
    });
    all
}

fn source(inputs: &[PathBuf]) -> InputReader {
    InputReader::new(inputs.to_vec(), ReadOptions { max_article: 1 << 20, ..ReadOptions::default() })
}

/// Reads `inputs` once, and again from each position; returns how many batches there were.
pub(crate) fn resumes_everywhere(inputs: &[PathBuf]) -> usize {
    let mut whole = source(inputs);
    let mut ends = Vec::new();
    let mut batches = Vec::new();
    let mut consumed = 0;
    while let Some(batch) = whole.next_batch() {
        assert!(batch.consumed() >= consumed, "progress never goes back");
        consumed = batch.consumed();
        ends.push(serde_json::to_string(batch.end()).unwrap());
        batches.push(shown(batch));
    }
    let total = total_size(inputs.to_vec(), &ReadOptions::default()).unwrap();
    assert!(consumed <= total && consumed > total / 2, "{consumed} of {total} bytes are counted");
    for (index, end) in ends.iter().enumerate() {
        let position: Position = serde_json::from_str(end).unwrap();
        let mut rest = source(inputs);
        rest.resume(&position).unwrap();
        for (expected, end) in batches[index + 1..].iter().zip(&ends[index + 1..]) {
            let batch = rest.next_batch().unwrap();
            assert_eq!(&serde_json::to_string(batch.end()).unwrap(), end, "after {position:?}");
            assert!(&shown(batch) == expected, "after {position:?}");
        }
        assert!(rest.next_batch().is_none(), "after {position:?}");
    }
    batches.len()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn lines(count: usize) -> Vec<u8> {
    let text = "The harbour reopened on Monday, the mayor said. ".repeat(40);
    let mut lines = Vec::new();
    for i in 0..count {
        match i % 211 {
            13 => lines.extend_from_slice(b"no JSON\n"),
            14 => writeln!(lines, "{{\"text\": \"{}\"}}", "x".repeat(3 << 20)).unwrap(),
            15 => lines.extend_from_slice(b"{\"text\": \"caf\xe9\"}\n"),
            _ => writeln!(lines, "{{\"id\": {i}, \"text\": \"{}\"}}", &text[..(i * 37) % text.len()]).unwrap(),
        }
    }
    lines
}

#[test]
fn in_json_lines_between_files_and_after_errors() {
    let dir = Folder::new();
    let lines = lines(2500);
    let cut = gzip(&lines);
    dir.write("news/a.jsonl", &lines);
    dir.write("news/b.jsonl.gz", &cut);
    dir.write("news/c.jsonl.zst", zstd::encode_all(&lines[..], 1).unwrap());
    dir.write("news/d.jsonl.gz", &cut[..cut.len() / 2]);
    dir.write("news/e.jsonl", "{\"tweet\": 1}\n");
    for i in 0..40 {
        dir.write(&format!("news/f{i:02}.txt"), "The harbour reopened.");
    }
    let text = dir.write("text", "The harbour reopened.");
    let inputs = [dir.path().join("nowhere"), dir.path().join("news"), dir.path().join("nowhere.txt"), text];
    let batches = resumes_everywhere(&inputs);
    assert!(batches > 20, "{batches}");
}

#[test]
fn changed_inputs_are_not_resumed() {
    let dir = Folder::new();
    let all = lines(2500);
    let path = dir.write("a.jsonl", &all);
    let mut first = source(std::slice::from_ref(&path));
    let end = first.next_batch().unwrap().end().clone();
    let refused = |inputs: &[PathBuf], why: &str| {
        let error = source(inputs).resume(&end).unwrap_err().to_string();
        assert!(error.contains("cannot resume the interrupted run") && error.contains(why), "{error}");
    };
    refused(&[], "fewer inputs");
    refused(&[dir.write("b.jsonl", &all)], "a.jsonl here");
    dir.write("a.jsonl", &all[..all.len() - 1]);
    refused(std::slice::from_ref(&path), "its size was");
    let mut other = all.clone();
    other[3] = b'y';
    dir.write("a.jsonl", other);
    refused(std::slice::from_ref(&path), "its content has changed");
    // A position after the end.
    dir.write("a.jsonl", &all);
    let at = end.at.clone().map(|at| FilePosition { offset: 1 << 40, ..at });
    let error = source(&[path]).resume(&Position { at, ..end }).unwrap_err().to_string();
    assert!(error.contains("have changed"), "{error}");
}
