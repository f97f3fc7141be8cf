//! What the names of a gazetteer are compiled with: the abbreviations that decide where they are cut, and the surfaces that
//! collide with something else.

use super::tsv::{column_enum, embedded, map, words};
use crate::error::Result;
use crate::text::rules::{AbbreviationClass, Abbreviations, WordSet};
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

column_enum! {
    /// What to do about a surface that collides with something else.
    AmbiguityRule {
        Never = "never",
        FullNameFirst = "full-name-first",
        NeedsTitle = "needs-title",
        StateContext = "state-context",
        NotBeforeSurname = "not-before-surname",
        Ambiguous = "ambiguous",
    }
}

/// Surfaces that collide with something else.
pub type Ambiguous = FxHashMap<&'static str, AmbiguityRule>;

/// What names are cut and flagged with.
#[derive(Debug, Clone, Copy)]
pub struct NameRules<'l> {
    /// Words that keep their period.
    pub abbreviations: &'l Abbreviations,
    /// What to do about surfaces that collide.
    pub ambiguous: &'l Ambiguous,
}

/// Names compiled under another key are cut or flagged differently. It depends on the version of the program and on the two lists.
pub fn key() -> u64 {
    let ((_, abbreviations), (_, ambiguous)) = (embedded!("abbreviations.tsv"), embedded!("ambiguous.tsv"));
    let parts =
        [env!("CARGO_PKG_VERSION"), abbreviations, ambiguous].map(|part| xxh3_64(part.as_bytes()).to_le_bytes());
    xxh3_64(parts.as_flattened())
}

/// The abbreviations that are built into the program.
///
/// # Errors
/// A broken row: a defect of the build, which the tests would have caught.
pub fn abbreviations() -> Result<Abbreviations> {
    let classes =
        map(embedded!("abbreviations.tsv"), ["abbreviation", "class"], |[_, class]| AbbreviationClass::parse(class))?;
    Ok(classes.into_iter().collect())
}

/// The collisions that are built into the program.
///
/// # Errors
/// A broken row: a defect of the build, which the tests would have caught.
pub fn ambiguous() -> Result<Ambiguous> {
    map(embedded!("ambiguous.tsv"), ["surface", "rule"], |[_, rule]| AmbiguityRule::parse(rule))
}

/// The places that are built into the program.
///
/// # Errors
/// A broken row: a defect of the build, which the tests would have caught.
pub fn places() -> Result<WordSet> {
    words(embedded!("places.tsv"), "name")
}

/// The places whose names block those of entities inside them, in byte order: "Lake Chad".
pub fn blocking(places: &WordSet) -> Vec<&'static str> {
    let mut names: Vec<_> = places.iter().copied().filter(|place| place.contains(' ')).collect();
    names.sort_unstable();
    names
}

/// What each surface of `ambiguous.tsv` collides with, and its rule; `None` if the list is broken, which tests rule out.
pub fn collisions() -> Option<FxHashMap<&'static str, (&'static str, AmbiguityRule)>> {
    let parts = |[_, collides, rule]: [&'static str; 3]| Some((collides, AmbiguityRule::parse(rule)?));
    map(embedded!("ambiguous.tsv"), ["surface", "collides", "rule"], parts).ok()
}
