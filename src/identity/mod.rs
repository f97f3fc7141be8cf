//! Who is one person in several articles of a run.
//!
//! An id `local/…` holds within one article. This joins the entities of single articles, from what a run has stored: names,
//! roles, genders, and who is named in the same article. It joins where the names are forms of one name and nothing speaks
//! against it, and leaves open what could be two: a wrong join is worse than a missing one.
//!
//! ```text
//! read: a row for each entity of each article → clusters of one → people, organizations: joined by name → records
//! ```
//!
//! Time is linear in the number of entities, apart from sorting; names that very many people share are compared with a bounded
//! number of others. Memory is some 400 bytes for each entity of each article.

mod cluster;
mod common;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod database;
mod decision;
mod facts;
mod form;
mod name;
mod organizations;
mod people;
#[cfg(feature = "postgres")]
mod postgres;
mod proposal;
mod read;
mod record;
mod resolved;
mod role;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use database::SQL_TABLES;
pub use decision::{IdentityDecision, IdentityMember, IdentityVerdict};
pub use facts::RunFacts;
pub use record::{ENTITIES_FILE, RunEntity, RunEntityJoin, RunEntityMember};
pub use resolved::ResolvedRun;

use crate::error::{Error, Result};
use crate::gazetteer::name_variants::NameVariants;
use crate::gazetteer::role_worlds::RoleWorlds;
use crate::gazetteer::{Gazetteer, Lexicons};
use crate::output::Target;
use cluster::Clusters;
use decision::DecidedPairs;
use facts::RoleLists;
use people::PeopleResolver;
use proposal::Proposals;
use rustc_hash::FxHashMap;

/// Reads the entities of a run: a run folder, a file of records (of a Parquet file, the speakers of its claims), or a database.
///
/// # Errors
/// What cannot be read; [`Error::Refused`] for an output that holds no entities.
pub fn read(run: &Target, lexicons: &Lexicons) -> Result<RunFacts> {
    let worlds = RoleWorlds::embedded()?;
    let lists = RoleLists { lexicons, worlds: &worlds };
    let mut facts = RunFacts::default();
    match run {
        #[cfg(feature = "sqlite")]
        Target::Sqlite(path) => sqlite::read(path, lists, &mut facts)?,
        #[cfg(feature = "postgres")]
        Target::Postgres(url) => postgres::read(url, lists, &mut facts)?,
        #[cfg(not(feature = "postgres"))]
        Target::Postgres(_) => {
            return Err(Error::refused(run, Error::lacks_feature("read from PostgreSQL", "postgres")));
        }
        Target::Stdout => return Err(Error::refused(run, "a run is a folder, a file or a database, not a stream")),
        // What a file cannot hold, or this build not read, is refused there.
        Target::Folder(path) | Target::Lines(path) | Target::Csv(path) | Target::Parquet(path) => {
            read::read(path, lists, &mut facts)?;
        }
        #[cfg(not(feature = "sqlite"))]
        Target::Sqlite(path) => read::read(path, lists, &mut facts)?,
    }
    Ok(facts)
}

/// Writes the tables `identities` and `identity_entities` into the database that the entities were read from; they replace
/// those of an earlier time.
///
/// # Errors
/// [`Error::Database`]; [`Error::Refused`] for an output that is no database.
#[cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    expect(unused_variables, reason = "no database to write to")
)]
pub fn write_tables(run: &Target, resolved: &ResolvedRun<'_>) -> Result<()> {
    match run {
        #[cfg(feature = "sqlite")]
        Target::Sqlite(path) => sqlite::write(path, resolved),
        #[cfg(feature = "postgres")]
        Target::Postgres(url) => postgres::write(url, resolved),
        _ => Err(Error::refused(run, "not a database")),
    }
}

/// Joins what is one. With `propose`, pairs that were looked at and not joined are kept ([`ResolvedRun::proposals`]).
///
/// # Errors
/// A broken word list: a defect of the build, which the tests would have caught.
pub fn resolve<'f>(
    facts: &'f RunFacts,
    gazetteer: &Gazetteer,
    lexicons: &Lexicons,
    decisions: &[IdentityDecision],
    propose: bool,
) -> Result<ResolvedRun<'f>> {
    let variants = NameVariants::embedded()?;
    let mut clusters = Clusters::new(facts);
    let mut known: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (number, entity) in (0..).zip(&facts.entities) {
        if facts.is_local(entity) {
            clusters.create(vec![number], None);
        } else {
            known.entry(entity.id).or_default().push(number);
        }
    }
    let mut known: Vec<(u32, Vec<u32>)> = known.into_iter().collect();
    known.sort_unstable_by_key(|(id, _)| *id);
    for (id, members) in known {
        clusters.create(members, Some(id));
    }
    let decided = DecidedPairs::of(decisions, facts);
    for &(one, other) in &decided.apart {
        clusters.keep_apart(one, other);
    }
    for &(one, other) in &decided.join {
        if let Some((one, other)) = clusters.cluster_of(one).zip(clusters.cluster_of(other)) {
            clusters.join(one, other, "decided by hand", 100);
        }
    }
    let mut proposals = Proposals::new(propose);
    PeopleResolver::new(&mut clusters, &mut proposals, (gazetteer, lexicons), &variants).resolve();
    organizations::resolve(&mut clusters, (gazetteer, lexicons));
    Ok(ResolvedRun::new(clusters, proposals, decided.unknown))
}
