//! Claims: who said what.
//!
//! ```text
//! engine ─→ ClaimReading ─ rules ─→ ClaimReading ─ speaker, cue ─→ Claim
//! ```

pub mod cue;
pub mod engine;
pub mod reading;
mod reason;
pub mod rules;
pub mod speaker;

pub use reading::MAX_SENTENCE;

use crate::claim::{Claim, ClaimKind, Flag, Rule, Why};
use crate::deadline;
use crate::document::{Depth, Document, GenderSource, TokenKind};
use crate::gazetteer::{Gazetteer, LexicalView, Lexicons};
use crate::span::Span;
use crate::token_span::TokenSpan;
use engine::{Buffers, Model};
use reading::{ClaimReading, Runs};
use rustc_hash::FxHashSet;
use speaker::{Resolution, Resolved};

/// More claims must be as far apart as in news, so that the memory for a text is bounded.
const MANY_CLAIMS: usize = 1 << 15;
/// Fewest bytes of such a text for each claim. News has 240.
const BYTES_PER_CLAIM: usize = 32;

/// What claims are found with.
#[derive(Debug, Clone, Copy)]
pub struct AttributionNeeds<'r> {
    /// The trained engine.
    pub model: &'r Model,
    /// What is known of words.
    pub lexicons: &'r Lexicons,
    /// What is known of names.
    pub gazetteer: &'r Gazetteer,
}

/// Fills `doc.claims`. From [`Depth::Explained`] on, each claim says why it is one.
pub fn annotate(doc: &mut Document<'_>, needs: &AttributionNeeds<'_>, buffers: &mut Buffers, depth: Depth) {
    let AttributionNeeds { model, lexicons, gazetteer } = *needs;
    let mut readings = model.readings(doc, buffers);
    let (found, bytes) = (readings.len(), doc.text().len());
    if found > MANY_CLAIMS && found * BYTES_PER_CLAIM > bytes {
        deadline::refuse(|| format!("{found} claims in {bytes} bytes: not an article"));
    }
    rules::apply(LexicalView { doc, lexicons }, &mut readings);
    for reading in &mut readings {
        trim(doc, &mut reading.content);
    }
    let open = left_open(doc);
    let Resolution { speakers, added, genders } = speaker::resolve(LexicalView { doc, lexicons }, gazetteer, &readings);
    let mut claims: Vec<Claim> = readings
        .iter()
        .zip(speakers)
        .map(|(reading, resolved)| claim(LexicalView { doc, lexicons }, &open, reading, resolved))
        .collect();
    doc.entities.extend(added);
    if depth >= Depth::Explained {
        for (reading, claim) in readings.iter().zip(&mut claims) {
            let sentence = reason::sentence(doc, reading, claim);
            claim.why = Some(Box::new(Why { sentence, features: None }));
        }
    }
    if depth >= Depth::Weighed {
        for (claim, features) in claims.iter_mut().zip(model.explain(doc, &readings, buffers)) {
            if let Some(why) = &mut claim.why {
                why.features = features;
            }
        }
    }
    doc.claims = claims;
    for (entity, gender) in genders {
        doc.entities[entity as usize].learn_gender(gender, GenderSource::Pronoun);
    }
}

/// Leaves out signs before an opening quotation mark, as lists and posts have them: "• “The port is open,” Voss said."
fn trim(doc: &Document<'_>, content: &mut Runs) {
    for run in content {
        let mut start = run.start();
        while start + 1 < run.end() && doc.kind(start) == Some(TokenKind::Other) {
            start += 1;
        }
        if doc.kind(start) == Some(TokenKind::DoubleQuote) {
            *run = TokenSpan::new(start, run.end());
        }
    }
}

fn claim(view: LexicalView<'_, '_>, open: &[TokenSpan], reading: &ClaimReading, resolved: Resolved) -> Claim {
    deadline::check_deadline();
    let doc = view.doc;
    let spans = |runs: &Runs| runs.iter().map(|&run| doc.span_of(run)).collect::<Vec<Span>>();
    let mut flags: Vec<Flag> = resolved.flag.into_iter().collect();
    if reading.inherited {
        flags.push(Flag::InheritedSource);
    }
    if reading.by == Rule::ByContext {
        flags.push(Flag::ByContext);
    }
    if reading.content.iter().any(|content| touches(open, *content)) {
        flags.push(Flag::UnclosedQuote);
    }
    let sentence = doc.sentence_of(reading.cue.start());
    let content = spans(&reading.content);
    let cue::Meaning { lemma, class, negated, addressee, occasion } = cue::meaning(view, reading);
    Claim {
        kind: kind_of(doc, reading),
        source: spans(&reading.source),
        form: resolved.form,
        document: resolved.document(),
        speaker: resolved.speaker,
        co_speakers: resolved.co_speakers,
        on_behalf: resolved.on_behalf.map(|principal| principal.entity),
        speaker_confidence: rounded(resolved.confidence),
        cue: vec![doc.span_of(reading.cue)],
        lemma,
        class,
        addressee,
        occasion,
        sentence: sentence as u32,
        paragraph: doc.sentences[sentence].paragraph,
        negated,
        mentions: mentions_in(doc, &content),
        content,
        confidence: rounded(reading.confidence),
        by: reading.by,
        flags,
        why: None,
    }
}

/// A confidence in thousandths: finer steps mean nothing.
fn rounded(confidence: f32) -> f32 {
    (confidence * 1000.0).round() / 1000.0
}

/// Share of content words inside quotation marks that makes a claim direct.
const DIRECT_SHARE: f64 = 0.9;

/// Direct, mixed or indirect, by the share of the content's words that are quoted. A turn of an interview needs no marks.
fn kind_of(doc: &Document<'_>, reading: &ClaimReading) -> ClaimKind {
    if reading.by == Rule::Transcript {
        return ClaimKind::Direct;
    }
    let words = reading.content.iter().flat_map(|run| run.range()).filter(|&index| {
        doc.tokens[index].is_word() || matches!(doc.tokens[index].kind, TokenKind::Number | TokenKind::Clitic)
    });
    let (mut all, mut quoted) = (0_u32, 0_u32);
    for index in words {
        all += 1;
        quoted += u32::from(doc.depths[index] > 0);
    }
    match quoted {
        0 => ClaimKind::Indirect,
        _ if f64::from(quoted) >= DIRECT_SHARE * f64::from(all) => ClaimKind::Direct,
        _ => ClaimKind::Mixed,
    }
}

/// The tokens of quotations that are never closed, and not by the habit of opening each paragraph again; in text order and
/// without overlap, so that each claim can be looked up.
fn left_open(doc: &Document<'_>) -> Runs {
    let mut open = Runs::new();
    for (quote, next) in doc.quotes.iter().zip(doc.quotes.iter().skip(1).map(Some).chain([None])) {
        if quote.closed || next.is_some_and(|next| next.continues) {
            continue;
        }
        match open.last_mut() {
            Some(last) if quote.tokens.start() <= last.end() => {
                *last = last.with_end(last.end().max(quote.tokens.end()));
            }
            _ => open.push(quote.tokens),
        }
    }
    open
}

/// True if one of the ascending runs shares a token with `content`.
fn touches(runs: &[TokenSpan], content: TokenSpan) -> bool {
    let first = runs.partition_point(|run| run.end() <= content.start());
    runs.get(first).is_some_and(|run| run.start() < content.end())
}

/// Entities named in the content, each once.
fn mentions_in(doc: &Document<'_>, content: &[Span]) -> Vec<u32> {
    let mut entities = Vec::new();
    let mut seen = FxHashSet::default();
    for span in content {
        let from = doc.mentions.partition_point(|mention| mention.span.end <= span.start);
        let inside = doc.mentions[from..].iter().take_while(|mention| mention.span.start < span.end);
        for entity in inside.filter_map(|mention| mention.entity) {
            if seen.insert(entity) {
                entities.push(entity);
            }
        }
    }
    entities
}
