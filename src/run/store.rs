//! The records of a run on disk, found by their article: for checking them ([`crate::verify`]) and for comparing runs
//! ([`crate::diff`]).
//!
//! Only where the records of each article stand is kept, about 40 bytes for each article and file; the records are read when
//! they are asked for.

use super::info::RunInfo;
use crate::compression::{self, Codec};
use crate::error::{Error, Result};
use crate::record::RecordKind;
use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

/// The records of a run.
pub struct RecordStore {
    files: Vec<StoreFile>,
    /// In the order of files and lines.
    blocks: Vec<StoredBlock>,
    /// The blocks by the hash of their article's id.
    by_doc: Vec<(u64, u32)>,
    /// Whether there is any record of the type.
    has_articles: bool,
    has_claims: bool,
}

struct StoreFile {
    path: PathBuf,
    /// Not compressed.
    file: Mutex<File>,
}

/// Lines about one article that follow each other.
#[derive(Debug, Clone, Copy)]
struct StoredBlock {
    file: u16,
    offset: u64,
    length: u64,
    line: u64,
}

/// A record as it stands in its file.
pub struct StoredLine<'s> {
    /// The file.
    pub path: &'s Path,
    /// 1-based line.
    pub line: u64,
    /// Its JSON.
    pub json: String,
}

/// The keys that every record has.
#[derive(Deserialize)]
pub struct RecordHeader<'a> {
    /// The type of the record.
    #[serde(borrow)]
    pub record: Cow<'a, str>,
    /// The article's id; an `error` record has none.
    #[serde(default)]
    pub doc: Option<Cow<'a, str>>,
}

impl RecordStore {
    /// Finds the records of a run folder or of a file of lines, which may be compressed with gzip or zstd.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Input`] for a folder that holds no finished run; [`Error::Record`] for a line that is no
    /// record.
    pub fn open(path: &Path) -> Result<Self> {
        let mut saved =
            Self { files: Vec::new(), blocks: Vec::new(), by_doc: Vec::new(), has_articles: false, has_claims: false };
        let mut docs = Vec::new();
        for path in files_of(path)? {
            saved.scan(path, &mut docs)?;
        }
        saved.by_doc = docs.into_iter().zip(0..).collect();
        saved.by_doc.sort_unstable();
        Ok(saved)
    }

    /// Whether there is any `article` record.
    #[must_use]
    pub fn has_articles(&self) -> bool {
        self.has_articles
    }

    /// Whether there is any `claim` record.
    #[must_use]
    pub fn has_claims(&self) -> bool {
        self.has_claims
    }

    /// How many blocks of records there are; a block is what stands together about one article in one file.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// The blocks of an article, by its id. Of another whose id has the same hash there may be some as well: a record's
    /// `doc` tells.
    pub fn of(&self, doc: &str) -> impl Iterator<Item = usize> + use<'_> {
        let hash = xxh3_64(doc.as_bytes());
        let start = self.by_doc.partition_point(|&(other, _)| other < hash);
        self.by_doc[start..].iter().take_while(move |&&(other, _)| other == hash).map(|&(_, block)| block as usize)
    }

    /// The records of a block.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn read(&self, block: usize) -> Result<Vec<StoredLine<'_>>> {
        let StoredBlock { file, offset, length, line } = self.blocks[block];
        let stored = &self.files[file as usize];
        let mut bytes = vec![0; length as usize];
        let read = {
            let mut file = stored.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut bytes))
        };
        read.map_err(|error| Error::io(&stored.path, error))?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = (line..).zip(text.lines());
        Ok(lines.map(|(line, json)| StoredLine { path: &stored.path, line, json: json.to_owned() }).collect())
    }

    fn scan(&mut self, path: PathBuf, docs: &mut Vec<u64>) -> Result<()> {
        let plain = decompressed(&path).map_err(|error| Error::io(&path, error))?;
        let io = |error| Error::io(&path, error);
        let file = file_number(self.files.len(), &path)?;
        let mut reader = BufReader::with_capacity(1 << 20, plain.try_clone().map_err(io)?);
        let (mut line, mut offset) = (0, 0);
        let mut last = None;
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let length = reader.read_until(b'\n', &mut bytes).map_err(io)? as u64;
            if length == 0 {
                break;
            }
            line += 1;
            let header: RecordHeader<'_> = serde_json::from_slice(&bytes)
                .map_err(|error| Error::record(&path, line, format!("not a record: {error}")))?;
            self.has_articles |= header.record == "article";
            self.has_claims |= header.record == "claim";
            match &header.doc {
                Some(doc) => {
                    let hash = xxh3_64(doc.as_bytes());
                    match self.blocks.last_mut() {
                        Some(block) if last == Some(hash) => block.length += length,
                        _ => {
                            self.blocks.push(StoredBlock { file, offset, length, line });
                            docs.push(hash);
                        }
                    }
                    last = Some(hash);
                }
                None => last = None,
            }
            offset += length;
        }
        self.files.push(StoreFile { path, file: Mutex::new(plain) });
        Ok(())
    }
}

/// The number of a file, by which blocks refer to it.
fn file_number(number: usize, path: &Path) -> Result<u16> {
    u16::try_from(number).map_err(|_| {
        let cause = format!("more than {} files of records", u16::MAX);
        Error::Input { path: path.to_owned(), cause }
    })
}

/// The files of records of a run.
pub(crate) fn files_of(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let Some(run) = RunInfo::read(path)? else {
        let cause = "there is no finished run in this folder (no run.json)".to_owned();
        return Err(Error::Input { path: path.to_owned(), cause });
    };
    let files = run.files.keys().filter(|name| *name != RecordKind::Error.file_name()).map(|name| path.join(name));
    Ok(files.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect())
}

/// The file itself, or its decompressed content in a file without a name.
pub(crate) fn decompressed(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    let head = compression::first_bytes(&mut file)?;
    file.rewind()?;
    let Some(codec) = Codec::detect(&head) else { return Ok(file) };
    let mut plain = tempfile::tempfile()?;
    io::copy(&mut codec.decoder(file)?, &mut plain)?;
    plain.rewind()?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_files_are_an_error() {
        let path = Path::new("claims.jsonl");
        assert_eq!(file_number(65_535, path).unwrap(), u16::MAX);
        let error = file_number(65_536, path).unwrap_err().to_string();
        assert_eq!(error, "claims.jsonl: more than 65535 files of records");
    }
}
