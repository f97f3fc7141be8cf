//! Names in a text, and whom or what they stand for.

use crate::span::Span;
use crate::token_span::TokenSpan;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// A human being.
    Person,
    /// A state or territory.
    State,
    /// A body of people with a name.
    Organization,
}

impl EntityKind {
    /// The name in records and gazetteers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::State => "state",
            Self::Organization => "organization",
        }
    }

    /// The kind that [`Self::as_str`] names.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Person, Self::State, Self::Organization].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionForm {
    /// The canonical name.
    Name,
    /// Another name, a short form, an acronym.
    Alias,
    /// "Russian", "Germans": a state by its people or adjective.
    Demonym,
    /// "Pyongyang", "the Kremlin": a state or body by its seat.
    Metonym,
    /// "the foreign minister": a person by an office.
    Title,
    /// "he", "they".
    Pronoun,
}

impl MentionForm {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Demonym => "demonym",
            Self::Metonym => "metonym",
            Self::Title => "title",
            Self::Pronoun => "pronoun",
        }
    }
}

/// The rule or model that made a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionRule {
    /// A name of the gazetteer.
    Gazetteer,
    /// A person's name, by a title, a given name or a family name.
    PersonName,
    /// An organization's name, by its head word: "Ministry of Peat".
    HeadWord,
    /// An organization's name, by the phrase after it: "Walter, a coal company".
    Appositive,
    /// A family name after a title, or in "the Voss administration".
    TitledName,
    /// A given name alone.
    GivenName,
    /// A family name alone, beside a verb of saying, an age or a role.
    Surname,
    /// The family name first: "Voss, Ada".
    InvertedName,
    /// The name model.
    NameModel,
    /// A part of a longer name of the same article.
    ShortName,
    /// An acronym that the article introduces in parentheses.
    Acronym,
}

impl MentionRule {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gazetteer => "gazetteer",
            Self::PersonName => "name",
            Self::HeadWord => "head-word",
            Self::Appositive => "appositive",
            Self::TitledName => "titled-name",
            Self::GivenName => "given-name",
            Self::Surname => "surname",
            Self::InvertedName => "inverted-name",
            Self::NameModel => "name-model",
            Self::ShortName => "short-name",
            Self::Acronym => "acronym",
        }
    }
}

/// Grammatical gender that a pronoun may agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Gender {
    /// "she".
    Female,
    /// "he".
    Male,
    /// Not known, or no person.
    #[default]
    Unknown,
}

impl Gender {
    /// "f", "m"; "u" or nothing where it is not known. Any other cell is wrong.
    pub fn parse(cell: &str) -> Option<Self> {
        Some(match cell {
            "f" => Self::Female,
            "m" => Self::Male,
            "u" | "" => Self::Unknown,
            _ => return None,
        })
    }

    /// The name in records; `None` where it is not known.
    #[must_use]
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Female => Some("female"),
            Self::Male => Some("male"),
            Self::Unknown => None,
        }
    }

    /// The source of this gender; `None` where it is not known.
    #[must_use]
    pub fn known_by(self, source: GenderSource) -> Option<GenderSource> {
        (self != Self::Unknown).then_some(source)
    }
}

/// How a person's gender is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GenderSource {
    /// The gazetteer has it.
    Gazetteer,
    /// A title of the article says it: "Mrs. Voss".
    Title,
    /// A word for a relative says it: "her husband, Ira Voss".
    Relative,
    /// The article uses "she" or "he" for the person.
    Pronoun,
    /// Nearly everybody with this given name has it.
    GivenName,
}

impl GenderSource {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Gazetteer, Self::Title, Self::Relative, Self::Pronoun, Self::GivenName];

    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gazetteer => "gazetteer",
            Self::Title => "title",
            Self::Relative => "relative",
            Self::Pronoun => "pronoun",
            Self::GivenName => "given-name",
        }
    }
}

/// Index into the gazetteer's entries (see [`crate::gazetteer::Gazetteer::entry`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// A name in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Its place.
    pub span: Span,
    /// Its tokens.
    pub tokens: TokenSpan,
    /// What it names.
    pub kind: EntityKind,
    /// How it refers.
    pub form: MentionForm,
    /// Index into [`Document::entities`](super::Document::entities); `None` where several candidates remain.
    pub entity: Option<u32>,
    /// Gazetteer entries that it may stand for, where more than one does.
    pub candidates: Vec<EntryId>,
    /// How sure the tagger is, 0 to 1.
    pub confidence: f32,
    /// The rule that made it.
    pub by: MentionRule,
}

/// Someone or something that an article names.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The gazetteer's id, or `local/…` for a name that no gazetteer has: unique within the article.
    pub id: String,
    /// What it is.
    pub kind: EntityKind,
    /// Canonical name, or the fullest form in the article.
    pub name: String,
    /// Office as the article gives it, else as the gazetteer does.
    pub role: Option<String>,
    /// Id of the state it belongs to.
    pub state: Option<String>,
    /// Of a person: for pronouns, and in records.
    pub gender: Gender,
    /// How the gender is known; `None` where it is not.
    pub gender_by: Option<GenderSource>,
    /// The first mention that names it in full.
    pub first: Span,
    /// Its row in the gazetteer.
    pub entry: Option<EntryId>,
}

impl Entity {
    /// Notes a person's gender, unless it is known already.
    pub fn learn_gender(&mut self, gender: Gender, by: GenderSource) {
        if self.kind == EntityKind::Person && self.gender == Gender::Unknown && gender != Gender::Unknown {
            (self.gender, self.gender_by) = (gender, Some(by));
        }
    }
}
