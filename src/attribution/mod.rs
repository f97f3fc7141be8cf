//! Claims: who said what. Called by [`crate::pipeline`] behind the entity layer.
//!
//! ```text
//! engine ─→ Reading ─ rules ─→ Found ─ speaker, cue ─→ Claim
//! ```

pub mod cue;
pub mod engine;
pub mod rules;
pub mod speaker;

use crate::Resources;
use crate::claim::{Claim, ClaimKind, Flag};
use crate::document::{Document, TokenKind};
use crate::gazetteer::Lexicons;
use crate::guard;
use crate::span::Span;
use crate::text::quote;
use engine::decode::Runs;
use engine::{Memory, Reading};
use rules::Found;
use speaker::{Parts, Resolved};
use std::ops::Range;

/// Longest sentence, in tokens, that is read. A longer one is a table or a dump; each of its many cues would take most of
/// it for content, so that the claims together would be as long as the square of it. `article` records warn of it.
pub const MAX_SENTENCE: usize = 1000;

/// Fills `doc.claims`. Without a model ([`crate::resources::ModelChoice::None`]) there are none. With `explain`, each
/// claim says why it is one.
pub fn annotate(doc: &mut Document<'_>, resources: &Resources, memory: &mut Memory, explain: bool) {
    let Some(model) = &resources.model else { return };
    let depths = quote::depths(doc);
    let mut found = rules::apply(doc, &resources.lexicons, &depths, model.readings(doc, memory));
    for found in &mut found {
        trim(doc, &mut found.reading.content);
    }
    let open = left_open(doc);
    let parts: Vec<Parts> = found.iter().map(|found| parts(&found.reading)).collect();
    let (resolved, added) = speaker::resolve(doc, &resources.lexicons, &resources.gazetteer, &depths, &parts);
    let claims: Vec<Claim> = found
        .iter()
        .zip(parts)
        .zip(resolved)
        .map(|((found, parts), resolved)| claim(doc, &resources.lexicons, &depths, &open, found, &parts, resolved))
        .collect();
    doc.claims = claims;
    if explain {
        let readings: Vec<&Reading> = found.iter().map(|found| &found.reading).collect();
        let whys = model.explain(doc, &readings, memory);
        for (claim, why) in doc.claims.iter_mut().zip(whys) {
            claim.why = Some(Box::new(why));
        }
    }
    doc.entities.extend(added);
}

/// Leaves out signs before an opening quotation mark, as lists and posts have them: "• “The port is open,” Voss said."
fn trim(doc: &Document<'_>, content: &mut Runs) {
    let kind = |index: u32| doc.tokens.get(index as usize).map(|token| token.kind);
    for run in content {
        let mut start = run.start;
        while start + 1 < run.end && kind(start) == Some(TokenKind::Other) {
            start += 1;
        }
        if kind(start) == Some(TokenKind::DoubleQuote) {
            run.start = start;
        }
    }
}

fn ranges(runs: &Runs) -> Vec<Range<usize>> {
    runs.iter().map(|run| run.start as usize..run.end as usize).collect()
}

/// What the speaker of a reading depends on.
fn parts(reading: &Reading) -> Parts {
    let whole = |runs: &Runs| Some(runs.first()?.start as usize..runs.last()?.end as usize);
    Parts {
        source: whole(&reading.source),
        cue: whole(&reading.cue).unwrap_or_default(),
        content: ranges(&reading.content),
    }
}

fn claim(
    doc: &Document<'_>,
    lexicons: &Lexicons,
    depths: &[u8],
    open: &[Range<u32>],
    found: &Found,
    parts: &Parts,
    resolved: Resolved,
) -> Claim {
    guard::on_time();
    let reading = &found.reading;
    let spans = |runs: &Runs| ranges(runs).into_iter().map(|range| doc.span_of(range)).collect::<Vec<Span>>();
    let cue = parts.cue.clone();
    let mut flags: Vec<Flag> = resolved.flag.into_iter().collect();
    if found.inherited {
        flags.push(Flag::InheritedSource);
    }
    if parts.content.iter().any(|content| touches(open, content)) {
        flags.push(Flag::UnclosedQuote);
    }
    let sentence = doc.sentence_of(cue.start);
    let content = spans(&reading.content);
    let sources = ranges(&reading.source);
    let read = cue::Parts { cue: (cue.start, cue.end), source: &sources, content: &parts.content };
    let cue::Meaning { lemma, class, negated, addressee, occasion } = cue::meaning(doc, lexicons, read);
    Claim {
        kind: kind_of(doc, depths, &parts.content),
        source: spans(&reading.source),
        form: resolved.form,
        speaker: resolved.speaker,
        cue: spans(&reading.cue),
        lemma,
        class,
        addressee,
        occasion,
        sentence: sentence as u32,
        paragraph: doc.sentences[sentence].paragraph,
        negated,
        mentions: mentions_in(doc, &content),
        content,
        // Finer steps mean nothing.
        confidence: (reading.confidence * 1000.0).round() / 1000.0,
        by: reading.by,
        flags,
        why: None,
    }
}

/// Share of content words inside quotation marks that makes a claim direct (`scoring.md`, section 2).
const DIRECT_SHARE: f64 = 0.9;

/// Direct, mixed or indirect, by the share of the content's words that are quoted.
fn kind_of(doc: &Document<'_>, depths: &[u8], content: &[Range<usize>]) -> ClaimKind {
    let words = content.iter().cloned().flatten().filter(|&index| {
        doc.tokens[index].is_word() || matches!(doc.tokens[index].kind, TokenKind::Number | TokenKind::Clitic)
    });
    let (mut all, mut quoted) = (0_u32, 0_u32);
    for index in words {
        all += 1;
        quoted += u32::from(depths[index] > 0);
    }
    match quoted {
        0 => ClaimKind::Indirect,
        _ if f64::from(quoted) >= DIRECT_SHARE * f64::from(all) => ClaimKind::Direct,
        _ => ClaimKind::Mixed,
    }
}

/// The tokens of quotations that are never closed, and not by the habit of opening each paragraph anew; ascending and
/// apart, so that each claim can be looked up.
fn left_open(doc: &Document<'_>) -> Vec<Range<u32>> {
    let mut open: Vec<Range<u32>> = Vec::new();
    for (quote, next) in doc.quotes.iter().zip(doc.quotes.iter().skip(1).map(Some).chain([None])) {
        if quote.closed || next.is_some_and(|next| next.continues) {
            continue;
        }
        let (start, end) = quote.tokens;
        match open.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => open.push(start..end),
        }
    }
    open
}

/// True if one of the ascending ranges shares a token with `content`.
fn touches(ranges: &[Range<u32>], content: &Range<usize>) -> bool {
    let first = ranges.partition_point(|range| range.end as usize <= content.start);
    ranges.get(first).is_some_and(|range| (range.start as usize) < content.end)
}

/// Entities named in the content, each once.
fn mentions_in(doc: &Document<'_>, content: &[Span]) -> Vec<u32> {
    let mut entities = Vec::new();
    for span in content {
        let from = doc.mentions.partition_point(|mention| mention.span.end <= span.start);
        let inside = doc.mentions[from..].iter().take_while(|mention| mention.span.start < span.end);
        for entity in inside.filter_map(|mention| mention.entity) {
            if !entities.contains(&entity) {
                entities.push(entity);
            }
        }
    }
    entities
}
