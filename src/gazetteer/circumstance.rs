//! Words around a verb of saying: occasions, times, addressees, and verbs that are not the head of their cue. Data:
//! `gazetteers/lexicons/circumstances.tsv` and `bridge-verbs.tsv`.

use super::tsv::column_enum;

/// What a word says about where, when or to whom something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Circumstance {
    /// What it is.
    pub kind: CircumstanceKind,
    /// The prepositions after which it is one.
    pub prepositions: Prepositions,
}

column_enum! {
    /// Kinds of words in `circumstances.tsv`.
    CircumstanceKind {
        Occasion = "occasion",
        Channel = "channel",
        Unit = "unit",
        DayPart = "day-part",
        Day = "day",
        Month = "month",
        Which = "which",
        Shift = "shift",
        Opening = "opening",
        Object = "object",
        Told = "told",
    }
}

impl Circumstance {
    /// Reads a row; `None` where a name is unknown.
    pub(super) fn parse(kind: &str, prepositions: &str) -> Option<Self> {
        let kind = CircumstanceKind::parse(kind)?;
        let mut all = Prepositions::default();
        for name in prepositions.split('|').filter(|name| !name.is_empty()) {
            all.0 |= Prepositions::of(name)?.0;
        }
        Some(Self { kind, prepositions: all })
    }
}

/// A set of prepositions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Prepositions(u16);

impl Prepositions {
    /// "in" alone.
    pub const IN: Self = Self(1);
    /// "at" alone.
    pub const AT: Self = Self(1 << 1);
    /// "on" alone.
    pub const ON: Self = Self(1 << 2);
    /// "before" alone.
    pub const BEFORE: Self = Self(1 << 5);
    /// "by" alone.
    pub const BY: Self = Self(1 << 8);
    /// "with" alone; only between an occasion and who else was there.
    pub const WITH: Self = Self(1 << 11);
    /// "to" alone; likewise.
    pub const TO: Self = Self(1 << 12);

    const NAMES: [&'static str; 13] =
        ["in", "at", "on", "during", "after", "before", "via", "through", "by", "over", "from", "with", "to"];

    /// The one of this name, also capitalized.
    pub fn of(name: &str) -> Option<Self> {
        let place = Self::NAMES.iter().position(|known| name.eq_ignore_ascii_case(known))?;
        Some(Self(1 << place))
    }

    /// True if at least one of `other` is here.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

column_enum! {
    /// What a word does to the cue that it begins.
    Bridge {
        Through = "through",
        Fails = "fails",
        Light = "light",
    }
}
