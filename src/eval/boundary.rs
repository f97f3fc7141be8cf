//! Sentence boundaries against treebanks, and the Golden Rules of sentence segmentation.
//!
//! A boundary is one byte past the last non-space character of a sentence. The last boundary of a text is trivial and not
//! counted on either side: gold's last one, and a predicted one at the text's last character.

use super::counts::Counts;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::gold::conllu;
use crate::pipeline::{Depth, annotate};
use crate::resources::Resources;
use crate::span::Span;
use rayon::prelude::*;
use serde::Deserialize;
use std::{fs, path::Path};

/// Counts of the boundaries of a treebank, in two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BoundaryScores {
    /// Documents.
    pub documents: usize,
    /// Gold sentences.
    pub sentences: usize,
    /// Each document is its own text.
    pub by_document: Counts,
    /// The whole file is one text, with a blank line between documents.
    pub whole_file: Counts,
}

/// Runs the text layer over the text of a treebank.
pub fn score_treebank(documents: &[conllu::TreebankDocument], resources: &Resources) -> BoundaryScores {
    let by_document = documents
        .par_iter()
        .map(|doc| {
            let gold: Vec<Span> = doc.sentences.iter().map(|sentence| sentence.span).collect();
            score_text(&doc.text, &gold, resources)
        })
        .reduce(Counts::default, |mut all, one| {
            all += one;
            all
        });
    let mut text = String::new();
    let mut gold = Vec::new();
    for doc in documents {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let base = text.len() as u32;
        gold.extend(doc.sentences.iter().map(|s| Span { start: base + s.span.start, end: base + s.span.end }));
        text.push_str(&doc.text);
    }
    BoundaryScores {
        documents: documents.len(),
        sentences: gold.len(),
        by_document,
        whole_file: score_text(&text, &gold, resources),
    }
}

fn score_text(text: &str, gold: &[Span], resources: &Resources) -> Counts {
    let article = Article::new("", text);
    let doc = annotate(&article, resources, Depth::Text);
    let predicted: Vec<Span> = doc.sentences.iter().map(|sentence| sentence.span).collect();
    score_spans(text, &predicted, gold)
}

/// Counts the boundaries that two lists of sentences share, both in text order.
pub fn score_spans(text: &str, predicted: &[Span], gold: &[Span]) -> Counts {
    let last = text.trim_end().len();
    let ends = |spans: &[Span]| -> Vec<usize> {
        let ends = spans.iter().map(|span| span.start as usize + span.of(text).trim_end().len());
        let mut ends: Vec<usize> = ends.filter(|&end| end != last).collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    };
    let (ours, theirs) = (ends(predicted), ends(gold));
    let shared = ours.iter().filter(|end| theirs.binary_search(end).is_ok()).count();
    Counts { right: shared, predicted: ours.len(), found: shared, gold: theirs.len() }
}

/// A rule: a text and how it must be split.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldenRule {
    /// What the rule covers.
    pub name: String,
    /// The text.
    pub text: String,
    /// Its sentences.
    pub sentences: Vec<String>,
}

/// A rule that the text layer breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRule<'r> {
    /// The rule.
    pub rule: &'r GoldenRule,
    /// The sentences that it finds instead.
    pub got: Vec<String>,
}

/// Reads rules, one JSON object per line.
///
/// # Errors
/// If the file cannot be read, has no rules, or has a line that is not a rule.
pub fn read_golden_rules(path: &Path) -> Result<Vec<GoldenRule>> {
    let source = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
    let lines = (1..).zip(source.lines()).filter(|(_, line)| !line.trim().is_empty());
    let parse = |(number, line)| {
        let rule = serde_json::from_str(line);
        rule.map_err(|error| Error::record(path, number, format!("not a golden rule: {error}")))
    };
    let rules = lines.map(parse).collect::<Result<Vec<GoldenRule>>>()?;
    if rules.is_empty() {
        return Err(Error::Input { path: path.to_owned(), cause: "no golden rules".to_owned() });
    }
    Ok(rules)
}

/// The rules that the text layer breaks. Sentences are compared exactly, except that line breaks inside them and the white
/// space around those count as one space, as the rules write them.
pub fn broken_rules<'r>(rules: &'r [GoldenRule], resources: &Resources) -> Vec<BrokenRule<'r>> {
    let broken = |rule: &'r GoldenRule| {
        let article = Article::new("", rule.text.as_str());
        let doc = annotate(&article, resources, Depth::Text);
        let got: Vec<String> = doc.sentences.iter().map(|sentence| unbroken(sentence.span.of(&rule.text))).collect();
        (got != rule.sentences).then_some(BrokenRule { rule, got })
    };
    rules.iter().filter_map(broken).collect()
}

/// A sentence with its line breaks, and white space around them, turned into single spaces.
fn unbroken(sentence: &str) -> String {
    let lines: Vec<&str> = sentence.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > 1 { lines.join(" ") } else { sentence.to_owned() }
}
