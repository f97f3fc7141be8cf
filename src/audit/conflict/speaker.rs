//! Whether two speakers are the same according to their ids and names. The answer may be unknown.

use super::words::WordLists;
use crate::audit::review::SpeakerName;
use rustc_hash::FxHashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    Different,
    /// A ministry and a minister, a group, an unnamed speaker.
    Unknown,
}

/// Every speaker of a run, each once, and those who speak together.
#[derive(Default)]
pub(super) struct SpeakerTable {
    list: Vec<KnownSpeaker>,
    by_name: FxHashMap<SpeakerName, u32>,
    by_members: FxHashMap<Vec<u32>, u32>,
}

struct KnownSpeaker {
    named: SpeakerName,
    /// The words of the name, in lower case.
    words: Vec<String>,
    /// Itself; for people who speak together, each of them.
    members: Vec<u32>,
}

impl SpeakerTable {
    /// The number of a speaker. Ids that hold within one article only are dropped.
    pub(super) fn number(&mut self, mut named: SpeakerName) -> u32 {
        if named.id.as_ref().is_some_and(|id| id.starts_with("local/")) {
            named.id = None;
        }
        if let Some(&number) = self.by_name.get(&named) {
            return number;
        }
        let number = self.list.len() as u32;
        let name = named.name.as_deref().unwrap_or_default().to_lowercase();
        let parted = name.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '’'));
        let words = parted.filter(|word| !word.is_empty()).map(str::to_owned).collect();
        self.by_name.insert(named.clone(), number);
        self.list.push(KnownSpeaker { named, words, members: vec![number] });
        number
    }

    /// The number of one or several who speak together; `None` for nobody.
    pub(super) fn joint(&mut self, speakers: impl Iterator<Item = SpeakerName>) -> Option<u32> {
        let members: Vec<u32> = speakers.map(|one| self.number(one)).collect();
        if let [] | [_] = members[..] {
            return members.first().copied();
        }
        if let Some(&number) = self.by_members.get(&members) {
            return Some(number);
        }
        let number = self.list.len() as u32;
        let named = self.named(members[0]).clone();
        self.by_members.insert(members.clone(), number);
        self.list.push(KnownSpeaker { named, words: Vec::new(), members });
        Some(number)
    }

    /// Everybody for whom a number stands.
    pub(super) fn members(&self, number: u32) -> &[u32] {
        &self.list[number as usize].members
    }

    /// Whether somebody speaks on both sides.
    pub(super) fn share(&self, one: u32, other: u32, lists: &WordLists) -> bool {
        let pairs = self.members(one).iter().flat_map(|&a| self.members(other).iter().map(move |&b| (a, b)));
        pairs.into_iter().any(|(a, b)| self.relation(a, b, lists) == Relation::Same)
    }

    /// A speaker by number.
    pub(super) fn named(&self, number: u32) -> &SpeakerName {
        &self.list[number as usize].named
    }

    /// Number of words in the name: "John Smith" is more specific than "Smith".
    pub(super) fn words(&self, number: u32) -> usize {
        self.list[number as usize].words.len()
    }

    /// Whether it has a name: groups and unnamed speakers have none.
    pub(super) fn has_name(&self, number: u32) -> bool {
        !self.list[number as usize].words.is_empty()
    }

    pub(super) fn relation(&self, one: u32, other: u32, lists: &WordLists) -> Relation {
        let (a, b) = (&self.list[one as usize], &self.list[other as usize]);
        if a.words.is_empty() || b.words.is_empty() {
            return Relation::Unknown;
        }
        if one == other {
            return Relation::Same;
        }
        let alike = match a.named.kind.as_str() {
            _ if a.named.kind != b.named.kind => return Relation::Unknown,
            _ if a.named.id.is_some() && b.named.id.is_some() => a.named.id == b.named.id || a.words == b.words,
            "person" => persons_match(&a.words, &b.words, lists),
            _ => organizations_match(&a.words, &b.words),
        };
        if alike { Relation::Same } else { Relation::Different }
    }
}

/// Whether two names may belong to one person, such as "John Smith" with "Smith", "J. Smith", "Jack Smith" or "Smyth".
fn persons_match(one: &[String], other: &[String], lists: &WordLists) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.iter().all(|word| long.contains(word)) {
        return true;
    }
    // A given name alone does not match a family name.
    let (Some(family), Some(other_family)) = (short.last(), long.last()) else { return false };
    if short.len() == 1 {
        return similar_spelling(family, other_family);
    }
    let given = |word: &str, other: &str| {
        let begins = |one: &str, other: &str| other.starts_with(one) && (one.chars().count() != 2);
        let stands = |one: &str, other: &str| {
            lists.short_names.get(one).is_some_and(|names| names.split('|').any(|name| name == other))
        };
        let share = |one: &str, other: &str| {
            let names = |word| lists.short_names.get(word).map(|names: &&str| names.split('|').collect::<Vec<_>>());
            names(one).zip(names(other)).is_some_and(|(one, other)| one.iter().any(|name| other.contains(name)))
        };
        begins(word, other)
            || begins(other, word)
            || stands(word, other)
            || stands(other, word)
            || share(word, other)
            || similar_spelling(word, other)
    };
    (family == other_family || similar_spelling(family, other_family))
        && long[..long.len() - 1].iter().any(|word| given(&short[0], word))
}

/// Whether two words differ by spelling only, in one letter of five or two of eight: "Sergey" and "Sergei".
fn similar_spelling(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    let allowed = match shorter {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    };
    one == other || allowed > 0 && distance(one, other) <= allowed
}

/// Levenshtein's distance in characters.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for column in 0..other.len() {
            let replaced = diagonal + usize::from(letter != other[column]);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// Whether two names may belong to one organization: one contains the other or is its acronym.
fn organizations_match(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.iter().all(|word| long.contains(word)) {
        return true;
    }
    let initials = |all: bool| -> String {
        let counts =
            |word: &&String| all || !matches!(word.as_str(), "of" | "the" | "for" | "and" | "on" | "in" | "de");
        long.iter().filter(counts).filter_map(|word| word.chars().next()).collect()
    };
    let [acronym] = short else { return false };
    *acronym == initials(true) || *acronym == initials(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(one: (&str, &str, &str), other: (&str, &str, &str)) -> Relation {
        let mut speakers = SpeakerTable::default();
        let mut number = |(id, name, kind): (&str, &str, &str)| {
            let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            speakers.number(SpeakerName { id: some(id), name: some(name), kind: kind.to_owned() })
        };
        let (one, other) = (number(one), number(other));
        let lists = WordLists::load().unwrap();
        assert_eq!(speakers.relation(one, other, &lists), speakers.relation(other, one, &lists));
        speakers.relation(one, other, &lists)
    }

    #[test]
    fn people() {
        for (one, other) in [
            ("Smith", "John Smith"),
            ("J. Smith", "John Smith"),
            ("John F. Smith", "John Smith"),
            ("Bill Kowal", "William Kowal"),
            ("Bob Kowal", "Rob Kowal"),
            ("Alex Kowal", "Alexander Kowal"),
            ("Sergey Markov", "Sergei Markov"),
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
            ("Recep Erdoğan", "Recep Erdogan"),
            ("Xi Jinping", "Jinping Xi"),
            ("Ursula von der Leyen", "von der Leyen"),
            ("Angela", "Angela Merkel"),
        ] {
            assert_eq!(
                relation(("local/a", one, "person"), ("local/b", other, "person")),
                Relation::Same,
                "{one}, {other}"
            );
        }
        for (one, other) in [
            ("John Smith", "Jane Smith"),
            ("John Smith", "John Kowal"),
            ("Smith", "Kowal"),
            ("Smith", "John Kowal"),
            ("Ada Voss", "Ida Foss"),
        ] {
            let found = relation(("", one, "person"), ("local/b", other, "person"));
            assert_eq!(found, Relation::Different, "{one}, {other}");
        }
    }

    #[test]
    fn people_who_speak_together_are_each_of_them() {
        let mut speakers = SpeakerTable::default();
        let lists = WordLists::load().unwrap();
        let mut number = |names: &[&str]| {
            let named =
                |name: &&str| SpeakerName { id: None, name: Some((*name).to_owned()), kind: "person".to_owned() };
            speakers.joint(names.iter().map(named))
        };
        let [both, voss, lund, kowal] = [&["Ada Voss", "Per Lund"][..], &["Voss"], &["Per Lund"], &["Jan Kowal"]]
            .map(|names| number(names).unwrap());
        assert_eq!((number(&[]), number(&["Ada Voss", "Per Lund"])), (None, Some(both)));
        let share = [voss, lund, kowal, both].map(|other| speakers.share(both, other, &lists));
        assert_eq!(share, [true, true, false, true]);
        assert!(!speakers.share(voss, lund, &lists));
    }

    #[test]
    fn ids_decide_before_names() {
        let of = |one, other| relation((one, "George Bush", "person"), (other, "George W. Bush", "person"));
        assert_eq!(of("wd/Q1", "wd/Q2"), Relation::Different);
        assert_eq!(of("wd/Q1", "wd/Q1"), Relation::Same);
        assert_eq!(of("wd/Q1", "local/bush"), Relation::Same);
        // A local id means nothing in another article.
        assert_eq!(
            relation(("local/1", "Ada Voss", "person"), ("local/1", "Jan Kowal", "person")),
            Relation::Different
        );
    }

    #[test]
    fn organizations_and_unnamed_speakers() {
        let who = ("local/1", "World Health Organization", "organization");
        assert_eq!(relation(("", "WHO", "organization"), who), Relation::Same);
        assert_eq!(relation(("", "Siemens", "organization"), who), Relation::Different);
        assert_eq!(relation(("", "Ada Voss", "person"), who), Relation::Unknown);
        assert_eq!(relation(("", "", "unnamed"), who), Relation::Unknown);
        assert_eq!(relation(("", "", "group"), ("", "", "group")), Relation::Unknown);
        assert_eq!(
            relation(("state/ru", "Russia", "state"), ("state/us", "United States", "state")),
            Relation::Different
        );
    }
}
