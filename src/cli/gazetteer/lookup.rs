//! `whosaid gazetteer lookup`

use crate::cli::{choice::choice, exit::ExitStatus, resource::ENTITY_TYPES};
use crate::cli::{safe, terminal};
use crate::document::EntityKind;
use crate::gazetteer::Lexicons;
use crate::gazetteer::load::{EntityLists, GazetteerOptions};
use crate::gazetteer::lookup::{Lookup, LookupCandidate, lookup};
use clap::Args;
use std::io::{self, Write};
use std::{fmt::Write as _, path::PathBuf};

/// Look up a name: which entries match it, and why
#[derive(Debug, Args)]
pub(crate) struct LookupArgs {
    /// The name, as it would appear in a text
    #[arg(required = true)]
    name: Vec<String>,
    /// Print JSON Lines, one object per name
    #[arg(long)]
    json: bool,
    /// Search this list, or all lists in a folder, instead of the built-in gazetteers
    #[arg(long, value_name = "PATH")]
    gazetteers: Option<PathBuf>,
    /// Search this list too; may be repeated
    #[arg(long, value_name = "FILE")]
    add_gazetteer: Vec<PathBuf>,
    /// Type of the entities in lists that do not state it
    #[arg(long, value_name = "TYPE", value_parser = choice(ENTITY_TYPES))]
    gazetteer_type: Option<EntityKind>,
}

impl LookupArgs {
    pub(super) fn run(self) -> anyhow::Result<ExitStatus> {
        let kind = self.gazetteer_type;
        let lists = EntityLists::read(&GazetteerOptions { replace: self.gazetteers, add: self.add_gazetteer, kind })?;
        lists.check()?;
        let lexicons = Lexicons::embedded()?;
        let (gazetteer, problems) = lists.assemble(&lexicons)?;
        problems.iter().for_each(terminal::error);
        let mut out = io::stdout().lock();
        for (index, name) in self.name.iter().enumerate() {
            let found = lookup(name, &gazetteer, &lexicons);
            if self.json {
                serde_json::to_writer(&mut out, &found)?;
                out.write_all(b"\n")?;
            } else {
                let gap = if index > 0 { "\n" } else { "" };
                out.write_all(format!("{gap}{}", answer(&found)?).as_bytes())?;
            }
        }
        out.flush()?;
        Ok(ExitStatus::of_failures(problems.len() as u64))
    }
}

/// The answer for a terminal.
fn answer(found: &Lookup<'_>) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "{}", safe::line(&found.name))?;
    if found.matches.is_empty() {
        writeln!(text, "  no name of the gazetteer has this spelling")?;
    }
    found.matches.iter().try_for_each(|one| candidate(&mut text, "", one))?;
    if found.matches.len() > 1 {
        writeln!(text, "  {} candidates: left open unless the context of the article decides", found.matches.len())?;
    }
    if let Some(rule) = &found.rule {
        writeln!(text, "  rule {}: {} (collides with: {})", rule.rule, rule.needs, rule.collides.replace('|', ", "))?;
    }
    if !found.word.is_empty() {
        writeln!(text, "  in the word lists: {}", found.word.join("; "))?;
    }
    found.other_spellings.iter().try_for_each(|one| candidate(&mut text, "other spelling: ", one))?;
    found.inside.iter().try_for_each(|one| candidate(&mut text, "inside it: ", one))?;
    if found.longer_total > 0 {
        let names: Vec<String> =
            found.longer.iter().map(|one| format!("{} ({})", safe::line(one.surface), safe::line(one.id))).collect();
        let more = if found.longer_total > names.len() { ", …" } else { "" };
        writeln!(text, "  part of {} longer names: {}{more}", found.longer_total, names.join(", "))?;
    }
    Ok(text)
}

fn candidate(text: &mut String, before: &str, one: &LookupCandidate<'_>) -> std::fmt::Result {
    let case = if one.exact_case { ", case-sensitive" } else { "" };
    let state = one.state.map(|state| format!(", of {state}")).unwrap_or_default();
    let id = if one.id.is_empty() { String::new() } else { format!(" {}", one.id) };
    let dates = if one.valid_from.is_empty() && one.valid_to.is_empty() {
        String::new()
    } else {
        format!(", {}..{}", one.valid_from, one.valid_to)
    };
    let line = format!(
        "  {before}{} is {} {}: {}{id}{state}{dates}{case} [{}]",
        one.surface,
        if one.form == "alias" { "an" } else { "a" },
        one.form,
        if one.kind == "place" {
            "a place, not an entity".to_owned()
        } else {
            format!("the {} {}", one.kind, one.name)
        },
        one.file,
    );
    writeln!(text, "{}", safe::line(&line))?;
    for office in &one.roles {
        let line = format!("    {} {}..{}", office.title, office.from, office.to);
        writeln!(text, "{}", safe::line(line.strip_suffix(" ..").unwrap_or(&line)))?;
    }
    Ok(())
}
