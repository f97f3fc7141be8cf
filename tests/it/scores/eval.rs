//! Scores agree with figures worked out by hand, and with the reference implementation of the metrics.

use crate::support::binary::Folder;
use crate::support::corpora::corpus;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;
use std::slice;
use whosaid::Span;
use whosaid::eval::Counts;
use whosaid::eval::attribution::{AttributionScores, Segment, SpanMeasure, TripleMeasure};
use whosaid::eval::boundary::{self, GoldenRule, score_spans};
use whosaid::eval::names::NameScores;
use whosaid::eval::predicted::{self, Predicted, PredictedSpeaker};
use whosaid::eval::reliability::Reliability;
use whosaid::eval::report::{percent, reliability_json, scores_json, write_reliability, write_scores};
use whosaid::eval::scored_text::{Quoting, ScoredText, SpanRole};
use whosaid::eval::speaker::{self, SpeakerScores, SpeakerVerdict};
use whosaid::eval::worst::DocumentErrors;
use whosaid::gold::{self, Attribution, GoldName, NameClass, brat};
use whosaid::resources::{ResourceOptions, Resources};

/// The place of the `nth` (from 0) occurrence of `needle`.
fn at(text: &str, needle: &str, nth: usize) -> Span {
    let (start, _) = text.match_indices(needle).nth(nth).unwrap_or_else(|| panic!("{needle:?} is not in {text:?}"));
    Span::new(start, start + needle.len())
}

/// An attribution from the first occurrences of its parts; an empty part is none.
fn attribution(text: &str, source: &str, cue: &str, content: &str) -> Attribution {
    let spans = |part: &str| if part.is_empty() { Vec::new() } else { vec![at(text, part, 0)] };
    Attribution { id: String::new(), source: spans(source), cue: spans(cue), content: spans(content) }
}

#[test]
fn words_are_runs_of_letters_and_digits() {
    let text = "U.S.-led café_bar, 3rd 東京";
    let page = ScoredText::new(text);
    let words: Vec<_> = page.words().iter().map(|word| word.of(text)).collect();
    assert_eq!(words, ["U", "S", "led", "café", "bar", "3rd", "東京"]);
}

#[test]
fn quoted_words() {
    for (text, expected) in [
        ("He said “we go” now", "we go"),
        ("He said \"we go\" now", "we go"),
        ("He said ''we go'' now", "we go"),
        ("He said ``we go'' now", "we go"),
        ("He said «we go» now", "we go"),
        ("He said ‘we go’ now", "we go"),
        ("He said 'we go' now", "we go"),
        ("He said 'we don't go.' now", "we don t go"),
        ("the boys' dogs' bone", ""),
        ("it's Jones' own, isn't it", ""),
        ("rock 'n' roll", "n"),
        ("’twas 'tis", ""),
        ("“open\nnot here", "open"),
        ("“a ‘b’ c” d", "a b c"),
    ] {
        let page = ScoredText::new(text);
        let quoted =
            page.words().iter().zip(page.quoted()).filter(|(_, quoted)| **quoted).map(|(word, _)| word.of(text));
        assert_eq!(quoted.collect::<Vec<_>>().join(" "), expected, "{text}");
    }
}

#[test]
fn kinds_of_attributions() {
    let text = "Ann said “one two three four five six seven eight nine” ten eleven";
    let page = ScoredText::new(text);
    let read = |content: &str| page.read(&attribution(text, "Ann", "said", content)).quoting;
    assert_eq!(read("one two"), Some(Quoting::Direct));
    assert_eq!(read("one two three four five six seven eight nine” ten"), Some(Quoting::Direct), "nine in ten");
    assert_eq!(read("one two three four five six seven eight nine” ten eleven"), Some(Quoting::Mixed));
    assert_eq!(read("ten eleven"), Some(Quoting::Indirect));
    assert_eq!(read("“"), None, "no word at all");

    let text = "according to Ann, thinks accord, SAYS";
    let page = ScoredText::new(text);
    let speech = |cue: &str| page.read(&attribution(text, "Ann", cue, "accord")).speech;
    assert!(speech("according to") && speech("SAYS"));
    assert!(!speech("thinks") && !speech("according"));
}

#[test]
fn sources_are_the_same_by_a_word_that_names() {
    let text = "the report of Mr. Ann Lee, his and her friend, who the";
    let page = ScoredText::new(text);
    let same = |a: &str, b: &str| {
        page.read(&attribution(text, a, "report", "friend"))
            .same_source(&page.read(&attribution(text, b, "report", "friend")))
    };
    assert!(same("Mr. Ann Lee", "Lee"));
    assert!(same("Mr. Ann", "Mr"), "one side has function words only");
    assert!(!same("the report of Mr. Ann", "friend"));
    assert!(same("his and", "his"), "function words only");
    assert!(same("", "") && !same("", "Ann"));
}

/// Two gold attributions, three predictions; every figure below is worked out by hand.
///
/// gold 1  Ann Lee | said | that it rained all day      (indirect, speech)
/// gold 2  Bo | thinks | “maybe”                        (direct, other)
/// pred 1  Lee | said | that it rained                  source shares a name, content Dice 2·3/(5+3) = 0.75
/// pred 2  Bo | thinks | “maybe”                        exact
/// pred 3  Cy | left | early                            spurious, other, indirect
#[test]
fn a_table_by_hand() {
    let text = "Ann Lee said that it rained all day. Bo thinks “maybe”. Cy left early.";
    let gold =
        [attribution(text, "Ann Lee", "said", "that it rained all day"), attribution(text, "Bo", "thinks", "“maybe”")];
    let predicted = [
        attribution(text, "Lee", "said", "that it rained"),
        attribution(text, "Bo", "thinks", "maybe"),
        attribution(text, "Cy", "left", "early"),
    ];
    let scores = AttributionScores::of(text, &predicted, &gold);
    let counts = |right, predicted, found, gold| Counts { right, predicted, found, gold };

    let all = |role, measure| scores.span(role, measure, Segment::All);
    assert_eq!(all(SpanRole::Cue, SpanMeasure::Exact), counts(2, 3, 2, 2));
    assert_eq!(all(SpanRole::Source, SpanMeasure::Exact), counts(1, 3, 1, 2));
    assert_eq!(all(SpanRole::Source, SpanMeasure::Overlap), counts(2, 3, 2, 2));
    assert_eq!(all(SpanRole::Source, SpanMeasure::Token), counts(2, 3, 2, 3));
    assert_eq!(all(SpanRole::Content, SpanMeasure::Exact), counts(1, 3, 1, 2));
    assert_eq!(all(SpanRole::Content, SpanMeasure::Token), counts(4, 5, 4, 6));

    let triple = |measure, segment| scores.triple(measure, segment);
    assert_eq!(triple(TripleMeasure::Exact, Segment::All), counts(1, 3, 1, 2));
    assert_eq!(triple(TripleMeasure::Soft80, Segment::All), counts(1, 3, 1, 2));
    assert_eq!(triple(TripleMeasure::Soft, Segment::All), counts(2, 3, 2, 2));
    assert_eq!(triple(TripleMeasure::Lenient, Segment::All), counts(2, 3, 2, 2));
    assert_eq!(triple(TripleMeasure::Soft, Segment::Speech), counts(1, 1, 1, 1));
    assert_eq!(triple(TripleMeasure::Soft, Segment::Other), counts(1, 2, 1, 1));
    assert_eq!(triple(TripleMeasure::Soft, Segment::Direct), counts(1, 1, 1, 1));
    assert_eq!(triple(TripleMeasure::Soft, Segment::Indirect), counts(1, 2, 1, 1));
    assert_eq!(triple(TripleMeasure::Soft, Segment::Mixed), counts(0, 0, 0, 0));

    let mut table = Vec::new();
    write_scores(&scores, &mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    let soft: Vec<_> = table.lines().filter(|line| line.starts_with("triple soft ")).collect();
    assert_eq!(
        soft[0].split_whitespace().collect::<Vec<_>>(),
        ["triple", "soft", "80.0", "100.0", "66.7", "100.0", "undefined", "66.7"]
    );
    assert!(!table.contains("NaN"));
    assert_eq!(scores_json(&scores)["triple"]["soft"]["mixed"]["p"], Value::Null);
    assert_eq!(percent(None), "undefined");

    let errors = DocumentErrors::of(text, &predicted, &gold);
    assert_eq!((&errors.missed[..], &errors.spurious[..]), (&[][..], &[2][..]));
    assert_eq!(errors.different.len(), 1);
    assert!(errors.different[0].soft);
    assert_eq!(errors.weight(), 1, "a soft match is forgiven");
    let mut shown = Vec::new();
    errors.write("d", text, &predicted, &gold, &mut shown).unwrap();
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.contains("  different (soft)\n    gold      Ann Lee | said | that it rained all day\n    predicted Lee | said | that it rained\n"), "{shown}");
}

#[test]
fn confidence_in_bands_by_hand() {
    let text = "Ann said it rained. Bo said it snowed. Cy left early.";
    let gold = [attribution(text, "Ann", "said", "it rained")];
    let claim = |source: &str, cue: &str, content: &str, confidence| Predicted {
        spans: attribution(text, source, cue, content),
        confidence,
        ..Predicted::default()
    };
    let claims = [
        claim("Ann", "said", "it rained", Some(0.95)),
        claim("Cy", "left", "early", Some(0.9)),
        claim("Cy", "left", "early", Some(0.05)),
        claim("Cy", "left", "early", Some(1.0)),
        claim("Cy", "left", "early", None),
    ];
    let mut reliability = Reliability::default();
    assert_eq!(reliability.expected_error(), None, "undefined without claims");
    reliability.add(text, &claims, &gold);
    let last = reliability.bands[9];
    assert_eq!((last.claims, last.right, reliability.bands[0].claims, reliability.without), (3, 1, 1, 1));
    assert!((last.mean().unwrap() - 0.95).abs() < 1e-6);
    assert_eq!(reliability.bands[5].share(), None);
    // (|2.85 - 1| + |0.05 - 0|) / 4
    assert!((reliability.expected_error().unwrap() - 0.475).abs() < 1e-6);
    let mut table = Vec::new();
    write_reliability("claims", &reliability, &mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("0.5-0.6                  0 undefined undefined"), "{table}");
    assert_eq!(reliability_json(&reliability)["bands"][9]["claims"], 3);
    assert_eq!(reliability_json(&reliability)["bands"][5]["right"], Value::Null);
}

#[test]
fn a_cue_of_punctuation_counts_by_its_characters() {
    let text = "Ann: yes. Bo: no.";
    let colon = |nth| Attribution { cue: vec![at(text, ":", nth)], ..attribution(text, "", "", "") };
    let gold = [Attribution { source: vec![at(text, "Ann", 0)], content: vec![at(text, "yes", 0)], ..colon(0) }];
    let right = AttributionScores::of(text, &gold, &gold);
    assert_eq!(right.triple(TripleMeasure::Exact, Segment::All).f1(), Some(1.0));
    let other = [Attribution { source: vec![at(text, "Ann", 0)], content: vec![at(text, "yes", 0)], ..colon(1) }];
    let wrong = AttributionScores::of(text, &other, &gold);
    assert_eq!(wrong.span(SpanRole::Cue, SpanMeasure::Exact, Segment::All).f1(), Some(0.0));
    assert_eq!(wrong.triple(TripleMeasure::Lenient, Segment::All).f1(), Some(0.0), "another colon is another cue");
}

#[test]
fn scores_do_not_depend_on_where_the_text_stands() {
    let text = "Ann Lee said that it “rained” all day. Bo thinks “maybe”.";
    let gold = [
        attribution(text, "Ann Lee", "said", "that it “rained” all day"),
        attribution(text, "Bo", "thinks", "“maybe”"),
    ];
    let predicted = [attribution(text, "Lee", "said", "that it “rained”"), attribution(text, "Bo", "thinks", "maybe")];
    let shift = "Čtvrtek: déšť\n\n";
    let moved = |list: &[Attribution]| -> Vec<Attribution> {
        let by = shift.len() as u32;
        let spans = |spans: &[Span]| spans.iter().map(|s| Span { start: s.start + by, end: s.end + by }).collect();
        list.iter()
            .map(|a| Attribution {
                id: String::new(),
                source: spans(&a.source),
                cue: spans(&a.cue),
                content: spans(&a.content),
            })
            .collect()
    };
    let there = AttributionScores::of(&format!("{shift}{text}"), &moved(&predicted), &moved(&gold));
    assert_eq!(AttributionScores::of(text, &predicted, &gold), there);
}

#[test]
fn claims_are_read_in_every_unit() {
    let text = "🙂 Zoë said no.";
    let texts = BTreeMap::from([("a", text)]);
    let record = |doc: &str, unit: Option<&str>, places: [(usize, usize); 3]| {
        let part = |(start, end): (usize, usize)| json!({"text": "?", "spans": [{"start": start, "end": end}]});
        let mut record = json!({"schema": "whosaid/1", "record": "claim", "id": "x", "doc": doc, "source": part(places[0]),
            "speaker": {"id": "local/zoe", "name": "Zoë", "type": "person", "first": {"start": places[0].0, "end": places[0].1}},
            "cue": part(places[1]), "content": part(places[2])});
        if let Some(unit) = unit {
            record["offsets"] = json!(unit);
        }
        record.to_string()
    };
    let points = [(2, 5), (6, 10), (11, 13)];
    let lines = [
        record("a", None, points),
        record("dev/text/a", Some("bytes"), [(5, 9), (10, 14), (15, 17)]),
        record("a", Some("utf16"), [(3, 6), (7, 11), (12, 14)]),
        record("b", None, points),
        r#"{"record":"article","doc":"a"}"#.to_owned(),
        String::new(),
        record("a", None, [(2, 5), (6, 99), (11, 13)]),
        record("a", Some("ells"), points),
        "{".to_owned(),
        r#"{"record":"claim","doc":"a","source":null,"speaker":null,"cue":{"text":"said","spans":[{"start":6,"end":10}]}}"#.to_owned(),
    ];
    let dir = Folder::with(&[("claims.jsonl", &lines.join("\n"))]);
    let (found, errors) = predicted::read_jsonl(&dir.path().join("claims.jsonl"), &texts).unwrap();
    let claims = &found.claims["a"];
    assert_eq!(claims.len(), 4);
    assert!(claims[0] == claims[1] && claims[1] == claims[2]);
    assert_eq!(claims[0].spans.source[0].of(text), "Zoë");
    assert_eq!(claims[3].speaker, None);
    assert_eq!((found.elsewhere, found.text_differs), (1, 3));
    let lines: Vec<_> = errors.iter().map(|error| error.to_string().split(':').nth(1).unwrap().to_owned()).collect();
    assert_eq!(lines, ["7", "8", "9"], "{errors:?}");
}

#[test]
fn speakers_by_hand() {
    let text = "Donald Trump won. He said yes. Critics said no. Lee said so.";
    let speakers = r#"{"doc":"a","event":"E1","source":[[18,20]],"cue":[[21,25]],"speaker_type":"person","speaker_name":"Ann | Donald J. Trump","speaker_span":[[0,12]],"form":"pronoun"}
{"doc":"a","event":"E2","source":[[31,38]],"cue":[[39,43]],"speaker_type":"group","speaker_name":null,"speaker_span":null,"form":"nominal"}
{"doc":"a","event":"E3","source":[[48,51]],"cue":[[52,56]],"speaker_type":"person","speaker_name":"Ann Lee","speaker_span":[48,51],"form":"mixed"}
"#;
    let dir = Folder::with(&[("speakers.jsonl", speakers)]);
    let gold = speaker::read(&dir.path().join("speakers.jsonl"), &BTreeMap::from([("a", text)])).unwrap();
    let gold = &gold["a"];
    let claim = |source: (&str, usize), cue: usize, kind: &str, name: Option<&str>, first: Option<Span>| Predicted {
        spans: Attribution {
            source: vec![at(text, source.0, source.1)],
            cue: vec![at(text, "said", cue)],
            ..Attribution::default()
        },
        speaker: Some(PredictedSpeaker { kind: kind.to_owned(), name: name.map(str::to_owned), first }),
        ..Predicted::default()
    };
    let trump = claim(("He", 0), 0, "person", Some("Donald Trump"), None);
    let critics = claim(("Critics", 0), 1, "group", None, None);
    let acronym = claim(("Lee", 0), 2, "organization", Some("Lee Corporation"), Some(at(text, "Lee", 0)));
    let open = Predicted { speaker: None, ..trump.clone() };
    let wrong = claim(("Critics", 0), 1, "person", Some("Donald Trump"), None);

    assert_eq!(speaker::judge(&[], &gold[0]), SpeakerVerdict::Untouched);
    assert_eq!(speaker::judge(slice::from_ref(&critics), &gold[0]), SpeakerVerdict::Untouched, "another cue");
    assert_eq!(speaker::judge(slice::from_ref(&trump), &gold[0]), SpeakerVerdict::Right, "any of several speakers");
    assert_eq!(speaker::judge(&[open], &gold[0]), SpeakerVerdict::Open);
    assert_eq!(speaker::judge(slice::from_ref(&critics), &gold[1]), SpeakerVerdict::Right, "nobody is named, rightly");
    assert_eq!(speaker::judge(slice::from_ref(&wrong), &gold[1]), SpeakerVerdict::Wrong);
    assert_eq!(speaker::judge(slice::from_ref(&acronym), &gold[2]), SpeakerVerdict::SameMention);

    let mut scores = SpeakerScores::default();
    scores.add(&[trump, wrong, acronym], gold);
    assert_eq!((scores.all.gold, scores.all.touched, scores.all.right, scores.all.same_mention), (3, 3, 1, 1));
    assert_eq!(scores.by_form["pronoun"].accuracy(), Some(1.0));
    assert_eq!(scores.by_form["nominal"].accuracy(), Some(0.0));
    assert_eq!(scores.by_form["name"].wrong_name(), 1);
    assert!(!scores.named_by_form.contains_key("nominal"));
    assert_eq!(SpeakerScores::default().all.accuracy(), None);
}

#[test]
fn boundaries_by_hand() {
    let text = "One. Two! Three? Four.\n";
    let gold = [at(text, "One.", 0), at(text, "Two!", 0), at(text, "Three?", 0), at(text, "Four.", 0)];
    // Merges two, splits one, and takes the white space in: found 1 of 3, right 1 of 2.
    let predicted = [at(text, "One. ", 0), at(text, "Two! Three", 0), at(text, "? Four.\n", 0)];
    assert_eq!(score_spans(text, &predicted, &gold), Counts { right: 1, predicted: 2, found: 1, gold: 3 });
    assert_eq!(
        score_spans(text, &[at(text, "One. Two! Three? Four.", 0)], &gold).precision(),
        None,
        "one sentence bounds nothing"
    );
}

#[test]
fn names_by_hand() {
    let name = |start, end, class| GoldName { span: Span::new(start, end), class };
    let gold = [name(0, 5, NameClass::Person), name(6, 9, NameClass::Person), name(20, 25, NameClass::Place)];
    let predicted =
        [name(0, 5, NameClass::Person), name(6, 12, NameClass::Person), name(20, 25, NameClass::Organization)];
    let mut scores = NameScores::default();
    scores.add(&predicted, &gold);
    let person = scores.classes[NameClass::Person as usize];
    assert_eq!((person.exact.right, person.overlap.right), (1, 2));
    assert_eq!(scores.classes[NameClass::Place as usize].exact.precision(), None);
    assert_eq!(scores.classes[NameClass::Organization as usize].exact.f1(), Some(0.0));
    assert_eq!(scores.total().exact, Counts { right: 1, predicted: 3, found: 1, gold: 3 });
}

#[test]
fn golden_rules_are_kept_or_broken() {
    let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
    let rule = |text: &str, sentences: &[&str]| GoldenRule {
        name: text.to_owned(),
        text: text.to_owned(),
        sentences: sentences.iter().map(|&sentence| sentence.to_owned()).collect(),
    };
    let rules = [
        rule("It rained. We left.", &["It rained.", "We left."]),
        rule("It rained. We left.", &["It rained. We left."]),
        rule("It rained. We left.", &["It rained.", "We left. "]),
    ];
    let broken: Vec<_> =
        boundary::broken_rules(&rules, &resources).iter().map(|one| one.rule.sentences.len()).collect();
    assert_eq!(broken, [1, 2], "too few sentences, and one with a blank too many");
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn the_golden_rules_are_read_whole() {
    assert_eq!(boundary::read_golden_rules(&corpus("golden-rules/english.jsonl")).unwrap().len(), 52);
}

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32 % n
    }
}

/// Predictions with mistakes of every sort: gold that is dropped, doubled, shifted, cut, widened; sources swapped with the
/// attribution before; roles emptied; a cue that is only punctuation; quoted contents without their marks.
fn perturbed(text: &str, gold: &[Attribution], dice: &mut Dice) -> Vec<Attribution> {
    let boundary = |at: i64| {
        let mut at = usize::try_from(at.max(0)).unwrap().min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let shift = |spans: &mut [Span], start: i64, end: i64| {
        for span in spans {
            let from = boundary(i64::from(span.start) + start);
            *span = Span::new(from, boundary(i64::from(span.end) + end).max(from));
        }
    };
    let mut predicted: Vec<Attribution> = Vec::new();
    for (index, attribution) in gold.iter().enumerate() {
        let mut one = attribution.clone();
        let amount = i64::from(dice.below(25)) + 1;
        match dice.below(16) {
            0 | 1 => continue,
            2 => predicted.push(one.clone()),
            3 => shift(&mut one.content, 0, -amount),
            4 => shift(&mut one.content, amount, amount),
            5 => shift(&mut one.source, -amount, 0),
            6 => shift(&mut one.cue, 0, amount),
            7 => one.source.clone_from(&gold[index.saturating_sub(1)].source),
            8 => one.source.clear(),
            9 => one.content.truncate(1),
            10 => one.cue.clear(),
            11 => shift(&mut one.content, 1, -1),
            12 => shift(&mut one.cue, -3, -2),
            _ => {}
        }
        predicted.push(one);
    }
    predicted
}

/// Runs the reference implementation on the same gold and predictions.
const REFERENCE: &str = r"
import sys, os, json, types
sys.dont_write_bytecode = True
proto, gold_root, work = sys.argv[1:4]
sys.path.insert(0, proto)
import score, lex
prep = types.ModuleType('prep')
exec(open(os.path.join(proto, 'prep.py'), encoding='utf8').read().split('def parse_xml')[0], prep.__dict__)
score.set_speech(set(lex.SPEECH_FORMS))
s = score.Scorer()
rows = [json.loads(l) for l in open(os.path.join(work, 'pred.jsonl'), encoding='utf8')]
gold_same = True
for row in rows:
    text = open(row['text'], encoding='utf8', newline='').read()
    name = os.path.basename(row['text'])[:-4]
    folder = os.path.join(gold_root, 'attributions')
    anns = sorted(x for x in os.listdir(folder) if x.startswith(name + '_') and len(x) == len(name) + 9)
    gold, _ = prep.read_ann(os.path.join(folder, anns[0]))
    as_lists = lambda anns: [{r: [list(x) for x in a[r]] for r in score.ROLES} for a in anns]
    if as_lists(gold) != as_lists(row['gold']): gold_same = False
    pred = [{r: [tuple(x) for x in a[r]] for r in score.ROLES} for a in row['pred']]
    s.add(text, pred, gold)
out = {'gold_same': gold_same, 'docs': len(rows)}
for a, ms in (('cue', ('exact','overlap','token')), ('source', ('exact','overlap','token')), ('content', ('exact','overlap','token')), ('triple', ('exact','soft80','soft','lenient'))):
    out[a] = {m: {k: dict(zip('prf', s.f(a, m, k)), **{x: s.c[a, m, k, x] for x in ('tpp','tpg','g')}, predicted=s.c[a, m, k, 'p']) for k in ('all','speech','other','direct','mixed','indirect')} for m in ms}
print(json.dumps(out))
";

/// Code point offsets, as the reference counts.
fn code_points(text: &str, spans: &[Span]) -> Value {
    let point = |byte: u32| text[..byte as usize].chars().count();
    spans.iter().map(|span| json!([point(span.start), point(span.end)])).collect()
}

fn as_json(text: &str, attributions: &[Attribution]) -> Value {
    let one = |a: &Attribution| json!({"source": code_points(text, &a.source), "cue": code_points(text, &a.cue), "content": code_points(text, &a.content)});
    attributions.iter().map(one).collect()
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn agrees_with_the_reference_implementation() {
    let (prototype, root) = (corpus("prototype/score.py"), corpus("polnear/dev"));
    let (corpus, errors) = brat::read_dir(&root).unwrap();
    assert!(errors.is_empty(), "{errors:?}");

    let mut dice = Dice(20_221_122);
    let mut scores = AttributionScores::default();
    let mut rows = String::new();
    for article in &corpus.articles {
        let predicted = perturbed(&article.text, article.first(), &mut dice);
        scores.add(&AttributionScores::of(&article.text, &predicted, article.first()));
        let row = json!({
            "text": root.join("text").join(format!("{}.txt", article.id)),
            "gold": as_json(&article.text, article.first()),
            "pred": as_json(&article.text, &predicted),
        });
        rows.push_str(&row.to_string());
        rows.push('\n');
    }
    let work = Folder::with(&[("pred.jsonl", &rows), ("reference.py", REFERENCE)]);
    let run = Command::new("python3")
        .arg(work.path().join("reference.py"))
        .args([prototype.parent().unwrap(), root.as_path(), work.path()])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let reference: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(reference["docs"], corpus.articles.len());
    assert_eq!(reference["gold_same"], true, "the reference reads other gold");

    let ours = scores_json(&scores);
    let mut compared = 0;
    for (part, measures) in ours.as_object().unwrap() {
        for (measure, segments) in measures.as_object().unwrap() {
            for (segment, mine) in segments.as_object().unwrap() {
                let theirs = &reference[part][measure][segment];
                let place = format!("{part} {measure} {segment}: {mine} / {theirs}");
                assert_eq!(
                    [&mine["right"], &mine["predicted"], &mine["found"], &mine["gold"]],
                    [&theirs["tpp"], &theirs["predicted"], &theirs["tpg"], &theirs["g"]],
                    "{place}"
                );
                for (figure, key) in [("p", "p"), ("r", "r"), ("f1", "f")] {
                    let difference = mine[figure].as_f64().unwrap() - theirs[key].as_f64().unwrap();
                    assert!(difference.abs() < 0.1, "{figure} of {place}");
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 13 * 6 * 3);
    let soft = scores.triple(TripleMeasure::Soft, Segment::All);
    assert!(soft.found > 500 && soft.f1() < Some(0.95), "the predictions are right and wrong often enough: {soft:?}");
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn gold_against_itself_is_perfect() {
    let (corpus, _) = brat::read_dir(&corpus("seed")).unwrap();
    let article: &gold::GoldArticle = &corpus.articles[0];
    let scores = AttributionScores::of(&article.text, article.first(), article.first());
    for measure in TripleMeasure::ALL {
        assert_eq!(scores.triple(measure, Segment::All).f1(), Some(1.0));
    }
    assert_eq!(DocumentErrors::of(&article.text, article.first(), article.first()).weight(), 0);
}
