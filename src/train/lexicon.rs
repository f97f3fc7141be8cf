//! What a model knows of words by their form: parts of speech from treebanks, classes and senses from the lexicons, and which
//! words can be cues, from the training texts.

use super::{clusters, corpus::targets};
use crate::attribution::engine::words::{self, LONGEST_ENDING, WordForm, WordTable, gate};
use crate::crf::hash::{code, code_of};
use crate::document::{Document, TokenKind};
use crate::error::{Error, Result};
use crate::gold::{self, conllu};
use crate::text::form;
use rayon::prelude::*;
use std::collections::BTreeMap;

const CLASSES: &str = include_str!("../../gazetteers/lexicons/word-classes.tsv");
const CLASSES_PATH: &str = "gazetteers/lexicons/word-classes.tsv";
const CUES: &str = include_str!("../../gazetteers/lexicons/cues.tsv");
const CUES_PATH: &str = "gazetteers/lexicons/cues.tsv";

/// A form needs this many occurrences in the treebanks for its own parts of speech to be trusted.
const MIN_FORM: usize = 2;
/// A part of speech counts as one of a form's readings from this share on.
const MIN_READING: f64 = 0.1;
/// Endings are learned from forms that are this rare, like the ones they will be needed for.
const RARE: usize = 5;
/// An ending needs this many occurrences.
const MIN_ENDING: usize = 5;
/// A trigger was in a cue this often …
const MIN_CUES: usize = 2;
/// … and in this share of its occurrences.
const TRIGGER_SHARE: f64 = 0.04;
/// A companion was in a cue in this share of its occurrences.
const COMPANION_SHARE: f64 = 0.002;
/// A word that occurs this often is known, and then may be no cue.
const MIN_KNOWN: usize = 3;

type WordCounts<'a, K> = BTreeMap<K, BTreeMap<&'a str, usize>>;

/// Builds the word table.
///
/// # Errors
/// A row of the class lexicon that names no class.
pub(super) fn build(
    treebanks: &[conllu::TreebankDocument],
    docs: &[Document<'_>],
    gold: &[&gold::GoldArticle],
) -> Result<WordTable> {
    let mut words = WordTable { noun_tag: 0, number_tag: 0, ..WordTable::default() };
    add_tags(treebanks, &mut words);
    for (line, row) in CLASSES.lines().enumerate().filter(|(_, row)| !row.starts_with('#')).skip(1) {
        let bad = |cause: &str| Error::Data { path: CLASSES_PATH.into(), line: line + 1, cause: cause.to_owned() };
        let cells: Vec<&str> = row.split('\t').collect();
        let &[form, class, lemma] = cells.as_slice() else { return Err(bad("three columns expected")) };
        let class = words::class_named(class).ok_or_else(|| bad("no such class"))?;
        let word = words.forms.entry(code(form.as_bytes())).or_insert(WordForm::UNKNOWN);
        word.class = class;
        word.lemma = if lemma == form { 0 } else { code(lemma.as_bytes()) };
    }
    add_gates(docs, gold, &mut words);
    add_clusters(treebanks, docs, &mut words);
    add_senses(&mut words)?;
    Ok(words)
}

fn majority(counts: &BTreeMap<&str, usize>) -> Option<String> {
    // Of equally frequent ones the first in the alphabet, so that the result does not depend on the order of reading.
    let mut best: Option<(&str, usize)> = None;
    for (&tag, &count) in counts {
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((tag, count));
        }
    }
    best.map(|(tag, _)| tag.to_owned())
}

fn form_of(written: &str, form: &mut Vec<u8>) {
    let kind = match written {
        "“" | "”" | "\"" | "``" | "''" => TokenKind::DoubleQuote,
        "‘" | "’" | "'" | "`" => TokenKind::SingleQuote,
        "–" | "—" | "--" => TokenKind::Dash,
        _ => TokenKind::Word,
    };
    form.clear();
    form.extend_from_slice(form::normal(written, kind).as_bytes());
}

fn add_tags(treebanks: &[conllu::TreebankDocument], words: &mut WordTable) {
    let mut written: WordCounts<'_, &str> = BTreeMap::new();
    for word in treebanks.iter().flat_map(|doc| &doc.words) {
        if !word.xpos.is_empty() && word.xpos != "_" {
            *written.entry(&word.form).or_default().entry(&word.xpos).or_default() += 1;
        }
    }
    let (mut forms, mut endings): (WordCounts<'_, Vec<u8>>, WordCounts<'_, u32>) = (BTreeMap::new(), BTreeMap::new());
    let mut form = Vec::new();
    for (surface, counts) in &written {
        form_of(surface, &mut form);
        let rare = counts.values().sum::<usize>() <= RARE;
        let capital = surface.chars().next().is_some_and(char::is_uppercase);
        for (&tag, &count) in counts {
            *forms.entry(form.clone()).or_default().entry(tag).or_default() += count;
            for length in (1..=LONGEST_ENDING.min(form.len())).filter(|_| rare) {
                let ending = words::ending_code(&form[form.len() - length..], capital);
                *endings.entry(ending).or_default().entry(tag).or_default() += count;
            }
        }
    }
    let mut tags: Vec<&str> = written.values().flat_map(BTreeMap::keys).copied().collect();
    tags.sort_unstable();
    tags.dedup();
    let number = |tag: &str| tags.binary_search(&tag).map_or(u8::MAX, |index| index as u8);
    (words.number_tag, words.noun_tag) = (number("CD"), number("NN"));
    let mut readings: BTreeMap<Vec<u8>, u16> = BTreeMap::new();
    for (form, counts) in &forms {
        let total: usize = counts.values().sum();
        let Some(tag) = majority(counts).filter(|_| total >= MIN_FORM) else { continue };
        let can_be: Vec<u8> = counts
            .iter()
            .filter(|(_, count)| **count as f64 >= MIN_READING * total as f64)
            .map(|(tag, _)| number(tag))
            .collect();
        let next = readings.len() as u16 + 1;
        let class = *readings.entry(can_be).or_insert(next);
        words.forms.insert(code(form), WordForm { tag: number(&tag), readings: class, ..WordForm::UNKNOWN });
    }
    for (ending, counts) in &endings {
        if let Some(tag) = majority(counts).filter(|_| counts.values().sum::<usize>() >= MIN_ENDING) {
            words.endings.insert(*ending, number(&tag));
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct SeenForm {
    all: usize,
    in_cues: usize,
    verb_like: bool,
}

fn add_gates(docs: &[Document<'_>], gold: &[&gold::GoldArticle], words: &mut WordTable) {
    let mut seen: BTreeMap<u32, SeenForm> = BTreeMap::new();
    for (doc, gold) in docs.iter().zip(gold) {
        let mut in_cue = vec![false; doc.tokens.len()];
        for target in targets(doc, gold.first()) {
            for run in target.cue {
                in_cue[run.range()].fill(true);
            }
        }
        for (index, &token) in doc.tokens.iter().enumerate() {
            let one = seen.entry(code_of(doc.hashes[index])).or_default();
            one.all += 1;
            one.in_cues += usize::from(in_cue[index]);
            one.verb_like |= words::looks_like_verb(form::normal(doc.word(index), token.kind).as_bytes(), token);
        }
    }
    for (form, one) in seen {
        let share = one.in_cues as f64 / one.all as f64;
        let mut bits = 0;
        if one.in_cues >= MIN_CUES && share >= TRIGGER_SHARE {
            bits |= gate::TRIGGER;
        }
        if one.in_cues >= MIN_CUES && share >= COMPANION_SHARE {
            bits |= gate::COMPANION;
        }
        if one.verb_like && one.all >= MIN_KNOWN {
            bits |= gate::KNOWN;
        }
        if bits != 0 {
            words.forms.entry(form).or_insert(WordForm::UNKNOWN).gate = bits;
        }
    }
}

/// What the lexicon of cues says of a form, as numbers: type, meaning and frames of all its rows together, so that a word that
/// training hardly saw is like others that are used the same way; and type and meaning alone. Cues of several words are left out.
fn add_senses(words: &mut WordTable) -> Result<()> {
    let mut rows: BTreeMap<&str, Vec<[&str; 4]>> = BTreeMap::new();
    for (line, row) in CUES.lines().enumerate().filter(|(_, row)| !row.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let &[lemma, kind, meaning, forms, frames, _] = cells.as_slice() else {
            return Err(Error::Data {
                path: CUES_PATH.into(),
                line: line + 1,
                cause: "six columns expected".to_owned(),
            });
        };
        for form in forms.split('|').filter(|form| !form.contains(' ')) {
            rows.entry(form).or_default().push([kind, meaning, frames, lemma]);
        }
    }
    let mut numbers: [BTreeMap<Vec<&str>, u16>; 2] = Default::default();
    for (form, rows) in rows {
        let word = words.forms.entry(code(form.as_bytes())).or_insert(WordForm::UNKNOWN);
        let fine = rows.iter().flat_map(|row| row[..3].to_vec()).collect();
        let coarse = rows.iter().flat_map(|row| row[..2].to_vec()).collect();
        for (slot, sense) in [fine, coarse].into_iter().enumerate() {
            let next = numbers[slot].len() as u16 + 1;
            word.senses[slot] = *numbers[slot].entry(sense).or_insert(next);
        }
        let lemma = rows[0][3];
        if word.lemma == 0 && word.class == words::class::EDGE && lemma != form {
            word.lemma = code(lemma.as_bytes());
        }
    }
    Ok(())
}

/// How many clusters, fine and coarse.
const CLUSTERS: [usize; 2] = [320, 64];

fn add_clusters(treebanks: &[conllu::TreebankDocument], docs: &[Document<'_>], words: &mut WordTable) {
    let mut form = Vec::new();
    let mut texts: Vec<Vec<u32>> = Vec::with_capacity(treebanks.len() + docs.len());
    texts.extend(docs.iter().map(|doc| doc.hashes.iter().map(|&hash| code_of(hash)).collect()));
    for doc in treebanks {
        let mut text = Vec::with_capacity(doc.words.len());
        for word in &doc.words {
            form_of(&word.form, &mut form);
            text.push(code(&form));
        }
        texts.push(text);
    }
    let made: Vec<_> = CLUSTERS.par_iter().map(|&classes| clusters::exchange(&texts, classes)).collect();
    for (slot, clusters) in made.iter().enumerate() {
        for (&form, &cluster) in clusters {
            words.forms.entry(form).or_insert(WordForm::UNKNOWN).clusters[slot] = cluster;
        }
    }
}
