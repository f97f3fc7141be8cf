//! Every word of every lexicon in one table, so that a token is looked up once and all later questions about it are array
//! accesses. [`Vocabulary::mark`] is the first step after the text layer.
//!
//! A word is found by its case and the hash of its normal form, which the tokenizer leaves. Words of which the lexicons say
//! the same share one answer, so that what is asked again and again fits the first cache.

use super::circumstance::{Bridge, Circumstance};
use super::word_class::{Function, GivenName, HeadPosition, NamePart, Nominal, NotName};
use super::word_groups::WordGroupSet;
use super::{cue::CueList, hash::foldable};
use crate::document::{Case, Document, WordId};
use crate::text::form;
use rustc_hash::FxHashMap;

/// What the lexicons know about a word as it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools, reason = "each is one lexicon's answer")]
pub struct WordInfo {
    /// Closed word class; also of a capitalized function word.
    pub function: Option<Function>,
    /// A given name.
    pub given: Option<GivenName>,
    /// A family name, and whether it is a common word too.
    pub surname: Option<bool>,
    /// The head of an organization's name.
    pub head: Option<HeadPosition>,
    /// The last word of such a head: "City Hall".
    pub ends_head_phrase: bool,
    /// A head with its subject after "on": "Council".
    pub head_on: bool,
    /// Not a name or part of one, though capitalized.
    pub not_name: Option<NotName>,
    /// "von", "Jr.".
    pub name_part: Option<NamePart>,
    /// The head of a source without a name; also capitalized.
    pub nominal: Option<Nominal>,
    /// Opens a sentence after an abbreviation.
    pub opener: bool,
    /// A verb form that can be beside a quotation.
    pub speech_verb: bool,
    /// May precede a title.
    pub title_modifier: bool,
    /// The last word of a title.
    pub ends_title: bool,
    /// The cues that begin with it, also capitalized (see [`super::cue::Cues::find`]).
    pub cues: CueList,
    /// Where, when or to whom something is said; also capitalized.
    pub circumstance: Option<Circumstance>,
    /// A verb that is not the head of the cue that it begins; also capitalized.
    pub bridge: Option<Bridge>,
    /// "Thursday".
    pub weekday: bool,
    /// A given name that alone is something else: "June", "Venus".
    pub not_alone: bool,
    /// "Peninsula".
    pub geographic: bool,
    /// An everyday word, capitalized.
    pub common: bool,
    /// The groups that it is in, in exactly this case; one bit each.
    pub groups: WordGroupSet,
}

/// The words; see above.
#[derive(Debug)]
pub struct Vocabulary {
    /// Three open-addressing tables, [`Region`] by region: in each slot most bits of a key and 16 of an answer's number, 0
    /// where it is empty. Small words are few and frequent and have a table that the caches keep; names have another.
    slots: Vec<u64>,
    /// What spellings with a capital inside mean, "McCain": rare.
    mixed: FxHashMap<Box<str>, u16>,
    /// The answers.
    infos: Vec<WordInfo>,
}

/// The part of the slots that holds words of one case.
#[derive(Debug, Clone, Copy)]
struct Region {
    base: usize,
    mask: usize,
    /// Mixed into the key: "US" is not "Us".
    salt: u64,
}

/// Slots for words in lower case and for capitalized ones: three times as many as there are, so that most words are found
/// at once. A test checks it.
const SMALL: usize = 1 << 15;
const CAPITALISED: usize = 1 << 17;

impl Region {
    /// By [`Case`]. Marks and numbers look into a table without words, which costs no branch.
    const OF: [Self; 4] = [
        Self { base: 0, mask: SMALL - 1, salt: 0 },
        Self { base: SMALL, mask: CAPITALISED - 1, salt: 0 },
        Self { base: SMALL, mask: CAPITALISED - 1, salt: 0x5bd1_e995_9d1b_58a5 },
        Self { base: SMALL + CAPITALISED, mask: 0, salt: 0 },
    ];
}

/// Bits of a slot that number an answer.
const ANSWER: u32 = 16;

/// Case of a word as the tokenizer sees it, and whether it is a mixture.
fn spelling(word: &str) -> (Case, bool) {
    if let [first, rest @ ..] = word.as_bytes() {
        // One pass over all bytes, without a branch.
        let (mut inner, mut small, mut bits) = (false, false, *first);
        for byte in rest {
            inner |= byte.is_ascii_uppercase();
            small |= byte.is_ascii_lowercase();
            bits |= byte;
        }
        if bits.is_ascii() {
            return match first.is_ascii_uppercase() {
                true if small => (Case::Title, inner),
                true => (Case::Upper, false),
                false => (Case::Lower, inner),
            };
        }
    }
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let inner = letters.any(char::is_uppercase);
    let small = word.contains(char::is_lowercase);
    match (capital, small) {
        (true, false) => (Case::Upper, false),
        (true, true) => (Case::Title, inner),
        (false, _) => (Case::Lower, inner),
    }
}

impl Vocabulary {
    /// What is known about a word of a marked document.
    #[inline]
    pub fn info(&self, word: WordId) -> &WordInfo {
        &self.infos[usize::from(word.0)]
    }

    /// Every answer, by [`WordId`].
    pub fn infos(&self) -> &[WordInfo] {
        &self.infos
    }

    /// What is known about a word as it is written.
    pub fn look_up(&self, word: &str) -> &WordInfo {
        let (case, mixed) = spelling(word);
        self.info(self.id(word, case, mixed, form::hash_of_word(word)))
    }

    /// The slot of the word with this hash, or the empty one where it would be.
    fn slot(&self, hash: u64, case: Case) -> usize {
        let Region { base, mask, salt } = Region::OF[case as usize];
        let key = hash ^ salt;
        let mut at = key as usize & mask;
        while self.slots[base + at] != 0 && (self.slots[base + at] ^ key) >> ANSWER != 0 {
            at = (at + 1) & mask;
        }
        base + at
    }

    fn id(&self, word: &str, case: Case, mixed: bool, hash: u64) -> WordId {
        if mixed {
            return WordId(self.mixed.get(word).copied().unwrap_or(0));
        }
        let answer = self.slots[self.slot(hash, case)] as u16;
        if case == Case::Upper && answer == 0 && foldable(word) {
            // A word in capitals that no lexicon has is looked up as a capitalized one: headlines.
            return WordId(self.slots[self.slot(hash, Case::Title)] as u16);
        }
        WordId(answer)
    }

    /// Fills `doc.words`.
    #[allow(clippy::needless_bitwise_bool, reason = "three rare conditions are one branch that is foreseen")]
    pub fn mark(&self, doc: &mut Document<'_>) {
        let text = doc.text();
        doc.words.clear();
        doc.words.extend(doc.tokens.iter().zip(&doc.hashes).map(|(token, &hash)| {
            let Region { base, mask, salt } = Region::OF[token.case as usize];
            let key = hash ^ salt;
            let slot = self.slots[base + (key as usize & mask)];
            let other = (slot ^ key) >> ANSWER != 0;
            if token.mixed | (token.case == Case::Upper) | (other & (slot != 0)) {
                return self.id(token.span().of(text), token.case, token.mixed, hash);
            }
            // Whether a word is known is anybody's guess, so it must not be a branch.
            WordId(slot as u16 & u16::from(other).wrapping_sub(1))
        }));
    }
}

/// A vocabulary that is being filled.
#[derive(Debug)]
pub(super) struct VocabularyBuilder {
    vocabulary: Vocabulary,
    numbers: FxHashMap<WordInfo, u16>,
    /// The answer that was given last: a list gives few.
    last: (WordInfo, u16),
}

impl VocabularyBuilder {
    pub(super) fn new() -> Self {
        // Answer 0 is that of words that no lexicon has.
        let (slots, infos) = (vec![0; SMALL + CAPITALISED + 1], vec![WordInfo::default()]);
        let vocabulary = Vocabulary { slots, mixed: FxHashMap::default(), infos };
        let nothing = (WordInfo::default(), 0);
        Self { vocabulary, numbers: FxHashMap::from_iter([nothing]), last: nothing }
    }

    /// Adds to what is known about a word as it is written.
    pub(super) fn add(&mut self, word: &str, fill: impl FnOnce(&mut WordInfo)) {
        let (case, is_mixed) = spelling(word);
        let hash = form::hash_of_word(word);
        let at = self.vocabulary.slot(hash, case);
        let Vocabulary { slots, mixed, infos } = &mut self.vocabulary;
        let mut info =
            infos[usize::from(if is_mixed { mixed.get(word).copied().unwrap_or(0) } else { slots[at] as u16 })];
        fill(&mut info);
        if info != self.last.0 {
            let answer = *self.numbers.entry(info).or_insert_with(|| {
                infos.push(info);
                // The lexicons give some thousand different answers; a test counts them.
                u16::try_from(infos.len() - 1).unwrap_or(0)
            });
            self.last = (info, answer);
        }
        let answer = self.last.1;
        if is_mixed {
            mixed.insert(word.into(), answer);
        } else {
            let key = hash ^ Region::OF[case as usize].salt;
            slots[at] = key >> ANSWER << ANSWER | u64::from(answer);
        }
    }

    /// Adds to a word in lower case and to the same word capitalized at the start of a sentence.
    pub(super) fn add_both(&mut self, word: &str, fill: impl Fn(&mut WordInfo)) {
        self.add(word, &fill);
        let mut letters = word.chars();
        if let Some(first) = letters.next().filter(|first| first.is_lowercase()) {
            let capitalized: String = first.to_uppercase().chain(letters).collect();
            self.add(&capitalized, fill);
        }
    }

    pub(super) fn finish(self) -> Vocabulary {
        self.vocabulary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_has_its_own_answer() {
        let mut words = VocabularyBuilder::new();
        words.add_both("will", |info| info.opener = true);
        words.add("Will", |info| info.surname = Some(true));
        words.add("McCain", |info| info.surname = Some(false));
        words.add("NATO", |info| info.geographic = true);
        let words = words.finish();
        let surname = |word: &str| words.look_up(word).surname;
        assert_eq!(["will", "Will", "WILL", "wiLL"].map(surname), [None, Some(true), Some(true), None]);
        assert_eq!(["will", "Will", "WILL"].map(|word| words.look_up(word).opener), [true; 3]);
        assert_eq!(["McCain", "Mccain", "MCCAIN"].map(surname), [Some(false), None, None]);
        assert_eq!(["NATO", "Nato", "nato"].map(|word| words.look_up(word).geographic), [true, false, false]);
    }

    #[test]
    fn there_is_room() {
        let words = crate::gazetteer::Lexicons::embedded().unwrap().vocabulary;
        let used = |slots: &[u64]| slots.iter().filter(|&&slot| slot != 0).count();
        let (small, rest) = words.slots.split_at(SMALL);
        assert!(used(small) * 2 < SMALL, "{}", used(small));
        assert!(used(rest) * 2 < CAPITALISED, "{}", used(rest));
        assert!(words.infos.len() < usize::from(u16::MAX) / 2, "{}", words.infos.len());
    }
}
