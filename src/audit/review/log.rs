//! The file of decisions: appending that loses nothing, and reading what is there.
//!
//! One line is one decision, and lines are only ever appended: under a lock, in one write, and on disk before success is
//! reported, so several people and processes can append to the same file. If a process is killed in the middle of a line,
//! the next append ends that line and [`load_decisions`] reports it; it is never joined with what follows.

use super::decision::{Decision, DecisionDraft};
use crate::date::utc_millis;
use crate::error::{Error, Result};
use crate::file_state::FileState;
use crate::record::SCHEMA;
use crate::run::file::sync_folder_of;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use xxhash_rust::xxh3::xxh3_128;

/// A file of decisions open for appending, which threads can share.
#[derive(Debug)]
pub struct DecisionLog {
    path: PathBuf,
    file: Mutex<File>,
}

impl DecisionLog {
    /// Opens or creates the file at `path`. A new one can be read by its owner alone.
    ///
    /// # Errors
    /// [`Error::Io`], also for a symbolic link.
    pub fn open(path: &Path) -> Result<Self> {
        let file = open(path).map_err(|error| Error::io(path, error))?;
        Ok(Self { path: path.to_owned(), file: Mutex::new(file) })
    }

    /// Appends a decision and returns it as written. It is on disk when this returns.
    ///
    /// # Errors
    /// [`Error::Refused`] for a decision that lacks what its verdict requires; [`Error::Io`] if it could not be written. Then
    /// nothing of it remains in the file, unless truncating it fails as well.
    pub fn append(&self, draft: DecisionDraft) -> Result<Decision> {
        draft.check().map_err(|cause| Error::refused(self.path.display(), cause))?;
        let decision = Decision::of(draft);
        let io = |error: io::Error| Error::io(&self.path, error);
        let mut line = serde_json::to_vec(&decision).map_err(|error| io(error.into()))?;
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if !has_name(&file, &self.path).map_err(io)? {
            // Somebody has moved it away: what is decided now is looked for under its name.
            *file = open(&self.path).map_err(io)?;
        }
        match file.lock() {
            Ok(()) => {
                let written = append(&mut file, &line);
                file.unlock().map_err(io)?;
                written
            }
            // A file system without locks: each line is still one write at the end of the file.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => append(&mut file, &line),
            Err(error) => Err(error),
        }
        .map_err(io)?;
        if has_name(&file, &self.path).map_err(io)? {
            Ok(decision)
        } else {
            Err(io(io::Error::new(
                io::ErrorKind::NotFound,
                "it was moved away while this decision was written; decide again",
            )))
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
    }
    let file = options.open(path).map_err(|error| {
        let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if is_link {
            io::Error::other("it is a symbolic link; decisions are written to a file of the run folder")
        } else {
            error
        }
    })?;
    // A new file survives a power failure only once its folder is on disk too.
    sync_folder_of(path)?;
    Ok(file)
}

/// True if the open file is the one that is called `path` now.
fn has_name(file: &File, path: &Path) -> io::Result<bool> {
    let ours = FileState::of_open(file)?;
    Ok(FileState::of(path).is_some_and(|named| named.is_same_file(&ours)))
}

/// Appends a line in one write; an unfinished line of a killed process is ended first.
fn append(file: &mut File, line: &[u8]) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut last = [b'\n'];
    if length > 0 {
        file.seek(SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
    }
    let written = if last == [b'\n'] { file.write_all(line) } else { file.write_all(&[b"\n", line].concat()) };
    let written = written.and_then(|()| file.sync_data());
    if let Err(error) = written {
        file.set_len(length)?;
        return Err(error);
    }
    Ok(())
}

/// The contents of a file of decisions.
#[derive(Debug, Default)]
pub struct LoadedDecisions {
    /// The decisions, oldest first.
    pub decisions: Vec<Decision>,
    /// Unfinished lines, whose writer was killed before it could report success.
    pub torn: Vec<Error>,
    /// Lines that are not decisions for another reason.
    pub broken: Vec<Error>,
}

/// Reads a file of decisions; a missing file has none.
///
/// # Errors
/// [`Error::Io`]
pub fn load_decisions(path: &Path) -> Result<LoadedDecisions> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LoadedDecisions::default()),
        Err(error) => return Err(Error::io(path, error)),
    };
    let mut loaded = LoadedDecisions::default();
    for (number, line) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Decision>(line) {
            Ok(decision) => match decision.check() {
                Ok(()) => loaded.decisions.push(decision),
                Err(cause) => loaded.broken.push(Error::record(path, number, cause)),
            },
            Err(error) if error.is_eof() => {
                let cause = "this decision is incomplete: its writer was stopped before it reported success";
                loaded.torn.push(Error::record(path, number, cause));
            }
            Err(error) => loaded.broken.push(Error::record(path, number, format!("not a decision: {error}"))),
        }
    }
    Ok(loaded)
}

impl Decision {
    fn of(draft: DecisionDraft) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let DecisionDraft { annotator, doc, text_hash, claim, verdict, correction, reason, sample } = draft;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let seed = format!("{annotator}\0{doc}\0{}\0{count}\0{}", std::process::id(), since.as_nanos());
        Self {
            schema: SCHEMA.to_owned(),
            record: "decision".to_owned(),
            id: format!("{:024x}", xxh3_128(seed.as_bytes()) >> 32),
            time: utc_millis(since.as_millis() as u64),
            annotator,
            doc,
            text_hash,
            claim,
            verdict,
            correction,
            reason,
            sample,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Correction, DECISIONS_FILE, InForce, Verdict};
    use super::*;
    use crate::record::Offset;
    use std::collections::HashSet;

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DECISIONS_FILE);
        let log = DecisionLog::open(&path).unwrap();
        let nobody = Correction { speaker: Some(None), ..Correction::default() };
        let spans = Some(vec![Offset { start: 3, end: 9 }]);
        let missed = Correction { cue: spans.clone(), content: spans, kind: Some("direct".into()), ..nobody.clone() };
        let drafts = [
            DecisionDraft::example("ana", "c1", Verdict::Accept),
            DecisionDraft { correction: Some(nobody), ..DecisionDraft::example("ana", "c2", Verdict::Speaker) },
            DecisionDraft { correction: Some(missed), ..DecisionDraft::example("ben", "", Verdict::Missed) },
        ];
        let written: Vec<_> = drafts.into_iter().map(|draft| log.append(draft).unwrap()).collect();
        let loaded = load_decisions(&path).unwrap();
        assert_eq!(loaded.decisions, written);
        assert!(loaded.torn.is_empty() && loaded.broken.is_empty());
        let ids: HashSet<_> = written.iter().map(|decision| &decision.id).collect();
        assert_eq!(ids.len(), 3);
        assert!(written.iter().all(|decision| decision.id.len() == 24), "{written:?}");
        let text = fs::read_to_string(&path).unwrap();
        let second = text.lines().nth(1).unwrap();
        let start = r#"{"schema":"whosaid/1","record":"decision","id":""#;
        assert!(second.starts_with(start), "{second}");
        let end = r#""claim":"c2","verdict":"speaker","correction":{"speaker":null},"reason":"#;
        assert!(second.contains(end), "{second}");
    }

    #[test]
    fn a_line_torn_anywhere_harms_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DECISIONS_FILE);
        let log = DecisionLog::open(&path).unwrap();
        let first = log.append(DecisionDraft::example("ana", "c1", Verdict::Accept)).unwrap();
        let kept = fs::metadata(&path).unwrap().len();
        let second = log.append(DecisionDraft::example("ana", "c2", Verdict::Reject)).unwrap();
        let whole = fs::read(&path).unwrap();
        let mut torn = 0;
        for length in kept as usize..=whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            let before = load_decisions(&path).unwrap();
            assert!(before.broken.is_empty(), "{length}: {:?}", before.broken);
            let third =
                DecisionLog::open(&path).unwrap().append(DecisionDraft::example("ben", "c3", Verdict::Accept)).unwrap();
            let loaded = load_decisions(&path).unwrap();
            assert!(loaded.broken.is_empty(), "{length}: {:?}", loaded.broken);
            // A line that only lacks its end is whole.
            if length >= whole.len() - 1 {
                assert_eq!(loaded.decisions, [first.clone(), second.clone(), third], "{length}");
                assert!(loaded.torn.is_empty());
            } else {
                assert_eq!(loaded.decisions, [first.clone(), third], "{length}");
                assert_eq!(loaded.torn.len(), usize::from(length > kept as usize), "{length}");
                assert_eq!(before.torn.len(), loaded.torn.len(), "{length}");
            }
            torn += loaded.torn.len();
        }
        assert!(torn > 200, "{torn}");
    }

    #[test]
    fn refuses_what_decides_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DECISIONS_FILE);
        let log = DecisionLog::open(&path).unwrap();
        let backwards = Correction { content: Some(vec![Offset { start: 5, end: 5 }]), ..Correction::default() };
        for (draft, cause) in [
            (DecisionDraft::example("ana", "", Verdict::Accept), "accept needs a claim"),
            (DecisionDraft::example(" ", "c1", Verdict::Accept), "a decision needs an annotator"),
            (DecisionDraft::example("ana", "c1", Verdict::Speaker), "speaker needs correction.speaker"),
            (DecisionDraft::example("ana", "c1", Verdict::Span), "span needs correction.source, cue or content"),
            (DecisionDraft::example("ana", "", Verdict::Missed), "missed needs correction.cue or correction.content"),
            (DecisionDraft::example("ana", "c1", Verdict::Complete), "complete cannot have a claim"),
            (DecisionDraft::example("ana", "", Verdict::Undo), "undo needs correction.undoes"),
            (
                DecisionDraft { correction: Some(backwards), ..DecisionDraft::example("ana", "c1", Verdict::Span) },
                "span: spans of correction.content are empty, out of order or overlapping",
            ),
        ] {
            let error = log.append(draft).unwrap_err().to_string();
            assert_eq!(error, format!("{}: {cause}", path.display()));
        }
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
        fs::write(&path, "{\"schema\":\"whosaid/1\"}\n\n[]\n").unwrap();
        let broken = load_decisions(&path).unwrap().broken;
        assert_eq!(broken.len(), 2);
        assert!(broken[1].to_string().contains("decisions.jsonl:3: not a decision"), "{}", broken[1]);
    }

    #[test]
    fn a_file_that_was_moved_away_gets_no_more_decisions() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DECISIONS_FILE);
        let log = DecisionLog::open(&path).unwrap();
        let decide = |claim| log.append(DecisionDraft::example("ana", claim, Verdict::Accept));
        let first = decide("c1").unwrap();
        let moved = dir.path().join("old.jsonl");
        fs::rename(&path, &moved).unwrap();
        let second = decide("c2").unwrap();
        fs::remove_file(&path).unwrap();
        let third = decide("c3").unwrap();
        assert_eq!(load_decisions(&moved).unwrap().decisions, [first]);
        assert_eq!(load_decisions(&path).unwrap().decisions, [third]);
        assert_ne!(second.claim, None);
        drop(dir);
        assert!(decide("c4").unwrap_err().to_string().contains("No such file"));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_and_no_link() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DECISIONS_FILE);
        drop(DecisionLog::open(&path).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let elsewhere = dir.path().join("elsewhere");
        fs::write(&elsewhere, "").unwrap();
        fs::remove_file(&path).unwrap();
        for target in [&*elsewhere, Path::new("nowhere")] {
            std::os::unix::fs::symlink(target, &path).unwrap();
            assert!(DecisionLog::open(&path).unwrap_err().to_string().contains("it is a symbolic link"));
            fs::remove_file(&path).unwrap();
        }
        assert!(!dir.path().join("nowhere").exists());
    }

    #[test]
    fn two_logs_on_one_file_lose_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DECISIONS_FILE);
        std::thread::scope(|scope| {
            for annotator in ["ana", "ben", "cem"] {
                let path = &path;
                scope.spawn(move || {
                    let log = DecisionLog::open(path).unwrap();
                    for claim in 0..50 {
                        log.append(DecisionDraft::example(annotator, &format!("c{claim}"), Verdict::Accept)).unwrap();
                    }
                });
            }
        });
        let loaded = load_decisions(&path).unwrap();
        assert_eq!(loaded.decisions.len(), 150);
        assert_eq!(InForce::of(&loaded.decisions).claims.len(), 50);
        assert!(loaded.torn.is_empty() && loaded.broken.is_empty());
    }
}
