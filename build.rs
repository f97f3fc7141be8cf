//! Compiles `gazetteers/entities/*.tsv` into the form that the program embeds, with the program's own code: the modules below
//! are those that `src/gazetteer/compile.rs` needs, in the places where it looks for them.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the modules are the program's; a part of each is used here"
)]
#![allow(missing_docs, reason = "a build script has no public items")]

#[path = "src/article.rs"]
mod article;
#[path = "src/claim.rs"]
mod claim;
#[path = "src/document/mod.rs"]
mod document;
#[path = "src/error.rs"]
mod error;
#[path = "src/span.rs"]
mod span;
#[path = "src/token_span.rs"]
mod token_span;
#[path = "src/work.rs"]
mod work;

#[path = "src/text"]
mod text {
    pub mod form;
    mod landmarks;
    pub mod rules;
    pub mod token;
    pub use landmarks::Landmarks;
}

#[path = "src/gazetteer"]
mod gazetteer {
    pub mod compile;
    mod format;
    pub mod hash;
    pub mod name_rules;
    pub mod packed_rows;
    mod trie;
    pub mod tsv;
}

use gazetteer::compile::{SourceTable, compile};
use gazetteer::name_rules::{NameRules, abbreviations, ambiguous, blocking, places};
use gazetteer::packed_rows::pack;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// In this order: of two entries with the same name, the earlier one comes first.
const TABLES: [&str; 3] = ["states.tsv", "people.tsv", "organizations.tsv"];

fn main() -> Result<(), Box<dyn Error>> {
    // The modules above need no mention: they are sources of this script.
    println!("cargo::rerun-if-changed=gazetteers/entities");
    for list in ["abbreviations", "ambiguous", "places"] {
        println!("cargo::rerun-if-changed=gazetteers/lexicons/{list}.tsv");
    }
    let paths = TABLES.map(|name| PathBuf::from("gazetteers/entities").join(name));
    let texts = paths.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let sources: Vec<SourceTable<'_>> = paths
        .iter()
        .zip(&texts)
        .map(|(path, table)| SourceTable { path, table, lines: None, origins: Vec::new() })
        .collect();
    let (abbreviations, ambiguous) = (abbreviations()?, ambiguous()?);
    let rules = NameRules { abbreviations: &abbreviations, ambiguous: &ambiguous };
    let (bytes, problems) = compile(&sources, &blocking(&places()?), &rules)?;
    if let Some(problem) = problems.first() {
        return Err(problem.to_string().into());
    }
    let (names, rows) = pack(&bytes)?;
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("entities.names"), names)?;
    fs::write(Path::new(&folder).join("entities.rows"), rows)?;
    Ok(())
}
