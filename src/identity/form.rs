//! How one name is a form of another, and what that is worth.

use super::cluster::Support;

/// How a shorter or different name is a form of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameForm {
    Middle,
    Suffix,
    Spelling,
    SecondSurname,
    Initial,
    ShortName,
    SurnameAlone,
}

impl NameForm {
    /// The reason that is given for joining two, by what speaks for it.
    pub(super) fn reason(self, support: Support) -> &'static str {
        use NameForm::{Initial, Middle, SecondSurname, ShortName, Spelling, SurnameAlone};
        match (self, support) {
            (Middle | Self::Suffix, Support::Role) => "a fuller form of the name, and the same role",
            (Middle | Self::Suffix, Support::Context) => "a fuller form of the name, in articles about the same",
            (Middle | Self::Suffix, Support::Name) => "a fuller form of a rare name",
            (Spelling, Support::Role) => "another spelling of the name, and the same role",
            (Spelling, Support::Context) => "another spelling of the name, in articles about the same",
            (Spelling, Support::Name) => "another spelling of a rare name",
            (SecondSurname, Support::Role) => "a second family name, and the same role",
            (SecondSurname, Support::Context) => "a second family name, in articles about the same",
            (SecondSurname, Support::Name) => "a second family name after a rare name",
            (Initial, Support::Role) => "the initial of the name, and the same role",
            (Initial, Support::Context) => "the initial of the name, in articles about the same",
            (Initial, Support::Name) => "the initial of a rare name",
            (ShortName, Support::Role) => "a short form of the name, and the same role",
            (ShortName, Support::Context) => "a short form of the name, in articles about the same",
            (ShortName, Support::Name) => "a short form of a rare name",
            (SurnameAlone, Support::Role) => "the family name alone, and the same role",
            (SurnameAlone, Support::Context) => "the family name alone, in articles about the same",
            (SurnameAlone, Support::Name) => "the family name alone, a rare one",
        }
    }

    /// In percent; set by hand, not calibrated.
    pub(super) fn confidence(self, support: Support) -> u8 {
        let best = match self {
            Self::Middle => 97,
            Self::Spelling | Self::SecondSurname | Self::ShortName => 95,
            Self::Suffix | Self::Initial => 93,
            Self::SurnameAlone => 90,
        };
        match support {
            Support::Role => best,
            Support::Context => best - 2,
            Support::Name => best - 6,
        }
    }
}
