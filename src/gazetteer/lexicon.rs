//! Word lists. The files in `gazetteers/lexicons/` say in their headers what belongs in them; this reads them.

use super::circumstance::{Bridge, Circumstance};
use super::cue::Cues;
use super::lemma::Lemmas;
use super::name_rules::{self, AmbiguityRule, NameRules};
use super::offices::Offices;
use super::role_words::{RoleKind, RoleWords};
use super::speaker_confidence::SpeakerConfidence;
use super::titles::Titles;
use super::tsv::{each, embedded, map, words};
use super::vocabulary::{Vocabulary, VocabularyBuilder, WordInfo};
use super::word_class::{Function, GivenName, HeadPosition, NamePart, Nominal, NotName, OwnerKind, Refers};
use super::word_groups::{WordGroup, WordGroups};
use crate::document::{Document, Gender};
use crate::error::Result;
use crate::side_by_side::both;
use crate::text::rules::{Abbreviations, Rules, WordSet};
use rustc_hash::FxHashMap;

/// Every word list, loaded once.
#[derive(Debug)]
pub struct Lexicons {
    /// What the text layer needs.
    pub text: Rules,
    /// Single words, and what each list says of them.
    pub vocabulary: Vocabulary,
    /// Words that attribute.
    pub cues: Cues,
    /// Dictionary forms of words that are not known cues.
    pub lemmas: Lemmas,
    /// Words and phrases before a name: "Foreign Minister", "Mr.".
    pub titles: Titles,
    /// Places that are not states.
    pub places: WordSet,
    /// Head nouns of sources without a name, also of two words.
    pub nominals: FxHashMap<&'static str, Nominal>,
    /// Words of offices by their sense: "Sen." and "senator".
    pub role_words: RoleWords,
    /// Nouns that make an organization's name with a name beside them: "campaign", "police".
    pub owned_organizations: FxHashMap<&'static str, OwnerKind>,
    /// Kinds of organization that a noun can refer to, separated by `|`; `*` for one that no gazetteer has.
    pub organization_nouns: FxHashMap<&'static str, &'static str>,
    /// Small closed groups of words.
    pub groups: WordGroups,
    /// Heads of organizations' names that are phrases: "City Hall".
    pub head_phrases: WordSet,
    /// How sure speakers are right.
    pub speaker_confidence: SpeakerConfidence,
    /// Offices that one person of a state holds at a time.
    pub offices: Offices,
    /// Surfaces that collide with something else, and what to do about it.
    pub ambiguous: FxHashMap<&'static str, AmbiguityRule>,
}

impl Lexicons {
    /// The lexicons that are built into the program.
    ///
    /// # Errors
    /// A lexicon with a broken row: a defect of the build, which the tests would have caught.
    pub fn embedded() -> Result<Self> {
        let cues = Cues::parse(embedded!("cues.tsv"))?;
        let openers = words(embedded!("sentence-openers.tsv"), "word")?;
        let titles = Titles::embedded()?;
        let nominals = map(embedded!("nominals.tsv"), ["noun", "number", "gender", "refers"], parse_nominal)?;
        let groups = WordGroups::embedded()?;
        // Half of the time goes into the vocabulary.
        let (vocabulary, others) = both(|| vocabulary(&cues, &openers, &titles, &nominals, &groups), Others::embedded);
        let Others {
            abbreviations,
            lemmas,
            places,
            role_words,
            owned_organizations,
            organization_nouns,
            head_phrases,
            speaker_confidence,
            offices,
            ambiguous,
        } = others?;
        Ok(Self {
            text: Rules {
                abbreviations,
                sentence_openers: openers,
                speech_verbs: cues.speech_verbs(),
                lettered: groups.of(WordGroup::Lettered).collect(),
                unfinished: groups.of(WordGroup::Unfinished).collect(),
            },
            vocabulary: vocabulary?,
            cues,
            lemmas,
            titles,
            places,
            nominals,
            role_words,
            owned_organizations,
            organization_nouns,
            groups,
            head_phrases,
            speaker_confidence,
            offices,
            ambiguous,
        })
    }

    /// What the names of a gazetteer are compiled with.
    pub fn name_rules(&self) -> NameRules<'_> {
        NameRules { abbreviations: &self.text.abbreviations, ambiguous: &self.ambiguous }
    }

    /// The texts of all of them, to tell one build's lexicons from another's.
    pub(crate) fn texts() -> Vec<&'static str> {
        vec![
            embedded!("abbreviations.tsv").1,
            embedded!("ambiguous.tsv").1,
            embedded!("organization-nouns.tsv").1,
            embedded!("bridge-verbs.tsv").1,
            embedded!("circumstances.tsv").1,
            embedded!("common-words.tsv").1,
            embedded!("cues.tsv").1,
            embedded!("function-words.tsv").1,
            embedded!("geographic-features.tsv").1,
            embedded!("given-names.tsv").1,
            embedded!("irregular-forms.tsv").1,
            embedded!("name-parts.tsv").1,
            embedded!("owned-organizations.tsv").1,
            embedded!("page-furniture.tsv").1,
            embedded!("nominals.tsv").1,
            embedded!("not-names.tsv").1,
            embedded!("offices.tsv").1,
            embedded!("organization-heads.tsv").1,
            embedded!("places.tsv").1,
            embedded!("role-words.tsv").1,
            embedded!("sentence-openers.tsv").1,
            embedded!("speaker-confidence.tsv").1,
            embedded!("surnames.tsv").1,
            embedded!("title-modifiers.tsv").1,
            embedded!("titles.tsv").1,
            embedded!("verb-endings.tsv").1,
            embedded!("word-groups.tsv").1,
        ]
    }

    /// What is known about token `index` of a marked document.
    pub fn word(&self, doc: &Document<'_>, index: usize) -> &WordInfo {
        self.vocabulary.info(doc.words[index])
    }
}

/// The lists that the vocabulary is not made of.
struct Others {
    abbreviations: Abbreviations,
    lemmas: Lemmas,
    places: WordSet,
    role_words: RoleWords,
    owned_organizations: FxHashMap<&'static str, OwnerKind>,
    organization_nouns: FxHashMap<&'static str, &'static str>,
    head_phrases: WordSet,
    speaker_confidence: SpeakerConfidence,
    offices: Offices,
    ambiguous: FxHashMap<&'static str, AmbiguityRule>,
}

impl Others {
    fn embedded() -> Result<Self> {
        let mut role_words = RoleWords::default();
        each(embedded!("role-words.tsv"), ["word", "sense", "kind"], |[word, sense, kind]| {
            role_words.insert(word, sense, RoleKind::parse(kind)?);
            Some(())
        })?;
        let heads = words(embedded!("organization-heads.tsv"), "head")?;
        Ok(Self {
            abbreviations: name_rules::abbreviations()?,
            lemmas: Lemmas::parse(embedded!("irregular-forms.tsv"), embedded!("verb-endings.tsv"))?,
            places: name_rules::places()?,
            role_words,
            owned_organizations: map(embedded!("owned-organizations.tsv"), ["noun", "owner"], |[_, owner]| {
                OwnerKind::parse(owner)
            })?,
            organization_nouns: map(embedded!("organization-nouns.tsv"), ["noun", "kinds"], |[_, kinds]| Some(kinds))?,
            head_phrases: heads.into_iter().filter(|head| head.contains(' ')).collect(),
            speaker_confidence: SpeakerConfidence::embedded()?,
            offices: Offices::embedded()?,
            ambiguous: name_rules::ambiguous()?,
        })
    }
}

/// All single words, with what each list says of them.
fn vocabulary(
    cues: &Cues,
    openers: &WordSet,
    titles: &Titles,
    nominals: &FxHashMap<&'static str, Nominal>,
    groups: &WordGroups,
) -> Result<Vocabulary> {
    let mut all = VocabularyBuilder::new();
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
        if let Some((_, last)) = head.rsplit_once(' ') {
            all.add(last, |info| info.ends_head_phrase = true);
        } else {
            all.add(head, |info| {
                info.head = Some(position);
                info.head_on = on;
            });
        }
        Some(())
    })?;
    each(embedded!("not-names.tsv"), ["word", "reason"], |[word, reason]| {
        // "European", "Republican" begin organizations; "Monday", "However" begin no name at all.
        let of_person =
            ["region", "religion", "party member", "common capitalised noun", "direction", "field of an office"];
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
    each(embedded!("common-words.tsv"), ["word"], |[word]| {
        let mut letters = word.chars();
        let capitalized: String = letters.next()?.to_uppercase().chain(letters).collect();
        all.add(&capitalized, |info| info.common = true);
        Some(())
    })?;
    for (word, groups) in groups.iter() {
        all.add(word, |info| info.groups = groups);
    }
    for word in openers {
        all.add(word, |info| info.opener = true);
    }
    for word in titles.last_words() {
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

fn parse_nominal([_, number, gender, refers]: [&str; 4]) -> Option<Nominal> {
    let plural = match number {
        "sg" => false,
        "pl" => true,
        _ => return None,
    };
    Some(Nominal { refers: Refers::parse(refers)?, plural, gender: Gender::parse(gender)? })
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
        // Of the training, the evaluation, the audit and entities across articles: they change no record of an extraction.
        let others = [
            "negations.tsv", "role-worlds.tsv", "same-words.tsv", "short-names.tsv", "speech-verbs.tsv",
            "transliterations.tsv", "word-classes.tsv",
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
