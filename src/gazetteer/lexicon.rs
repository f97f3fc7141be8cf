//! Word lists. The files in `gazetteers/lexicons/` say in their headers what belongs in them; this reads them.

use super::circumstance::{Bridge, Circumstance};
use super::cue::Cues;
use super::lemma::Lemmas;
use super::name_rules::{self, NameRules};
use super::offices::Offices;
use super::role_words::{RoleKind, RoleWords};
use super::tsv::{File, each, embedded, map, words};
use super::vocabulary::{self, Vocabulary, WordInfo};
use crate::document::{Document, Gender};
use crate::error::Result;
use crate::text::rules::{Rules, WordSet};
use rustc_hash::FxHashMap;

pub use super::name_rules::AmbiguityRule;

/// Every word list, loaded once.
#[derive(Debug)]
pub struct Lexicons {
    /// What the text layer needs.
    pub text: Rules,
    /// Single words, and what each list says of them.
    pub vocabulary: Vocabulary,
    /// Words that attribute.
    pub cues: Cues,
    /// Dictionary forms of words that are no known cues.
    pub lemmas: Lemmas,
    /// Words and phrases before a name: "Foreign Minister", "Mr.".
    pub titles: Titles,
    /// Places that are no states.
    pub places: WordSet,
    /// Head nouns of sources without a name, also of two words.
    pub nominals: FxHashMap<&'static str, Nominal>,
    /// Words of offices by their sense: "Sen." and "senator".
    pub role_words: RoleWords,
    /// Nouns that make a body's name with a name before them: "campaign", "police".
    pub named_bodies: FxHashMap<&'static str, BodyOwner>,
    /// Kinds of body that a noun can stand for, parted by `|`; `*` for one that no gazetteer has.
    pub body_kinds: FxHashMap<&'static str, &'static str>,
    /// Offices that one person of a state holds at a time.
    pub offices: Offices,
    /// Surfaces that collide with something else, and what to do about it.
    pub ambiguous: FxHashMap<&'static str, AmbiguityRule>,
}

/// Whose name makes the name of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "explained in the header of the lexicon")]
pub enum BodyOwner {
    Person,
    Place,
    Of,
}

/// A given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GivenName {
    /// Whose name it is.
    pub gender: Gender,
    /// True if it is a frequent word or place too: "Will", "Virginia".
    pub common: bool,
}

/// What kind of title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleKind {
    /// "Mr.", "Dame".
    Honorific,
    /// "Foreign Minister", "spokeswoman".
    Office,
    /// "Gen.", "Sgt.".
    Rank,
    /// "wife".
    Relation,
    /// "economist".
    Profession,
}

/// A title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// What kind.
    pub kind: TitleKind,
    /// Of the holder, where the title says it.
    pub gender: Gender,
}

/// Titles by their last word, longest first; each as the words before it, last one first.
#[derive(Debug, Default)]
pub struct Titles {
    by_last: FxHashMap<&'static str, Vec<(Vec<&'static str>, Title)>>,
}

impl Titles {
    /// The longest title that ends in `word(0)` with `word(1)`, `word(2)` … before it, and how many words it has.
    pub fn find<'w>(&self, word: impl Fn(usize) -> Option<&'w str>) -> Option<(Title, usize)> {
        let titles = self.by_last.get(word(0)?)?;
        let fits = |before: &[&str]| before.iter().zip(1..).all(|(expected, k)| word(k) == Some(*expected));
        titles.iter().find(|(before, _)| fits(before)).map(|(before, title)| (*title, before.len() + 1))
    }
}

/// What a capitalised word cannot be part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotName {
    /// A personal name.
    OfPerson,
    /// Any name.
    Anywhere,
    /// Any name, and the name behind it is that of a thing: "Hurricane Rita".
    BeforeThing,
}

/// A small part of a personal name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "explained in the header of the lexicon")]
pub enum NamePart {
    Particle,
    Suffix,
}

impl NamePart {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "particle" => Self::Particle,
            "suffix" => Self::Suffix,
            _ => return None,
        })
    }
}

/// A closed word class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "explained in the header of the lexicon")]
pub enum Function {
    Be,
    Auxiliary,
    Negation,
    Adverb,
    Determiner,
    Possessive,
    Pronoun,
    Relative,
    Preposition,
    To,
    Conjunction,
    Question,
    Adjective,
}

impl Function {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "be" => Self::Be,
            "auxiliary" => Self::Auxiliary,
            "negation" => Self::Negation,
            "adverb" => Self::Adverb,
            "determiner" => Self::Determiner,
            "possessive" => Self::Possessive,
            "pronoun" => Self::Pronoun,
            "relative" => Self::Relative,
            "preposition" => Self::Preposition,
            "to" => Self::To,
            "conjunction" => Self::Conjunction,
            "question" => Self::Question,
            "adjective" => Self::Adjective,
            _ => return None,
        })
    }
}

/// Where a head word stands in the name of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "explained in the header of the lexicon")]
pub enum HeadPosition {
    Start,
    End,
    Both,
}

impl HeadPosition {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "start" => Self::Start,
            "end" => Self::End,
            "both" => Self::Both,
            _ => return None,
        })
    }
}

/// What a source without a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "explained in the header of the lexicon")]
pub enum Refers {
    Person,
    Group,
    Unnamed,
    Document,
    Organization,
}

/// A head noun of sources without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nominal {
    /// What it stands for.
    pub refers: Refers,
    /// More than one.
    pub plural: bool,
    /// Where the noun says it.
    pub gender: Gender,
}

impl Lexicons {
    /// The lexicons that are built into the program.
    ///
    /// # Errors
    /// A lexicon with a broken row: a defect of the build, which the tests would have caught.
    pub fn embedded() -> Result<Self> {
        let (path, text) = embedded!("cues.tsv");
        let cues = Cues::parse(path, text)?;
        let openers = words(embedded!("sentence-openers.tsv"), "word")?;
        let titles = titles(embedded!("titles.tsv"))?;
        let nominals = map(embedded!("nominals.tsv"), ["noun", "number", "gender", "refers"], parse_nominal)?;
        let vocabulary = vocabulary(&cues, &openers, &titles, &nominals)?;
        let mut role_words = RoleWords::default();
        each(embedded!("role-words.tsv"), ["word", "sense", "kind"], |[word, sense, kind]| {
            role_words.insert(word, sense, RoleKind::parse(kind)?);
            Some(())
        })?;
        Ok(Self {
            text: Rules {
                abbreviations: name_rules::abbreviations()?,
                sentence_openers: openers,
                speech_verbs: cues.speech_verbs(),
            },
            vocabulary,
            cues,
            lemmas: Lemmas::parse(embedded!("irregular-forms.tsv"), embedded!("verb-endings.tsv"))?,
            titles,
            places: name_rules::places()?,
            nominals,
            role_words,
            named_bodies: map(embedded!("named-bodies.tsv"), ["noun", "owner"], |[_, owner]| match owner {
                "person" => Some(BodyOwner::Person),
                "place" => Some(BodyOwner::Place),
                "of" => Some(BodyOwner::Of),
                _ => None,
            })?,
            body_kinds: map(embedded!("body-kinds.tsv"), ["noun", "kinds"], |[_, kinds]| Some(kinds))?,
            offices: Offices::embedded()?,
            ambiguous: name_rules::ambiguous()?,
        })
    }

    /// What the names of a gazetteer are compiled with.
    #[must_use]
    pub fn name_rules(&self) -> NameRules<'_> {
        NameRules { abbreviations: &self.text.abbreviations, ambiguous: &self.ambiguous }
    }

    /// The texts of all of them, to tell one build's lexicons from another's.
    pub(crate) fn texts() -> Vec<&'static str> {
        vec![
            embedded!("abbreviations.tsv").1,
            embedded!("ambiguous.tsv").1,
            embedded!("body-kinds.tsv").1,
            embedded!("bridge-verbs.tsv").1,
            embedded!("circumstances.tsv").1,
            embedded!("cues.tsv").1,
            embedded!("function-words.tsv").1,
            embedded!("geographic-features.tsv").1,
            embedded!("given-names.tsv").1,
            embedded!("irregular-forms.tsv").1,
            embedded!("name-parts.tsv").1,
            embedded!("named-bodies.tsv").1,
            embedded!("nominals.tsv").1,
            embedded!("not-names.tsv").1,
            embedded!("offices.tsv").1,
            embedded!("organization-heads.tsv").1,
            embedded!("places.tsv").1,
            embedded!("role-words.tsv").1,
            embedded!("sentence-openers.tsv").1,
            embedded!("surnames.tsv").1,
            embedded!("title-modifiers.tsv").1,
            embedded!("titles.tsv").1,
            embedded!("verb-endings.tsv").1,
        ]
    }

    /// What is known about token `index` of a marked document.
    #[must_use]
    pub fn word(&self, doc: &Document<'_>, index: usize) -> &WordInfo {
        self.vocabulary.info(doc.words[index])
    }
}

/// All single words, with what each list says of them.
fn vocabulary(
    cues: &Cues,
    openers: &WordSet,
    titles: &Titles,
    nominals: &FxHashMap<&'static str, Nominal>,
) -> Result<Vocabulary> {
    let mut all = vocabulary::Builder::new();
    each(embedded!("surnames.tsv"), ["name", "common"], |[name, common]| {
        let common = parse_flag(common)?;
        all.add(name, |info| info.surname = Some(common));
        Some(())
    })?;
    each(embedded!("given-names.tsv"), ["name", "gender", "common"], |[name, gender, common]| {
        let given = GivenName { gender: Gender::parse(gender)?, common: parse_flag(common)? };
        all.add(name, |info| info.given = Some(given));
        Some(())
    })?;
    each(embedded!("organization-heads.tsv"), ["head", "position", "on"], |[head, position, on]| {
        let (position, on) = (HeadPosition::parse(position)?, parse_flag(on)?);
        all.add(head, |info| {
            info.head = Some(position);
            info.head_on = on;
        });
        Some(())
    })?;
    each(embedded!("not-names.tsv"), ["word", "reason"], |[word, reason]| {
        // "European", "Republican" begin organizations; "Monday", "However" begin no name at all.
        let of_person = ["region", "religion", "party member", "common capitalised noun", "direction"];
        let kind = match reason {
            "thing" => NotName::BeforeThing,
            _ if of_person.contains(&reason) => NotName::OfPerson,
            _ => NotName::Anywhere,
        };
        all.add(word, |info| {
            info.not_name = Some(kind).filter(|_| reason != "alone");
            info.not_alone = reason == "alone";
            info.weekday = reason == "weekday";
        });
        Some(())
    })?;
    each(embedded!("name-parts.tsv"), ["word", "kind"], |[word, kind]| {
        let part = NamePart::parse(kind)?;
        all.add(word, |info| info.name_part = Some(part));
        Some(())
    })?;
    each(embedded!("function-words.tsv"), ["word", "class"], |[word, class]| {
        let function = Function::parse(class)?;
        all.add_both(word, |info| info.function = Some(function));
        Some(())
    })?;
    each(embedded!("circumstances.tsv"), ["word", "kind", "prepositions"], |[word, kind, prepositions]| {
        let circumstance = Circumstance::parse(kind, prepositions)?;
        all.add_both(word, |info| info.circumstance = Some(circumstance));
        Some(())
    })?;
    each(embedded!("bridge-verbs.tsv"), ["form", "effect"], |[form, effect]| {
        let bridge = Bridge::parse(effect)?;
        all.add_both(form, |info| info.bridge = Some(bridge));
        Some(())
    })?;
    each(embedded!("title-modifiers.tsv"), ["word"], |[word]| {
        all.add(word, |info| info.title_modifier = true);
        Some(())
    })?;
    each(embedded!("geographic-features.tsv"), ["word"], |[word]| {
        all.add(word, |info| info.geographic = true);
        Some(())
    })?;
    for (noun, nominal) in nominals.iter().filter(|(noun, _)| !noun.contains(' ')) {
        all.add_both(noun, |info| info.nominal = Some(*nominal));
    }
    for word in openers {
        all.add(word, |info| info.opener = true);
    }
    for word in titles.by_last.keys() {
        all.add(word, |info| info.ends_title = true);
    }
    for (word, list, speaks) in cues.first_words() {
        all.add_both(word, |info| {
            info.cues = list;
            info.speech_verb |= speaks;
        });
    }
    Ok(all.finish())
}

fn titles(file: File) -> Result<Titles> {
    let rows = map(file, ["title", "kind", "gender"], |[_, kind, gender]| {
        let kind = match kind {
            "honorific" => TitleKind::Honorific,
            "office" => TitleKind::Office,
            "rank" => TitleKind::Rank,
            "relation" => TitleKind::Relation,
            "profession" => TitleKind::Profession,
            _ => return None,
        };
        Some(Title { kind, gender: Gender::parse(gender)? })
    })?;
    let mut titles = Titles::default();
    for (phrase, title) in rows {
        let mut words = phrase.rsplit(' ');
        let last = words.next().unwrap_or(phrase);
        titles.by_last.entry(last).or_default().push((words.collect(), title));
    }
    for list in titles.by_last.values_mut() {
        list.sort_by_key(|(before, _)| std::cmp::Reverse(before.len()));
    }
    Ok(titles)
}

fn parse_nominal([_, number, gender, refers]: [&str; 4]) -> Option<Nominal> {
    let plural = match number {
        "sg" => false,
        "pl" => true,
        _ => return None,
    };
    let refers = match refers {
        "person" => Refers::Person,
        "group" => Refers::Group,
        "unnamed" => Refers::Unnamed,
        "document" => Refers::Document,
        "organization" => Refers::Organization,
        _ => return None,
    };
    Some(Nominal { refers, plural, gender: Gender::parse(gender)? })
}

fn parse_flag(cell: &str) -> Option<bool> {
    match cell {
        "1" => Some(true),
        "0" | "" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lexicon_is_in_the_fingerprint() {
        // Of the training, the evaluation, the explanations and the audit: they change no record.
        let others = [
            "feature-names.tsv",
            "negations.tsv",
            "same-words.tsv",
            "short-names.tsv",
            "speech-verbs.tsv",
            "word-classes.tsv",
        ];
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers/lexicons");
        let texts = Lexicons::texts();
        let mut found = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.extension().is_some_and(|ending| ending == "tsv") && !others.contains(&name.as_str()) {
                assert!(texts.contains(&std::fs::read_to_string(&path).unwrap().as_str()), "{name}");
                found += 1;
            }
        }
        assert_eq!(found, texts.len());
    }
}
