//! The options of every subcommand that loads gazetteers and models.

use super::{choice::choice, terminal};
use crate::document::{Depth, EntityKind};
use crate::resources::{GazetteerOptions, ModelChoice, ResourceOptions};
use clap::Args;
use std::path::PathBuf;

/// Which gazetteers and models to use.
#[derive(Debug, Args)]
#[command(next_help_heading = "Gazetteers and models")]
pub(super) struct ResourceArgs {
    /// Replace the built-in gazetteers with this list, or with all lists in a folder
    #[arg(long, value_name = "PATH")]
    gazetteers: Option<PathBuf>,
    /// Add the names in this list to the gazetteers; may be repeated. Formats: CSV or TSV with a header (name,type is enough),
    /// text with one name per line, spaCy patterns, GATE lists, FollowTheMoney, a Wikidata dump, or a compiled gazetteer
    #[arg(long, value_name = "FILE")]
    add_gazetteer: Vec<PathBuf>,
    /// Type of the entities in lists that do not state it
    #[arg(long, value_name = "TYPE", value_parser = choice(ENTITY_TYPES))]
    gazetteer_type: Option<EntityKind>,
    /// Use the attribution model in this file (written by `whosaid train`) instead of the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Use the name model in this file (written by `whosaid train --names`) instead of the built-in one; `none` leaves names to
    /// gazetteers and rules
    #[arg(long, value_name = "FILE")]
    name_model: Option<PathBuf>,
    /// Trade recall for precision, or the reverse: from -3 (few claims, nearly all correct) to 3 (many claims, more of them
    /// wrong)
    #[arg(long, value_name = "N", default_value_t = 0.0, value_parser = bias, allow_negative_numbers = true)]
    pub(super) precision_recall: f32,
}

/// The types of entities by name.
pub(super) const ENTITY_TYPES: [(&str, EntityKind); 3] =
    [("person", EntityKind::Person), ("state", EntityKind::State), ("organization", EntityKind::Organization)];

/// A number from -3 to 3.
fn bias(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if (-3.0..=3.0).contains(&number) => Ok(number),
        _ => Err("expected a number from -3 to 3".to_owned()),
    }
}

impl ResourceArgs {
    /// What to load.
    pub(super) fn options(&self) -> ResourceOptions {
        ResourceOptions {
            gazetteers: GazetteerOptions {
                replace: self.gazetteers.clone(),
                add: self.add_gazetteer.clone(),
                kind: self.gazetteer_type,
            },
            model: self.model.clone().map_or(ModelChoice::Embedded, ModelChoice::File),
            names: self.name_model.clone().map_or(ModelChoice::Embedded, |path| match path.as_os_str().to_str() {
                Some("none") => ModelChoice::None,
                _ => ModelChoice::File(path),
            }),
            without_claims: false,
            bias: self.precision_recall,
        }
    }

    /// Loads the resources that a depth needs. Rows that cannot be used are reported; their number is returned.
    pub(super) fn load(&self, depth: Depth) -> crate::Result<(crate::Resources, usize)> {
        let options = ResourceOptions { without_claims: depth < Depth::Claims, ..self.options() };
        let (resources, broken) = crate::Resources::load(&options)?;
        broken.iter().for_each(terminal::error);
        Ok((resources, broken.len()))
    }
}
