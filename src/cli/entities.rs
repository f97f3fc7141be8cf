//! `whosaid entities`

use super::numbers::{count, grouped};
use super::{exit::ExitStatus, terminal::Verbosity};
use crate::error::Error;
use crate::gazetteer::load::GazetteerOptions;
use crate::identity::{ENTITIES_FILE, IdentityDecision, ResolvedRun, read, resolve, write_tables};
use crate::output::Target;
use crate::resources::{ModelChoice, ResourceOptions, Resources};
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Join the people and organizations of a run that are one in several articles
///
/// RUN is a run folder, a file of JSON Lines (optionally .gz or .zst), Parquet or SQLite, or postgres://… Names that no gazetteer has
/// are joined where they are one name or forms of one ("Owen Dempsey", "Owen John Dempsey", "O. Dempsey") and roles, genders
/// and dates agree; never two that one article tells apart. Every entity of the run is written once, as JSON Lines, with its
/// names, roles, articles and claims; into a database also as the tables `identities` and `identity_entities`.
#[derive(Debug, Args)]
pub(super) struct EntitiesArgs {
    /// The run
    run: String,
    /// Where to write; - for standard output [default: entities.jsonl in a run folder, only the tables of a database, otherwise
    /// standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Decisions by hand, one per line: {"decision": "join", "members": [{"doc": …, "id": …}, …]}, or "apart"
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Write pairs that could be one but were not joined, and joins that are not sure, as decisions to fill in
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,
}

impl EntitiesArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let target = Target::parse(&self.run)?;
        let options = ResourceOptions {
            gazetteers: GazetteerOptions::default(),
            model: ModelChoice::None,
            names: ModelChoice::None,
            bias: 0.0,
            without_claims: true,
        };
        let (resources, _) = Resources::load(&options)?;
        let (gazetteer, lexicons) = (&resources.gazetteer, &resources.lexicons);
        let decisions = self.decisions.as_deref().map_or_else(|| Ok(Vec::new()), IdentityDecision::read)?;
        let facts = read(&target, lexicons)?;
        let resolved = resolve(&facts, gazetteer, lexicons, &decisions, self.review.is_some())?;
        let database = matches!(target, Target::Sqlite(_) | Target::Postgres(_));
        if database {
            write_tables(&target, &resolved)?;
        }
        let output = match (self.output, &target) {
            (Some(output), _) => Some(output),
            (None, Target::Folder(folder)) => Some(folder.join(ENTITIES_FILE)),
            (None, _) => (!database).then(|| Path::new("-").to_owned()),
        };
        if let Some(output) = output {
            write_lines(&output, resolved.entities())?;
        }
        if let Some(review) = self.review {
            write_lines(&review, resolved.proposals())?;
        }
        verbosity.note(&summary(facts.len(), &resolved));
        if resolved.unknown_decisions > 0 {
            let decisions = count(resolved.unknown_decisions, "decision");
            log::warn!("not in the run: {decisions} about entities that it does not have");
        }
        Ok(ExitStatus::Done)
    }
}

fn summary(single: usize, resolved: &ResolvedRun<'_>) -> String {
    let (all, joins) = (resolved.len() as u64, resolved.joins() as u64);
    format!(
        "{} of single articles are {} of the run; {} by name",
        entities(single as u64),
        grouped(all),
        count(joins, "join")
    )
}

fn entities(number: u64) -> String {
    format!("{} {}", grouped(number), if number == 1 { "entity" } else { "entities" })
}

/// Writes JSON Lines: to a new file first, so that the result is complete or absent.
fn write_lines<T: Serialize>(path: &Path, lines: impl Iterator<Item = T>) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        let mut out = BufWriter::new(io::stdout().lock());
        write_each(&mut out, "standard output", lines)?;
        return Ok(out.flush()?);
    }
    let failed = || format!("cannot write {}", path.display());
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let mut out = BufWriter::new(File::create(&new).with_context(failed)?);
    write_each(&mut out, &path.display().to_string(), lines)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
    file.sync_data().and_then(|()| fs::rename(&new, path)).with_context(failed)
}

fn write_each<T: Serialize>(out: &mut impl Write, target: &str, lines: impl Iterator<Item = T>) -> crate::Result<()> {
    for line in lines {
        let written = serde_json::to_writer(&mut *out, &line).map_err(io::Error::from);
        written.and_then(|()| out.write_all(b"\n")).map_err(|error| Error::output(target, error))?;
    }
    Ok(())
}
