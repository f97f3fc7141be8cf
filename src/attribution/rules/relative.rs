//! "Lee emphasized the treaty, which has changed since": a clause in the present about the last words of a content belongs to
//! it; one in the past is more often the article's own remark.

use super::Found;
use super::scene::Scene;
use crate::document::TokenKind;
use crate::gazetteer::word_class::Function;

/// Longest clause, in tokens.
const CLAUSE: usize = 40;

/// Carries contents on over their relative clauses.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut [Found]) {
    for index in 0..found.len() {
        let until = found.get(index + 1).and_then(|next| next.reading.cue.first()).map(|cue| cue.start as usize);
        let reading = &mut found[index].reading;
        let (Some(cue), Some(run)) = (reading.cue.last(), reading.content.last_mut()) else { continue };
        if run.start < cue.end {
            continue;
        }
        if let Some(end) = clause(scene, run.end as usize).filter(|&end| until.is_none_or(|until| end <= until)) {
            run.end = end as u32;
        }
    }
}

/// Where the clause ends that a comma at `comma` begins.
fn clause(scene: &Scene<'_, '_>, comma: usize) -> Option<usize> {
    let last = comma.checked_sub(1)?;
    if scene.kind(comma)? != TokenKind::Comma || scene.depths[last] > 0 {
        return None;
    }
    let sentence = scene.sentence(last)?;
    let end = sentence.tokens.end as usize;
    if comma + 3 >= end || end - comma > CLAUSE || scene.word(comma + 1) != "which" {
        return None;
    }
    let verb = comma + 2;
    let present = matches!(scene.function(verb), Some(Function::Be | Function::Auxiliary))
        && !matches!(scene.word(verb), "was" | "were" | "had" | "did");
    let plain = (comma..end).all(|at| scene.depths[at] == 0);
    (present && plain).then(|| scene.trimmed(comma..end).end)
}
