//! A run with planted conflicts, and the truth about them: any number of quotes, always the same ones for a seed. Used by the
//! tests and by `benches/conflicts.rs`.
//!
//! Words are drawn as in natural text (Zipf), a quarter of the quotes that have nothing to do with each other share a phrase,
//! some phrases stand in thousands, and what looks like a conflict and is none is planted too.

#![allow(dead_code, unreachable_pub, reason = "the tests and the benchmarks each use a part")]

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const FUNCTION: &str = "the of to and a in that is was for it on with as be at by this we have from or had are they his an \
                        were which you he but all their there been if more when will would who so no has its about our \
                        what up into than them can only other new some could time these two may then do first any now";

const SYLLABLES: [&str; 24] = [
    "ba", "ru", "den", "ko", "li", "san", "mor", "ta", "vel", "or", "ni", "ka", "pet", "zu", "ham", "gra", "sti",
    "que", "lo", "mi", "ver", "ex", "tion", "al",
];

const GIVEN: &str = "Ada Boris Clara Dmitri Elena Farid Greta Hugo Irina Jorge Karim Lena Marek Nadia Oscar Petra Quentin \
                     Rosa Stefan Tamara Ulrich Vera Wanda Xavier Yusuf Zofia Amir Bianca Cyril Dana";

const FAMILY: &str = "Voss Kowalczyk Brandt Ferreira Okafor Lindqvist Marchetti Dubois Nakamura Petrov Castellano Hargreaves \
                      Ibrahim Jansen Kessler Lombardi Moreau Novak Ortega Popescu Quiroga Rasmussen Steiner Tanaka \
                      Underhill Vasquez Whitaker Yamada Zielinski Abernathy Bergmann Cardoso Drummond Eriksen Fontaine";

/// Numbers that look random and are always the same: `SplitMix64`.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A planted conflict.
#[derive(Debug, Clone)]
pub struct Planted {
    /// The class that must be reported.
    pub class: &'static str,
    /// How the words were changed, or what else was changed.
    pub kind: &'static str,
    /// The claim that was changed.
    pub claim: String,
    /// The claims that it was made from; the conflict must name at least one of them.
    pub with: Vec<String>,
    /// The name of the right speaker, for a claim without a speaker.
    pub speaker: String,
}

/// What was planted in a run.
#[derive(Default)]
pub struct Truth {
    pub planted: Vec<Planted>,
    /// The utterances that a claim reports.
    pub utterances: HashMap<String, Vec<usize>>,
    /// The claims whose words differ from those of their utterance.
    pub changed: HashSet<String>,
    /// The claims with a wrong speaker.
    pub swapped: HashSet<String>,
    /// How many quotes there are.
    pub quotes: usize,
}

struct Quote {
    utterances: Vec<usize>,
    words: Vec<String>,
    speaker: Option<Who>,
}

#[derive(Clone, PartialEq)]
struct Who {
    id: Option<String>,
    name: Option<String>,
    kind: &'static str,
}

/// Draws words by their rank, frequent ones more often.
struct Vocabulary {
    words: Vec<String>,
    sums: Vec<f64>,
}

impl Vocabulary {
    fn new(size: usize, random: &mut Random) -> Self {
        let mut words: Vec<String> = FUNCTION.split_whitespace().map(str::to_owned).collect();
        let mut known: HashSet<String> = words.iter().cloned().collect();
        while words.len() < size {
            let word: String = (0..2 + random.below(3)).map(|_| SYLLABLES[random.below(SYLLABLES.len())]).collect();
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let sums = (0..words.len())
            .map(|rank| {
                sum += 1.0 / (rank as f64 + 2.7);
                sum
            })
            .collect();
        Self { words, sums }
    }

    fn word(&self, random: &mut Random) -> String {
        let at = random.below(1 << 40) as f64 / (1_u64 << 40) as f64 * self.sums[self.sums.len() - 1];
        self.words[self.sums.partition_point(|&sum| sum < at)].clone()
    }

    fn words(&self, count: usize, random: &mut Random) -> Vec<String> {
        (0..count).map(|_| self.word(random)).collect()
    }
}

struct Maker {
    random: Random,
    vocabulary: Vocabulary,
    phrases: Vec<Vec<String>>,
    quotes: Vec<Quote>,
    utterances: usize,
    /// The planted conflicts, by the indexes of their quotes.
    planted: Vec<(&'static str, &'static str, usize, Vec<usize>, String)>,
    changed: HashSet<usize>,
    swapped: HashSet<usize>,
}

/// Writes `claims.jsonl` and `articles.jsonl` of about `quotes` quotes into a folder.
pub fn write(folder: &Path, quotes: usize, vocabulary: usize, seed: u64) -> Truth {
    let mut random = Random::new(seed);
    let vocabulary = Vocabulary::new(vocabulary, &mut random);
    let phrases = (0..200).map(|_| vocabulary.words(4 + random.below(8), &mut random)).collect();
    let mut maker = Maker {
        random,
        vocabulary,
        phrases,
        quotes: Vec::new(),
        utterances: 0,
        planted: Vec::new(),
        changed: HashSet::new(),
        swapped: HashSet::new(),
    };
    let mut turn = 0;
    while maker.quotes.len() < quotes {
        maker.plant(turn);
        turn += 1;
    }
    maker.write(folder)
}

impl Maker {
    fn who(&mut self) -> Who {
        let given = GIVEN.split_whitespace().nth(self.random.below(30)).unwrap();
        let family = FAMILY.split_whitespace().nth(self.random.below(35)).unwrap();
        let name = format!("{given} {family}");
        // Whether a person is in the gazetteer does not depend on the article.
        let hash = name.bytes().fold(7_usize, |hash, byte| hash * 31 % 1_000_003 + byte as usize);
        let id =
            if hash.is_multiple_of(10) { format!("local/{}", self.random.below(9)) } else { format!("wd/Q{hash}") };
        Who { id: Some(id), name: Some(name), kind: "person" }
    }

    fn another(&mut self, who: &Who) -> Who {
        loop {
            let other = self.who();
            if other.name != who.name {
                return other;
            }
        }
    }

    /// The same person, sometimes by another name.
    fn again(&mut self, who: &Who) -> Who {
        let name = who.name.clone().unwrap();
        let (given, family) = name.split_once(' ').unwrap();
        let local = |name: String| Who { id: Some("local/3".to_owned()), name: Some(name), kind: "person" };
        match self.random.below(10) {
            0 => local(family.to_owned()),
            1 => local(format!("{}. {family}", &given[..1])),
            2 => local(name),
            _ => who.clone(),
        }
    }

    fn base(&mut self) -> Vec<String> {
        let length = 8 + self.random.below(53);
        let mut words = self.vocabulary.words(length, &mut self.random);
        if self.random.chance(25) {
            self.share(&mut words);
        }
        words
    }

    /// Puts a shared phrase into a quote, the first phrases much more often than the last.
    fn share(&mut self, words: &mut Vec<String>) {
        let rank = self.random.below(self.phrases.len());
        let rank = rank * self.random.below(self.phrases.len()) / self.phrases.len();
        let at = self.random.below(words.len() + 1);
        words.splice(at..at, self.phrases[rank].clone());
    }

    fn tell(&mut self, utterance: usize, words: Vec<String>, speaker: Option<Who>) -> usize {
        self.quotes.push(Quote { utterances: vec![utterance], words, speaker });
        self.quotes.len() - 1
    }

    /// The unchanged utterance in several articles. Returns the indexes of the quotes.
    fn originals(&mut self, utterance: usize, words: &[String], who: &Who) -> Vec<usize> {
        let copies = 1 + self.random.below(3);
        (0..copies)
            .map(|_| {
                let who = self.again(who);
                let words = self.restyled(words);
                self.tell(utterance, words, Some(who))
            })
            .collect()
    }

    /// The same words in the style of another newspaper.
    fn restyled(&mut self, words: &[String]) -> Vec<String> {
        let style = self.random.below(5);
        let words = words.iter().map(|word| match (style, word.as_str()) {
            (0, word) => word.to_uppercase(),
            (1, "is") => "is –".to_owned(),
            (2, word) => format!("{word},"),
            (3, word) => format!("{word} [sic]"),
            (_, word) => word.to_owned(),
        });
        words.collect()
    }

    fn plant(&mut self, turn: usize) {
        let utterance = self.utterances;
        self.utterances += 1;
        let mut words = self.base();
        let who = self.who();
        match turn % 20 {
            0 => {
                let originals = self.originals(utterance, &words, &who);
                let words = self.restyled(&words);
                let other = self.another(&who);
                self.swap("same words", utterance, originals, words, other);
            }
            1 => {
                let originals = self.originals(utterance, &words, &who);
                let (kind, changed) = self.any_change(&mut words.clone());
                let other = self.another(&who);
                let swapped = self.swap(kind, utterance, originals, changed, other);
                self.changed.insert(swapped);
            }
            2 => {
                let originals = self.originals(utterance, &words, &who);
                let changed = if self.random.chance(50) { self.any_change(&mut words).1 } else { words };
                let orphan = self.tell(utterance, changed, None);
                self.planted.push(("orphan", "no speaker", orphan, originals, who.name.unwrap()));
            }
            3..=8 => {
                let kind = ["cut", "insertion", "substitution", "negation", "number", "small cut"][turn % 20 - 3];
                let changed = self.change(kind, &mut words);
                let originals = self.originals(utterance, &words, &who);
                let who = self.again(&who);
                let altered = self.tell(utterance, changed, Some(who));
                let kind = if kind == "small cut" { "cut" } else { kind };
                self.changed.insert(altered);
                self.planted.push(("alteration", kind, altered, originals, String::new()));
            }
            9 => {
                // Two quotes of one speaker, one after the other.
                let first = self.originals(utterance, &words, &who);
                let more = self.base();
                let second = self.originals(self.utterances, &more, &who);
                let joined = self.tell(utterance, [words, more].concat(), Some(who));
                self.quotes[joined].utterances.push(self.utterances);
                self.utterances += 1;
                self.changed.insert(joined);
                self.planted.push(("alteration", "joined", joined, first, String::new()));
                self.planted.push(("alteration", "joined", joined, second, String::new()));
            }
            10 => {
                // The same words by the same speaker are not a conflict.
                self.originals(utterance, &words, &who);
            }
            11 => {
                // Speakers that cannot be in conflict with a person.
                self.originals(utterance, &words, &who);
                let kind = ["unnamed", "group"][self.random.below(2)];
                self.tell(utterance, words.clone(), Some(Who { id: None, name: None, kind }));
                let ministry = Who {
                    id: Some("wd/Q77".to_owned()),
                    name: Some("Harbour Ministry".to_owned()),
                    kind: "organization",
                };
                self.tell(utterance, words, Some(ministry));
            }
            12 => {
                // Common phrases.
                for text in
                    ["No comment", "yes we can", "we will not comment on this matter", "thank you all very much"]
                {
                    let words = text.split(' ').map(str::to_owned).collect();
                    let who = self.who();
                    self.tell(utterance, words, Some(who));
                    self.utterances += 1;
                }
            }
            _ => {
                // Unrelated to all others, except for a phrase.
                self.share(&mut words);
                let who = if self.random.chance(10) { None } else { Some(who) };
                self.tell(utterance, words, who);
            }
        }
    }

    fn swap(
        &mut self,
        kind: &'static str,
        utterance: usize,
        originals: Vec<usize>,
        words: Vec<String>,
        who: Who,
    ) -> usize {
        let swapped = self.tell(utterance, words, Some(who));
        self.swapped.insert(swapped);
        self.planted.push(("misattribution", kind, swapped, originals, String::new()));
        swapped
    }

    fn any_change(&mut self, words: &mut Vec<String>) -> (&'static str, Vec<String>) {
        let kind = ["cut", "small cut", "insertion", "substitution"][self.random.below(4)];
        (kind, self.change(kind, words))
    }

    /// The words, with at most a tenth of them changed, or some cut. Adds to the original what the change needs.
    fn change(&mut self, kind: &str, words: &mut Vec<String>) -> Vec<String> {
        let length = words.len();
        let few = 1 + self.random.below((length / 10).max(1));
        let mut changed = words.clone();
        match kind {
            "cut" => {
                // Up to half of the words, at the beginning, at the end or in the middle; at least eight remain.
                let most = (length / 2).min(length.saturating_sub(8)).max(1);
                let gone = 1 + self.random.below(most);
                let at = [0, length - gone, 1 + self.random.below((length - gone).max(2) - 1)][self.random.below(3)];
                changed.drain(at..at + gone);
            }
            "small cut" => {
                for _ in 0..few {
                    let at = self.random.below(changed.len());
                    changed.remove(at);
                }
            }
            "insertion" => {
                for _ in 0..few {
                    let at = self.random.below(changed.len() + 1);
                    changed.insert(at, self.vocabulary.word(&mut self.random));
                }
            }
            "substitution" => {
                for _ in 0..few {
                    let at = self.random.below(length);
                    while changed[at] == words[at] {
                        changed[at] = self.vocabulary.word(&mut self.random);
                    }
                }
            }
            "negation" => {
                let at = self.random.below(length + 1);
                if self.random.chance(50) {
                    changed.insert(at, "not".to_owned());
                } else {
                    words.insert(at, "not".to_owned());
                }
            }
            _ => {
                let at = self.random.below(length);
                let number = 10 + self.random.below(90_000);
                words[at] = number.to_string();
                changed[at] = (number * 2 + self.random.below(9)).to_string();
            }
        }
        changed
    }

    fn write(mut self, folder: &Path) -> Truth {
        let mut order: Vec<usize> = (0..self.quotes.len()).collect();
        for index in (1..order.len()).rev() {
            order.swap(index, self.random.below(index + 1));
        }
        let create = |name: &str| BufWriter::new(File::create(folder.join(name)).unwrap());
        let (mut claims, mut articles) = (create("claims.jsonl"), create("articles.jsonl"));
        let mut names = vec![String::new(); order.len()];
        let mut doc = 0;
        let mut inside: HashSet<usize> = HashSet::new();
        let mut offset = 0;
        let mut line = String::new();
        for (place, &number) in order.iter().enumerate() {
            let quote = &self.quotes[number];
            // No utterance appears twice in one article.
            if place == 0 || inside.len() > 5 || quote.utterances.iter().any(|one| inside.contains(one)) {
                inside.clear();
                doc += 1;
                offset = 0;
                let (month, day, outlet) =
                    (1 + self.random.below(12), 1 + self.random.below(28), self.random.below(40));
                writeln!(
                    articles,
                    r#"{{"schema":"whosaid/1","record":"article","doc":"d{doc}","title":"Title {doc}","date":"2024-{month:02}-{day:02}","outlet":"Outlet {outlet}","url":null,"author":null,"text_hash":"00","bytes":1,"code_points":1,"encoding":"utf-8","replacements":0,"paragraphs":1,"sentences":1,"quotes":1,"mentions":1,"entities":1,"claims":1,"warnings":[]}}"#
                )
                .unwrap();
            }
            inside.extend(&quote.utterances);
            let text = format!("“{}.”", quote.words.join(" "));
            let end = offset + text.chars().count();
            let id = format!("{number:024x}");
            line.clear();
            let string = |text: &Option<String>| text.as_ref().map_or("null".to_owned(), |text| format!("\"{text}\""));
            let speaker = match &quote.speaker {
                None => "null".to_owned(),
                Some(Who { id: None, name: None, kind }) => format!(r#"{{"type":"{kind}"}}"#),
                Some(Who { id, name, kind }) => {
                    format!(r#"{{"id":{},"name":{},"type":"{kind}"}}"#, string(id), string(name))
                }
            };
            write!(
                line,
                r#"{{"schema":"whosaid/1","record":"claim","id":"{id}","doc":"d{doc}","kind":"direct","source":null,"speaker":{speaker},"cue":{{"text":"said","spans":[{{"start":{},"end":{}}}],"lemma":"say","class":"statement"}},"addressee":null,"occasion":null,"content":{{"text":"{text}","spans":[{{"start":{offset},"end":{end}}}]}},"sentence":0,"paragraph":0,"negated":false,"mentions":[],"confidence":0.9,"by":"crf","flags":[]}}"#,
                end + 1,
                end + 5
            )
            .unwrap();
            writeln!(claims, "{line}").unwrap();
            offset = end + 10;
            names[number] = id;
        }
        claims.flush().unwrap();
        articles.flush().unwrap();
        let name = |number: &usize| names[*number].clone();
        let planted = self.planted.iter().map(|(class, kind, claim, with, speaker)| Planted {
            class,
            kind,
            claim: name(claim),
            with: with.iter().map(name).collect(),
            speaker: speaker.clone(),
        });
        Truth {
            planted: planted.collect(),
            utterances: self
                .quotes
                .iter()
                .enumerate()
                .map(|(number, quote)| (name(&number), quote.utterances.clone()))
                .collect(),
            changed: self.changed.iter().map(name).collect(),
            swapped: self.swapped.iter().map(name).collect(),
            quotes: self.quotes.len(),
        }
    }
}
