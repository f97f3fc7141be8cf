//! Which files to read: those given, those in folders (recursively, and sorted so that the order is the same
//! everywhere), and those that match a pattern that the shell did not expand.

use super::file::{ENDINGS, InputFile, NameHint, STDIN, is_hidden, name_of};
use super::options::ReadOptions;
use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// A `*` matches neither a `/` nor the dot of a hidden file.
const LIKE_THE_SHELL: glob::MatchOptions =
    glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// The files of a list of inputs, in order; a folder is listed when its turn comes.
#[derive(Debug)]
pub(super) struct InputFiles {
    inputs: VecDeque<PathBuf>,
    current: Option<FolderWalk>,
    /// Files matching a pattern, and folders on its way that cannot be read.
    matched: VecDeque<Result<InputFile>>,
    exclude: Option<PathBuf>,
}

/// A folder being walked.
#[derive(Debug)]
struct FolderWalk {
    root: PathBuf,
    walk: walkdir::IntoIter,
    found: usize,
    hidden: usize,
    other: usize,
}

impl InputFiles {
    pub(super) fn new(inputs: Vec<PathBuf>, options: &ReadOptions) -> Self {
        let exclude = options.exclude.as_ref().and_then(|path| path.canonicalize().ok());
        Self { inputs: inputs.into(), current: None, matched: VecDeque::new(), exclude }
    }

    /// Starts listing `input`, or returns it if it is a file.
    fn start(&mut self, input: PathBuf) -> Option<Result<InputFile>> {
        if input == Path::new(STDIN) {
            return Some(Ok(InputFile::new(input, None)));
        }
        match input.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                self.current = Some(FolderWalk::new(input));
                None
            }
            Ok(_) => Some(Ok(InputFile::new(input, None))),
            Err(error) => match input.to_str().filter(|pattern| pattern.contains(['*', '?', '['])) {
                Some(pattern) => self.expand(pattern).map(Err),
                None => Some(Err(Error::io(input, error))),
            },
        }
    }

    /// The files matching a pattern, with the folder before its first wildcard as root; folders that match are
    /// searched, unless `**` has already matched their files.
    fn expand(&mut self, pattern: &str) -> Option<Error> {
        let failed = |cause: String| Some(Error::Input { path: pattern.into(), cause });
        let paths = match glob::glob_with(pattern, LIKE_THE_SHELL) {
            Ok(paths) => paths,
            Err(error) => return failed(format!("invalid pattern: {error}")),
        };
        let fixed = pattern.find(['*', '?', '[']).map_or("", |wildcard| &pattern[..wildcard]);
        let root = Path::new(&fixed[..fixed.rfind('/').map_or(0, |slash| slash + 1)]);
        let mut folders = VecDeque::new();
        for path in paths {
            match path {
                Ok(path) if self.is_excluded(&path) => {
                    log::info!("{}: skipped, because it is the output", path.display());
                }
                Ok(path) if path.is_dir() => folders.push_back(path),
                Ok(path) => self.matched.push_back(Ok(InputFile { walked: false, ..InputFile::new(path, Some(root)) })),
                Err(error) => {
                    let path = error.path().to_owned();
                    self.matched.push_back(Err(Error::io(path, error.into())));
                }
            }
        }
        if pattern.contains("**") {
            folders.clear();
        }
        if self.matched.is_empty() && folders.is_empty() {
            return failed("no file matches this pattern".to_owned());
        }
        folders.append(&mut self.inputs);
        self.inputs = folders;
        None
    }

    fn is_excluded(&self, path: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|exclude| {
            exclude.file_name() == path.file_name() && path.canonicalize().is_ok_and(|path| path == *exclude)
        })
    }

    /// The next article file of the folder; `None` at the end.
    fn walk(&mut self, folder: &mut FolderWalk) -> Option<Result<InputFile>> {
        while let Some(entry) = folder.walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(&folder.root).to_owned();
                    if is_hidden(&path) {
                        folder.hidden += 1;
                        continue;
                    }
                    let cause = error.to_string();
                    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(cause));
                    return Some(Err(Error::io(path, source)));
                }
            };
            if entry.depth() > 0 && is_hidden(entry.path()) {
                folder.hidden += 1;
                if entry.file_type().is_dir() {
                    folder.walk.skip_current_dir();
                }
            } else if entry.file_type().is_dir() {
                if self.is_excluded(entry.path()) {
                    folder.walk.skip_current_dir();
                }
            } else if name_of(entry.path()) == NameHint::Other || self.is_excluded(entry.path()) {
                folder.other += 1;
            } else {
                let item = InputFile::new(entry.into_path(), Some(&folder.root));
                if item.is_about_a_text() {
                    folder.other += 1;
                    continue;
                }
                folder.found += 1;
                return Some(Ok(item));
            }
        }
        folder.finish().map(Err)
    }
}

impl FolderWalk {
    fn new(root: PathBuf) -> Self {
        let walk = walkdir::WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
        Self { root, walk, found: 0, hidden: 0, other: 0 }
    }

    /// Logs what was skipped; an error if there was nothing else.
    fn finish(&mut self) -> Option<Error> {
        let skipped = format!("skipped {} hidden and {} other files", self.hidden, self.other);
        if self.found == 0 {
            let cause = no_articles("folder", &skipped);
            return Some(Error::Input { path: self.root.clone(), cause });
        }
        if self.hidden + self.other > 0 {
            log::info!("{}: {} files, {skipped}", self.root.display(), self.found);
        }
        None
    }
}

impl Iterator for InputFiles {
    type Item = Result<InputFile>;

    fn next(&mut self) -> Option<Result<InputFile>> {
        loop {
            if let Some(mut folder) = self.current.take() {
                let item = self.walk(&mut folder);
                // A folder that failed as a whole, or has ended, yields nothing more.
                if !matches!(&item, None | Some(Err(Error::Input { .. }))) {
                    self.current = Some(folder);
                }
                if item.is_some() {
                    return item;
                }
            }
            if let Some(item) = self.matched.pop_front() {
                return Some(item);
            }
            let input = self.inputs.pop_front()?;
            if let Some(item) = self.start(input) {
                return Some(item);
            }
        }
    }
}

/// Says that a folder or archive holds nothing to read.
pub(super) fn no_articles(what: &str, skipped: &str) -> String {
    let endings = ENDINGS.map(|ending| format!(".{ending}")).join(", ");
    format!("no articles in this {what}: no {endings} file ({skipped})")
}

/// Bytes of all files of `inputs` as stored on disk, without opening them: what
/// [`Batch::consumed`](super::Batch::consumed) counts up to. `None` if an input is not a regular file (a pipe, standard
/// input), so that the sum is unknown.
#[must_use]
pub fn total_size(inputs: Vec<PathBuf>, options: &ReadOptions) -> Option<u64> {
    let mut files = InputFiles::new(inputs, options);
    files.try_fold(0, |sum, item| match item {
        Ok(item) if item.path == Path::new(STDIN) => None,
        Ok(item) => match item.path.metadata() {
            Ok(metadata) if !metadata.is_file() => None,
            Ok(metadata) => Some(sum + metadata.len()),
            Err(_) => Some(sum),
        },
        Err(_) => Some(sum),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(inputs: &[PathBuf], options: &ReadOptions) -> Vec<String> {
        InputFiles::new(inputs.to_vec(), options)
            .map(|item| item.map_or_else(|error| format!("error {error}"), |item| item.stem))
            .collect()
    }

    #[test]
    fn folders_are_sorted_without_hidden_and_other_files() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/2.txt", "a/1.jsonl.gz", ".hidden.txt", ".git/x.txt", "notes.pdf", "out.jsonl"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let options = ReadOptions { exclude: Some(dir.path().join("out.jsonl")), ..ReadOptions::default() };
        assert_eq!(listed(&[dir.path().into()], &options), ["a/1", "a/2", "b"]);
        assert_eq!(listed(&[dir.path().join("*.[tj]*")], &options), ["b"], "the output is skipped");
        assert_eq!(listed(&[dir.path().join("**/*.txt"), dir.path().join("b.txt")], &options), ["a/2", "b", "b"]);
        assert_eq!(listed(&[dir.path().join("[ab]*")], &options), ["b", "1", "2"]);
    }

    #[test]
    fn missing_inputs_are_errors_and_the_rest_is_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "x").unwrap();
        std::fs::create_dir(dir.path().join("empty")).unwrap();
        let inputs = ["nowhere.txt", "empty", "*.nothing", "a.txt"].map(|name| dir.path().join(name));
        let listed = listed(&inputs, &ReadOptions::default());
        assert!(listed[0].contains("nowhere.txt: No such file"), "{}", listed[0]);
        assert!(listed[1].contains("empty: no articles in this folder"), "{}", listed[1]);
        assert!(listed[2].contains("*.nothing: no file matches"), "{}", listed[2]);
        assert_eq!(listed[3..], ["a"]);
    }
}
