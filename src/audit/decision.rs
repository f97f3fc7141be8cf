//! What people decided about claims: the lines of `decisions.jsonl`, how they are appended so that none is lost, and which
//! of them are in force. Called by the page of `whosaid audit serve`, and by `score`, `export` and `report`.
//!
//! One line is one decision, and lines are only ever appended: under a lock, in one write, and on the disk before success is
//! reported. Several people and processes can so append to one file. What a process that was killed has left of a line is
//! ended by the next append and named by [`load`], never joined with what follows.

use crate::error::{Error, Result};
use crate::record::{Offset, SCHEMA};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use xxhash_rust::xxh3::xxh3_128;

/// The file's name in a run folder.
pub const NAME: &str = "decisions.jsonl";

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The claim is right as it stands.
    Accept,
    /// This is no claim.
    Reject,
    /// It is a claim, but another one spoke; [`Correction::speaker`] says who.
    Speaker,
    /// It is a claim, but its source, cue or content stand elsewhere.
    Span,
    /// A claim that is not in the run.
    Missed,
    /// The article was read to its end, and every claim that is missed was marked.
    Complete,
    /// An earlier decision is withdrawn.
    Undo,
}

impl Verdict {
    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Speaker => "speaker",
            Self::Span => "span",
            Self::Missed => "missed",
            Self::Complete => "complete",
            Self::Undo => "undo",
        }
    }

    /// Whether it judges a claim of the run.
    #[must_use]
    pub fn judges(self) -> bool {
        matches!(self, Self::Accept | Self::Reject | Self::Speaker | Self::Span)
    }
}

/// What is right instead. A verdict requires some of it and allows the rest: a claim whose span and speaker are both wrong
/// is one `span` decision with a speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Who said it; `Some(None)` for nobody, which is `null` in the file.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[allow(clippy::option_option, reason = "no speaker, and nothing said of the speaker, are two things")]
    pub speaker: Option<Option<Named>>,
    /// `direct`, `mixed` or `indirect`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where the source stands, in code points of the article; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Vec<Offset>>,
    /// Where the cue stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<Vec<Offset>>,
    /// Where the content stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<Offset>>,
    /// The id of the decision that is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
}

/// A key that is there, `null` or not.
#[allow(clippy::option_option, reason = "as above")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Named>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A speaker, as short as it identifies one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Named {
    /// The entity's id; none for those that no gazetteer has.
    #[serde(default)]
    pub id: Option<String>,
    /// The name; none for groups and the unnamed.
    #[serde(default)]
    pub name: Option<String>,
    /// `person`, `state`, `organization`, `group`, `unnamed` or `document`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A decision before it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Who decides.
    pub annotator: String,
    /// The article's id.
    pub doc: String,
    /// The hash of the text that was looked at.
    pub text_hash: String,
    /// The claim's id; none for `missed` and `complete`.
    #[serde(default)]
    pub claim: Option<String>,
    /// What is decided.
    pub verdict: Verdict,
    /// What is right instead.
    #[serde(default)]
    pub correction: Option<Correction>,
    /// Why, in the annotator's words.
    #[serde(default)]
    pub reason: Option<String>,
    /// The sample that the claim was drawn with, as in `random:seed=7`.
    #[serde(default)]
    pub sample: Option<String>,
}

/// A decision as it stands in the file, its keys in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// [`SCHEMA`].
    pub schema: String,
    /// `decision`.
    pub record: String,
    /// 24 hexadecimal digits, different for each decision.
    pub id: String,
    /// When, in UTC: `2026-11-24T14:05:09.123Z`.
    pub time: String,
    /// Who decided.
    pub annotator: String,
    /// The article's id.
    pub doc: String,
    /// The hash of the text that was looked at.
    pub text_hash: String,
    /// The claim's id; none for `missed` and `complete`.
    pub claim: Option<String>,
    /// What was decided.
    pub verdict: Verdict,
    /// What is right instead.
    pub correction: Option<Correction>,
    /// Why, in the annotator's words.
    pub reason: Option<String>,
    /// The sample that the claim was drawn with.
    pub sample: Option<String>,
}

impl Draft {
    /// Says what is wrong with a decision: what its verdict requires is not there, or spans are none.
    ///
    /// # Errors
    /// The cause, for a message.
    pub fn check(&self) -> Result<(), String> {
        check(&self.annotator, self.verdict, self.claim.as_deref(), self.correction.as_ref())
    }
}

impl Decision {
    fn of(draft: Draft) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let Draft { annotator, doc, text_hash, claim, verdict, correction, reason, sample } = draft;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let seed = format!("{annotator}\0{doc}\0{}\0{count}\0{}", std::process::id(), since.as_nanos());
        Self {
            schema: SCHEMA.to_owned(),
            record: "decision".to_owned(),
            id: format!("{:024x}", xxh3_128(seed.as_bytes()) >> 32),
            time: time(since.as_millis() as u64),
            annotator,
            doc,
            text_hash,
            claim,
            verdict,
            correction,
            reason,
            sample,
        }
    }

    fn check(&self) -> Result<(), String> {
        if self.schema != SCHEMA || self.record != "decision" {
            return Err(format!("no decision of {SCHEMA}, but {} of {}", self.record, self.schema));
        }
        check(&self.annotator, self.verdict, self.claim.as_deref(), self.correction.as_ref())
    }
}

fn check(
    annotator: &str,
    verdict: Verdict,
    claim: Option<&str>,
    correction: Option<&Correction>,
) -> Result<(), String> {
    let name = verdict.as_str();
    if annotator.trim().is_empty() {
        return Err("a decision has an annotator".to_owned());
    }
    let none = Correction::default();
    let correction = correction.unwrap_or(&none);
    let has_spans = |spans: &Option<Vec<Offset>>| spans.as_ref().is_some_and(|spans| !spans.is_empty());
    let cause = match verdict {
        _ if verdict.judges() && claim.is_none() => "needs a claim",
        Verdict::Speaker if correction.speaker.is_none() => "needs correction.speaker",
        Verdict::Span if correction.source.is_none() && correction.cue.is_none() && correction.content.is_none() => {
            "needs correction.source, cue or content"
        }
        Verdict::Missed if !has_spans(&correction.cue) && !has_spans(&correction.content) => {
            "needs correction.cue or correction.content"
        }
        Verdict::Missed | Verdict::Complete if claim.is_some() => "is about no claim of the run",
        Verdict::Undo if correction.undoes.is_none() => "needs correction.undoes",
        _ => "",
    };
    if !cause.is_empty() {
        return Err(format!("{name} {cause}"));
    }
    for (part, spans) in [("source", &correction.source), ("cue", &correction.cue), ("content", &correction.content)] {
        let spans = spans.as_deref().unwrap_or_default();
        let ordered = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
        if !ordered || spans.iter().any(|span| span.start >= span.end) {
            return Err(format!("{name}: the spans of correction.{part} are empty, not in order, or overlap"));
        }
    }
    Ok(())
}

/// A file of decisions, open for appending. All threads can share it.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: Mutex<File>,
}

impl Log {
    /// Opens the file at `path`, or makes it.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub fn open(path: &Path) -> Result<Self> {
        let io = |error| Error::io(path, error);
        let file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(io)?;
        // A file that was just made is lost with the machine's power unless its folder is on the disk too.
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(file) })
    }

    /// Appends a decision and returns it as it was written. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`Error::Refused`] for a decision that lacks what its verdict requires; [`Error::Io`] if it could not be written, and
    /// then nothing of it is in the file, unless the disk does not even take that back.
    pub fn append(&self, draft: Draft) -> Result<Decision> {
        draft.check().map_err(|cause| Error::refused(self.path.display(), cause))?;
        let decision = Decision::of(draft);
        let io = |error: io::Error| Error::io(&self.path, error);
        let mut line = serde_json::to_vec(&decision).map_err(|error| io(error.into()))?;
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        match file.lock() {
            Ok(()) => {
                let written = append(&mut file, &line);
                file.unlock().map_err(io)?;
                written
            }
            // A file system without locks: each line is still one write at the end of the file.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => append(&mut file, &line),
            Err(error) => Err(error),
        }
        .map_err(io)?;
        Ok(decision)
    }
}

/// Appends a line in one write; what a killed process has left of another is ended first, so that it stands alone.
fn append(file: &mut File, line: &[u8]) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut last = [b'\n'];
    if length > 0 {
        file.seek(SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
    }
    let written = if last == [b'\n'] { file.write_all(line) } else { file.write_all(&[b"\n", line].concat()) };
    let written = written.and_then(|()| file.sync_data());
    if let Err(error) = written {
        file.set_len(length)?;
        return Err(error);
    }
    Ok(())
}

/// What a file of decisions holds.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The decisions in the order in which they were made.
    pub decisions: Vec<Decision>,
    /// What is left of lines whose writer was killed before it could report success.
    pub torn: Vec<Error>,
    /// Lines that are no decision, for another reason.
    pub broken: Vec<Error>,
}

/// Reads a file of decisions; one that is not there holds none.
///
/// # Errors
/// [`Error::Io`]
pub fn load(path: &Path) -> Result<Loaded> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Loaded::default()),
        Err(error) => return Err(Error::io(path, error)),
    };
    let mut loaded = Loaded::default();
    for (number, line) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Decision>(line) {
            Ok(decision) => match decision.check() {
                Ok(()) => loaded.decisions.push(decision),
                Err(cause) => loaded.broken.push(Error::record(path, number, cause)),
            },
            Err(error) if error.is_eof() => {
                let cause = "the rest of this decision is missing: its writer was stopped before it had told success";
                loaded.torn.push(Error::record(path, number, cause));
            }
            Err(error) => loaded.broken.push(Error::record(path, number, format!("no decision: {error}"))),
        }
    }
    Ok(loaded)
}

/// The decisions that hold.
#[derive(Debug, Default)]
pub struct InForce<'d> {
    /// By claim, then annotator: accept, reject, speaker or span.
    pub claims: BTreeMap<&'d str, BTreeMap<&'d str, &'d Decision>>,
    /// Claims that are missed, in the order in which they were marked.
    pub missed: Vec<&'d Decision>,
    /// Articles that were read to their end: by article, then annotator.
    pub complete: BTreeMap<&'d str, BTreeMap<&'d str, &'d Decision>>,
}

impl<'d> InForce<'d> {
    /// Which of `decisions`, in the order of the file, hold: of those of an annotator on a claim, the last that he or she
    /// did not undo. An undo can itself be undone. Nobody undoes what another one decided.
    #[must_use]
    pub fn of(decisions: &'d [Decision]) -> Self {
        let mut undone: HashSet<(&str, &str)> = HashSet::new();
        for decision in decisions.iter().rev().filter(|decision| decision.verdict == Verdict::Undo) {
            let target = decision.correction.as_ref().and_then(|correction| correction.undoes.as_deref());
            if let Some(target) = target.filter(|_| !undone.contains(&(&*decision.annotator, &*decision.id))) {
                undone.insert((&decision.annotator, target));
            }
        }
        let mut found = Self::default();
        for decision in decisions {
            let annotator = decision.annotator.as_str();
            if undone.contains(&(annotator, &*decision.id)) {
                continue;
            }
            match (decision.verdict, &decision.claim) {
                (Verdict::Missed, _) => found.missed.push(decision),
                (Verdict::Complete, _) => {
                    found.complete.entry(&decision.doc).or_default().insert(annotator, decision);
                }
                (Verdict::Undo, _) | (_, None) => {}
                (_, Some(claim)) => {
                    found.claims.entry(claim).or_default().insert(annotator, decision);
                }
            }
        }
        found
    }
}

/// Milliseconds since 1970 as `2026-11-24T14:05:09.123Z`.
#[must_use]
pub fn time(millis: u64) -> String {
    let (days, rest) = (millis / 86_400_000, millis % 86_400_000);
    // Days of the proleptic Gregorian calendar in eras of 400 years that begin in March: Howard Hinnant, "chrono-Compatible
    // Low-Level Date Algorithms", civil_from_days.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let (hour, minute, second, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(annotator: &str, claim: &str, verdict: Verdict) -> Draft {
        Draft {
            annotator: annotator.to_owned(),
            doc: "a1".to_owned(),
            text_hash: "00ff".to_owned(),
            claim: Some(claim.to_owned()).filter(|claim| !claim.is_empty()),
            verdict,
            correction: None,
            reason: Some("Zoë 🙂 said \"so\"\nand so".to_owned()),
            sample: None,
        }
    }

    fn undo(annotator: &str, of: &Decision) -> Draft {
        let correction = Correction { undoes: Some(of.id.clone()), ..Correction::default() };
        Draft { correction: Some(correction), ..draft(annotator, "", Verdict::Undo) }
    }

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let log = Log::open(&path).unwrap();
        let nobody = Correction { speaker: Some(None), ..Correction::default() };
        let spans = Some(vec![Offset { start: 3, end: 9 }]);
        let missed = Correction { cue: spans.clone(), content: spans, kind: Some("direct".into()), ..nobody.clone() };
        let drafts = [
            draft("ana", "c1", Verdict::Accept),
            Draft { correction: Some(nobody), ..draft("ana", "c2", Verdict::Speaker) },
            Draft { correction: Some(missed), ..draft("ben", "", Verdict::Missed) },
        ];
        let written: Vec<_> = drafts.into_iter().map(|draft| log.append(draft).unwrap()).collect();
        let loaded = load(&path).unwrap();
        assert_eq!(loaded.decisions, written);
        assert!(loaded.torn.is_empty() && loaded.broken.is_empty());
        let ids: HashSet<_> = written.iter().map(|decision| &decision.id).collect();
        assert_eq!(ids.len(), 3);
        assert!(written.iter().all(|decision| decision.id.len() == 24), "{written:?}");
        let text = fs::read_to_string(&path).unwrap();
        let second = text.lines().nth(1).unwrap();
        let start = r#"{"schema":"whosaid/1","record":"decision","id":""#;
        assert!(second.starts_with(start), "{second}");
        let end = r#""claim":"c2","verdict":"speaker","correction":{"speaker":null},"reason":"#;
        assert!(second.contains(end), "{second}");
    }

    #[test]
    fn a_line_torn_anywhere_harms_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let log = Log::open(&path).unwrap();
        let first = log.append(draft("ana", "c1", Verdict::Accept)).unwrap();
        let kept = fs::metadata(&path).unwrap().len();
        let second = log.append(draft("ana", "c2", Verdict::Reject)).unwrap();
        let whole = fs::read(&path).unwrap();
        let mut torn = 0;
        for length in kept as usize..=whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            let before = load(&path).unwrap();
            assert!(before.broken.is_empty(), "{length}: {:?}", before.broken);
            let third = Log::open(&path).unwrap().append(draft("ben", "c3", Verdict::Accept)).unwrap();
            let loaded = load(&path).unwrap();
            assert!(loaded.broken.is_empty(), "{length}: {:?}", loaded.broken);
            // A line that only lacks its end is whole.
            if length >= whole.len() - 1 {
                assert_eq!(loaded.decisions, [first.clone(), second.clone(), third], "{length}");
                assert!(loaded.torn.is_empty());
            } else {
                assert_eq!(loaded.decisions, [first.clone(), third], "{length}");
                assert_eq!(loaded.torn.len(), usize::from(length > kept as usize), "{length}");
                assert_eq!(before.torn.len(), loaded.torn.len(), "{length}");
            }
            torn += loaded.torn.len();
        }
        assert!(torn > 200, "{torn}");
    }

    #[test]
    fn the_last_that_is_not_undone_holds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let log = Log::open(&path).unwrap();
        let append = |draft| log.append(draft).unwrap();
        append(draft("ana", "c1", Verdict::Accept));
        let later = append(draft("ana", "c1", Verdict::Reject));
        let ben = append(draft("ben", "c1", Verdict::Accept));
        append(undo("ana", &later));
        append(undo("ana", &ben));
        let once = append(draft("ana", "c2", Verdict::Reject));
        let taken_back = append(undo("ana", &once));
        append(undo("ana", &taken_back));
        let gone = append(draft("ana", "c3", Verdict::Reject));
        append(undo("ana", &gone));
        append(draft("ben", "", Verdict::Complete));
        let loaded = load(&path).unwrap();
        let found = InForce::of(&loaded.decisions);
        let verdict = |claim, annotator| found.claims[claim][annotator].verdict;
        assert_eq!(verdict("c1", "ana"), Verdict::Accept, "the later one is undone");
        assert_eq!(verdict("c1", "ben"), Verdict::Accept, "nobody undoes another one's");
        assert_eq!(verdict("c2", "ana"), Verdict::Reject, "the undo is undone");
        assert!(!found.claims.contains_key("c3"));
        assert_eq!(found.complete["a1"]["ben"].verdict, Verdict::Complete);
    }

    #[test]
    fn refuses_what_decides_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let log = Log::open(&path).unwrap();
        let backwards = Correction { content: Some(vec![Offset { start: 5, end: 5 }]), ..Correction::default() };
        for (draft, cause) in [
            (draft("ana", "", Verdict::Accept), "accept needs a claim"),
            (draft(" ", "c1", Verdict::Accept), "a decision has an annotator"),
            (draft("ana", "c1", Verdict::Speaker), "speaker needs correction.speaker"),
            (draft("ana", "c1", Verdict::Span), "span needs correction.source, cue or content"),
            (draft("ana", "", Verdict::Missed), "missed needs correction.cue or correction.content"),
            (draft("ana", "c1", Verdict::Complete), "complete is about no claim of the run"),
            (draft("ana", "", Verdict::Undo), "undo needs correction.undoes"),
            (
                Draft { correction: Some(backwards), ..draft("ana", "c1", Verdict::Span) },
                "span: the spans of correction.content are empty, not in order, or overlap",
            ),
        ] {
            let error = log.append(draft).unwrap_err().to_string();
            assert_eq!(error, format!("{}: {cause}", path.display()));
        }
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
        fs::write(&path, "{\"schema\":\"whosaid/1\"}\n\n[]\n").unwrap();
        let broken = load(&path).unwrap().broken;
        assert_eq!(broken.len(), 2);
        assert!(broken[1].to_string().contains("decisions.jsonl:3: no decision"), "{}", broken[1]);
    }

    #[test]
    fn two_logs_on_one_file_lose_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        std::thread::scope(|scope| {
            for annotator in ["ana", "ben", "cem"] {
                let path = &path;
                scope.spawn(move || {
                    let log = Log::open(path).unwrap();
                    for claim in 0..50 {
                        log.append(draft(annotator, &format!("c{claim}"), Verdict::Accept)).unwrap();
                    }
                });
            }
        });
        let loaded = load(&path).unwrap();
        assert_eq!(loaded.decisions.len(), 150);
        assert_eq!(InForce::of(&loaded.decisions).claims.len(), 50);
        assert!(loaded.torn.is_empty() && loaded.broken.is_empty());
    }

    #[test]
    fn times() {
        for (millis, said) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_529_109_123, "2026-11-24T14:05:09.123Z"),
        ] {
            assert_eq!(time(millis), said);
        }
    }
}
