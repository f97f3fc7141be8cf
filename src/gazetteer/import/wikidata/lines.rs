//! Batches of lines of a large file: one is worked on while the next is read.

use crate::error::{Error, Result};
use crate::gazetteer::import::open::ListInput;
use std::io::{self, Read};
use std::path::Path;

/// Bytes read at once.
const BATCH: usize = 4 << 20;
/// No entity of Wikidata is longer.
const LONGEST: usize = 256 << 20;

pub(super) struct LineBatches {
    input: ListInput,
    /// The beginning of a line whose end was not read yet.
    rest: Vec<u8>,
}

impl LineBatches {
    pub(super) fn new(input: ListInput) -> Self {
        Self { input, rest: Vec::new() }
    }

    /// Whole lines; empty at the end of the input.
    fn batch(&mut self, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        bytes.clear();
        bytes.append(&mut self.rest);
        loop {
            let before = bytes.len();
            let read = self.input.stream.by_ref().take(BATCH as u64).read_to_end(&mut bytes)?;
            if read == 0 {
                return Ok(bytes);
            }
            if let Some(end) = memchr::memrchr(b'\n', &bytes[before..]) {
                self.rest.extend_from_slice(&bytes[before + end + 1..]);
                bytes.truncate(before + end + 1);
                return Ok(bytes);
            }
            if bytes.len() > LONGEST {
                return Err(io::Error::other("a line is longer than 256 MiB; the dump must have one entity per line"));
            }
        }
    }

    /// Hands out the lines in batches, each with the 1-based number of its first line. Line ends, the comma after an entity
    /// and white space are cut off.
    pub(super) fn for_each_batch(
        mut self,
        mut work: impl FnMut(usize, &[&[u8]]) -> Result<()> + Send,
        path: &Path,
    ) -> Result<()> {
        let failed = |error| Error::io(path, error);
        let mut now = self.batch(Vec::new()).map_err(failed)?;
        let mut spare = Vec::new();
        let mut number = 1;
        while !now.is_empty() {
            let (next, done) = rayon::join(
                || self.batch(spare),
                || {
                    let text = now.strip_suffix(b"\n").unwrap_or(&now);
                    let mut lines = Vec::new();
                    let mut start = 0;
                    for end in memchr::memchr_iter(b'\n', text).chain([text.len()]) {
                        let line = text[start..end].trim_ascii();
                        lines.push(line.strip_suffix(b",").unwrap_or(line));
                        start = end + 1;
                    }
                    work(number, &lines).map(|()| lines.len())
                },
            );
            number += done?;
            spare = std::mem::replace(&mut now, next.map_err(failed)?);
        }
        Ok(())
    }
}
