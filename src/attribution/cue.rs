//! What a cue means: its dictionary form, what kind of saying it is, whether it is negated. Called by [`super::annotate`].

use crate::claim::CueClass;
use crate::document::Document;
use crate::gazetteer::Lexicons;
use crate::gazetteer::lexicon::Function;
use std::borrow::Cow;
use std::ops::Range;

/// What a cue means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Dictionary form; the head as written, in lower case, where the lexicon does not know the cue.
    pub lemma: String,
    /// What kind of saying; [`CueClass::Other`] where the lexicon does not know the cue.
    pub class: CueClass,
    /// "did not say".
    pub negated: bool,
}

/// Reads the cue in tokens `cue`: the longest lexicon form that begins in it, the first of equals.
#[must_use]
pub fn meaning(doc: &Document<'_>, lexicons: &Lexicons, cue: Range<usize>) -> Meaning {
    let negated = cue.clone().any(|index| lexicons.word(doc, index).function == Some(Function::Negation));
    let mut best: Option<(&crate::gazetteer::cue::Cue, usize)> = None;
    for index in cue.clone() {
        // A form may reach beyond the cue: of "according to", the cue may be "according" alone.
        let next = |k: usize| (index + k < doc.tokens.len()).then(|| doc.word(index + k));
        if let Some(found) = lexicons.cues.find(lexicons.word(doc, index).cues, next)
            && best.is_none_or(|(_, words)| found.1 > words)
        {
            best = Some(found);
        }
    }
    if let Some((row, _)) = best {
        return Meaning { lemma: row.lemma.to_owned(), class: row.class, negated };
    }
    let head = cue.clone().rev().find(|&index| doc.tokens[index].is_word()).unwrap_or(cue.start);
    Meaning { lemma: lower(doc, head).into_owned(), class: CueClass::Other, negated }
}

/// The word at `index` in lower case.
pub(super) fn lower<'a>(doc: &Document<'a>, index: usize) -> Cow<'a, str> {
    let word = doc.word(index);
    if doc.tokens[index].case.is_capital() { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
}
