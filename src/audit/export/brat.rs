//! brat standoff in the layout of `crate::gold::brat`: `text/NAME.txt`, and `attributions/NAME.ann` with text-bound
//! annotations and one event per claim.

use super::article::ExportArticle;
use super::claim::units;
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

/// The folder, and the names already taken in it.
pub(super) struct BratFolder {
    text: PathBuf,
    attributions: PathBuf,
    names: HashSet<String>,
}

impl BratFolder {
    pub(super) fn create(path: &Path) -> Result<Self> {
        empty_folder(path)?;
        let (text, attributions) = (path.join("text"), path.join("attributions"));
        for folder in [&text, &attributions] {
            fs::create_dir(folder).map_err(|error| Error::io(folder, error))?;
        }
        Ok(Self { text, attributions, names: HashSet::new() })
    }

    pub(super) fn write(&mut self, exported: &ExportArticle<'_>) -> io::Result<()> {
        let name = self.name(&exported.article.id);
        fs::write(self.text.join(format!("{name}.txt")), &exported.article.text)?;
        fs::write(self.attributions.join(format!("{name}.ann")), annotations(exported))
    }

    /// A file name for an article that no other article has, even on a file system that ignores case.
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
fn annotations(exported: &ExportArticle<'_>) -> String {
    let text = &exported.article.text;
    let points = units(text, OffsetUnit::CodePoints);
    let mut out = String::new();
    let mut number = 0;
    let mut bound = |out: &mut String, kind: &str, spans: &[Span]| {
        number += 1;
        let places: Vec<String> =
            spans.iter().map(|span| format!("{} {}", points(span.start), points(span.end))).collect();
        // One annotation per line: brat writes line breaks as spaces.
        let texts: Vec<String> = spans.iter().map(|span| span.of(text).replace(['\r', '\n'], " ")).collect();
        let _ = writeln!(out, "T{number}\t{kind} {}\t{}", places.join(";"), texts.join(" "));
        number
    };
    for (index, claim) in exported.claims.iter().enumerate() {
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

/// Makes a folder, or takes an empty one.
fn empty_folder(path: &Path) -> Result<()> {
    let failed = |source| Error::Output { target: path.display().to_string(), cause: source };
    fs::create_dir_all(path).map_err(failed)?;
    if fs::read_dir(path).map_err(failed)?.next().is_some() {
        return Err(Error::refused(path.display(), "the folder is not empty"));
    }
    Ok(())
}
