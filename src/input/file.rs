//! An input file: its name, and what the name says about its content.

use std::fmt;
use std::path::{Component, Path, PathBuf};

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// Extensions that folders and archives are searched for, each optionally followed by `.gz`, `.zst` or `.bz2`.
pub const ENDINGS: &[&str] = KNOWN_ENDINGS.split_at(KNOWN_ENDINGS.len() - if cfg!(feature = "pdf") { 0 } else { 1 }).0;
const KNOWN_ENDINGS: [&str; 23] = [
    "txt", "text", "docx", "jsonl", "ndjson", "json", "csv", "tsv", "html", "htm", "xhtml", "xml", "nitf", "sgml",
    "sgm", "warc", "arc", "parquet", "zip", "tar", "tgz", "tbz2", "pdf",
];
const NAMES: [NameHint; KNOWN_ENDINGS.len()] = {
    use NameHint::{Archive, Html, Json, JsonLines, Parquet, Table, Text, Warc, Xml};
    [
        Text, Text, Text, JsonLines, JsonLines, Json, Table, Table, Html, Html, Html, Xml, Xml, Xml, Xml, Warc, Warc,
        Parquet, Archive, Archive, Archive, Archive, Text,
    ]
};
const COMPRESSED: [&str; 4] = ["gz", "zst", "zstd", "bz2"];

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InputFile {
    /// Its path, as in messages.
    pub(super) path: PathBuf,
    /// Its path below the folder that all inputs are in, with `/` and without the extension: the id of a text file's article.
    pub(super) stem: String,
    /// What its name says about its content.
    pub(super) name: NameHint,
    /// True if it was found in a folder, false if the user named it.
    pub(super) walked: bool,
}

/// What a file's name says about its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameHint {
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

impl fmt::Display for NameHint {
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

impl InputFile {
    /// `root` is the folder that all inputs are in.
    pub(super) fn new(path: PathBuf, root: &Path, walked: bool) -> Self {
        if path == Path::new(STDIN) {
            return Self { path, stem: "stdin".to_owned(), name: NameHint::Other, walked };
        }
        let below = path.strip_prefix(root).ok().or_else(|| path.file_name().map(Path::new)).unwrap_or(&path);
        Self { name: name_of(&path), stem: stem_of(below), path, walked }
    }

    /// The archive member that is called `name` there.
    pub(super) fn member(&self, name: &Path) -> Self {
        let stem = format!("{}/{}", self.stem, stem_of(name));
        Self { path: self.path.join(name.strip_prefix("/").unwrap_or(name)), stem, name: name_of(name), walked: true }
    }

    /// Size in bytes as stored on disk; 0 if unknown.
    pub(super) fn size(&self) -> u64 {
        self.path.metadata().map_or(0, |metadata| if metadata.is_file() { metadata.len() } else { 0 })
    }

    /// True for a file in a folder whose name says that it is a single article, which a worker can open.
    pub(super) fn is_walked_article(&self) -> bool {
        self.walked && matches!(self.name, NameHint::Text | NameHint::Html)
    }

    /// True for a table next to a text of the same name (`a.txt`, `a.tsv`, `a.claims.tsv`), which is about that text.
    pub(super) fn is_about_a_text(&self) -> bool {
        let Some(name) = self.path.file_name().and_then(|name| name.to_str()) else { return false };
        let stem = name.split('.').next().unwrap_or_default();
        self.name == NameHint::Table && !stem.is_empty() && self.path.with_file_name(format!("{stem}.txt")).is_file()
    }
}

/// A path with `/` and without the extension, for ids.
fn stem_of(path: &Path) -> String {
    let stem = bare(path);
    let parts = stem.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The path without the extension, and without that of a compression.
fn bare(path: &Path) -> PathBuf {
    let inner = if ends_with(path, &COMPRESSED) { path.with_extension("") } else { path.to_owned() };
    inner.with_extension("")
}

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|found| endings.iter().any(|ending| found.eq_ignore_ascii_case(ending)))
}

/// What the extension says, ignoring that of a compression.
pub(super) fn name_of(path: &Path) -> NameHint {
    let inner = if ends_with(path, &COMPRESSED) { Path::new(path.file_stem().unwrap_or_default()) } else { path };
    let found = ENDINGS.iter().position(|ending| ends_with(inner, &[ending]));
    found.map_or(NameHint::Other, |index| NAMES[index])
}

pub(super) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_paths_below_the_root_without_extension() {
        for (path, root, stem, name) in [
            ("a.txt", "", "a", NameHint::Text),
            ("news/a.txt", "news", "a", NameHint::Text),
            ("news/a.txt", "", "news/a", NameHint::Text),
            ("news/2024/11/a.b.TXT", "news", "2024/11/a.b", NameHint::Text),
            ("/data/news/x/all.jsonl.gz", "/data/news", "x/all", NameHint::JsonLines),
            ("../x/all.ndjson.zst", "", "x/all", NameHint::JsonLines),
            ("README", "", "README", NameHint::Other),
            ("a.png", "", "a", NameHint::Other),
            ("-", "news", "stdin", NameHint::Other),
        ] {
            let item = InputFile::new(path.into(), Path::new(root), false);
            assert_eq!((item.stem.as_str(), item.name), (stem, name), "{path}");
        }
    }
}
