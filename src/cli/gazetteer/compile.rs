//! `whosaid gazetteer compile`

use crate::cli::exit::End;
use crate::cli::size::grouped;
use crate::cli::{Type, Verbosity, terminal};
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Instant;
use whosaid::gazetteer::import::{ImportOptions, TypeNames};
use whosaid::gazetteer::load::{self, compile_lists};
use whosaid::gazetteer::{Compiled, Lexicons, compiled};

/// Compile lists into one file that opens instantly
///
/// The file records the hashes of the lists. If a list changes, the file is refused until it is compiled again.
///
/// Exit codes: 0 done, 1 fatal, 3 done but some entries could not be used (each named on standard error).
#[derive(Debug, Args)]
pub(in crate::cli) struct Compile {
    /// The lists, in any format that `--add-gazetteer` takes. Of two entries with one id, the later one wins
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Type of the entries of lists that do not say
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<Type>,
}

impl Compile {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let started = Instant::now();
        let lexicons = Lexicons::embedded()?;
        let states = load::states()?;
        let kind = self.kind.map(Type::kind);
        let options = ImportOptions { kind, language: "en".to_owned(), types: TypeNames::embedded()?, states: &states };
        let output = self.output.canonicalize().ok();
        if let Some(file) = self.files.iter().find(|file| output.is_some() && file.canonicalize().ok() == output) {
            anyhow::bail!("{} is also an input and would be overwritten", file.display());
        }
        let folder = self.output.parent().unwrap_or(Path::new(""));
        let (bytes, problems) = compile_lists(&self.files, folder, &options, &lexicons.name_rules())?;
        compiled::save(&self.output, &bytes)?;
        let compiled = Compiled::open(&self.output)?;
        problems.iter().for_each(terminal::error);
        let [entities, names, broken] =
            [compiled.entities(), compiled.names(), problems.len()].map(|count| grouped(count as u64));
        let (megabytes, seconds) = (bytes.len() as f64 / 1e6, started.elapsed().as_secs_f64());
        verbosity.note(&format!(
            "{entities} entities, {names} names, {broken} problems; {megabytes:.1} MB written in {seconds:.2} s"
        ));
        Ok(if problems.is_empty() { End::Done } else { End::SomeFailed })
    }
}
