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

/// What makes a name a pattern.
const WILDCARDS: [char; 3] = ['*', '?', '['];

/// The files of a list of inputs, in order; a folder is listed when its turn comes.
#[derive(Debug)]
pub(super) struct InputFiles {
    inputs: VecDeque<PathBuf>,
    /// The folder that all of them are in.
    root: PathBuf,
    current: Option<FolderWalk>,
    /// Files matching a pattern, and folders on its way that cannot be read.
    matched: VecDeque<Result<InputFile>>,
    exclude: Vec<PathBuf>,
}

/// A folder being walked.
#[derive(Debug)]
struct FolderWalk {
    root: PathBuf,
    walk: walkdir::IntoIter,
    counts: FileCounts,
}

/// How many files of a folder or archive were taken, and how many skipped.
#[derive(Debug, Default)]
pub(super) struct FileCounts {
    pub(super) found: usize,
    pub(super) hidden: usize,
    pub(super) other: usize,
}

impl FileCounts {
    /// Logs what was skipped; an error if there was nothing else. `what` is "folder" or "archive".
    pub(super) fn finish(&self, what: &str, path: &Path) -> Result<()> {
        let skipped = format!("skipped {} hidden and {} other files", self.hidden, self.other);
        if self.found == 0 {
            let endings = ENDINGS.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(", ");
            let cause = format!("no articles in this {what}: no {endings} file ({skipped})");
            return Err(Error::Input { path: path.to_owned(), cause });
        }
        if self.hidden + self.other > 0 {
            log::info!("{}: {} files, {skipped}", path.display(), self.found);
        }
        Ok(())
    }
}

impl InputFiles {
    pub(super) fn new(inputs: Vec<PathBuf>, options: &ReadOptions) -> Self {
        let exclude = options.exclude.iter().filter_map(|path| path.canonicalize().ok()).collect();
        let root = common_root(&inputs);
        Self { inputs: inputs.into(), root, current: None, matched: VecDeque::new(), exclude }
    }

    /// The folder that all inputs are in, below which files are named.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Starts listing `input`, or returns it if it is a file.
    fn start(&mut self, input: PathBuf) -> Option<Result<InputFile>> {
        if input == Path::new(STDIN) {
            return Some(Ok(InputFile::new(input, &self.root, false)));
        }
        match input.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                let walk = walkdir::WalkDir::new(&input).follow_links(true).sort_by_file_name().into_iter();
                self.current = Some(FolderWalk { root: input, walk, counts: FileCounts::default() });
                None
            }
            Ok(_) => Some(Ok(InputFile::new(input, &self.root, false))),
            Err(error) => match input.to_str().filter(|pattern| pattern.contains(WILDCARDS)) {
                Some(pattern) => self.expand(pattern).map(Err),
                None => Some(Err(Error::io(input, error))),
            },
        }
    }

    /// The files matching a pattern; folders that match are searched, unless `**` has already matched their files.
    fn expand(&mut self, pattern: &str) -> Option<Error> {
        let failed = |cause: String| Some(Error::Input { path: pattern.into(), cause });
        let paths = match glob::glob_with(pattern, LIKE_THE_SHELL) {
            Ok(paths) => paths,
            Err(error) => return failed(format!("invalid pattern: {error}")),
        };
        let mut folders = VecDeque::new();
        for path in paths {
            match path {
                Ok(path) if self.is_excluded(&path) => {
                    log::info!("{}: skipped, because it is the output or its metadata", path.display());
                }
                Ok(path) if path.is_dir() => folders.push_back(path),
                Ok(path) => self.matched.push_back(Ok(InputFile::new(path, &self.root, false))),
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
        self.exclude.iter().any(|exclude| {
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
                        folder.counts.hidden += 1;
                        continue;
                    }
                    let cause = error.to_string();
                    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(cause));
                    return Some(Err(Error::io(path, source)));
                }
            };
            if entry.depth() > 0 && is_hidden(entry.path()) {
                folder.counts.hidden += 1;
                if entry.file_type().is_dir() {
                    folder.walk.skip_current_dir();
                }
            } else if entry.file_type().is_dir() {
                if self.is_excluded(entry.path()) {
                    folder.walk.skip_current_dir();
                }
            } else if name_of(entry.path()) == NameHint::Other || self.is_excluded(entry.path()) {
                folder.counts.other += 1;
            } else {
                let item = InputFile::new(entry.into_path(), &self.root, true);
                if item.is_about_a_text() {
                    folder.counts.other += 1;
                    continue;
                }
                folder.counts.found += 1;
                return Some(Ok(item));
            }
        }
        folder.counts.finish("folder", &folder.root).err().map(Err)
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

/// The folder that all inputs are in: of a folder that itself, of a file the one it is in, of a pattern the one before its first
/// wildcard.
fn common_root(inputs: &[PathBuf]) -> PathBuf {
    let folder = |input: &PathBuf| {
        if input.is_dir() {
            return input.clone();
        }
        let name = input.to_string_lossy();
        let fixed = if input.exists() { &name } else { name.split(WILDCARDS).next().unwrap_or_default() };
        Path::new(&fixed[..fixed.rfind('/').map_or(0, |slash| slash + 1)]).to_owned()
    };
    let mut folders = inputs.iter().filter(|input| *input != Path::new(STDIN)).map(folder);
    let first = folders.next().unwrap_or_default();
    folders.fold(first, |root, folder| {
        let both = root.components().zip(folder.components());
        both.take_while(|(one, other)| one == other).map(|(one, _)| one).collect()
    })
}

/// Bytes of all files of `inputs` as stored on disk, without opening them: what
/// [`Batch::consumed`](super::Batch::consumed) counts up to. `None` if an input is not a regular file (a pipe, standard
/// input), so that the sum is unknown.
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
        let options = ReadOptions { exclude: vec![dir.path().join("out.jsonl")], ..ReadOptions::default() };
        assert_eq!(listed(&[dir.path().into()], &options), ["a/1", "a/2", "b"]);
        assert_eq!(listed(&[dir.path().join("*.[tj]*")], &options), ["b"], "the output is skipped");
        assert_eq!(listed(&[dir.path().join("**/*.txt"), dir.path().join("b.txt")], &options), ["a/2", "b", "b"]);
        assert_eq!(listed(&[dir.path().join("[ab]*")], &options), ["b", "a/1", "a/2"]);
    }

    #[test]
    fn files_of_several_inputs_are_named_below_their_common_folder() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["x/2023/a.txt", "x/2024/a.txt", "y/a.txt", "x/b.txt"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        for (inputs, expected) in [
            (&["x"][..], &["2023/a", "2024/a", "b"][..]),
            (&["x/2023", "x/2024"], &["2023/a", "2024/a"]),
            (&["x/2023/", "y/a.txt"], &["x/2023/a", "y/a"]),
            (&["x/b.txt", "x/2023"], &["b", "2023/a"]),
            (&["x/*/a.txt", "y"], &["x/2023/a", "x/2024/a", "y/a"]),
            (&["x/202?"], &["2023/a", "2024/a"]),
            (&["x/b.txt", "x/b.txt"], &["b", "b"]),
        ] {
            let inputs: Vec<PathBuf> = inputs.iter().map(|name| dir.path().join(name)).collect();
            assert_eq!(listed(&inputs, &ReadOptions::default()), expected, "{inputs:?}");
        }
        assert_eq!(common_root(&["-".into(), "a/b.txt".into()]), Path::new("a/"));
        assert_eq!(common_root(&["/data/a/b.txt".into(), "a/b.txt".into()]), Path::new(""));
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
