//! Exit codes, which scripts rely on: 0 done, 1 fatal, 2 wrong usage, 3 done but some documents failed, 130 interrupted.

use super::interrupt::reached_size_limit;
use super::terminal;
use crate::pipeline::Summary;

/// How a subcommand ended, other than by a fatal error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExitStatus {
    /// 0.
    Done,
    /// 3: some documents, inputs or rows failed; each was reported.
    SomeFailed,
    /// 1: there was nothing to work on, or a check did not pass; the reason was reported.
    Failed,
    /// 130: interrupted by a signal, after work in progress was finished.
    Interrupted,
}

impl ExitStatus {
    /// The status after a run over articles; `broken` is the number of gazetteer rows that could not be used.
    pub(super) fn of(summary: &Summary, broken: usize) -> Self {
        if summary.unread > 0 && summary.documents + summary.failed == 0 {
            Self::Failed
        } else {
            Self::of_failures(summary.failed + summary.unread + broken as u64)
        }
    }

    /// The status of a subcommand that is done but for so many failures.
    pub(super) fn of_failures(failures: u64) -> Self {
        if failures > 0 { Self::SomeFailed } else { Self::Done }
    }
}

/// The exit code for a subcommand's result. Fatal errors are printed here, except a broken pipe on standard output.
pub(super) fn code(result: anyhow::Result<ExitStatus>) -> u8 {
    match result {
        Ok(ExitStatus::Done) => 0,
        Ok(ExitStatus::SomeFailed) => 3,
        Ok(ExitStatus::Failed) => 1,
        Ok(ExitStatus::Interrupted) => 130,
        Err(error) if is_broken_pipe(&error) => 0,
        Err(error) => {
            if let Some(error) = error.downcast_ref() {
                return usage(error);
            }
            let limit =
                if reached_size_limit() { " (the limit on the size of files was reached: ulimit -f)" } else { "" };
            terminal::error(&format!("{error:#}{limit}"));
            1
        }
    }
}

/// Prints help, or the error in the arguments.
pub(super) fn usage(error: &clap::Error) -> u8 {
    // If this cannot be printed, there is no other place to report it.
    let _ = error.print();
    error.exit_code() as u8
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.downcast_ref().is_some_and(crate::Error::is_broken_pipe) || error.downcast_ref().is_some_and(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_not_repeated() {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let error = anyhow::Error::from(crate::Error::io("a.tsv", missing())).context("cannot load");
        assert_eq!(format!("{error:#}"), "cannot load: a.tsv: entity not found");
    }

    #[test]
    fn statuses() {
        let of =
            |documents, failed, unread| ExitStatus::of(&Summary { documents, failed, unread, ..Summary::default() }, 0);
        assert_eq!(of(0, 0, 0), ExitStatus::Done);
        assert_eq!(of(9, 0, 0), ExitStatus::Done);
        assert_eq!(of(9, 1, 0), ExitStatus::SomeFailed);
        assert_eq!(of(9, 0, 1), ExitStatus::SomeFailed);
        assert_eq!(of(0, 1, 1), ExitStatus::SomeFailed);
        assert_eq!(of(0, 0, 1), ExitStatus::Failed);
        assert_eq!(ExitStatus::of(&Summary::default(), 1), ExitStatus::SomeFailed);
    }
}
