//! brat standoff in the layout of `crate::gold::brat`: `text/NAME.txt`, and `attributions/NAME.ann` with text-bound
//! annotations and one event per claim.

use super::{Page, empty_folder};
use crate::error::{Error, Result};
use crate::record::OffsetUnit;
use crate::span::Span;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The longest file name without its ending, in bytes.
const MAX_NAME: usize = 120;

/// The folder, and the names that are taken in it.
pub(super) struct Folder {
    text: PathBuf,
    attributions: PathBuf,
    names: HashSet<String>,
}

impl Folder {
    pub(super) fn create(path: &Path) -> Result<Self> {
        empty_folder(path)?;
        let (text, attributions) = (path.join("text"), path.join("attributions"));
        for folder in [&text, &attributions] {
            fs::create_dir(folder).map_err(|error| Error::io(folder, error))?;
        }
        Ok(Self { text, attributions, names: HashSet::new() })
    }

    pub(super) fn write(&mut self, page: &Page<'_>) -> io::Result<()> {
        let name = self.name(&page.article.id);
        fs::write(self.text.join(format!("{name}.txt")), &page.article.text)?;
        fs::write(self.attributions.join(format!("{name}.ann")), annotations(page))
    }

    /// A file name for an article, which no other has, also where the file system does not tell cases apart.
    fn name(&mut self, id: &str) -> String {
        let safe = |letter: char| if letter.is_alphanumeric() || "-.".contains(letter) { letter } else { '_' };
        let mut name: String = id.chars().map(safe).collect();
        let end = (0..=MAX_NAME.min(name.len())).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
        name.truncate(end);
        if name.is_empty() || name.starts_with('.') {
            name.insert(0, '_');
        }
        let mut own = name.clone();
        let mut number = 1;
        while !self.names.insert(own.to_lowercase()) {
            number += 1;
            own = format!("{name}-{number}");
        }
        own
    }
}

/// The lines of a `.ann` file.
fn annotations(page: &Page<'_>) -> String {
    let text = &page.article.text;
    let points = super::told::points(text, OffsetUnit::CodePoints);
    let mut out = String::new();
    let mut number = 0;
    let mut bound = |out: &mut String, kind: &str, spans: &[Span]| {
        number += 1;
        let places: Vec<String> =
            spans.iter().map(|span| format!("{} {}", points(span.start), points(span.end))).collect();
        // One annotation a line: brat writes line breaks as blanks.
        let texts: Vec<String> = spans.iter().map(|span| span.of(text).replace(['\r', '\n'], " ")).collect();
        let _ = writeln!(out, "T{number}\t{kind} {}\t{}", places.join(";"), texts.join(" "));
        number
    };
    for (index, claim) in page.claims.iter().enumerate() {
        let mut roles = Vec::new();
        for (role, spans) in claim.parts() {
            roles.push((role, bound(&mut out, role.as_str(), spans)));
        }
        let trigger = if claim.cue.is_empty() { &claim.content } else { &claim.cue };
        let trigger = bound(&mut out, "Attribution", trigger);
        roles.sort_by_key(|(role, _)| std::cmp::Reverse(*role));
        let _ = write!(out, "E{}\tAttribution:T{trigger}", index + 1);
        for (role, number) in roles {
            let _ = write!(out, " {}:T{number}", role.as_str());
        }
        out.push('\n');
    }
    out
}
