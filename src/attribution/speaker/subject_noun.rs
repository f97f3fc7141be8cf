//! The subject of a sentence where it is a noun: "the officers".

use crate::document::Gender;
use crate::gazetteer::word_class::{Nominal, Refers};

/// A subject without a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct SubjectNoun {
    /// Token of the noun.
    pub(super) at: usize,
    /// What it says of whoever it refers to.
    pub(super) noun: Nominal,
    /// True if it refers to somebody known: "the man".
    pub(super) definite: bool,
    /// True if nothing but its article and adjectives stands before it in the sentence.
    pub(super) opens: bool,
}

impl SubjectNoun {
    /// True if a pronoun of that gender may refer to it.
    pub(super) fn is_person(&self, gender: Gender) -> bool {
        let same = self.noun.gender == Gender::Unknown || self.noun.gender == gender;
        !self.noun.plural && matches!(self.noun.refers, Refers::Person | Refers::Unnamed) && same
    }

    /// True for several people or bodies: "the officers".
    pub(super) fn is_several(&self) -> bool {
        self.noun.refers == Refers::Group || self.noun.plural
    }
}
