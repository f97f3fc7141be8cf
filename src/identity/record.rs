//! What is written about an entity of a run.

use serde::Serialize;

/// Name of the file of a run folder that holds them.
pub const ENTITIES_FILE: &str = "entities.jsonl";

/// Somebody or something that articles of a run name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunEntity<'a> {
    /// Version of the format.
    pub schema: &'static str,
    /// `entity`
    pub record: &'static str,
    /// Id in the gazetteer, or `run/…` for a name that no gazetteer has: it holds within this result.
    pub id: String,
    /// `person`, `state` or `organization`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The name that most articles have.
    pub name: &'a str,
    /// All names, the one of most articles first.
    pub names: Vec<&'a str>,
    /// Roles as articles give them, the one of most articles first.
    pub roles: Vec<&'a str>,
    /// Of a person; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<&'static str>,
    /// Ids of the articles, in the order of the run.
    pub articles: Vec<&'a str>,
    /// Ids of the claims of which it is a speaker.
    pub claims: Vec<String>,
    /// How sure it is that all of it is one: that of the least sure join; 1 where nothing was joined by its name.
    pub confidence: f32,
    /// The entities of single articles that it consists of.
    pub members: Vec<RunEntityMember<'a>>,
    /// Which of them were joined by their names, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<RunEntityJoin<'a>>,
}

/// An entity of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RunEntityMember<'a> {
    /// Id of the article.
    pub doc: &'a str,
    /// The entity's id in it.
    pub id: &'a str,
    /// Its name there.
    pub name: &'a str,
}

/// Two entities of single articles that were joined. Whatever was joined to either of them before is one with them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunEntityJoin<'a> {
    /// The two.
    pub members: [RunEntityMember<'a>; 2],
    /// Why.
    pub reason: &'static str,
    /// How sure it is.
    pub confidence: f32,
}
