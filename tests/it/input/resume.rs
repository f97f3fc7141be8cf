//! Where batches end, which a resumed run finds again.

use crate::support::binary::Folder;
use std::io::Write;
use std::path::PathBuf;
use whosaid::Article;
use whosaid::input::{Batch, InputReader, Position, ReadEvent, ReadOptions, Warning, WarningKind, total_size};

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

/// Reads `inputs` twice, which must give the same batches with the same ends; returns how many there were. A resumed run relies
/// on it: it reads again up to the place where it was interrupted.
pub(crate) fn reads_the_same_again(inputs: &[PathBuf]) -> usize {
    let (mut first, mut again) = (source(inputs), source(inputs));
    let (mut batches, mut consumed, mut before) = (0, 0, None);
    while let Some(batch) = first.next_batch() {
        assert!(batch.consumed() >= consumed, "progress never goes back");
        consumed = batch.consumed();
        let end: Position = serde_json::from_str(&serde_json::to_string(batch.end()).unwrap()).unwrap();
        assert!(before.as_ref() != Some(&end), "two batches end at {end:?}");
        let other = again.next_batch().unwrap();
        assert_eq!(other.end(), &end);
        assert!(shown(other) == shown(batch), "before {end:?}");
        before = Some(end);
        batches += 1;
    }
    assert!(again.next_batch().is_none());
    let total = total_size(inputs.to_vec(), &ReadOptions::default()).unwrap();
    assert!(consumed <= total && consumed > total / 2, "{consumed} of {total} bytes are counted");
    batches
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
    let batches = reads_the_same_again(&inputs);
    assert!(batches > 20, "{batches}");
}
