//! `whosaid gazetteer import`

use crate::cli::exit::End;
use crate::cli::size::grouped;
use crate::cli::{Type, Verbosity, terminal};
use anyhow::Context;
use clap::Args;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use whosaid::document::EntityKind;
use whosaid::gazetteer::import::{self, ImportOptions, TableWriter, TypeNames};
use whosaid::gazetteer::load;

/// Convert a list in another format to a table
///
/// CSV or TSV with a header, one name per line, spaCy pattern JSONL, GATE .def with its .lst, a Wikidata JSON dump (gzip,
/// bzip2 or zstd), FollowTheMoney entity JSON; detected from the content.
///
/// Exit codes: 0 done, 1 fatal, 3 done but some entries could not be used (each named on standard error).
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "this is help for a terminal, printed as it stands")]
pub(in crate::cli) struct Import {
    /// The list
    file: PathBuf,
    /// Where to write the table; - for standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Type of the entries, if the list does not say
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<Type>,
    /// Language of the labels and aliases taken from a Wikidata dump
    #[arg(long, value_name = "CODE", default_value = "en")]
    lang: String,
    /// Take the direct instances of this Wikidata class (Q5:person) instead of those of the built-in list; repeatable
    #[arg(long, value_name = "CLASS:TYPE", value_parser = class)]
    class: Vec<(String, EntityKind)>,
}

/// "Q5:person"; the type may be left out where the built-in list has the class.
fn class(text: &str) -> Result<(String, EntityKind), String> {
    let (class, kind) = text.split_once(':').unwrap_or((text, ""));
    if class.strip_prefix('Q').is_none_or(|digits| digits.parse::<u64>().is_err()) {
        return Err(format!("{class:?} is not a Wikidata class, such as Q5"));
    }
    let known = || TypeNames::embedded().ok()?.get("wikidata", class);
    let kind = if kind.is_empty() { known() } else { EntityKind::parse(kind) };
    Ok((class.to_owned(), kind.ok_or("missing type: CLASS:person, CLASS:state or CLASS:organization")?))
}

impl Import {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let started = Instant::now();
        let states = load::states()?;
        let types = TypeNames::embedded()?;
        let types = if self.class.is_empty() { types } else { types.with_classes(self.class) };
        let options = ImportOptions { kind: self.kind.map(Type::kind), language: self.lang, types, states: &states };
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
            "{rows} entities, {broken} problems; {megabytes:.1} MB of list in {seconds:.1} s, {speed:.1} MB/s"
        ));
        Ok(if problems.is_empty() { End::Done } else { End::SomeFailed })
    }
}
