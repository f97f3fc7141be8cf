//! A run folder: a file of lines for each type of record that is emitted, `errors.jsonl`, and `run.json` when it is done.
//!
//! While it is being written it also holds `checkpoint.json` and `lock`. The folder of a shard also has `batches.tsv`, from
//! which [`super::merge`] puts the batches of all shards back in order.

use super::batch_output::{BatchOutput, Layout};
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use super::stream::{LineStream, StreamCompression};
use super::{growing::FileMark, growing::GrowingFile, journal::Journal, lock::Lock};
use crate::error::{Error, Result};
use crate::record::{Record as _, RecordKind};
use crate::run::{RunInfo, RunProgress, file};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Of a shard: how many bytes each batch has in the file of each [`RecordKind`], a line per batch.
pub(super) const BATCHES: &str = "batches.tsv";
const CHECKPOINT: &str = "checkpoint.json";
const LOCK: &str = "lock";

/// A run folder.
pub struct FolderSink {
    folder: PathBuf,
    target: String,
    /// By the type of their records; `None` is [`BATCHES`].
    files: Vec<(Option<RecordKind>, LineStream)>,
    journal: Journal,
    settings: SinkSettings,
    /// Released last.
    _lock: Lock,
}

impl FolderSink {
    pub(super) fn open(folder: &Path, settings: &SinkSettings) -> Result<OpenedSink> {
        let target = folder.display().to_string();
        let failed = |error| Error::output(&target, error);
        create(folder).map_err(failed)?;
        let lock = Lock::take(&folder.join(LOCK), &target)?;
        let exists = is_complete(folder, &target, settings)?;
        let Some(journal) = Journal::open(folder.join(CHECKPOINT), &target, exists, settings)? else {
            unlock(folder).map_err(failed)?;
            return Ok(OpenedSink::Complete);
        };
        let records = RecordKind::ALL.into_iter().filter(|&kind| settings.emit.has(kind)).map(Some);
        let mut files = Vec::new();
        for kind in records.chain(settings.recipe.shard.is_some().then_some(None)) {
            let path = folder.join(name(kind));
            let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let mark = journal.last.files.get(files.len()).copied().unwrap_or_default();
            let file = GrowingFile::resume(open.map_err(failed)?, &path, mark, &target)?;
            files.push((kind, LineStream::file(file, StreamCompression::None, settings.chunk)));
        }
        let settings = settings.clone();
        let folder = folder.to_owned();
        Ok(OpenedSink::Ready(Box::new(Self { folder, target, files, journal, settings, _lock: lock })))
    }

    /// How far each file is, and on the disk.
    fn marks(&self) -> Result<Vec<FileMark>> {
        let marks = self.files.iter().filter_map(|(_, stream)| stream.mark().transpose()).collect::<io::Result<_>>();
        marks.map_err(|error| Error::output(&self.target, error))
    }
}

/// Makes the folder and those above it that are missing.
fn create(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    file::sync_folder_of(folder)
}

fn name(kind: Option<RecordKind>) -> &'static str {
    kind.map_or(BATCHES, RecordKind::file_name)
}

/// True if the folder holds a run that is done; refuses one that must not be written into.
fn is_complete(folder: &Path, target: &str, settings: &SinkSettings) -> Result<bool> {
    let refuse = |why: &str| Err(Error::refused(target, why));
    if folder.join(CHECKPOINT).exists() {
        return if settings.resume { Ok(false) } else { refuse("it holds an interrupted run; --resume continues it") };
    }
    if let Some(run) = RunInfo::read(folder)? {
        return match settings.recipe.differs_from(&run.recipe) {
            _ if !settings.resume => refuse("it holds a complete run; choose another folder, or remove this one"),
            Some(why) => refuse(&format!("it holds another run: {why}")),
            None => match damage(folder, &run) {
                Some(why) => {
                    refuse(&format!("it holds a complete run, but {why}; choose another folder, or remove this one"))
                }
                None => Ok(true),
            },
        };
    }
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    // What a run leaves that is killed before its first checkpoint.
    let started = [Path::new(LOCK).to_owned(), file::beside(Path::new(CHECKPOINT), "new")];
    let mut names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
    if names.any(|name| !started.iter().any(|ours| *ours == *name)) {
        refuse("the folder contains other files, but no run")
    } else {
        Ok(false)
    }
}

/// How a file of a complete run is not as the run left it.
fn damage(folder: &Path, run: &RunInfo) -> Option<String> {
    run.files.iter().find_map(|(name, &length)| match fs::metadata(folder.join(name)) {
        Ok(file) if file.len() == length => None,
        Ok(file) => Some(format!("{name} has {} bytes, and {length} were written: it was changed since", file.len())),
        Err(error) => Some(format!("{name} cannot be read: {error}")),
    })
}

/// Makes a new run folder for `merge`, locked.
pub(super) fn create_for_merge(folder: &Path) -> Result<Box<dyn Send>> {
    let target = folder.display().to_string();
    create(folder).map_err(|error| Error::output(&target, error))?;
    let lock = Lock::take(&folder.join(LOCK), &target)?;
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    if entries.count() > 1 {
        return Err(Error::refused(&target, "it is not empty"));
    }
    Ok(Box::new(lock))
}

/// Removes the lock file of a run that is done.
pub(super) fn unlock(folder: &Path) -> io::Result<()> {
    file::remove(&folder.join(LOCK))
}

impl Sink for FolderSink {
    fn layout(&self) -> Layout {
        Layout::PerType
    }

    fn start(&self) -> RunProgress {
        self.journal.last.progress.clone()
    }

    fn write(&mut self, batch: BatchOutput, progress: &RunProgress) -> Result<()> {
        let mut errors = Vec::new();
        batch.failures.iter().for_each(|failure| failure.write(&mut errors));
        let lines = |kind| if kind == RecordKind::Error { errors.as_slice() } else { batch.lines(kind) };
        let lengths = RecordKind::ALL.map(|kind| lines(kind).len().to_string());
        let lengths = if batch.own { lengths.join("\t") + "\n" } else { String::new() };
        for (kind, stream) in &mut self.files {
            let bytes = kind.map_or(lengths.as_bytes(), lines);
            stream.write(bytes).map_err(|error| Error::output(&self.target, error))?;
        }
        if self.journal.is_due() {
            let marks = self.marks()?;
            self.journal.save(progress, marks)?;
        }
        batch.recycle();
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        let marks = self.marks()?;
        // Even at the end: the run is not done before its checkpoint is removed.
        self.journal.save(progress, marks.clone())?;
        if status == RunStatus::Interrupted {
            return Ok(());
        }
        let files = self.files.iter().zip(marks).map(|((kind, _), mark)| (name(*kind).to_owned(), mark.length));
        let files: BTreeMap<String, u64> = files.collect();
        let SinkSettings { recipe, command, .. } = &self.settings;
        let run = RunInfo::new(recipe, command, progress, self.journal.last.started, files);
        run.write(&self.folder).map_err(|error| Error::output(&self.target, error))?;
        self.journal.remove()?;
        unlock(&self.folder).map_err(|error| Error::output(&self.target, error))
    }
}
