//! `whosaid gazetteer check`

use crate::cli::exit::ExitStatus;
use crate::cli::numbers::grouped;
use crate::cli::resource::EntityType;
use crate::cli::terminal::{self, Verbosity};
use clap::Args;
use std::path::PathBuf;
use whosaid::gazetteer::import::{ImportOptions, TypeNames};
use whosaid::gazetteer::{Lexicons, check, load};

/// Check a list and report every problem with its line
///
/// Exit codes: 0 no problems, 1 some.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The list, in any format that `--add-gazetteer` accepts
    file: PathBuf,
    /// Type of the entities, if the list does not state it
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<EntityType>,
}

impl CheckArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let lexicons = Lexicons::embedded()?;
        let states = load::states()?;
        let kind = self.kind.map(EntityType::kind);
        let options = ImportOptions { kind, language: "en".to_owned(), types: TypeNames::embedded()?, states: &states };
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
