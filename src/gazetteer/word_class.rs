//! What the lists in `gazetteers/lexicons/` say of a word: its class, its kind, and what it refers to. Their headers explain
//! each value.

use super::tsv::column_enum;
use crate::document::Gender;

/// A given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GivenName {
    /// The gender of people with this name.
    pub gender: Gender,
    /// True if it is also a frequent word or a place: "Will", "Virginia".
    pub common: bool,
}

column_enum! {
    /// A kind of title.
    TitleKind {
        /// "Mr.", "Dame".
        Honorific = "honorific",
        /// "Foreign Minister", "spokeswoman".
        Office = "office",
        /// "Gen.", "Sgt.".
        Rank = "rank",
        /// "wife".
        Relation = "relation",
        /// "economist".
        Profession = "profession",
    }
}

/// A title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// What kind of title it is.
    pub kind: TitleKind,
    /// The gender of its holder, where the title implies one.
    pub gender: Gender,
}

/// What a capitalized word cannot be part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotName {
    /// A person's name.
    OfPerson,
    /// Any name.
    Anywhere,
    /// Any name, and the name after it is that of a thing: "Hurricane Rita".
    BeforeThing,
}

column_enum! {
    /// A small part of a person's name.
    NamePart {
        Particle = "particle",
        Suffix = "suffix",
    }
}

column_enum! {
    /// A closed word class.
    Function {
        Be = "be",
        Auxiliary = "auxiliary",
        Negation = "negation",
        Adverb = "adverb",
        Determiner = "determiner",
        Possessive = "possessive",
        Pronoun = "pronoun",
        Relative = "relative",
        Preposition = "preposition",
        To = "to",
        Conjunction = "conjunction",
        Question = "question",
        Adjective = "adjective",
    }
}

column_enum! {
    /// Where a head word is in the name of an organization.
    HeadPosition {
        Start = "start",
        End = "end",
        Both = "both",
        /// First, before a place or another name: "Dynamo Calder".
        Before = "before",
    }
}

column_enum! {
    /// What a source without a name refers to.
    Refers {
        Person = "person",
        Group = "group",
        Unnamed = "unnamed",
        Document = "document",
        Organization = "organization",
    }
}

/// A head noun of sources without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nominal {
    /// What it refers to.
    pub refers: Refers,
    /// True if it is plural.
    pub plural: bool,
    /// The gender that the noun implies, if any.
    pub gender: Gender,
}

column_enum! {
    /// Whose name, beside a noun such as "campaign" or "police", makes the name of an organization.
    OwnerKind {
        Person = "person",
        Place = "place",
        Of = "of",
    }
}
