//! The records of a run on disk, found by their article: for checking them ([`crate::verify`]) and for comparing runs
//! ([`crate::diff`]).
//!
//! Only where the records of each article stand is kept, about 40 bytes for each article and file; the records are read when
//! they are asked for.

use super::lines::{LineFile, RecordHeader};
use super::recipe::Recipe;
use super::record_files::{self, RecordFiles};
use crate::error::{Error, Result};
use crate::record::{ArticleRecord, ClaimRecord};
use std::borrow::Cow;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// The records of a run.
pub struct RecordStore {
    files: Vec<LineFile>,
    /// In the order of files and lines.
    blocks: Vec<StoredBlock>,
    /// The blocks by the hash of their article's id.
    by_doc: Vec<(u64, u32)>,
    recipe: Option<Recipe>,
    /// Whether there is any `article` record.
    pub has_articles: bool,
    /// Whether there is any `claim` record.
    pub has_claims: bool,
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

impl RecordStore {
    /// Finds the records of a run folder, of a file of lines, which may be compressed with gzip or zstd, of a Parquet file of
    /// claims, or of a SQLite database.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Input`] for a folder that holds no finished run, and for a file that holds no whole records;
    /// [`Error::Record`] for a line that is no record.
    pub fn open(path: &Path) -> Result<Self> {
        let RecordFiles { files, recipe, .. } = record_files::open(path)?;
        let mut saved = Self {
            files: Vec::new(),
            blocks: Vec::new(),
            by_doc: Vec::new(),
            recipe,
            has_articles: false,
            has_claims: false,
        };
        let mut docs = Vec::new();
        for file in files {
            saved.scan(file, &mut docs)?;
        }
        saved.by_doc = docs.into_iter().zip(0..).collect();
        saved.by_doc.sort_unstable();
        Ok(saved)
    }

    /// How the run was made, where it says so: a file of lines does not.
    pub fn recipe(&self) -> Option<&Recipe> {
        self.recipe.as_ref()
    }

    /// How many blocks of records there are; a block is what stands together about one article in one file.
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
        let mut bytes = Vec::new();
        stored.read_bytes(offset, length, &mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = (line..).zip(text.lines());
        Ok(lines.map(|(line, json)| StoredLine { path: stored.path(), line, json: json.to_owned() }).collect())
    }

    /// The article's id of a block.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn doc(&self, block: usize) -> Result<Option<String>> {
        let lines = self.read(block)?;
        let header = lines.first().and_then(|line| serde_json::from_str::<RecordHeader<'_>>(&line.json).ok());
        Ok(header.and_then(|header| header.doc).map(Cow::into_owned))
    }

    /// The text hash and the claims of an article. The hash is `None` if the run has no `article` records.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Record`] for a record of the article that is not one of this version.
    pub fn claims(&self, doc: &str) -> Result<(Option<String>, Vec<ClaimRecord<'static>>)> {
        let (mut text_hash, mut claims) = (None, Vec::new());
        for block in self.of(doc) {
            for line in self.read(block)? {
                let wrong = |error: serde_json::Error| Error::record(line.path, line.line, error.to_string());
                let header: RecordHeader<'_> = serde_json::from_str(&line.json).map_err(wrong)?;
                if header.doc.as_deref() != Some(doc) {
                    continue;
                }
                if header.record == "article" {
                    text_hash = Some(serde_json::from_str::<ArticleRecord<'_>>(&line.json).map_err(wrong)?.text_hash);
                } else if header.record == "claim" {
                    claims.push(serde_json::from_str(&line.json).map_err(wrong)?);
                }
            }
        }
        Ok((text_hash, claims))
    }

    fn scan(&mut self, file: LineFile, docs: &mut Vec<u64>) -> Result<()> {
        let path = file.path();
        let number = file_number(self.files.len(), path)?;
        let (mut line, mut offset) = (0, 0);
        let mut last = None;
        for chunk in file.chunks() {
            for bytes in chunk?.bytes.split_inclusive(|&byte| byte == b'\n') {
                let length = bytes.len() as u64;
                line += 1;
                let header: RecordHeader<'_> = serde_json::from_slice(bytes)
                    .map_err(|error| Error::record(path, line, format!("not a record: {error}")))?;
                self.has_articles |= header.record == "article";
                self.has_claims |= header.record == "claim";
                let hash = header.doc.map(|doc| xxh3_64(doc.as_bytes()));
                match (self.blocks.last_mut(), hash) {
                    (Some(block), Some(_)) if last == hash => block.length += length,
                    (_, Some(hash)) => {
                        self.blocks.push(StoredBlock { file: number, offset, length, line });
                        docs.push(hash);
                    }
                    (_, None) => {}
                }
                last = hash;
                offset += length;
            }
        }
        self.files.push(file);
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
