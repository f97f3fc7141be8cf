//! What the databases have in common: which rows are read, and which are written.

use super::facts::{NamedEntity, RoleLists, RunFacts, SpeakerFacts};
use super::record::RunEntity;
use super::resolved::ResolvedRun;

/// The SQL that creates the tables, in every database.
pub const SQL_TABLES: &str = include_str!("tables.sql");

/// Removes those of an earlier time.
pub(super) const DROP: &str = "DROP TABLE IF EXISTS identity_entities; DROP TABLE IF EXISTS identities;";

/// Id and date of each article.
pub(super) const ARTICLES: &str = "SELECT doc, date FROM articles ORDER BY article";

/// Each mention of an entity.
pub(super) const MENTIONS: &str = "SELECT a.doc, e.id, e.name, e.type, e.entity, CAST(m.candidates AS TEXT)
    FROM mentions AS m JOIN entities AS e ON e.entity = m.entity JOIN articles AS a ON a.article = m.article
    ORDER BY m.article, m.mention";

/// Everybody who says a claim; the source where nobody else says it.
pub(super) const SPEAKERS: &str = "SELECT a.doc, e.id, e.name, e.type, e.entity, c.id, q.role,
    CASE WHEN q.gender_by = 'given-name' THEN NULL ELSE q.gender END,
    CASE WHEN EXISTS (SELECT 1 FROM claim_speakers AS o WHERE o.claim = q.claim AND o.position = 1) THEN NULL ELSE c.source END
    FROM claim_speakers AS q JOIN claims AS c ON c.claim = q.claim JOIN entities AS e ON e.entity = q.speaker
    JOIN articles AS a ON a.article = c.article
    ORDER BY q.claim, q.position";

/// The first columns of [`MENTIONS`] and [`SPEAKERS`].
pub(super) struct EntityRow {
    pub(super) doc: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) key: i64,
}

/// The last columns of [`SPEAKERS`].
pub(super) struct SpeakerColumns {
    pub(super) claim: String,
    pub(super) role: Option<String>,
    pub(super) gender: Option<String>,
    pub(super) source: Option<String>,
}

impl EntityRow {
    fn add(&self, facts: &mut RunFacts) -> Option<u32> {
        let Self { doc, id, name, kind, key } = self;
        let entity = facts.entity(NamedEntity { doc, id, name, kind })?;
        facts.entities[entity as usize].row = *key;
        Some(entity)
    }

    /// Adds a row of [`MENTIONS`], of which `candidates` is the last column.
    pub(super) fn mentioned(&self, candidates: &str, facts: &mut RunFacts) {
        if let Some(entity) = self.add(facts) {
            facts.entities[entity as usize].ambiguous |= candidates.contains(',');
        }
    }

    /// Adds a row of [`SPEAKERS`].
    pub(super) fn speaks(&self, columns: &SpeakerColumns, lists: RoleLists<'_>, facts: &mut RunFacts) {
        if let Some(entity) = self.add(facts) {
            let SpeakerColumns { claim, role, gender, source } = columns;
            let speaker =
                SpeakerFacts { claim, role: role.as_deref(), gender: gender.as_deref(), source: source.as_deref() };
            facts.speaks(entity, speaker, lists);
        }
    }
}

/// A row of `identities`.
pub(super) struct IdentityRow<'r> {
    pub(super) key: i64,
    pub(super) entity: RunEntity<'r>,
    pub(super) names: String,
    pub(super) roles: String,
}

/// The rows of `identities`.
pub(super) fn identities<'r>(resolved: &'r ResolvedRun<'_>) -> impl Iterator<Item = IdentityRow<'r>> {
    (1..).zip(resolved.entities()).map(|(key, entity)| {
        let json = |texts: &[&str]| serde_json::to_string(texts).unwrap_or_default();
        IdentityRow { key, names: json(&entity.names), roles: json(&entity.roles), entity }
    })
}

/// The rows of `identity_entities`.
pub(super) fn identity_entities(resolved: &ResolvedRun<'_>) -> Vec<(i64, i64)> {
    let mut rows: Vec<(i64, i64)> = resolved.rows().map(|(row, index)| (row, index as i64 + 1)).collect();
    rows.sort_unstable();
    rows.dedup_by_key(|(row, _)| *row);
    rows
}
