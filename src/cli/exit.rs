//! Exit codes, which are a promise to scripts: 0 done, 1 fatal, 2 wrong usage, 3 done but some documents failed, 130
//! interrupted.

use super::terminal;
use std::process::ExitCode;
use whosaid::pipeline::Summary;

/// How a subcommand ended that was not stopped by a fatal error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// 0.
    Done,
    /// 3: some documents, inputs or rows failed, and each was named.
    SomeFailed,
    /// 1: there was nothing to work on, and why was said; or what was to be checked did not hold, and what was said.
    Nothing,
    /// 130: by a signal, after what was on its way.
    Interrupted,
}

impl End {
    /// How a run over articles ended; `broken` is the number of gazetteer rows that could not be used.
    pub(super) fn of(summary: &Summary, broken: usize) -> Self {
        if summary.unread > 0 && summary.documents + summary.failed == 0 {
            Self::Nothing
        } else if summary.failed + summary.unread + broken as u64 > 0 {
            Self::SomeFailed
        } else {
            Self::Done
        }
    }
}

/// The code of a subcommand's result. Fatal errors are printed here, except that the reader of the output went away.
pub(super) fn code(result: anyhow::Result<End>) -> ExitCode {
    match result {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::SomeFailed) => ExitCode::from(3),
        Ok(End::Nothing) => ExitCode::from(1),
        Ok(End::Interrupted) => ExitCode::from(130),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(error) = error.downcast_ref() {
                return usage(error);
            }
            terminal::error(&told(&error));
            ExitCode::from(1)
        }
    }
}

/// An error and its causes as one line. The library's errors tell their cause themselves, which is not told twice.
fn told(error: &anyhow::Error) -> String {
    let mut line = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !line.ends_with(&cause) {
            line.push_str(": ");
            line.push_str(&cause);
        }
    }
    line
}

/// Prints help or what is wrong with the arguments.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell where this cannot be printed.
    let _ = error.print();
    ExitCode::from(error.exit_code() as u8)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.downcast_ref().is_some_and(whosaid::Error::is_broken_pipe) || error.downcast_ref().is_some_and(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_told_once() {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let error = anyhow::Error::from(whosaid::Error::io("a.tsv", missing())).context("cannot load");
        assert_eq!(told(&error), "cannot load: a.tsv: entity not found");
    }

    #[test]
    fn ends() {
        let of = |documents, failed, unread| End::of(&Summary { documents, failed, unread, ..Summary::default() }, 0);
        assert_eq!(of(0, 0, 0), End::Done);
        assert_eq!(of(9, 0, 0), End::Done);
        assert_eq!(of(9, 1, 0), End::SomeFailed);
        assert_eq!(of(9, 0, 1), End::SomeFailed);
        assert_eq!(of(0, 1, 1), End::SomeFailed);
        assert_eq!(of(0, 0, 1), End::Nothing);
        assert_eq!(End::of(&Summary::default(), 1), End::SomeFailed);
    }
}
