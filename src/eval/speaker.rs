//! Speaker accuracy: of the gold attributions whose source and cue overlap a claim, how many have the right speaker.
//!
//! A named speaker is right if the claim's speaker has the same name, ignoring titles, articles, suffixes and middle
//! initials: the full name, or the surname if one of the two has no first name. Any of several joint speakers will do. For a
//! group, an unnamed source, a document or nobody, the claim is right if it has no named speaker. A claim without a named
//! speaker where gold has one is `open`.

use super::counts::ratio;
use super::predicted::{Predicted, PredictedSpeaker};
use crate::error::{Error, Place, Result};
use crate::record::{Offset, OffsetMap, OffsetUnit};
use crate::span::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

/// Titles that do not distinguish people. Part of the metric's definition.
const TITLES: [&str; 30] = [
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lord", "lady", "sen", "senator", "rep",
    "representative", "congressman", "congresswoman", "gov", "governor", "mayor", "president", "vice", "former",
    "secretary", "judge", "justice", "gen", "general", "col", "pope", "king",
];

/// What may follow a surname.
const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];

/// The speaker of a gold attribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldSpeaker {
    /// Spans of the source.
    pub source: Vec<Span>,
    /// Spans of the cue.
    pub cue: Vec<Span>,
    /// `person`, `state`, `organization`, `group`, `unnamed`, `document` or `none`.
    pub kind: String,
    /// Names of all joint speakers; empty for kinds without a name.
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
/// If the file cannot be read, or a line is not such an object or has an unknown text or span.
pub fn read(path: &Path, texts: &BTreeMap<&str, &str>) -> Result<GoldSpeakers> {
    let source = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
    let mut found = GoldSpeakers::new();
    let mut maps: HashMap<&str, OffsetMap<'_>> = HashMap::new();
    for (index, line) in source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad =
            |cause: String| Error::Record { place: Place { path: path.to_owned(), line: index as u64 + 1 }, cause };
        let row: GoldSpeakerRow =
            serde_json::from_str(line).map_err(|error| bad(format!("not a speaker record: {error}")))?;
        let Some((&id, &text)) = texts.get_key_value(row.doc.as_str()) else {
            return Err(bad(format!("unknown document {}", row.doc)));
        };
        let offsets = maps.entry(id).or_insert_with(|| OffsetMap::new(text, OffsetUnit::CodePoints));
        let spans = |places: &[(u32, u32)]| {
            let spans =
                places.iter().map(|&(start, end)| offsets.span(Offset { start, end })).collect::<Option<Vec<Span>>>();
            spans.ok_or_else(|| bad(format!("{places:?} is not in the text of {id}")))
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
struct GoldSpeakerRow {
    doc: String,
    source: Vec<(u32, u32)>,
    cue: Vec<(u32, u32)>,
    speaker_type: String,
    speaker_name: Option<String>,
    speaker_span: Option<OneOrMany>,
    form: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One((u32, u32)),
    Many(Vec<(u32, u32)>),
}

/// Counts of one row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Gold attributions.
    pub gold: usize,
    /// Those whose source and cue overlap a claim.
    pub touched: usize,
    /// Of those, the ones with the right speaker.
    pub right: usize,
    /// Not right because the claim names nobody.
    pub open: usize,
    /// Not right by name, although the claim's speaker is first named at the gold speaker's mention: the same mention under
    /// another canonical name.
    pub same_mention: usize,
}

impl Tally {
    /// Share right of those touched, 0 to 1; `None` if none is touched.
    #[must_use]
    pub fn accuracy(self) -> Option<f64> {
        ratio(self.right, self.touched)
    }

    /// Those touched whose claim names somebody else.
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
    /// By `speaker_type` of gold.
    pub by_kind: BTreeMap<String, Tally>,
    /// By form, only gold speakers with a name.
    pub named_by_form: BTreeMap<&'static str, Tally>,
    /// All gold speakers.
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
                tally.touched += usize::from(verdict != SpeakerVerdict::Untouched);
                tally.right += usize::from(verdict == SpeakerVerdict::Right);
                tally.open += usize::from(verdict == SpeakerVerdict::Open);
                tally.same_mention += usize::from(verdict == SpeakerVerdict::SameMention);
            }
        }
    }
}

/// The result for one gold speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeakerVerdict {
    /// No claim overlaps source and cue.
    Untouched,
    /// The right name, or correctly none.
    Right,
    /// No name although gold has one.
    Open,
    /// Another name for the gold mention. Wrong by definition, and counted separately.
    SameMention,
    /// Another name, or a name although gold has none.
    Wrong,
}

/// Judges the claim that shares the most bytes of source and cue with gold, the first of several.
#[must_use]
pub fn judge(predicted: &[Predicted], gold: &GoldSpeaker) -> SpeakerVerdict {
    let touching = predicted.iter().filter_map(|claim| {
        let (source, cue) = (shared(&claim.spans.source, &gold.source), shared(&claim.spans.cue, &gold.cue));
        (source > 0 && cue > 0).then_some((source + cue, claim))
    });
    let best = touching.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((_, claim)) = best else { return SpeakerVerdict::Untouched };
    let named = claim.speaker.as_ref().and_then(|speaker| Some((speaker, speaker.name.as_deref()?)));
    match named {
        None if gold.names.is_empty() => SpeakerVerdict::Right,
        None => SpeakerVerdict::Open,
        Some((speaker, name)) if gold.names.iter().any(|other| same_name(name, speaker, other, &gold.kind)) => {
            SpeakerVerdict::Right
        }
        Some((speaker, _)) if speaker.first.is_some_and(|first| gold.places.iter().any(|&at| first.overlaps(at))) => {
            SpeakerVerdict::SameMention
        }
        Some(_) => SpeakerVerdict::Wrong,
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

/// Whether two names may be one person's: one is the surname of the other, or both have the same first and last word and
/// differ at most in initials between them.
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
    fn names_of_organizations_are_compared_in_full() {
        assert!(same("New York Times", "The New York Times", "organization"));
        assert!(same("Hillary Clinton's campaign", "Hillary Clinton’s campaign", "organization"));
        assert!(!same("campaign", "Clinton campaign", "organization"));
        assert!(!same("FBI", "Federal Bureau of Investigation", "organization"));
    }
}
