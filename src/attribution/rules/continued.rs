//! "“It rained,” Lee said after the meeting. “We left.”": a quotation without a cue goes on with the quotation before it, in
//! the same paragraph or as a paragraph of its own.

use super::Found;
use super::scene::{Held, Scene};
use std::ops::Range;

/// How many paragraphs may follow one claim.
const PARAGRAPHS: usize = 8;

/// Carries contents on into quotations that no reading holds.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut [Found]) {
    if found.is_empty() {
        return;
    }
    let held = Held::new(found);
    // One past the last token that a content was carried on to; cues ascend, and so does this.
    let mut reached = 0;
    for index in 0..found.len() {
        let Some(cue) = found[index].reading.cue.first().cloned() else { continue };
        let paragraph = scene.paragraph_of(cue.start as usize);
        let next_cue = found.get(index + 1).and_then(|next| next.reading.cue.first());
        let Some(block) = scene.paragraph(paragraph) else { continue };
        // The last claim of a paragraph has the word.
        let last = next_cue.is_none_or(|next| next.start >= block.tokens.end);
        let from = ending(&found[index]).max(cue.end);
        if !quotes(scene, &found[index]) {
            continue;
        }
        let limit = next_cue.map_or(block.tokens.end, |next| next.start.min(block.tokens.end));
        let mut more = sentences(scene, &held, from.max(reached), limit, block.tokens.end);
        let reaches = more.last().map_or(from, |run| run.end);
        if last
            && from <= block.tokens.end
            && (reaches + 2 >= block.tokens.end || calm(scene, reaches, block.tokens.end))
        {
            for next in scene.doc.paragraphs.iter().skip(paragraph + 1).take(PARAGRAPHS) {
                let Some(quote) = scene.whole_quote(next) else { break };
                if quote.tokens.0 < reached || held.holds(next.tokens.start as usize..next.tokens.end as usize) {
                    break;
                }
                more.push(quote.tokens.0..quote.tokens.1);
            }
        }
        if let Some(last) = more.last() {
            reached = last.end;
            let by_rule = found[index].reading.by != "crf";
            found[index].reading.content.extend(more);
            if !by_rule {
                found[index].reading.by = "continued-quote";
            }
        }
    }
}

/// One past the last token of a reading.
fn ending(one: &Found) -> u32 {
    let reading = &one.reading;
    [&reading.cue, &reading.source, &reading.content]
        .into_iter()
        .filter_map(|runs| runs.last())
        .map(|run| run.end)
        .max()
        .unwrap_or(0)
}

/// True if the last content run is quoted at its end.
fn quotes(scene: &Scene<'_, '_>, one: &Found) -> bool {
    one.reading
        .content
        .last()
        .is_some_and(|run| (run.start..run.end).rev().take(4).any(|token| scene.depths[token as usize] > 0))
}

/// True if what is left of a paragraph is the rest of one sentence, without a quotation.
fn calm(scene: &Scene<'_, '_>, from: u32, end: u32) -> bool {
    from >= end
        || scene.sentence(from as usize - 1).is_some_and(|sentence| sentence.tokens.end >= end)
            && (from..end).all(|token| scene.depths[token as usize] == 0)
}

/// The quotations that are whole sentences right behind the sentence of token `from - 1`.
fn sentences(scene: &Scene<'_, '_>, held: &Held, from: u32, limit: u32, end: u32) -> Vec<Range<u32>> {
    let mut runs = Vec::new();
    let Some(last) = (from as usize).checked_sub(1) else { return runs };
    let Some(sentence) = scene.sentence(last) else { return runs };
    let mut at = sentence.tokens.end;
    while at < limit && at < end {
        let Some(quote) = scene.quote_from(at as usize) else { break };
        let stop = quote.tokens.1;
        let sentence_ends = stop >= end
            || scene
                .doc
                .sentences
                .get(scene.doc.sentence_of(stop as usize))
                .is_some_and(|next| next.tokens.start == stop);
        if !sentence_ends || stop > limit || stop - at < 4 || held.holds(at as usize..stop as usize) {
            break;
        }
        runs.push(at..stop);
        at = stop;
    }
    runs
}
