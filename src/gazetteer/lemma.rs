//! Dictionary forms of verbs and nouns by their endings: for cues that `cues.tsv` does not know. Data:
//! `gazetteers/lexicons/irregular-forms.tsv` and `verb-endings.tsv`.

use super::tsv::{EmbeddedList, column_enum, each};
use crate::error::Result;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

column_enum! {
    /// What to do about the stem that is left without an ending.
    StemChange {
        /// add-ed
        Keep = "keep",
        /// announc-ed
        E = "e",
        /// plann-ed
        Undouble = "undouble",
    }
}

/// Irregular forms and endings.
#[derive(Debug, Default)]
pub struct Lemmas {
    verbs: FxHashMap<&'static str, &'static str>,
    nouns: FxHashMap<&'static str, &'static str>,
    endings: FxHashMap<&'static str, StemChange>,
    stems: FxHashMap<&'static str, StemChange>,
    /// Length of the longest ending, in bytes.
    longest: usize,
}

impl Lemmas {
    /// Reads both lists.
    ///
    /// # Errors
    /// The first broken row.
    pub(super) fn parse(irregular: EmbeddedList, endings: EmbeddedList) -> Result<Self> {
        let mut lemmas = Self::default();
        each(irregular, ["form", "type", "lemma"], |[form, kind, lemma]| {
            let forms = match kind {
                "verb" => &mut lemmas.verbs,
                "noun" => &mut lemmas.nouns,
                _ => return None,
            };
            forms.insert(form, lemma);
            Some(())
        })?;
        each(endings, ["ending", "change"], |[ending, change]| {
            let change = StemChange::parse(change)?;
            if let Some(stem) = ending.strip_prefix('^') {
                lemmas.stems.insert(stem, change);
            } else {
                lemmas.longest = lemmas.longest.max(ending.len());
                lemmas.endings.insert(ending, change);
            }
            Some(())
        })?;
        Ok(lemmas)
    }

    /// The infinitive of a verb form in lower case; the form itself where it carries no ending of a verb.
    #[must_use]
    pub fn verb<'w>(&self, form: &'w str) -> Cow<'w, str> {
        if let Some(lemma) = self.verbs.get(form) {
            return Cow::Borrowed(lemma);
        }
        let long = form.len() > 4;
        if let Some(stem) = form.strip_suffix("ied").or_else(|| form.strip_suffix("ies")).filter(|_| long) {
            return Cow::Owned(format!("{stem}y"));
        }
        // "proceed" is not the past of "procee"; the few verbs in -ee are irregular forms.
        if form.ends_with("eed") {
            return Cow::Borrowed(form);
        }
        if let Some(stem) = form.strip_suffix("ing").filter(|stem| stem.ends_with("ee")) {
            return Cow::Borrowed(stem);
        }
        if let Some(stem) = form.strip_suffix("ed").or_else(|| form.strip_suffix("ing")) {
            return self.restore(stem).unwrap_or(Cow::Borrowed(form));
        }
        if let Some(stem) = form.strip_suffix("es")
            && (stem.ends_with(['x', 'o'])
                || ["ss", "sh", "ch", "zz"].iter().any(|end| stem.ends_with(end))
                || self.stems.get(stem) == Some(&StemChange::Keep))
        {
            return Cow::Borrowed(stem);
        }
        Cow::Borrowed(without_s(form))
    }

    /// The singular of a noun form in lower case; the form itself where it carries no ending of a plural.
    #[must_use]
    pub fn noun<'w>(&self, form: &'w str) -> Cow<'w, str> {
        if let Some(lemma) = self.nouns.get(form) {
            return Cow::Borrowed(lemma);
        }
        if let Some(stem) = form.strip_suffix("ies").filter(|_| form.len() > 4) {
            return Cow::Owned(format!("{stem}y"));
        }
        if let Some(stem) = form.strip_suffix("es")
            && (stem.ends_with('x') || ["ss", "sh", "ch", "zz"].iter().any(|end| stem.ends_with(end)))
        {
            return Cow::Borrowed(stem);
        }
        Cow::Borrowed(without_s(form))
    }

    /// The infinitive that belongs to a stem; `None` if there is none ("thing" is not a form of "th").
    fn restore<'w>(&self, stem: &'w str) -> Option<Cow<'w, str>> {
        if stem.len() < 2 || !stem.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
            return None;
        }
        let longest_ending = || {
            let lengths = (1..=self.longest.min(stem.len())).rev();
            lengths.filter_map(|length| stem.get(stem.len() - length..)).find_map(|ending| self.endings.get(ending))
        };
        Some(match self.stems.get(stem).or_else(longest_ending) {
            None | Some(StemChange::Keep) => Cow::Borrowed(stem),
            Some(StemChange::E) => Cow::Owned(format!("{stem}e")),
            Some(StemChange::Undouble) => Cow::Borrowed(&stem[..stem.len() - 1]),
        })
    }
}

/// Without a last s that is a plural's or a third person's.
fn without_s(form: &str) -> &str {
    match form.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i', '\'']) => stem,
        _ => form,
    }
}
