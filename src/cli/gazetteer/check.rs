//! `whosaid gazetteer check`

use crate::cli::terminal::{self, Verbosity};
use crate::cli::{choice::choice, exit::ExitStatus, numbers::grouped, resource::ENTITY_TYPES};
use crate::document::EntityKind;
use crate::gazetteer::import::{ImportOptions, TypeNames};
use crate::gazetteer::{Lexicons, check, load};
use clap::Args;
use std::path::PathBuf;

/// Check a list and report every problem with its line
///
/// Exit codes: 0 no problems, 1 some.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The list, in any format that `--add-gazetteer` accepts
    file: PathBuf,
    /// Type of the entities, if the list does not state it
    #[arg(long = "type", value_name = "TYPE", value_parser = choice(ENTITY_TYPES))]
    kind: Option<EntityKind>,
}

impl CheckArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let lexicons = Lexicons::embedded()?;
        let states = load::states()?;
        let options = ImportOptions {
            kind: self.kind,
            language: "en".to_owned(),
            types: TypeNames::embedded()?,
            states: &states,
        };
        let report = check::check(&self.file, &options, &lexicons.name_rules())?;
        report.problems.iter().for_each(terminal::error);
        for note in &report.notes {
            log::warn!("{note}");
        }
        let [entities, names, problems] =
            [report.entities, report.names, report.problems.len()].map(|count| grouped(count as u64));
        verbosity.note(&format!("{entities} entities, {names} names, {problems} problems"));
        Ok(if report.problems.is_empty() { ExitStatus::Done } else { ExitStatus::Failed })
    }
}
