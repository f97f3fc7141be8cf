//! What people mark in texts: attributions and names.

use crate::span::Span;

/// A text and who said what in it, as one or more people marked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldArticle {
    /// File name of the text without its ending.
    pub id: String,
    /// The text, byte for byte.
    pub text: String,
    /// One list per annotator, in the order of their file names; scores are against the first. Never empty.
    pub annotators: Vec<Vec<Attribution>>,
    /// Who they are, as far as file names tell: `4b22` of `NAME_4b22.ann`, empty for `NAME.ann`. As long as
    /// [`GoldArticle::annotators`].
    pub names: Vec<String>,
}

impl GoldArticle {
    /// The attributions that scores are taken against.
    #[must_use]
    pub fn first(&self) -> &[Attribution] {
        self.annotators.first().map_or(&[], Vec::as_slice)
    }
}

/// Who said what, once. Each list is sorted and may be empty; at least one of cue and content is not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attribution {
    /// Its id in the file (`E7`).
    pub id: String,
    /// Who is said to have said it.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Vec<Span>,
    /// What was said.
    pub content: Vec<Span>,
}

/// A text with names in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedText {
    /// The document's id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The names, in text order.
    pub names: Vec<GoldName>,
}

/// A name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoldName {
    /// Its place.
    pub span: Span,
    /// What it names.
    pub class: NameClass,
}

/// The classes of names that every scheme we read agrees on. What a scheme has besides (MISC, events, …) is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameClass {
    /// A human being: PER, PERSON.
    Person,
    /// A body of people: ORG, ORGANIZATION.
    Organization,
    /// A place or state: LOC, LOCATION, GPE.
    Place,
}

impl NameClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Person, Self::Organization, Self::Place];

    /// The usual abbreviation.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Organization => "ORG",
            Self::Place => "LOC",
        }
    }

    /// The class that a scheme's label means, in any case of letters.
    #[must_use]
    pub fn parse(label: &str) -> Option<Self> {
        match label.to_ascii_uppercase().as_str() {
            "PER" | "PERSON" => Some(Self::Person),
            "ORG" | "ORGANIZATION" => Some(Self::Organization),
            "LOC" | "LOCATION" | "GPE" | "PLACE" | "STATE" => Some(Self::Place),
            _ => None,
        }
    }
}
