//! A table with what is known about articles that are elsewhere: a row for each file name or id.

use super::field::fields::ArticleField;
use super::field::probe::{Fields, ValueKind};
use crate::article::{Article, Meta};
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_128;

/// The table.
#[derive(Debug)]
pub struct Sidecar {
    rows: Vec<Meta>,
    /// The rows by file name, with and without its ending, and by id.
    by_name: FxHashMap<String, usize>,
    hash: u128,
}

/// Columns that say which article a row is about, the best first.
const KEYS: [&str; 12] = [
    "file", "filename", "file_name", "path", "filepath", "file_path", "localpath", "id", "doc", "doc_id", "uuid",
    "article_id",
];

impl Sidecar {
    /// Reads the whole table, with a header; fields are separated by commas, tabs or semicolons.
    ///
    /// # Errors
    /// A file that cannot be read or is no such table, and two rows with the same name.
    pub fn read(path: &Path) -> Result<Self> {
        let failed = |cause: String| Error::Input { path: path.to_owned(), cause };
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        let text = super::bytes::decode::decode(&bytes, None).text;
        let first = text.lines().next().unwrap_or_default();
        let count = |delimiter: &char| first.matches(*delimiter).count();
        let delimiter = [',', '\t', ';'].into_iter().rev().max_by_key(count).unwrap_or(',');
        let mut table = csv::ReaderBuilder::new().delimiter(delimiter as u8).from_reader(text.as_bytes());
        let header = table.headers().map_err(|error| failed(error.to_string()))?.clone();
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let fields = Fields::new(names.iter().map(|name| (name.clone(), ValueKind::String)));
        let keys: Vec<usize> = fields
            .named(&KEYS, ValueKind::is_string)
            .filter_map(|key| names.iter().position(|name| name == key))
            .collect();
        if keys.is_empty() {
            let looked = KEYS.join(", ");
            return Err(failed(format!(
                "no column says which article a row is about: looked for {looked}; the columns are {fields}"
            )));
        }
        let column = |slot: ArticleField| {
            let name = fields.named(slot.names(), ValueKind::is_string).next()?;
            names.iter().position(|known| known == name).filter(|index| !keys.contains(index))
        };
        let columns = ArticleField::ALL.map(column);
        let mut sidecar = Self { rows: Vec::new(), by_name: FxHashMap::default(), hash: xxh3_128(&bytes) };
        for row in table.records() {
            let row = row.map_err(|error| failed(error.to_string()))?;
            let cell = |index: usize| row.get(index).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned);
            let of = |slot: ArticleField| cell(columns[slot as usize]?);
            let used = |index: &usize| keys.contains(index) || columns.contains(&Some(*index));
            let other: Map<String, Value> = (0..names.len())
                .filter(|index| !used(index))
                .filter_map(|index| Some((names[index].clone(), cell(index)?.into())))
                .collect();
            let number = sidecar.rows.len();
            sidecar.rows.push(Meta {
                title: of(ArticleField::Title),
                date: of(ArticleField::Date),
                outlet: of(ArticleField::Outlet),
                url: of(ArticleField::Url),
                author: of(ArticleField::Author),
                other: (!other.is_empty()).then(|| Value::Object(other).to_string()),
            });
            for key in keys.iter().filter_map(|&key| cell(key)) {
                let line = row.position().map_or(0, csv::Position::line);
                if sidecar.by_name.insert(key.clone(), number).is_some_and(|before| before != number) {
                    return Err(Error::record(path, line, format!("an earlier row has the key {key:?} too")));
                }
            }
        }
        Ok(sidecar)
    }

    /// Hash of the table.
    pub fn hash(&self) -> u128 {
        self.hash
    }

    /// Adds what is known about an article; it takes the place of what the article itself says.
    pub(super) fn complete(&self, article: &mut Article) {
        let Some(row) = self.row(article) else {
            return log::debug!("{}: no row of the metadata is about it", article.place);
        };
        let Meta { title, date, outlet, url, author, other } = row.clone();
        let meta = &mut article.meta;
        for (known, row) in [
            (&mut meta.title, title),
            (&mut meta.date, date),
            (&mut meta.outlet, outlet),
            (&mut meta.url, url),
            (&mut meta.author, author),
        ] {
            if row.is_some() {
                *known = row;
            }
        }
        meta.other = match (meta.other.take(), other) {
            (Some(own), Some(row)) if own.len() > 2 => Some(format!("{},{}", &own[..own.len() - 1], &row[1..])),
            (own, row) => row.or(own),
        };
    }

    /// The row about an article: by its id, or, where a file is one article, by the file's path or name.
    fn row(&self, article: &Article) -> Option<&Meta> {
        let path = &article.place.path;
        let file = (article.place.line == 0).then(|| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            [Some(path.to_string_lossy().into_owned()), name, stem]
        });
        let names = [Some(article.id.clone())].into_iter().chain(file.into_iter().flatten()).flatten();
        let mut with_ending =
            path.extension().into_iter().map(|ending| format!("{}.{}", article.id, ending.to_string_lossy()));
        let found = names.chain(with_ending.next()).find_map(|name| self.by_name.get(&name).copied());
        found.and_then(|row| self.rows.get(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;

    fn read(text: &str) -> Result<Sidecar> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("meta.csv");
        std::fs::write(&path, text).unwrap();
        Sidecar::read(&path)
    }

    #[test]
    fn rows_are_found_by_file_or_id() {
        let sidecar =
            read("filename;Title;publish_date;section\na.txt;Port;2024-11-07;Local\n2024/b;Ferry;;\nx7;Bridge;;\n")
                .unwrap();
        let complete = |id: &str, path: &str, line: u64| {
            let mut article = Article::new(id, "");
            article.place = Place { path: path.into(), line };
            article.meta.other = Some("{\"own\":1}".to_owned());
            sidecar.complete(&mut article);
            article.meta
        };
        let port = complete("a", "news/a.txt", 0);
        assert_eq!((port.title.as_deref(), port.date.as_deref()), (Some("Port"), Some("2024-11-07")));
        assert_eq!(port.other.as_deref(), Some("{\"own\":1,\"section\":\"Local\"}"));
        assert_eq!(complete("2024/b", "news/2024/b.txt", 0).title.as_deref(), Some("Ferry"));
        assert_eq!(complete("x7", "all.jsonl", 3).title.as_deref(), Some("Bridge"));
        assert_eq!(complete("a:3", "news/a.txt", 3).title, None);
    }

    #[test]
    fn tables_that_do_not_serve() {
        assert!(read("title,date\nPort,2024\n").unwrap_err().to_string().contains("the columns are title, date"));
        assert!(read("id,title\n1,a\n1,b\n").unwrap_err().to_string().contains("an earlier row has the key \"1\" too"));
    }
}
