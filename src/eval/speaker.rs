//! Speaker accuracy: of the gold attributions whose source and cue a claim touches, how many have the right speaker.
//!
//! Right means, for a speaker with a name, that the claim's speaker is the same by name: titles, articles, suffixes and
//! middle initials aside, in full or by surname where one of the two has no first name; any of several joint speakers will do.
//! For a group, an unnamed source, a document or nobody, right means that no named entity is claimed. A claim without named
//! speaker is `open`.

use super::counts::ratio;
use super::predicted::{Predicted, PredictedSpeaker};
use crate::error::{Error, Place, Result};
use crate::gold::OffsetMap;
use crate::record::OffsetUnit;
use crate::span::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

/// Titles that do not tell people apart. Part of the metric's definition.
const TITLES: [&str; 30] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "lord",
    "lady",
    "sen",
    "senator",
    "rep",
    "representative",
    "congressman",
    "congresswoman",
    "gov",
    "governor",
    "mayor",
    "president",
    "vice",
    "former",
    "secretary",
    "judge",
    "justice",
    "gen",
    "general",
    "col",
    "pope",
    "king",
];

/// What may follow a surname.
const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];

/// Who the speaker of a gold attribution is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldSpeaker {
    /// Spans of the source.
    pub source: Vec<Span>,
    /// Spans of the cue.
    pub cue: Vec<Span>,
    /// `person`, `state`, `organization`, `group`, `unnamed`, `document` or `none`.
    pub kind: String,
    /// Names of all joint speakers; empty for kinds without name.
    pub names: Vec<String>,
    /// Where the text names them.
    pub places: Vec<Span>,
    /// How the source refers: `name`, `mixed`, `pronoun`, `nominal`, `relative`.
    pub form: String,
}

/// Gold speakers by document id.
pub type GoldSpeakers = BTreeMap<String, Vec<GoldSpeaker>>;

/// Reads one JSON object per line: `doc`, `source`, `cue` and `speaker_span` in code points, `speaker_type`, `speaker_name`
/// (joint speakers by ` | `), `form`. `texts` maps document ids to texts.
///
/// # Errors
/// A file that cannot be read, a line that is no such object or speaks of an unknown text or place.
pub fn read(path: &Path, texts: &BTreeMap<&str, &str>) -> Result<GoldSpeakers> {
    let source = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
    let mut found = GoldSpeakers::new();
    let mut maps: HashMap<&str, OffsetMap> = HashMap::new();
    for (index, line) in source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad =
            |cause: String| Error::Record { place: Place { path: path.to_owned(), line: index as u64 + 1 }, cause };
        let row: Row = serde_json::from_str(line).map_err(|error| bad(format!("no speaker record: {error}")))?;
        let Some((&id, &text)) = texts.get_key_value(row.doc.as_str()) else {
            return Err(bad(format!("no text is called {}", row.doc)));
        };
        let offsets = maps.entry(id).or_insert_with(|| OffsetMap::new(text, OffsetUnit::CodePoints));
        let spans = |places: &[(usize, usize)]| {
            let spans = places.iter().map(|&(start, end)| offsets.span(start, end)).collect::<Option<Vec<Span>>>();
            spans.ok_or_else(|| bad(format!("{places:?} is no place in {id}")))
        };
        let speaker = GoldSpeaker {
            source: spans(&row.source)?,
            cue: spans(&row.cue)?,
            kind: row.speaker_type,
            names: row
                .speaker_name
                .iter()
                .flat_map(|names| names.split('|'))
                .map(|name| name.trim().to_owned())
                .collect(),
            places: match row.speaker_span {
                None => Vec::new(),
                Some(OneOrMany::One(place)) => spans(&[place])?,
                Some(OneOrMany::Many(places)) => spans(&places)?,
            },
            form: row.form,
        };
        found.entry(id.to_owned()).or_default().push(speaker);
    }
    Ok(found)
}

#[derive(Deserialize)]
struct Row {
    doc: String,
    source: Vec<(usize, usize)>,
    cue: Vec<(usize, usize)>,
    speaker_type: String,
    speaker_name: Option<String>,
    speaker_span: Option<OneOrMany>,
    form: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One((usize, usize)),
    Many(Vec<(usize, usize)>),
}

/// Counts of one row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Gold attributions.
    pub gold: usize,
    /// Those whose source and cue a claim touches.
    pub touched: usize,
    /// Those of them with the right speaker.
    pub right: usize,
    /// Those not right where the claim names nobody.
    pub open: usize,
    /// Those not right by name although the claim's speaker is first named where the gold one is: the same mention under
    /// another canonical name.
    pub same_mention: usize,
}

impl Tally {
    /// Share of the touched that are right, 0 to 1; `None` where none is touched.
    #[must_use]
    pub fn accuracy(self) -> Option<f64> {
        ratio(self.right, self.touched)
    }

    /// Touched attributions whose claim names somebody else.
    #[must_use]
    pub fn wrong_name(self) -> usize {
        self.touched - self.right - self.open
    }
}

/// Accuracy by the form of the source and by the kind of the speaker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpeakerScores {
    /// `name` (with mixed), `pronoun`, `nominal` (with relative).
    pub by_form: BTreeMap<&'static str, Tally>,
    /// By the gold's `speaker_type`.
    pub by_kind: BTreeMap<String, Tally>,
    /// By form, gold speakers with a name only.
    pub named_by_form: BTreeMap<&'static str, Tally>,
    /// Everything.
    pub all: Tally,
}

impl SpeakerScores {
    /// Scores the claims of one document.
    pub fn add(&mut self, predicted: &[Predicted], gold: &[GoldSpeaker]) {
        for speaker in gold {
            let form = match speaker.form.as_str() {
                "pronoun" => "pronoun",
                "nominal" | "relative" => "nominal",
                _ => "name",
            };
            let verdict = judge(predicted, speaker);
            let mut tallies = vec![
                &mut self.all,
                self.by_form.entry(form).or_default(),
                self.by_kind.entry(speaker.kind.clone()).or_default(),
            ];
            if !speaker.names.is_empty() {
                tallies.push(self.named_by_form.entry(form).or_default());
            }
            for tally in tallies {
                tally.gold += 1;
                tally.touched += usize::from(verdict != Verdict::Untouched);
                tally.right += usize::from(verdict == Verdict::Right);
                tally.open += usize::from(verdict == Verdict::Open);
                tally.same_mention += usize::from(verdict == Verdict::SameMention);
            }
        }
    }
}

/// What became of one gold speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No claim touches source and cue.
    Untouched,
    /// The right name, or rightly none.
    Right,
    /// No name where there is one.
    Open,
    /// Another name for the mention that gold names. Wrong by the letter of the definition, and counted apart.
    SameMention,
    /// Another name, or a name where there is none.
    Wrong,
}

/// Judges the claim that shares most bytes of source and cue with the gold; the first of several that share the same.
#[must_use]
pub fn judge(predicted: &[Predicted], gold: &GoldSpeaker) -> Verdict {
    let touching = predicted.iter().filter_map(|claim| {
        let (source, cue) = (shared(&claim.spans.source, &gold.source), shared(&claim.spans.cue, &gold.cue));
        (source > 0 && cue > 0).then_some((source + cue, claim))
    });
    let best = touching.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((_, claim)) = best else { return Verdict::Untouched };
    let named = claim.speaker.as_ref().and_then(|speaker| Some((speaker, speaker.name.as_deref()?)));
    match named {
        None if gold.names.is_empty() => Verdict::Right,
        None => Verdict::Open,
        Some((speaker, name)) if gold.names.iter().any(|other| same_name(name, speaker, other, &gold.kind)) => {
            Verdict::Right
        }
        Some((speaker, _)) if speaker.first.is_some_and(|first| gold.places.iter().any(|&at| first.overlaps(at))) => {
            Verdict::SameMention
        }
        Some(_) => Verdict::Wrong,
    }
}

/// Bytes that two span lists share.
fn shared(a: &[Span], b: &[Span]) -> u32 {
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    pairs.map(|(x, y)| x.end.min(y.end).saturating_sub(x.start.max(y.start))).sum()
}

fn same_name(name: &str, speaker: &PredictedSpeaker, gold: &str, gold_kind: &str) -> bool {
    let (mine, theirs) = (name_words(name), name_words(gold));
    if mine.is_empty() || theirs.is_empty() {
        return false;
    }
    // Surnames are for people; "campaign" is not "Clinton campaign".
    mine == theirs || (gold_kind == "person" && speaker.kind == "person" && same_person(&mine, &theirs))
}

/// Lower-case words of a name without titles, articles, suffixes and full stops.
fn name_words(name: &str) -> Vec<String> {
    let name = name.to_lowercase().replace('\u{2019}', "'").replace(['.', ','], " ");
    let mut words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    while words.len() > 1 && (words[0] == "the" || TITLES.contains(&words[0].as_str())) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|word| SUFFIXES.contains(&word.as_str())) {
        words.pop();
    }
    words
}

/// Two forms of a person's name: one is the surname of the other, or both have the same first and last word and at most
/// initials differ between.
fn same_person(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() == 1 {
        return long.last() == short.last();
    }
    // "de Blasio" of "Bill de Blasio"
    if short.len() < long.len() && long.ends_with(short) && short[0].chars().count() > 1 {
        return true;
    }
    let middle = |name: &[String]| -> Vec<String> {
        name[1..name.len() - 1].iter().filter(|word| word.chars().count() > 1).cloned().collect()
    };
    let (mine, theirs) = (middle(short), middle(long));
    short.first() == long.first()
        && short.last() == long.last()
        && (mine == theirs || mine.is_empty() || theirs.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(name: &str, gold: &str, kind: &str) -> bool {
        let speaker = PredictedSpeaker { kind: kind.to_owned(), name: Some(name.to_owned()), first: None };
        same_name(name, &speaker, gold, kind)
    }

    #[test]
    fn names_of_people() {
        for (name, gold, expected) in [
            ("Donald Trump", "Donald J. Trump", true),
            ("Mr. Trump", "Donald Trump", true),
            ("Obama", "Barack Obama", true),
            ("Barack Obama", "Obama", true),
            ("Bill de Blasio", "de Blasio", true),
            ("Robert F. Kennedy Jr.", "Robert Kennedy", true),
            ("Hillary Clinton", "Bill Clinton", false),
            ("Hillary", "Hillary Clinton", false),
            ("Charles E. Grassley", "Charles Schumer", false),
        ] {
            assert_eq!(same(name, gold, "person"), expected, "{name} / {gold}");
        }
    }

    #[test]
    fn names_of_bodies_are_compared_in_full() {
        assert!(same("New York Times", "The New York Times", "organization"));
        assert!(same("Hillary Clinton's campaign", "Hillary Clinton’s campaign", "organization"));
        assert!(!same("campaign", "Clinton campaign", "organization"));
        assert!(!same("FBI", "Federal Bureau of Investigation", "organization"));
    }
}
