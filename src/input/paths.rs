//! Which files to read: those given, those in folders (recursive, sorted, so that the order is the same everywhere) and
//! those that match a pattern which the shell left alone.

use super::{Options, STDIN};
use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// Endings that folders and archives are searched for, each also with `.gz`, `.zst` or `.bz2` behind it.
pub const ENDINGS: [&str; 20] = [
    "txt", "text", "jsonl", "ndjson", "json", "csv", "tsv", "html", "htm", "xhtml", "xml", "nitf", "sgml", "sgm",
    "warc", "parquet", "zip", "tar", "tgz", "tbz2",
];
const NAMES: [Name; ENDINGS.len()] = {
    use Name::{Archive, Html, Json, JsonLines, Parquet, Table, Text, Warc, Xml};
    [
        Text, Text, JsonLines, JsonLines, Json, Table, Table, Html, Html, Html, Xml, Xml, Xml, Xml, Warc, Parquet,
        Archive, Archive, Archive, Archive,
    ]
};
const COMPRESSED: [&str; 4] = ["gz", "zst", "zstd", "bz2"];

/// A `*` takes neither a `/` nor a dot that hides a file.
const LIKE_THE_SHELL: glob::MatchOptions =
    glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Its path, as messages name it.
    pub(super) path: PathBuf,
    /// Its path below the given root, with `/`, without its ending: the id of a text file's article.
    pub(super) stem: String,
    /// What its name says about its content.
    pub(super) name: Name,
    /// True where it was found in a folder, false where the user named it.
    pub(super) walked: bool,
}

/// What a file's name says about its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Text,
    JsonLines,
    Json,
    Table,
    Html,
    Xml,
    Warc,
    Parquet,
    Archive,
    /// Nothing.
    Other,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text | Self::Other => "a text",
            Self::JsonLines | Self::Json => "JSON",
            Self::Table => "a table",
            Self::Html => "an HTML page",
            Self::Xml => "XML",
            Self::Warc => "a web archive",
            Self::Parquet => "a Parquet file",
            Self::Archive => "an archive",
        })
    }
}

impl Item {
    fn new(path: PathBuf, root: Option<&Path>) -> Self {
        let walked = root.is_some();
        if path == Path::new(STDIN) {
            return Self { path, stem: "stdin".to_owned(), name: Name::Other, walked };
        }
        let below = root.and_then(|root| path.strip_prefix(root).ok());
        let below = below.or_else(|| path.file_name().map(Path::new)).unwrap_or(&path);
        Self { name: name_of(&path), stem: stem_of(below), path, walked }
    }

    /// The member of an archive that is called `name` there.
    pub(super) fn member(&self, name: &Path) -> Self {
        let stem = format!("{}/{}", self.stem, stem_of(name));
        Self { path: self.path.join(name.strip_prefix("/").unwrap_or(name)), stem, name: name_of(name), walked: true }
    }

    /// Size in bytes as it lies on disk; 0 where that is not known.
    pub(super) fn size(&self) -> u64 {
        self.path.metadata().map_or(0, |metadata| if metadata.is_file() { metadata.len() } else { 0 })
    }

    /// True for a file of a folder whose name says that it is one article, which a worker may open.
    pub(super) fn is_walked_article(&self) -> bool {
        self.walked && matches!(self.name, Name::Text | Name::Html)
    }

    /// True for a table beside a text of the same name (`a.txt`, `a.tsv`, `a.claims.tsv`), which is about that text.
    fn is_about_a_text(&self) -> bool {
        let Some(name) = self.path.file_name().and_then(|name| name.to_str()) else { return false };
        let stem = name.split('.').next().unwrap_or_default();
        self.name == Name::Table && !stem.is_empty() && self.path.with_file_name(format!("{stem}.txt")).is_file()
    }
}

/// A path without ending and with `/`: what a file without an id of its own is called.
fn stem_of(path: &Path) -> String {
    let stem = bare(path);
    let parts = stem.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The path without the ending of a compression and the one before it.
fn bare(path: &Path) -> PathBuf {
    let inner = if ends_with(path, &COMPRESSED) { path.with_extension("") } else { path.to_owned() };
    inner.with_extension("")
}

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|found| endings.iter().any(|ending| found.eq_ignore_ascii_case(ending)))
}

/// What the ending says, or the one before that of a compression.
pub(super) fn name_of(path: &Path) -> Name {
    let inner = if ends_with(path, &COMPRESSED) { Path::new(path.file_stem().unwrap_or_default()) } else { path };
    let found = ENDINGS.iter().position(|ending| ends_with(inner, &[ending]));
    found.map_or(Name::Other, |index| NAMES[index])
}

pub(super) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The files of a list of inputs, one after another; folders are listed only when their turn comes.
#[derive(Debug)]
pub(super) struct Files {
    inputs: VecDeque<PathBuf>,
    current: Option<Folder>,
    /// Files that a pattern matched, and folders in its way that cannot be read.
    matched: VecDeque<Result<Item>>,
    exclude: Option<PathBuf>,
}

/// A folder on its way.
#[derive(Debug)]
struct Folder {
    root: PathBuf,
    walk: walkdir::IntoIter,
    found: usize,
    hidden: usize,
    other: usize,
}

impl Files {
    pub(super) fn new(inputs: Vec<PathBuf>, options: &Options) -> Self {
        let exclude = options.exclude.as_ref().and_then(|path| path.canonicalize().ok());
        Self { inputs: inputs.into(), current: None, matched: VecDeque::new(), exclude }
    }

    /// Lists `input`, or returns it where it is a file.
    fn start(&mut self, input: PathBuf) -> Option<Result<Item>> {
        if input == Path::new(STDIN) {
            return Some(Ok(Item::new(input, None)));
        }
        match input.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                self.current = Some(Folder::new(input));
                None
            }
            Ok(_) => Some(Ok(Item::new(input, None))),
            Err(error) => match input.to_str().filter(|pattern| pattern.contains(['*', '?', '['])) {
                Some(pattern) => self.expand(pattern).map(Err),
                None => Some(Err(Error::io(input, error))),
            },
        }
    }

    /// Files of a pattern, with the folder before its first wildcard as root; folders that it matches are searched, unless
    /// `**` has matched their files already.
    fn expand(&mut self, pattern: &str) -> Option<Error> {
        let failed = |cause: String| Some(Error::Input { path: pattern.into(), cause });
        let paths = match glob::glob_with(pattern, LIKE_THE_SHELL) {
            Ok(paths) => paths,
            Err(error) => return failed(format!("not a pattern: {error}")),
        };
        let fixed = pattern.find(['*', '?', '[']).map_or("", |wildcard| &pattern[..wildcard]);
        let root = Path::new(&fixed[..fixed.rfind('/').map_or(0, |slash| slash + 1)]);
        let mut folders = VecDeque::new();
        for path in paths {
            match path {
                Ok(path) if self.is_excluded(&path) => log::info!("{}: passed over, it is the output", path.display()),
                Ok(path) if path.is_dir() => folders.push_back(path),
                Ok(path) => self.matched.push_back(Ok(Item { walked: false, ..Item::new(path, Some(root)) })),
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

    /// The next article file of the folder; `None` at its end.
    fn walk(&mut self, folder: &mut Folder) -> Option<Result<Item>> {
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
            } else if name_of(entry.path()) == Name::Other || self.is_excluded(entry.path()) {
                folder.other += 1;
            } else {
                let item = Item::new(entry.into_path(), Some(&folder.root));
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

impl Folder {
    fn new(root: PathBuf) -> Self {
        let walk = walkdir::WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
        Self { root, walk, found: 0, hidden: 0, other: 0 }
    }

    /// Logs what was passed over; an error if there was nothing else.
    fn finish(&mut self) -> Option<Error> {
        let skipped = format!("{} hidden and {} other files passed over", self.hidden, self.other);
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

impl Iterator for Files {
    type Item = Result<Item>;

    fn next(&mut self) -> Option<Result<Item>> {
        loop {
            if let Some(mut folder) = self.current.take() {
                let item = self.walk(&mut folder);
                // A folder that failed as a whole or has ended yields nothing more.
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

/// Bytes of all files of `inputs` as they lie on disk, without opening one: what [`Batch::consumed`](super::Batch::consumed)
/// counts up to. `None` where an input is no regular file (a pipe, standard input), so that the sum cannot be known.
#[must_use]
pub fn total_size(inputs: Vec<PathBuf>, options: &Options) -> Option<u64> {
    let mut files = Files::new(inputs, options);
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

    #[test]
    fn ids_are_paths_below_the_root_without_ending() {
        let root = Path::new("news");
        for (path, root, stem, name) in [
            ("news/a.txt", None, "a", Name::Text),
            ("news/a.txt", Some(root), "a", Name::Text),
            ("news/2024/11/a.b.TXT", Some(root), "2024/11/a.b", Name::Text),
            ("news/x/all.jsonl.gz", Some(root), "x/all", Name::JsonLines),
            ("news/x/all.ndjson.zst", None, "all", Name::JsonLines),
            ("README", None, "README", Name::Other),
            ("a.pdf", None, "a", Name::Other),
            ("-", None, "stdin", Name::Other),
        ] {
            let item = Item::new(path.into(), root);
            assert_eq!((item.stem.as_str(), item.name), (stem, name), "{path}");
        }
    }

    fn listed(inputs: &[PathBuf], options: &Options) -> Vec<String> {
        Files::new(inputs.to_vec(), options)
            .map(|item| item.map_or_else(|error| format!("error {error}"), |item| item.stem))
            .collect()
    }

    #[test]
    fn folders_are_sorted_and_skip_what_is_hidden_or_other() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/2.txt", "a/1.jsonl.gz", ".hidden.txt", ".git/x.txt", "notes.pdf", "out.jsonl"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let options = Options { exclude: Some(dir.path().join("out.jsonl")), ..Options::default() };
        assert_eq!(listed(&[dir.path().into()], &options), ["a/1", "a/2", "b"]);
        assert_eq!(listed(&[dir.path().join("*.[tj]*")], &options), ["b"], "the output is passed over");
        assert_eq!(listed(&[dir.path().join("**/*.txt"), dir.path().join("b.txt")], &options), ["a/2", "b", "b"]);
        assert_eq!(listed(&[dir.path().join("[ab]*")], &options), ["b", "1", "2"]);
    }

    #[test]
    fn what_is_missing_is_named_and_the_rest_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "x").unwrap();
        std::fs::create_dir(dir.path().join("empty")).unwrap();
        let inputs = ["nowhere.txt", "empty", "*.nothing", "a.txt"].map(|name| dir.path().join(name));
        let listed = listed(&inputs, &Options::default());
        assert!(listed[0].contains("nowhere.txt: No such file"), "{}", listed[0]);
        assert!(listed[1].contains("empty: no articles in this folder"), "{}", listed[1]);
        assert!(listed[2].contains("*.nothing: no file matches"), "{}", listed[2]);
        assert_eq!(listed[3..], ["a"]);
    }
}
