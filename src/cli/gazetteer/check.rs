//! `whosaid gazetteer check`

use crate::cli::exit::End;
use crate::cli::size::grouped;
use crate::cli::{Type, Verbosity, terminal};
use clap::Args;
use std::path::PathBuf;
use whosaid::gazetteer::import::{ImportOptions, TypeNames};
use whosaid::gazetteer::{Lexicons, check, load};

/// List every problem of a gazetteer, with its line
///
/// Exit codes: 0 no problem, 1 some.
#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// The list, in any format that `--add-gazetteer` takes
    file: PathBuf,
    /// Type of the entries, if the list does not say
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<Type>,
}

impl Check {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let lexicons = Lexicons::embedded()?;
        let states = load::states()?;
        let kind = self.kind.map(Type::kind);
        let options = ImportOptions { kind, language: "en".to_owned(), types: TypeNames::embedded()?, states: &states };
        let report = check::check(&self.file, &options, &lexicons.name_rules())?;
        report.problems.iter().for_each(terminal::error);
        for note in &report.notes {
            log::warn!("{note}");
        }
        let [entities, names, problems] =
            [report.entities, report.names, report.problems.len()].map(|count| grouped(count as u64));
        verbosity.note(&format!("{entities} entities, {names} names, {problems} problems"));
        Ok(if report.problems.is_empty() { End::Done } else { End::Nothing })
    }
}
