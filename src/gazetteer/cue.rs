//! The cue lexicon: words that attribute. Data: `gazetteers/lexicons/cues.tsv`. The sentence
//! splitter uses it too: "“Why?” Rudenko asked" is one sentence.

use super::tsv::{EmbeddedList, column_enum, each, items};
use crate::claim::CueClass;
use crate::error::Result;
use crate::text::rules::WordSet;
use rustc_hash::FxHashMap;

column_enum! {
    /// Part of speech of a cue.
    CueType {
        Verb = "verb",
        Noun = "noun",
        Adjective = "adjective",
        Preposition = "preposition",
        Adverb = "adverb",
    }
}

/// The constructions that a cue licences, as a set of bits named like the lexicon's `frames`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frames(u16);

impl Frames {
    /// “…,” X said.
    pub const QUOTE: Self = Self(1);
    /// X said that …
    pub const THAT: Self = Self(1 << 1);
    /// X emphasized the importance of …
    pub const OBJECT: Self = Self(1 << 2);
    /// X characterized Y as Z.
    pub const AS: Self = Self(1 << 3);
    /// X promised to …
    pub const TO: Self = Self(1 << 4);
    /// X called for …
    pub const FOR: Self = Self(1 << 5);
    /// X warned of …
    pub const OF: Self = Self(1 << 6);
    /// X spoke about …
    pub const ABOUT: Self = Self(1 << 7);
    /// X commented on …
    pub const ON: Self = Self(1 << 8);
    /// X agreed with …
    pub const WITH: Self = Self(1 << 9);
    /// X asked whether …
    pub const WH: Self = Self(1 << 10);
    /// X told Y that …
    pub const ADDRESSEE: Self = Self(1 << 11);
    /// … was described by X as …
    pub const PASSIVE: Self = Self(1 << 12);
    /// X’s claim that …
    pub const NOUN: Self = Self(1 << 13);

    /// X wrote to Y that …
    pub const TO_WHOM: Self = Self(1 << 14);

    const NAMES: [(&'static str, Self); 15] = [
        ("quote", Self::QUOTE),
        ("that", Self::THAT),
        ("object", Self::OBJECT),
        ("as", Self::AS),
        ("to", Self::TO),
        ("for", Self::FOR),
        ("of", Self::OF),
        ("about", Self::ABOUT),
        ("on", Self::ON),
        ("with", Self::WITH),
        ("wh", Self::WH),
        ("addressee", Self::ADDRESSEE),
        ("to-whom", Self::TO_WHOM),
        ("passive", Self::PASSIVE),
        ("noun", Self::NOUN),
    ];

    /// The frame that the lexicon calls `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, frame)| *frame)
    }

    /// True if at least one of `other` is here.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A row of the lexicon.
#[derive(Debug)]
pub struct CueEntry {
    /// Dictionary form; several words for "point to".
    pub lemma: &'static str,
    /// Part of speech.
    pub kind: CueType,
    /// What kind of saying it means.
    pub class: CueClass,
    /// What it can be built with.
    pub frames: Frames,
}

/// A surface form: the words after the first, and the row.
#[derive(Debug)]
struct CueForm {
    rest: Vec<&'static str>,
    cue: u16,
}

/// The cues that begin with one word; the default is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct CueList(u16);

impl CueList {
    /// True if there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The cue lexicon.
#[derive(Debug, Default)]
pub struct Cues {
    rows: Vec<CueEntry>,
    /// First word and forms of each list, longest form first.
    lists: Vec<(&'static str, Vec<CueForm>)>,
}

impl Cues {
    /// Reads the lexicon.
    ///
    /// # Errors
    /// The first broken row.
    pub(super) fn parse(list: EmbeddedList) -> Result<Self> {
        let mut cues = Self::default();
        let mut by_first: FxHashMap<&'static str, usize> = FxHashMap::default();
        let columns = ["lemma", "type", "class", "forms", "frames"];
        each(list, columns, |[lemma, kind, class, forms, frames]| {
            let (kind, class) = (CueType::parse(kind)?, CueClass::parse(class)?);
            let mut all = Frames::default();
            for name in items(frames) {
                all = all.with(Frames::parse(name)?);
            }
            let index = cues.rows.len() as u16;
            cues.rows.push(CueEntry { lemma, kind, class, frames: all });
            for form in items(forms) {
                let mut words = form.split(' ');
                let first = words.next().unwrap_or(form);
                let list = *by_first.entry(first).or_insert_with(|| {
                    cues.lists.push((first, Vec::new()));
                    cues.lists.len() - 1
                });
                cues.lists[list].1.push(CueForm { rest: words.collect(), cue: index });
            }
            Some(())
        })?;
        // Longest form first, so that "point to" wins over "point".
        for (_, forms) in &mut cues.lists {
            forms.sort_by_key(|form| std::cmp::Reverse(form.rest.len()));
        }
        Ok(cues)
    }

    /// The longest cue of a list, and how many words it has. `next(k)` gives the word `k` places after the first, in lower
    /// case.
    #[must_use]
    pub fn find<'w>(&self, list: CueList, next: impl FnMut(usize) -> Option<&'w str>) -> Option<(&CueEntry, usize)> {
        self.find_all(list, next).next()
    }

    /// Every cue of a list that matches, longest first, of equals in the order of the lexicon; otherwise like [`Cues::find`].
    pub fn find_all<'w>(
        &self,
        list: CueList,
        mut next: impl FnMut(usize) -> Option<&'w str>,
    ) -> impl Iterator<Item = (&CueEntry, usize)> {
        let list = list.0.checked_sub(1).and_then(|at| self.lists.get(usize::from(at)));
        let forms = list.map_or(&[][..], |(_, forms)| forms);
        let fits = move |form: &&CueForm| form.rest.iter().zip(1..).all(|(word, k)| next(k) == Some(*word));
        forms.iter().filter(fits).map(|form| (&self.rows[usize::from(form.cue)], form.rest.len() + 1))
    }

    /// The first word of each form, its list, and whether it can be beside a quotation by itself.
    pub(super) fn first_words(&self) -> impl Iterator<Item = (&'static str, CueList, bool)> {
        let speaks = |form: &CueForm| {
            let cue = &self.rows[usize::from(form.cue)];
            form.rest.is_empty() && cue.kind == CueType::Verb && cue.frames.has(Frames::QUOTE)
        };
        self.lists.iter().zip(1..).map(move |((word, forms), list)| (*word, CueList(list), forms.iter().any(speaks)))
    }

    /// The single-word verb forms that can be beside a quotation.
    #[must_use]
    pub fn speech_verbs(&self) -> WordSet {
        self.first_words().filter(|(_, _, speaks)| *speaks).map(|(word, _, _)| word).collect()
    }
}
