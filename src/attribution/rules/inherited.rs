//! "Lee rejected the plan, saying that it was late", "Lee left and said that …": a participle or a second verb has no
//! source of its own; the clause before it names who speaks.

use super::Found;
use super::scene::Scene;
use crate::document::TokenKind;
use crate::gazetteer::word_class::Function;
use std::ops::Range;

/// Gives sources to readings that have none; drops those that must have one and get none.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut Vec<Found>) {
    for index in 0..found.len() {
        let reading = &found[index].reading;
        let Some(cue) = reading.cue.first().map(|cue| cue.start as usize..cue.end as usize) else { continue };
        if !reading.source.is_empty() || !is_active(scene, &cue) {
            continue;
        }
        let Some(sentence) = scene.sentence(cue.start) else { continue };
        let (start, end) = (sentence.tokens.start, sentence.tokens.end);
        if let Some(behind) = inverted(scene, cue.end, end as usize, &reading.content) {
            found[index].reading.source = vec![behind];
            continue;
        }
        let source = neighbour(&found[..index], start).or_else(|| {
            let subject = scene.subject(start as usize..end as usize, cue.start)?;
            Some(vec![subject.start as u32..subject.end as u32])
        });
        if let Some(source) = source {
            let free = |run: &Range<u32>| {
                found[index].reading.content.iter().all(|c| run.end <= c.start || c.end <= run.start)
            };
            if source.iter().all(free) {
                found[index].reading.source = source;
                found[index].inherited = true;
            }
        }
    }
    found.retain(|one| {
        let cue = one.reading.cue.first().map(|cue| cue.start as usize..cue.end as usize);
        !one.reading.source.is_empty() || !cue.is_some_and(|cue| is_active(scene, &cue))
    });
}

/// The source of the nearest reading before, if its cue stands in the sentence that begins at `start`.
fn neighbour(before: &[Found], start: u32) -> Option<Vec<Range<u32>>> {
    let before = before.iter().rev().take(8).map(|other| &other.reading);
    let mut before = before.take_while(|other| other.cue.first().is_some_and(|cue| cue.start >= start));
    before.find(|other| !other.source.is_empty()).map(|other| other.source.clone())
}

/// The subject of the verb at `verb` in the sentence that begins at `first`: a relative, name or pronoun right before it, or the source
/// of a reading before it, or the subject of the sentence.
pub(super) fn subject_before(
    scene: &Scene<'_, '_>,
    found: &[Found],
    first: usize,
    verb: usize,
) -> Option<Range<usize>> {
    let mut at = verb;
    while at > first && verb - at < 3 && matches!(scene.function(at - 1), Some(Function::Auxiliary | Function::Adverb))
    {
        at -= 1;
    }
    let previous = at.checked_sub(1).filter(|&previous| previous >= first)?;
    if let Some(mention) = scene.mention_at(previous) {
        return Some(scene.with_title(first, mention.tokens.0 as usize)..at);
    }
    if matches!(scene.function(previous), Some(Function::Relative | Function::Pronoun)) {
        return Some(previous..at);
    }
    let before = found.partition_point(|one| one.reading.cue.first().is_none_or(|cue| (cue.start as usize) < verb));
    let near = neighbour(&found[..before], first as u32).and_then(|runs| runs.into_iter().next());
    near.map(|run| run.start as usize..run.end as usize).or_else(|| scene.subject(first..verb, verb))
}

/// A cue whose subject speaks: "saying", "said", but not "was said", "expected", "Asked".
fn is_active(scene: &Scene<'_, '_>, cue: &Range<usize>) -> bool {
    let first = cue.start;
    let passive = scene.function(first) == Some(Function::Be)
        || cue.clone().any(|index| scene.function(index) == Some(Function::Be))
        || first > 0 && scene.function(first - 1) == Some(Function::Be);
    if passive {
        return false;
    }
    let word = scene.word(first);
    word.len() > 5 && word.ends_with("ing")
        || cue.clone().any(|index| {
            matches!(
                scene.word(index),
                "said"
                    | "says"
                    | "say"
                    | "wrote"
                    | "argued"
                    | "denied"
                    | "urged"
                    | "argue"
                    | "joked"
                    | "added"
                    | "adds"
                    | "declared"
                    | "tweeted"
            )
        })
}

/// "said Sherman, a graduate": a name right behind the cue and before a mark, where content stands before the cue.
fn inverted(scene: &Scene<'_, '_>, from: usize, end: usize, content: &[Range<u32>]) -> Option<Range<u32>> {
    if content.first()?.start as usize >= from {
        return None;
    }
    let mention = scene.mention_at(from).or_else(|| {
        let name =
            (from..(from + 6).min(end)).find(|&index| !scene.is_capital(index) || scene.mention_at(index).is_some())?;
        scene.mention_at(name)
    })?;
    let last = mention.tokens.1 as usize;
    let closes =
        last >= end || matches!(scene.kind(last), Some(TokenKind::Comma | TokenKind::Terminal | TokenKind::Open));
    let free = content.iter().all(|run| run.end as usize <= from || run.start as usize >= last);
    (closes && free && scene.depths[from] == 0).then_some(from as u32..last as u32)
}
