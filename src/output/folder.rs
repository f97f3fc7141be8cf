//! A run folder: a file of lines for each type of record that is wanted, `errors.jsonl`, and `run.json` when it is done.
//!
//! While it is being written it also holds `checkpoint.json` and `lock`. The folder of a shard has `batches.tsv` too, by
//! which [`super::merge`] puts the batches of all shards in order again.

use super::journal::{Found, Journal};
use super::lock::Lock;
use super::run::Run;
use super::stream::{Compression, Stream};
use super::{Ending, Form, Mark, Opened, Parcel, Settings, Sink, parcel};
use crate::error::{Error, Result};
use crate::record::Emit;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The files of records, by the parcel's streams, and behind them that of failures.
pub(super) const FILES: [&str; 5] =
    ["claims.jsonl", "mentions.jsonl", "sentences.jsonl", "articles.jsonl", "errors.jsonl"];
const ERRORS: usize = 4;
/// Of a shard: how many bytes each batch has in each of [`FILES`], a line per batch.
pub(super) const BATCHES: &str = "batches.tsv";
const CHECKPOINT: &str = "checkpoint.json";
const LOCK: &str = "lock";

/// A run folder.
pub struct FolderSink {
    folder: PathBuf,
    target: String,
    /// In the order of [`FILES`], as far as they are wanted, then [`BATCHES`].
    files: Vec<(usize, Stream)>,
    journal: Journal,
    settings: Settings,
    /// Goes last.
    _lock: Lock,
}

/// Place of [`BATCHES`] among the files.
const INDEX: usize = FILES.len();

/// Which of [`FILES`] a run writes.
pub(super) fn wanted(emit: Emit) -> [bool; 5] {
    [emit.claims, emit.mentions, emit.sentences, emit.articles, true]
}

impl FolderSink {
    pub(super) fn open(folder: &Path, settings: &Settings) -> Result<Opened> {
        let target = folder.display().to_string();
        let failed = |source| Error::Output { target: target.clone(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let lock = Lock::take(&folder.join(LOCK), &target)?;
        let exists = is_complete(folder, &target, settings)?;
        let journal = match Journal::open(folder.join(CHECKPOINT), &target, exists, settings)? {
            Found::Complete => {
                unlock(folder).map_err(failed)?;
                return Ok(Opened::Complete);
            }
            Found::New(journal) | Found::Unfinished(journal) => journal,
        };
        let wanted = wanted(settings.emit).into_iter().chain([settings.recipe.shard.is_some()]);
        let mut files = Vec::new();
        for (which, _) in wanted.enumerate().filter(|(_, wanted)| *wanted) {
            let path = folder.join(name(which));
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(failed)?;
            let length = journal.last().lengths.get(files.len()).copied().unwrap_or(0);
            files.push((which, Stream::file(file, Compression::None, settings.chunk, length).map_err(failed)?));
        }
        let settings = settings.clone();
        let folder = folder.to_owned();
        Ok(Opened::Ready(Box::new(Self { folder, target, files, journal, settings, _lock: lock })))
    }

    fn lengths(&self) -> Result<Vec<u64>> {
        let lengths = self.files.iter().map(|(_, stream)| stream.length()).collect::<io::Result<_>>();
        lengths.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Output { target: self.target.clone(), source }
    }
}

fn name(which: usize) -> &'static str {
    FILES.get(which).copied().unwrap_or(BATCHES)
}

/// True if the folder holds a run that is done; refuses one that must not be written into.
fn is_complete(folder: &Path, target: &str, settings: &Settings) -> Result<bool> {
    let refuse = |why: &str| Err(Error::refused(target, why));
    if folder.join(CHECKPOINT).exists() {
        return if settings.resume {
            Ok(false)
        } else {
            refuse("it holds a run that was interrupted: --resume goes on")
        };
    }
    if let Some(run) = Run::read(folder)? {
        return match settings.recipe.differs_from(&run.recipe) {
            _ if !settings.resume => refuse("it holds a run that is done: choose another folder, or remove this one"),
            Some(why) => refuse(&format!("it holds another run: {why}")),
            None => Ok(true),
        };
    }
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    let others = entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name() != LOCK)).count();
    if others > 0 { refuse("it is a folder with other files in it, and no run") } else { Ok(false) }
}

/// Makes a new run folder for `merge`, locked.
pub(super) fn create_for_merge(folder: &Path) -> Result<Box<dyn Send>> {
    let target = folder.display().to_string();
    fs::create_dir_all(folder).map_err(|source| Error::Output { target: target.clone(), source })?;
    let lock = Lock::take(&folder.join(LOCK), &target)?;
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    if entries.count() > 1 {
        return Err(Error::refused(&target, "it is not empty"));
    }
    Ok(Box::new(lock))
}

/// Removes the lock's file of a run that is done.
pub(super) fn unlock(folder: &Path) -> io::Result<()> {
    fs::remove_file(folder.join(LOCK))
}

impl Sink for FolderSink {
    fn form(&self) -> Form {
        Form::Files
    }

    fn start(&self) -> Mark {
        self.journal.last().mark.clone()
    }

    fn write(&mut self, parcel: Parcel, mark: &Mark) -> Result<()> {
        let mut errors = Vec::new();
        parcel.failures.iter().for_each(|failure| failure.write(&mut errors));
        let [claims, mentions, sentences, articles] = &parcel.lines;
        let index: Vec<String> =
            [claims, mentions, sentences, articles, &errors].iter().map(|lines| lines.len().to_string()).collect();
        let index = if parcel.own { index.join("\t") + "\n" } else { String::new() };
        for (which, stream) in &mut self.files {
            let bytes = match *which {
                ERRORS => &errors,
                INDEX => index.as_bytes(),
                which => &parcel.lines[which],
            };
            stream.write(bytes).map_err(|source| Error::Output { target: self.target.clone(), source })?;
        }
        if self.journal.is_due() {
            let lengths = self.lengths()?;
            self.journal.save(mark, lengths)?;
        }
        Ok(())
    }

    fn finish(&mut self, mark: &Mark, ending: Ending) -> Result<()> {
        let lengths = self.lengths()?;
        // Also where the run is done: it is told apart from one that is not by the file's absence.
        self.journal.save(mark, lengths.clone())?;
        if ending == Ending::Interrupted {
            return Ok(());
        }
        let files = self.files.iter().zip(lengths).map(|((which, _), length)| (name(*which).to_owned(), length));
        let files: BTreeMap<String, u64> = files.collect();
        let Settings { recipe, command, .. } = &self.settings;
        let run = Run::new(recipe, command, mark, self.journal.last().started, files);
        run.write(&self.folder).map_err(|source| self.failed(source))?;
        self.journal.remove()?;
        unlock(&self.folder).map_err(|source| self.failed(source))
    }
}

const _: () = assert!(
    parcel::CLAIMS == 0 && parcel::MENTIONS == 1 && parcel::SENTENCES == 2 && parcel::ARTICLES == 3,
    "FILES is in this order"
);
