//! The run folders of all shards as the folder that one run would have written.

use super::folder::{self, BATCHES};
use crate::error::{Error, Result};
use crate::record::RecordKind;
use crate::run::{RunInfo, RunProgress, Summary};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

const FILES: usize = RecordKind::ALL.len();

/// One shard's folder while it is read.
struct ShardFolder {
    folder: PathBuf,
    run: RunInfo,
    batches: io::Lines<BufReader<File>>,
    files: BTreeMap<RecordKind, BufReader<File>>,
}

impl ShardFolder {
    fn open(folder: &Path) -> Result<Self> {
        let wrong = |cause: &str| Error::Input { path: folder.to_owned(), cause: cause.to_owned() };
        let run = RunInfo::read(folder)?.ok_or_else(|| wrong("there is no finished run in this folder"))?;
        let open = |name: &str| {
            let path = folder.join(name);
            File::open(&path).map(BufReader::new).map_err(|error| Error::io(&path, error))
        };
        let mut files = BTreeMap::new();
        for kind in RecordKind::ALL.into_iter().filter(|kind| run.files.contains_key(kind.file_name())) {
            files.insert(kind, open(kind.file_name())?);
        }
        let batches = open(BATCHES)?.lines();
        Ok(Self { folder: folder.to_owned(), run, batches, files })
    }

    /// Its index and the number of shards; the first is 1.
    fn part(&self) -> Result<(usize, usize)> {
        let part = self.run.recipe.shard.as_deref().and_then(|shard| {
            let (index, of) = shard.split_once('/')?;
            Some((index.parse().ok()?, of.parse().ok()?))
        });
        part.ok_or_else(|| self.wrong("this is no shard"))
    }

    fn wrong(&self, cause: impl Into<String>) -> Error {
        Error::Input { path: self.folder.clone(), cause: cause.into() }
    }

    /// How many bytes the next batch has in each file; `None` behind the last.
    fn next_batch(&mut self) -> Result<Option<[u64; FILES]>> {
        let Some(line) = self.batches.next() else { return Ok(None) };
        let line = line.map_err(|error| Error::io(self.folder.join(BATCHES), error))?;
        let mut lengths = [0; FILES];
        let mut fields = line.split('\t');
        for length in &mut lengths {
            let field = fields.next().and_then(|field| field.parse().ok());
            *length = field.ok_or_else(|| self.wrong(format!("{BATCHES} is damaged: {line:?}")))?;
        }
        Ok(Some(lengths))
    }
}

/// Writes to `output` the run folder that one run over all inputs would have written, out of those of its shards, in any
/// order. Returns what the shards have done together.
///
/// # Errors
/// [`Error::Input`] where a shard is missing, not done, or of another run; [`Error::Io`], [`Error::Output`].
pub fn merge(shards: &[PathBuf], output: &Path, command: &[String]) -> Result<Summary> {
    let mut shards = in_order(shards)?;
    let _lock = folder::create_for_merge(output)?;
    let target = output.display().to_string();
    let failed = |source| Error::Output { target: target.clone(), cause: source };
    let kinds: Vec<RecordKind> = shards[0].files.keys().copied().collect();
    let mut files = BTreeMap::new();
    for kind in kinds {
        files.insert(kind, io::BufWriter::new(File::create(output.join(kind.file_name())).map_err(failed)?));
    }
    let mut progress = RunProgress::default();
    let of = shards.len();
    while let Some(lengths) = shards[progress.batches as usize % of].next_batch()? {
        let shard = &mut shards[progress.batches as usize % of];
        for (kind, length) in RecordKind::ALL.into_iter().zip(lengths) {
            let (Some(from), Some(to)) = (shard.files.get_mut(&kind), files.get_mut(&kind)) else { continue };
            copy(from, to, length).map_err(|error| match error {
                CopyError::Read(error) => Error::io(shard.folder.join(kind.file_name()), error),
                CopyError::Write(error) => failed(error),
            })?;
        }
        progress.batches += 1;
    }
    for shard in &mut shards {
        let folder = &shard.folder;
        for (kind, file) in &mut shard.files {
            let name = kind.file_name();
            let rest = file.fill_buf().map_err(|error| Error::io(folder.join(name), error))?;
            if !rest.is_empty() {
                let cause = format!("{name} is longer than {BATCHES} says, or a shard lacks batches");
                return Err(Error::Input { path: folder.clone(), cause });
            }
        }
        progress.summary.add(&shard.run.counts);
        progress.seconds += shard.run.seconds;
    }
    let mut sizes = BTreeMap::new();
    for (kind, mut file) in files {
        file.flush().map_err(failed)?;
        let size = file.get_ref().sync_data().and_then(|()| file.get_ref().metadata()).map_err(failed)?.len();
        sizes.insert(kind.file_name().to_owned(), size);
    }
    let mut recipe = shards[0].run.recipe.clone();
    recipe.shard = None;
    let started = shards.iter().map(|shard| shard.run.started).min().unwrap_or_default();
    RunInfo::new(&recipe, command, &progress, started, sizes).write(output).map_err(failed)?;
    folder::unlock(output).map_err(failed)?;
    Ok(progress.summary)
}

/// The shards, each at its place; all of one run, and none missing.
fn in_order(folders: &[PathBuf]) -> Result<Vec<ShardFolder>> {
    let mut places: Vec<Option<ShardFolder>> = Vec::new();
    for folder in folders {
        let shard = ShardFolder::open(folder)?;
        let (index, of) = shard.part()?;
        if places.is_empty() {
            places.resize_with(of, || None);
        }
        if of != places.len() || !(1..=of).contains(&index) {
            return Err(shard.wrong(format!("this is shard {index}/{of}, and others are of {}", places.len())));
        }
        if let Some(first) = places.iter().flatten().next() {
            let mut recipe = shard.run.recipe.clone();
            recipe.shard.clone_from(&first.run.recipe.shard);
            if let Some(why) = recipe.differs_from(&first.run.recipe) {
                return Err(shard.wrong(format!("it is of another run than {}: {why}", first.folder.display())));
            }
            if shard.run.batches != first.run.batches {
                let first = first.folder.display();
                return Err(
                    shard.wrong(format!("it has read other inputs than {first}: the numbers of batches differ"))
                );
            }
        }
        if places[index - 1].is_some() {
            return Err(shard.wrong(format!("shard {index}/{of} was given twice")));
        }
        places[index - 1] = Some(shard);
    }
    let missing: Vec<String> =
        (1..).zip(&places).filter(|(_, place)| place.is_none()).map(|(index, _)| index.to_string()).collect();
    if !missing.is_empty() || places.is_empty() {
        let path = folders.first().cloned().unwrap_or_default();
        let cause = format!("of {} shards, {} missing: {}", places.len(), missing.len(), missing.join(", "));
        return Err(Error::Input { path, cause });
    }
    Ok(places.into_iter().flatten().collect())
}

/// Which side of a copy failed.
enum CopyError {
    Read(io::Error),
    Write(io::Error),
}

fn copy(from: &mut impl BufRead, to: &mut impl Write, mut length: u64) -> Result<(), CopyError> {
    while length > 0 {
        let piece = from.fill_buf().map_err(CopyError::Read)?;
        let bytes = piece.len().min(usize::try_from(length).unwrap_or(usize::MAX));
        if bytes == 0 {
            return Err(CopyError::Read(io::ErrorKind::UnexpectedEof.into()));
        }
        to.write_all(&piece[..bytes]).map_err(CopyError::Write)?;
        from.consume(bytes);
        length -= bytes as u64;
    }
    Ok(())
}
