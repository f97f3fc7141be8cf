//! One process at a time.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

/// A file that is locked by the operating system for as long as this lives. The lock of a process that has died is gone
/// with it, however it died; the process id inside is for messages.
#[derive(Debug)]
pub(super) struct Lock(#[allow(dead_code, reason = "holding it is its use")] File);

impl Lock {
    /// Locks the file at `path` for the output `target`.
    ///
    /// # Errors
    /// [`Error::Refused`] if another process holds it; [`Error::Output`] if it cannot be made.
    pub(super) fn take(path: &Path, target: &str) -> Result<Self> {
        let failed = |source| Error::Output { target: target.to_owned(), cause: source };
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = open.map_err(failed)?;
        let mut owner = String::new();
        // Who held it last, if it can be read.
        let _ = file.read_to_string(&mut owner);
        lock(&file, target, owner.trim())?;
        if !owner.is_empty() {
            log::debug!("{target}: the lock of {} is left over, its process is gone", owner.trim());
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(failed)?;
        writeln!(file, "process {}", std::process::id()).map_err(failed)?;
        Ok(Self(file))
    }
}

/// Locks an open file.
pub(super) fn lock(file: &File, target: &str, owner: &str) -> Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let who = if owner.is_empty() { "another process" } else { owner };
            Err(Error::refused(target, format!("{who} is writing it")))
        }
        // A file system without locks: nothing can be told.
        Err(TryLockError::Error(error)) => {
            log::warn!("{target}: cannot be locked ({error}): take care that nothing else writes it");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_stale_ones_do_not_count() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        std::fs::write(&path, "process 4242\n").unwrap();
        let first = Lock::take(&path, "out").unwrap();
        let refusal = Lock::take(&path, "out").unwrap_err().to_string();
        assert_eq!(refusal, format!("out: process {} is writing it", std::process::id()));
        drop(first);
        Lock::take(&path, "out").unwrap();
    }
}
