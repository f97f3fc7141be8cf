//! Speaker accuracy: of the gold attributions whose source and cue overlap a claim, how many have the right speaker.
//!
//! A named speaker is right if the claim's speaker has the same name, ignoring titles, articles, suffixes and middle
//! initials: the full name, or the surname if one of the two has no first name. Any of several joint speakers will do, on
//! either side; how often all of them are named is counted apart. For a group, an unnamed source, a document or nobody, the
//! claim is right if it has no named speaker. A claim without a named speaker where gold has one is `open`.
//!
//! Where gold says for whom somebody speaks, the claim's `for` is compared in the same way.

use super::counts::ratio;
pub use super::gold_speaker::{GoldSpeaker, GoldSpeakers, read};
use super::predicted::{Predicted, PredictedSpeaker};
use super::reliability::Reliability;
use crate::span::Span;
use std::collections::BTreeMap;

/// Titles that do not distinguish people. Part of the metric's definition.
const TITLES: [&str; 30] = [
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lord", "lady", "sen", "senator", "rep",
    "representative", "congressman", "congresswoman", "gov", "governor", "mayor", "president", "vice", "former",
    "secretary", "judge", "justice", "gen", "general", "col", "pope", "king",
];

/// What may follow a surname.
const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];

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
    pub fn accuracy(self) -> Option<f64> {
        ratio(self.right, self.touched)
    }

    /// Those touched whose claim names somebody else.
    pub fn wrong_name(self) -> usize {
        self.touched - self.right - self.open
    }
}

/// How many of some gold attributions a claim has completely right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Gold attributions.
    pub gold: usize,
    /// Those whose source and cue overlap a claim.
    pub touched: usize,
    /// Of those, the ones that are right.
    pub right: usize,
}

impl Share {
    /// Share right of those touched, 0 to 1; `None` if none is touched.
    #[must_use]
    pub fn accuracy(self) -> Option<f64> {
        ratio(self.right, self.touched)
    }

    fn add(&mut self, claim: Option<&Predicted>, is_right: impl Fn(&Predicted) -> bool) {
        self.gold += 1;
        self.touched += usize::from(claim.is_some());
        self.right += usize::from(claim.is_some_and(is_right));
    }
}

/// Accuracy by the form of the source and by the kind of the speaker.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpeakerScores {
    /// `name` (with mixed), `pronoun`, `nominal` (with relative).
    pub by_form: BTreeMap<&'static str, Tally>,
    /// By `speaker_type` of gold.
    pub by_kind: BTreeMap<String, Tally>,
    /// By form, only gold speakers with a name.
    pub named_by_form: BTreeMap<&'static str, Tally>,
    /// All gold speakers.
    pub all: Tally,
    /// Gold attributions with several joint speakers: right if the claim names all of them.
    pub joint: Share,
    /// Gold attributions that say for whom somebody speaks: right if the claim says the same.
    pub on_behalf: Share,
    /// How often the speakers of claims are right, by the confidence in them. Claims that name nobody are not among them.
    pub reliability: Reliability,
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
            let claim = closest(predicted, speaker);
            let verdict = claim.map_or(SpeakerVerdict::Untouched, |claim| verdict(claim, speaker));
            if speaker.names.len() > 1 {
                self.joint.add(claim, |claim| names_all(claim, speaker));
            }
            if !speaker.on_behalf.is_empty() {
                self.on_behalf.add(claim, |claim| speaks_for(claim, speaker));
            }
            if let Some(claim) = claim.filter(|claim| named(claim).next().is_some()) {
                self.reliability.count(claim.speaker_confidence, verdict == SpeakerVerdict::Right);
            }
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
pub fn judge(predicted: &[Predicted], gold: &GoldSpeaker) -> SpeakerVerdict {
    closest(predicted, gold).map_or(SpeakerVerdict::Untouched, |claim| verdict(claim, gold))
}

/// The claim that shares the most bytes of source and cue with gold, the first of several.
fn closest<'p>(predicted: &'p [Predicted], gold: &GoldSpeaker) -> Option<&'p Predicted> {
    let touching = predicted.iter().filter_map(|claim| {
        let (source, cue) = (shared(&claim.spans.source, &gold.source), shared(&claim.spans.cue, &gold.cue));
        (source > 0 && cue > 0).then_some((source + cue, claim))
    });
    touching.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, claim)| claim)
}

/// The speakers of a claim that have a name.
fn named(claim: &Predicted) -> impl Iterator<Item = (&PredictedSpeaker, &str)> {
    let all = claim.speaker.iter().chain(&claim.co_speakers);
    all.filter_map(|speaker| Some((speaker, speaker.name.as_deref()?)))
}

fn verdict(claim: &Predicted, gold: &GoldSpeaker) -> SpeakerVerdict {
    let at_gold = |at: Span| gold.places.iter().any(|&place| at.overlaps(place));
    if named(claim).next().is_none() {
        if gold.names.is_empty() { SpeakerVerdict::Right } else { SpeakerVerdict::Open }
    } else if gold.names.iter().any(|name| is_named(claim, name, gold)) {
        SpeakerVerdict::Right
    } else if named(claim).any(|(speaker, _)| speaker.first.is_some_and(at_gold)) {
        SpeakerVerdict::SameMention
    } else {
        SpeakerVerdict::Wrong
    }
}

fn is_named(claim: &Predicted, name: &str, gold: &GoldSpeaker) -> bool {
    named(claim).any(|(speaker, mine)| same_name(mine, &speaker.kind, name, &gold.kind))
}

/// True if all joint speakers of gold are speakers of the claim.
fn names_all(claim: &Predicted, gold: &GoldSpeaker) -> bool {
    gold.names.iter().all(|name| is_named(claim, name, gold))
}

fn speaks_for(claim: &Predicted, gold: &GoldSpeaker) -> bool {
    // Gold does not say what they are: names are compared in full.
    claim.on_behalf.as_ref().is_some_and(|mine| gold.on_behalf.iter().any(|name| same_name(mine, "", name, "")))
}

/// Bytes that two span lists share.
fn shared(a: &[Span], b: &[Span]) -> u32 {
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    pairs.map(|(x, y)| x.end.min(y.end).saturating_sub(x.start.max(y.start))).sum()
}

fn same_name(name: &str, kind: &str, gold: &str, gold_kind: &str) -> bool {
    let (mine, theirs) = (name_words(name), name_words(gold));
    if mine.is_empty() || theirs.is_empty() {
        return false;
    }
    // Surnames are for people; "campaign" is not "Clinton campaign".
    mine == theirs || (gold_kind == "person" && kind == "person" && same_person(&mine, &theirs))
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
    use crate::gold::Attribution;
    use std::slice;

    fn same(name: &str, gold: &str, kind: &str) -> bool {
        same_name(name, kind, gold, kind)
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

    #[test]
    fn joint_speakers_and_principals() {
        let place =
            Attribution { source: vec![Span::new(0, 9)], cue: vec![Span::new(10, 14)], ..Attribution::default() };
        let person =
            |name: &str| PredictedSpeaker { kind: "person".to_owned(), name: Some(name.to_owned()), first: None };
        let claim = |names: &[&str], on_behalf: Option<&str>, sure: f32| Predicted {
            spans: place.clone(),
            speaker: names.first().map(|name| person(name)),
            co_speakers: names.iter().skip(1).map(|name| person(name)).collect(),
            on_behalf: on_behalf.map(str::to_owned),
            speaker_confidence: Some(sure),
            ..Predicted::default()
        };
        let gold = |names: &[&str], on_behalf: &[&str]| GoldSpeaker {
            source: place.source.clone(),
            cue: place.cue.clone(),
            kind: if names.is_empty() { "unnamed".to_owned() } else { "person".to_owned() },
            names: names.iter().map(|&name| name.to_owned()).collect(),
            on_behalf: on_behalf.iter().map(|&name| name.to_owned()).collect(),
            ..GoldSpeaker::default()
        };
        let both = gold(&["Ada Voss", "Per Lund"], &[]);
        for (names, verdict, all) in [
            (&["Ada Voss", "Lund"][..], SpeakerVerdict::Right, true),
            (&["Lund", "Ada Voss"], SpeakerVerdict::Right, true),
            (&["Per Lund"], SpeakerVerdict::Right, false),
            (&["Jan Kowal", "Per Lund"], SpeakerVerdict::Right, false),
            (&["Jan Kowal"], SpeakerVerdict::Wrong, false),
            (&[], SpeakerVerdict::Open, false),
        ] {
            let claim = claim(names, None, 0.0);
            assert_eq!((judge(slice::from_ref(&claim), &both), names_all(&claim, &both)), (verdict, all), "{names:?}");
        }
        let mut scores = SpeakerScores::default();
        scores.add(&[claim(&["Voss", "Lund"], None, 0.95)], slice::from_ref(&both));
        scores.add(&[claim(&["Voss", "Kowal"], None, 0.35)], slice::from_ref(&both));
        scores.add(&[claim(&["Jan Kowal"], None, 0.97)], slice::from_ref(&both));
        scores.add(&[claim(&[], Some("the Port of Oslo"), 0.0)], &[gold(&[], &["Port of Oslo"])]);
        scores.add(&[claim(&[], Some("Voss Bank"), 0.0)], &[gold(&[], &["Port of Oslo"])]);
        scores.add(&[], &[both, gold(&[], &["Port of Oslo"])]);
        assert_eq!(scores.joint, Share { gold: 4, touched: 3, right: 1 });
        assert_eq!(scores.on_behalf, Share { gold: 3, touched: 2, right: 1 });
        let [low, .., high] = [3, 9].map(|band| scores.reliability.bands[band]);
        assert_eq!((low.claims, low.right, high.claims, high.right, scores.reliability.without), (1, 1, 2, 1, 0));
    }
}
