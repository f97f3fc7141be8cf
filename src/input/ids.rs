//! Ids that no two articles of a run share.
//!
//! The first article with an id keeps it. One from another file gets the file before it (`b.csv:7`); where that is taken too, or the
//! other article is in the same file, it gets a number after it (`7#2`). An id depends only on the articles
//! before it, so batches take turns in input order, whichever threads read them.

use super::deliver::ReadEvent;
use super::warning::{SharedId, Warning, WarningKind};
use crate::article::Article;
use crate::error::Place;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

/// The ids of a run.
#[derive(Debug, Default)]
pub(super) struct UniqueIds {
    /// The folder below which files are named.
    root: PathBuf,
    state: Mutex<TakenIds>,
    turned: Condvar,
}

/// The ids that are taken, about 40 bytes for each, and a path for each file.
#[derive(Debug, Default)]
struct TakenIds {
    /// The number of the batch whose turn it is.
    next: u64,
    /// Batches after it that were dropped.
    passed: BTreeSet<u64>,
    /// By the hash of the id. Two ids with one hash only cost the second its name.
    owners: FxHashMap<u64, IdOwner>,
    /// Paths, one after another, and the end of each.
    paths: String,
    ends: Vec<usize>,
    /// Whether an id has been changed, which is reported once.
    reported: bool,
}

/// The article that has an id.
#[derive(Debug, Clone, Copy)]
struct IdOwner {
    /// Which of the paths.
    file: u32,
    line: u32,
    /// The number that was last added to the id.
    number: u32,
}

/// A batch's turn, which passes to the next when this is dropped.
#[derive(Debug)]
pub(super) struct BatchTurn {
    ids: Arc<UniqueIds>,
    number: u64,
}

impl UniqueIds {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), ..Self::default() }
    }

    fn lock(&self) -> MutexGuard<'_, TakenIds> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BatchTurn {
    /// The turn of the batch with this number, counted from 0.
    pub(super) fn new(ids: &Arc<UniqueIds>, number: u64) -> Self {
        Self { ids: Arc::clone(ids), number }
    }

    /// Gives the articles of the batch their ids, after those of the batches before it.
    pub(super) fn assign(self, events: Vec<ReadEvent>) -> Vec<ReadEvent> {
        let taken = self.ids.lock();
        let waiting = self.ids.turned.wait_while(taken, |taken| taken.next != self.number);
        let mut taken = waiting.unwrap_or_else(PoisonError::into_inner);
        let mut assigned = Vec::with_capacity(events.len());
        for mut event in events {
            if let ReadEvent::Article(article) = &mut event {
                assigned.extend(taken.assign(article, &self.ids.root).map(ReadEvent::Warned));
            }
            assigned.push(event);
        }
        assigned
    }
}

impl Drop for BatchTurn {
    fn drop(&mut self) {
        let mut taken = self.ids.lock();
        taken.passed.insert(self.number);
        while taken.passed.first() == Some(&taken.next) {
            taken.passed.pop_first();
            taken.next += 1;
        }
        drop(taken);
        self.ids.turned.notify_all();
    }
}

impl TakenIds {
    /// Gives an article its id. Returns the warning about the first one that is another article's.
    fn assign(&mut self, article: &mut Article, root: &Path) -> Option<Warning> {
        let path = article.place.path.to_string_lossy();
        if self.ends.is_empty() || self.path(self.ends.len() - 1) != path {
            self.paths.push_str(&path);
            self.ends.push(self.paths.len());
        }
        let file = (self.ends.len() - 1) as u32;
        let line = u32::try_from(article.place.line).unwrap_or(u32::MAX);
        let own = IdOwner { file, line, number: 1 };
        let hash = xxh3_64(article.id.as_bytes());
        let Some(&first) = self.owners.get(&hash) else {
            self.owners.insert(hash, own);
            return None;
        };
        let shared = std::mem::take(&mut article.id);
        let base =
            if self.path(first.file as usize) == path { shared.clone() } else { in_file(&shared, article, root) };
        let base_hash = xxh3_64(base.as_bytes());
        article.id = match self.owners.get(&base_hash).copied() {
            None => base,
            Some(mut owner) => loop {
                owner.number += 1;
                let numbered = format!("{base}#{}", owner.number);
                if !self.owners.contains_key(&xxh3_64(numbered.as_bytes())) {
                    self.owners.insert(base_hash, owner);
                    break numbered;
                }
            },
        };
        self.owners.insert(xxh3_64(article.id.as_bytes()), own);
        if std::mem::replace(&mut self.reported, true) {
            return None;
        }
        let other = Place { path: self.path(first.file as usize).into(), line: first.line.into() };
        let kind = WarningKind::SharedId(Box::new(SharedId { shared, other, id: article.id.clone() }));
        Some(Warning { place: article.place.clone(), kind })
    }

    fn path(&self, file: usize) -> &str {
        let start = file.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.paths[start..self.ends[file]]
    }
}

/// An article's id with its file, as its path below `root`; the file alone where that is the article.
fn in_file(id: &str, article: &Article, root: &Path) -> String {
    let Place { path, line } = &article.place;
    let below = path.strip_prefix(root).unwrap_or(path);
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    let file = names.join("/");
    let without_own_id = id.rsplit_once(':').is_some_and(|(_, number)| number.parse() == Ok(*line));
    match line {
        0 => file,
        line if without_own_id => format!("{file}:{line}"),
        _ => format!("{file}:{id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(path: &str, line: u64, id: &str) -> ReadEvent {
        let place = Place { path: Path::new("news").join(path), line };
        ReadEvent::Article(Article { place, ..Article::new(id, "text") })
    }

    /// The ids that articles get, and what is said about them.
    fn assigned(articles: &[(&str, u64, &str)]) -> (Vec<String>, Vec<String>) {
        let ids = Arc::new(UniqueIds::new(Path::new("news")));
        let (mut named, mut said) = (Vec::new(), Vec::new());
        for (number, &(path, line, id)) in (0..).zip(articles) {
            for event in BatchTurn::new(&ids, number).assign(vec![article(path, line, id)]) {
                match event {
                    ReadEvent::Article(article) => named.push(article.id),
                    ReadEvent::Warned(warning) => said.push(warning.to_string()),
                    ReadEvent::Failed(error) => panic!("{error}"),
                }
            }
        }
        (named, said)
    }

    #[test]
    fn only_ids_that_are_taken_change() {
        let (named, said) = assigned(&[("a.csv", 2, "1"), ("a.csv", 3, "2"), ("b.csv", 2, "1"), ("b.csv", 3, "3")]);
        assert_eq!(named, ["1", "2", "b.csv:1", "3"]);
        let both = "news/b.csv:2: the id 1 is that of news/a.csv:2 too; it is called b.csv:1 here";
        assert!(said.len() == 1 && said[0].starts_with(both), "{said:?}");
    }

    #[test]
    fn each_kind_of_collision() {
        for (articles, expected) in [
            // One file.
            (&[("a.jsonl", 1, "x"), ("a.jsonl", 2, "x"), ("a.jsonl", 3, "x")][..], &["x", "x#2", "x#3"][..]),
            // Two files with equal lines.
            (&[("a.jsonl", 1, "x"), ("b.jsonl", 1, "x"), ("b.jsonl", 2, "x")], &["x", "b.jsonl:x", "b.jsonl:x#2"]),
            // Files with the same name but for the extension, and records without an id of their own in such files.
            (&[("c/a.html", 0, "c/a"), ("c/a.txt", 0, "c/a")], &["c/a", "c/a.txt"]),
            (&[("a.csv", 2, "a:2"), ("a.jsonl", 2, "a:2")], &["a:2", "a.jsonl:2"]),
            // A file that is given twice.
            (&[("a.txt", 0, "a"), ("b.txt", 0, "b"), ("a.txt", 0, "a")], &["a", "b", "a#2"]),
            // An id that looks like one of ours.
            (&[("a.csv", 2, "b.csv:1"), ("a.csv", 3, "1"), ("b.csv", 2, "1")], &["b.csv:1", "1", "b.csv:1#2"]),
            (&[("a.csv", 2, "x#2"), ("a.csv", 3, "x"), ("a.csv", 4, "x")], &["x#2", "x", "x#3"]),
            (&[("a.csv", 2, "x"), ("a.csv", 3, "y"), ("b.csv", 2, "z")], &["x", "y", "z"]),
        ] {
            assert_eq!(assigned(articles).0, expected, "{articles:?}");
        }
    }

    #[test]
    fn batches_wait_for_those_before_them() {
        let ids = Arc::new(UniqueIds::new(Path::new("news")));
        let turns: Vec<BatchTurn> = (0..9).map(|number| BatchTurn::new(&ids, number)).collect();
        let named: Vec<Vec<String>> = std::thread::scope(|scope| {
            let threads = turns.into_iter().rev().map(|turn| {
                scope.spawn(move || {
                    // Two batches are never read.
                    if [0, 5].contains(&turn.number) {
                        return Vec::new();
                    }
                    let line = turn.number + 1;
                    let events = turn.assign(vec![article("a.jsonl", line, "x")]).into_iter();
                    let articles = events.filter_map(|event| match event {
                        ReadEvent::Article(article) => Some(article.id),
                        _ => None,
                    });
                    articles.collect()
                })
            });
            let threads: Vec<_> = threads.collect();
            threads.into_iter().rev().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(named.concat(), ["x", "x#2", "x#3", "x#4", "x#5", "x#6", "x#7"]);
    }
}
