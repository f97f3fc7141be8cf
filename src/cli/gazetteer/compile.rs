//! `whosaid gazetteer compile`

use crate::cli::terminal::{self, Verbosity};
use crate::cli::{choice::choice, exit::ExitStatus, numbers::grouped, resource::ENTITY_TYPES};
use crate::document::EntityKind;
use crate::gazetteer::import::{ImportOptions, TypeNames};
use crate::gazetteer::load::{self, compile_lists};
use crate::gazetteer::{Compiled, Lexicons, compiled};
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Compile lists into one file that loads instantly
///
/// The file contains hashes of the lists: if one of them changes, the file must be compiled again before it can be used.
///
/// Exit codes: 0 done, 1 fatal error, 3 done but some entries could not be used (each is reported on standard error).
#[derive(Debug, Args)]
pub(crate) struct CompileArgs {
    /// The lists, in any format that `--add-gazetteer` accepts. If two entries have the same id, the later one counts
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Type of the entities in lists that do not state it
    #[arg(long = "type", value_name = "TYPE", value_parser = choice(ENTITY_TYPES))]
    kind: Option<EntityKind>,
}

impl CompileArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let started = Instant::now();
        let lexicons = Lexicons::embedded()?;
        let states = load::states()?;
        let options = ImportOptions {
            kind: self.kind,
            language: "en".to_owned(),
            types: TypeNames::embedded()?,
            states: &states,
        };
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
        Ok(ExitStatus::of_failures(problems.len() as u64))
    }
}
