//! Running the binary on temporary files.

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A temporary folder with inputs, which is also the binary's working directory.
pub(crate) struct Folder(TempDir);

/// The result of a run.
#[derive(Debug, PartialEq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// `whosaid` without those environment variables of the caller that change what it prints.
pub(crate) fn whosaid() -> Command {
    let mut command = Command::cargo_bin("whosaid").unwrap();
    command.env_remove("RUST_LOG").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder that holds these files, each with its text.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and creates its folders.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs `whosaid` with these arguments.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_on(args, "")
    }

    /// The same with standard input.
    pub(crate) fn run_on(&self, args: &[&str], stdin: impl Into<Vec<u8>>) -> Ran {
        let output = whosaid().args(args).current_dir(self.path()).write_stdin(stdin.into()).output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs `whosaid extract --emit articles` with further arguments.
    pub(crate) fn articles(&self, args: &[&str]) -> Ran {
        self.run(&[&["extract", "--emit", "articles", "--jobs", "2"], args].concat())
    }
}

impl Ran {
    /// The records.
    pub(crate) fn records(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The articles' ids, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.records().iter().map(|record| record["doc"].as_str().unwrap().to_owned()).collect()
    }

    /// The lines on standard error that begin with a label: "error", "warning".
    pub(crate) fn said(&self, label: &str) -> Vec<&str> {
        self.stderr.lines().filter_map(|line| line.strip_prefix(label)?.strip_prefix(": ")).collect()
    }

    /// Checks the exit code, and what each error contains.
    #[track_caller]
    pub(crate) fn failed_with(&self, code: i32, errors: &[&str]) {
        let said = self.said("error");
        assert_eq!((self.code, said.len()), (code, errors.len()), "{self:#?}");
        for (said, expected) in said.iter().zip(errors) {
            assert!(said.contains(expected), "expected {expected:?} in {said:?}");
        }
    }
}
