//! Runs in which one call that changes a file fails (`faults.c`).

use crate::support::binary::whosaid;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// The library that is loaded before all others; compiled once.
static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| {
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{}.so", std::process::id()));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/faults.c");
    let compiled =
        Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).args([source, "-ldl"]).status();
    assert!(compiled.unwrap().success(), "a C compiler is needed");
    library
});

/// What happens at a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// It fails; a write has written half.
    Fail(usize),
    /// The process is killed there, likewise.
    Kill(usize),
}

/// Runs `whosaid` in `dir` with a fault among the calls that change files whose path begins with `under`.
pub(crate) fn run(dir: &Path, args: &[&str], under: &str, fault: Fault) -> Output {
    let mut command = Command::new(whosaid().get_program());
    let at = match fault {
        Fault::None => 0,
        Fault::Fail(at) | Fault::Kill(at) => at,
    };
    command.args(args).current_dir(dir).env("LD_PRELOAD", &*LIBRARY).env("FAULT_UNDER", under);
    command.env("FAULT_AT", at.to_string()).env("FAULT_COUNT", dir.join("calls"));
    if matches!(fault, Fault::Kill(_)) {
        command.env("FAULT_KILL", "1");
    }
    command.output().unwrap()
}

/// How many such calls the last run made that was not killed.
pub(crate) fn calls(dir: &Path) -> usize {
    std::fs::read_to_string(dir.join("calls")).unwrap().parse().unwrap()
}
