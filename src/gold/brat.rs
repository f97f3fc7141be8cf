//! brat standoff: a text and, beside it, files of text-bound annotations (`T`), events (`E`) and attributes (`A`) that
//! point into it by code points. Two layouts are read: `text/NAME.txt` with `attributions/NAME_ANNOTATOR.ann`, as PolNeAR
//! has them, and a flat folder of `NAME.txt` with `NAME.ann` or `NAME_ANNOTATOR.ann`.
//!
//! An event is an attribution if it has a cue or a content. Its roles are `Source`, `Cue` and `Content`; digits after a role
//! (`Content2`) mean more of the same. Text-bound types, attributes, relations and notes are not used.

use super::types::{Attribution, GoldArticle};
use crate::error::{Error, Result};
use crate::record::{Offset, OffsetMap, OffsetUnit};
use crate::span::Span;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of annotated texts.
#[derive(Debug, Default)]
pub struct GoldCorpus {
    /// Texts that have gold, ordered by id. A text whose annotator found nothing to mark is among them.
    pub articles: Vec<GoldArticle>,
    /// What was tolerated.
    pub warnings: BratWarnings,
}

/// What real annotation files contain and what does not keep the rest from being used. Each is logged with its place at
/// debug level.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct BratWarnings {
    /// Annotations whose covered text is not the text written beside the offsets.
    pub text_differs: usize,
    /// Roles of events that point to an annotation which is not there.
    pub dangling: usize,
    /// Events with neither cue nor content; they are dropped.
    pub empty: usize,
    /// Line breaks inside the text of an annotation.
    pub stray_newlines: usize,
    /// Texts without any annotation file; they are left out.
    pub unannotated: usize,
}

/// Reads all texts and annotations of a folder. Lines and files that cannot be used are returned beside the corpus, one
/// error each; the rest is read.
///
/// # Errors
/// A folder that cannot be read, or that holds no annotated text.
pub fn read_dir(dir: &Path) -> Result<(GoldCorpus, Vec<Error>)> {
    let (texts, annotations) = if dir.join("text").is_dir() && dir.join("attributions").is_dir() {
        (files(&dir.join("text"), "txt")?, files(&dir.join("attributions"), "ann")?)
    } else {
        (files(dir, "txt")?, files(dir, "ann")?)
    };
    let mut corpus = GoldCorpus::default();
    let mut errors = Vec::new();

    let mut by_text: BTreeMap<&str, Vec<(&str, &Path)>> = BTreeMap::new();
    for (stem, path) in &annotations {
        // A text may itself be called `a_b`: the whole name wins over name and annotator.
        let owner = match texts.get_key_value(stem) {
            Some((text, _)) => Some((text.as_str(), "")),
            None => stem.rsplit_once('_').filter(|(text, _)| texts.contains_key(*text)),
        };
        match owner {
            Some((text, annotator)) => by_text.entry(text).or_default().push((annotator, path)),
            None => errors.push(Error::Input { path: path.clone(), cause: "no text of this name".to_owned() }),
        }
    }
    corpus.warnings.unannotated = texts.len() - by_text.len();

    for (id, files) in by_text {
        let text = match read_text(&texts[id]) {
            Ok(text) => text,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let offsets = OffsetMap::new(&text, OffsetUnit::CodePoints);
        let (mut annotators, mut names) = (Vec::new(), Vec::new());
        for (annotator, path) in files {
            match read_text(path) {
                Ok(source) => {
                    let mut reader = AnnotationReader {
                        path,
                        text: &text,
                        offsets: &offsets,
                        warnings: &mut corpus.warnings,
                        errors: &mut errors,
                    };
                    annotators.push(reader.read(&source));
                    names.push(annotator.to_owned());
                }
                Err(error) => errors.push(error),
            }
        }
        if !annotators.is_empty() {
            corpus.articles.push(GoldArticle { id: id.to_owned(), text, annotators, names });
        }
    }
    if corpus.articles.is_empty() && errors.is_empty() {
        let cause = "no annotated text: neither NAME.txt with NAME.ann nor text/ with attributions/".to_owned();
        return Err(Error::Input { path: dir.to_owned(), cause });
    }
    Ok((corpus, errors))
}

/// Files of a folder with the given ending, by name without it.
fn files(dir: &Path, ending: &str) -> Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(|source| Error::io(dir, source))? {
        let path = entry.map_err(|source| Error::io(dir, source))?.path();
        if path.extension().is_some_and(|found| found == ending) && path.is_file() {
            if let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) {
                found.insert(stem.to_owned(), path);
            } else {
                return Err(Error::Input { path, cause: "a file name that is not UTF-8".to_owned() });
            }
        }
    }
    Ok(found)
}

fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|source| Error::io(path, source))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count() + 1;
        Error::Data { path: path.to_owned(), line, cause: "not UTF-8".to_owned() }
    })
}

/// Reads one annotation file.
struct AnnotationReader<'a> {
    path: &'a Path,
    text: &'a str,
    offsets: &'a OffsetMap<'a>,
    warnings: &'a mut BratWarnings,
    errors: &'a mut Vec<Error>,
}

/// A text-bound annotation: its spans, the text written beside them, and its line.
struct TextBound {
    id: String,
    spans: Vec<Span>,
    written: String,
    line: usize,
}

impl AnnotationReader<'_> {
    fn read(&mut self, source: &str) -> Vec<Attribution> {
        let mut bound: Vec<TextBound> = Vec::new();
        let mut events: Vec<(usize, &str, &str)> = Vec::new();
        let mut after_bound = false;
        for (index, line) in source.split('\n').enumerate() {
            let number = index + 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            match record(line) {
                Some((id, rest)) => {
                    after_bound = false;
                    match id.as_bytes()[0] {
                        b'T' => match self.text_bound(id, rest, number) {
                            Ok(annotation) => {
                                bound.push(annotation);
                                after_bound = true;
                            }
                            Err(cause) => self.error(number, cause),
                        },
                        b'E' => events.push((number, id, rest)),
                        _ => {} // attributes, relations, notes
                    }
                }
                // brat writes one line per annotation, but other tools leave the text's line breaks in.
                None if after_bound => {
                    if let Some(annotation) = bound.last_mut() {
                        annotation.written.push('\n');
                        annotation.written.push_str(line);
                    }
                }
                None if line.trim().is_empty() => {}
                None => self.error(number, format!("neither an annotation nor the rest of one: {line:?}")),
            }
        }
        let mut by_id: HashMap<&str, &[Span]> = HashMap::new();
        for annotation in &bound {
            self.check_text(annotation);
            by_id.insert(&annotation.id, &annotation.spans);
        }
        events.into_iter().filter_map(|(line, id, rest)| self.event(&by_id, id, rest, line)).collect()
    }

    /// `Content 321 348;426 462<TAB>“This is …`
    fn text_bound(&self, id: &str, rest: &str, line: usize) -> Result<TextBound, String> {
        let (head, written) = rest.split_once('\t').unwrap_or((rest, ""));
        let (_kind, places) = head.split_once(' ').ok_or_else(|| format!("{id} has no offsets"))?;
        let spans = places
            .split(';')
            .map(|place| {
                let mut numbers = place.split_ascii_whitespace().map(str::parse::<u32>);
                match (numbers.next(), numbers.next(), numbers.next()) {
                    (Some(Ok(start)), Some(Ok(end)), None) => self
                        .offsets
                        .span(Offset { start, end })
                        .ok_or_else(|| format!("{id}: {start}..{end} is no place in the text")),
                    _ => Err(format!("{id}: offsets expected, not {place:?}")),
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(TextBound { id: id.to_owned(), spans, written: written.to_owned(), line })
    }

    /// `Attribution:T4 Content:T3 Cue:T2 Source:T1`
    fn event(&mut self, bound: &HashMap<&str, &[Span]>, id: &str, rest: &str, line: usize) -> Option<Attribution> {
        let mut found = Attribution { id: id.to_owned(), ..Attribution::default() };
        for part in rest.split_ascii_whitespace().skip(1) {
            let Some((role, target)) = part.split_once(':') else {
                self.error(line, format!("{id}: role:annotation expected, not {part:?}"));
                return None;
            };
            let spans = match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "Source" => &mut found.source,
                "Cue" => &mut found.cue,
                "Content" => &mut found.content,
                _ => continue,
            };
            if let Some(target) = bound.get(target) {
                spans.extend_from_slice(target);
            } else {
                log::debug!("{}:{line}: {id} points to {target}, which is not there", self.path.display());
                self.warnings.dangling += 1;
            }
        }
        for spans in [&mut found.source, &mut found.cue, &mut found.content] {
            spans.sort_unstable();
        }
        if found.cue.is_empty() && found.content.is_empty() {
            log::debug!("{}:{line}: {id} has neither cue nor content", self.path.display());
            self.warnings.empty += 1;
            return None;
        }
        Some(found)
    }

    /// brat joins the pieces of a discontinuous annotation by a space and writes line breaks as spaces.
    fn check_text(&mut self, annotation: &TextBound) {
        let written = annotation.written.trim_end_matches('\n');
        if written.contains('\n') {
            self.warnings.stray_newlines += 1;
        }
        let covered: Vec<&str> = annotation.spans.iter().map(|span| span.of(self.text)).collect();
        let flat = |text: &str| text.replace(['\r', '\n'], " ");
        if !written.is_empty() && flat(covered.join(" ").trim_end_matches('\n')) != flat(written) {
            let place = format!("{}:{}", self.path.display(), annotation.line);
            log::debug!("{place}: {} covers {covered:?}, not {written:?}", annotation.id);
            self.warnings.text_differs += 1;
        }
    }

    fn error(&mut self, line: usize, cause: String) {
        self.errors.push(Error::Data { path: self.path.to_owned(), line, cause });
    }
}

/// Splits `T12<TAB>rest` where the line begins an annotation.
fn record(line: &str) -> Option<(&str, &str)> {
    let (id, rest) = line.split_once('\t')?;
    let digits = id.strip_prefix(['T', 'E', 'A', 'R', 'M', 'N', '#', '*'])?;
    (digits.bytes().all(|b| b.is_ascii_digit()) && (!digits.is_empty() || id == "*")).then_some((id, rest))
}
