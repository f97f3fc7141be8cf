//! Claims, articles and speakers as JSON for the page.

use crate::audit::page::view::ArticleView;
use crate::audit::review::{Decision, Verdict};
use crate::audit::run::{AuditedRun, RunSpeaker};
use crate::error::Result;
use crate::record;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Most characters of content in a list.
const SHORT: usize = 240;

fn short(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// An article without its text.
pub(super) fn head(run: &AuditedRun, number: usize) -> Value {
    let article = &run.articles.all[number];
    json!({
        "number": number,
        "doc": article.doc,
        "title": article.title,
        "date": article.date,
        "outlet": run.articles.outlet(number),
        "url": article.url,
        "author": article.author,
    })
}

pub(super) fn row(run: &AuditedRun, number: u32, verdict: Option<Verdict>) -> Result<Value> {
    let claim = run.claim(number)?;
    let article = run.claims.article[number as usize] as usize;
    let known = &run.articles.all[article];
    Ok(json!({
        "number": number,
        "article": article,
        "title": known.title.as_deref().unwrap_or(&known.doc),
        "outlet": run.articles.outlet(article),
        "date": known.date,
        "kind": claim.kind,
        "source": claim.source.as_ref().map(|source| short(&source.text)),
        "speaker": claim.speaker.as_ref().map(speaker_of),
        "co_speakers": claim.co_speakers.iter().map(speaker_of).collect::<Vec<_>>(),
        "cue": claim.cue.text,
        "class": claim.cue.class,
        "content": short(&claim.content.text),
        "confidence": claim.confidence,
        "flags": claim.flags,
        "negated": claim.negated,
        "by": claim.by,
        "verdict": verdict,
    }))
}

fn speaker_of(speaker: &record::SpeakerRecord<'_>) -> Value {
    json!({
        "id": speaker.id, "name": speaker.name, "type": speaker.kind, "role": speaker.role, "for": speaker.on_behalf,
        "confidence": speaker.confidence, "gender": speaker.gender, "gender_by": speaker.gender_by,
    })
}

/// An article to read: its paragraphs as pieces `[text, first code point, marks]`, and the marks.
pub(super) fn article(run: &AuditedRun, number: usize, view: &ArticleView, decisions: &[Decision]) -> Value {
    let article = &run.articles.all[number];
    let pieces = |paragraph: &Vec<crate::audit::page::view::TextPiece>| {
        let piece =
            |piece: &crate::audit::page::view::TextPiece| json!([piece.span.of(&view.text), piece.start, piece.marks]);
        paragraph.iter().map(piece).collect::<Vec<_>>()
    };
    let claims = view.claims.iter().map(|shown| {
        let claim = &shown.claim;
        let part = |part: &Option<record::PartRecord<'_>>| part.as_ref().map(|part| part.text.to_string());
        json!({
            "number": shown.number,
            "id": claim.id,
            "kind": claim.kind,
            "source": claim.source.as_ref().map(|source| json!({"text": source.text, "form": source.form})),
            "speaker": claim.speaker.as_ref().map(speaker_of),
            "co_speakers": claim.co_speakers.iter().map(speaker_of).collect::<Vec<_>>(),
            "cue": {"text": claim.cue.text, "lemma": claim.cue.lemma, "class": claim.cue.class},
            "addressee": part(&claim.addressee),
            "occasion": part(&claim.occasion),
            "content": claim.content.text,
            "negated": claim.negated,
            "confidence": claim.confidence,
            "by": claim.by,
            "flags": claim.flags,
            "places": shown.places,
            "broken": shown.broken,
        })
    });
    let mentions = view.mentions.iter().map(|mention| {
        json!({
            "text": mention.text, "type": mention.kind, "entity": mention.entity, "name": mention.name,
            "form": mention.form, "candidates": mention.candidates, "confidence": mention.confidence,
        })
    });
    let mut shown = head(run, number);
    shown["warnings"] = json!(article.warnings);
    shown["duplicate_of"] = json!(article.duplicate_of);
    shown["state"] = json!(view.state);
    shown["paragraphs"] = view.paragraphs.iter().map(pieces).collect();
    shown["marks"] = view.marks.iter().map(|mark| json!([mark.part, mark.of])).collect();
    shown["claims"] = claims.collect();
    shown["mentions"] = mentions.collect();
    shown["decisions"] = json!(decisions);
    shown
}

pub(super) fn speaker(called: &str, speaker: &RunSpeaker, claims: u32) -> Value {
    json!({"called": called, "id": speaker.id, "name": speaker.name, "type": speaker.kind, "claims": claims})
}

/// Counts of what one speaker said, by month, outlet, kind and class.
pub(super) fn speaker_page(run: &AuditedRun, called: &str) -> Option<Value> {
    let claims = &run.claims;
    let numbers = claims.speakers_called(called);
    let first = claims.speakers.get(*numbers.first()? as usize)?;
    let mut wanted = vec![false; claims.speakers.len()];
    for &number in &numbers {
        wanted[number as usize] = true;
    }
    let (mut months, mut outlets) = (BTreeMap::<u32, u32>::new(), BTreeMap::<Option<u32>, u32>::new());
    let (mut kinds, mut classes) = (BTreeMap::<u8, u32>::new(), BTreeMap::<u8, u32>::new());
    let (mut total, mut undated) = (0, 0);
    for claim in (0..claims.len()).filter(|&claim| claims.speakers_of(claim as u32).any(|one| wanted[one as usize])) {
        let article = &run.articles.all[claims.article[claim] as usize];
        total += 1;
        match article.day {
            0 => undated += 1,
            day => *months.entry(day / 100).or_default() += 1,
        }
        *outlets.entry(article.outlet).or_default() += 1;
        *kinds.entry(claims.kind[claim]).or_default() += 1;
        *classes.entry(claims.class[claim]).or_default() += 1;
    }
    let mut outlets: Vec<_> = outlets
        .into_iter()
        .map(|(outlet, count)| (outlet.map(|outlet| run.articles.outlets.get(outlet)), count))
        .collect();
    outlets.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let named = |counts: BTreeMap<u8, u32>, names: &dyn Fn(u32) -> String| {
        let mut all: Vec<_> = counts.into_iter().map(|(number, count)| (names(u32::from(number)), count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        all
    };
    let mut page = speaker(called, first, total);
    // The id of a name that is in no gazetteer holds within one article only.
    page["local"] = first.id.as_deref().is_some_and(|id| id.starts_with("local/")).into();
    page["months"] = json!(months.into_iter().collect::<Vec<_>>());
    page["undated"] = undated.into();
    page["outlets"] = json!(outlets);
    page["kinds"] = json!(named(kinds, &|kind| claims.lists.kinds.get(kind).to_owned()));
    page["classes"] = json!(named(classes, &|class| claims.lists.classes.get(class).to_owned()));
    Some(page)
}
