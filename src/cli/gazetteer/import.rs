//! `whosaid gazetteer import`

use crate::cli::terminal::{self, Verbosity};
use crate::cli::{choice::choice, exit::ExitStatus, numbers::grouped, resource::ENTITY_TYPES};
use crate::document::EntityKind;
use crate::gazetteer::import::{self, ImportOptions, TableWriter, TypeNames};
use crate::gazetteer::load;
use anyhow::Context;
use clap::Args;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Convert a list to a whosaid table
///
/// Formats, detected from the content: CSV or TSV with a header, one name per line, spaCy patterns in JSONL, GATE .def with its
/// .lst files, a Wikidata JSON dump (gzip, bzip2 or zstd), FollowTheMoney entities in JSON.
///
/// Exit codes: 0 done, 1 fatal error, 3 done but some entries could not be used (each is reported on standard error).
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "clap prints this as plain text")]
pub(crate) struct ImportArgs {
    /// The list
    file: PathBuf,
    /// Where to write the table; - for standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Type of the entities, if the list does not state it
    #[arg(long = "type", value_name = "TYPE", value_parser = choice(ENTITY_TYPES))]
    kind: Option<EntityKind>,
    /// Language of the labels and aliases to take from a Wikidata dump
    #[arg(long, value_name = "CODE", default_value = "en")]
    lang: String,
    /// Take the direct instances of this Wikidata class instead of the built-in classes, for example Q5:person; may be repeated
    #[arg(long, value_name = "CLASS:TYPE", value_parser = class)]
    class: Vec<(String, EntityKind)>,
}

/// Parses "Q5:person". The type of built-in classes is optional.
fn class(text: &str) -> Result<(String, EntityKind), String> {
    let (class, kind) = text.split_once(':').unwrap_or((text, ""));
    if class.strip_prefix('Q').is_none_or(|digits| digits.parse::<u64>().is_err()) {
        return Err(format!("{class:?} is not a Wikidata class such as Q5"));
    }
    let known = || TypeNames::embedded().ok()?.get("wikidata", class);
    let kind = if kind.is_empty() { known() } else { EntityKind::parse(kind) };
    Ok((
        class.to_owned(),
        kind.ok_or("unknown type of entity; expected CLASS:person, CLASS:state or CLASS:organization")?,
    ))
}

impl ImportArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let started = Instant::now();
        let states = load::states()?;
        let types = TypeNames::embedded()?;
        let types = if self.class.is_empty() { types } else { types.with_classes(self.class) };
        let options = ImportOptions { kind: self.kind, language: self.lang, types, states: &states };
        let to_stdout = self.output == Path::new("-");
        anyhow::ensure!(
            to_stdout || self.output.canonicalize().ok() != self.file.canonicalize().ok() || !self.output.exists(),
            "{} is also the input and would be overwritten",
            self.output.display()
        );
        let mut out: Box<dyn Write + Send> = if to_stdout {
            Box::new(BufWriter::new(io::stdout()))
        } else {
            let file = File::create(&self.output).with_context(|| format!("cannot write {}", self.output.display()))?;
            Box::new(BufWriter::with_capacity(1 << 18, file))
        };
        let mut table = TableWriter::new(&self.file, &mut out)?;
        let done = import::import(&self.file, &options, &mut table);
        let TableWriter { rows, problems, notes, .. } = table;
        done?;
        out.flush().with_context(|| format!("cannot write {}", self.output.display()))?;
        problems.iter().for_each(terminal::error);
        for note in &notes {
            log::warn!("{note}");
        }
        let seconds = started.elapsed().as_secs_f64();
        let megabytes = fs::metadata(&self.file).map_or(0.0, |data| data.len() as f64 / 1e6);
        let [rows, broken] = [rows, problems.len() as u64].map(grouped);
        let speed = megabytes / seconds.max(1e-9);
        verbosity.note(&format!(
            "{rows} entities, {broken} problems; {megabytes:.1} MB read in {seconds:.1} s, {speed:.1} MB/s"
        ));
        Ok(ExitStatus::of_failures(problems.len() as u64))
    }
}
